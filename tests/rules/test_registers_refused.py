"""Registers that do not say how their rows are named are refused where they are written."""

from __future__ import annotations

from typing import Any

import pytest

from wenjiu.rules.document.registers import Registers, Table
from wenjiu.rules.language.clause import T
from wenjiu.rules.language.nodes import DefinitionError

PEOPLE, FIRMS = Table("people", T("人", "people"), {}), Table("firms", T("单位", "firms"), {})
HIRES = Table("hires", T("招用", "hires"), {}, refers={"firm_id": "firms", "person_id": "people"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"parties": {"visitors": "person"}}, "visitors"),
        ({"parties": {"people": "resident"}}, "resident"),
        ({"parties": {"hires": "person"}, "apart": {"hires": ()}}, "hires"),
        ({"apart": {"hires": ("date",)}}, "date"),
        ({"apart": {"people": ()}}, "nothing"),
    ],
)
def test_rows_are_named_by_what_the_table_has(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        Registers((PEOPLE, FIRMS, HIRES), **wrong)


def test_a_party_or_references_may_name_a_row() -> None:
    Registers((PEOPLE, FIRMS, HIRES), parties={"people": "person", "firms": "organisation"}, apart={"hires": ()})
