"""Every page that takes a form, sent an empty one by everybody, against the table matrix.yaml (see test_matrix.py)."""

from __future__ import annotations

import pytest
from tests.bureau.matrix_objects import World
from tests.bureau.test_matrix import PAGES, check, world  # noqa: F401  (a fixture)
from tests.support.counts import some


@pytest.mark.parametrize("name", some(list(PAGES), 3, "forms of the matrix"))
def test_an_empty_form_is_answered_as_the_table_says_and_shows_no_number_in_full(
    world: World,  # noqa: F811
    name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    check(world, "POST", name, caplog)
