"""Rosters with planted faults: each is named by row and column, and nothing else is."""

from __future__ import annotations

import pytest
from tests.support import rosters
from tests.support.counts import most, seed

from wenjiu.rosters.reading import from_file, from_text
from wenjiu.rosters.tables import letter, table_of

DRAWN = range(most(20, 20, 60, 500))


@pytest.mark.parametrize("k", DRAWN)
def test_each_planted_fault_is_named_by_row_and_column_and_nothing_else_is(k: int) -> None:
    policy, id = rosters.ROSTERS[k % len(rosters.ROSTERS)]
    form = rosters.form_of(policy, id)
    drawn = rosters.draw(form, int(seed()) + k, faults=k % 7)
    written = drawn.header, drawn.rows
    tables = {
        "pasted": table_of(form, from_text(rosters.pasted(*written))),
        "csv in UTF-8": table_of(form, from_file(rosters.as_csv(*written).encode("utf-8-sig"))),
        "csv in GB18030": table_of(form, from_file(rosters.as_csv(*written).encode("gb18030"))),
        "xlsx of one program": table_of(form, from_file(rosters.xlsx_by_xlsxwriter(*written))),
        "xlsx of another": table_of(form, from_file(rosters.xlsx_by_openpyxl(*written))),
    }
    for way, table in tables.items():
        assert rosters.named(table) == drawn.planted, (way, policy, id)
        for fault in table.all_faults:
            assert fault.letter == letter([c.id for c in drawn.columns].index(fault.column.id))
            assert fault.message.zh and fault.message.en and fault.fix.zh and fault.fix.en
