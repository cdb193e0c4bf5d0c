"""A bureau with firms and people on the first day of the tests of programmes."""

from __future__ import annotations

import pytest
from tests.bureau.programmes.people import TODAY, World, make_world
from tests.bureau.test_desk import without_second_factor

from wenjiu.bureau.clock import working_on


@pytest.fixture
def world(db: None) -> World:
    """Return the bureau, in which officials sign in with a password alone."""
    with working_on(TODAY):
        made = make_world()
        without_second_factor(actor="a test")
        return made
