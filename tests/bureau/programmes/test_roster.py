"""A file with 200 people and 30 planted faults: each is found, each with its reason, and the file comes back with them."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from tests.bureau.cases.test_past_awards import new_import
from tests.bureau.programmes.people import (
    CLASS,
    POLICY,
    SETUP,
    SINCE,
    TODAY,
    World,
    approved,
    candidate,
    human,
    listed,
    make_world,
)

from wenjiu.bureau.cases.actions.past import bring_past_awards
from wenjiu.bureau.clock import working_on
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.programmes.actions import people
from wenjiu.bureau.programmes.checking import check_people
from wenjiu.bureau.programmes.lists import layout, mark, read_list
from wenjiu.bureau.programmes.models import Entry, Programme
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.past_awards import PastAward
from wenjiu.bureau.registry.preview import give_back, template_of
from wenjiu.bureau.registry.statements import Statement
from wenjiu.rosters.limits import RosterError

pytestmark = pytest.mark.django_db
HEAD = ["证件号码", "姓名", "证件类型", "人员类别"]
#: Words of the reason -> the rows of the file in which such a fault is planted.
PLANTED = {
    "校验码": (2, 3, 4, 5),
    "没有填写": (6, 7),
    "不满16周岁": (8, 9, 10),
    "已满65周岁": (11, 12, 13),
    "是同一个人": (114, 115, 116),
    "同一天已在": (17, 18, 19),
    "已经在名单上了": (20, 21),
    "只招登记失业人员和农村转移劳动力": (22, 23, 24),
    "没有登记失业": (25, 26, 27),
    "领过培训后就业补贴": (28, 29),
    "登记的姓名不一致": (30, 31),
}  # fmt: skip
ROWS = 200


def rows() -> list[list[str]]:
    """Return the rows of the file, from row 2 on: the faults first."""
    found = []
    for number in range(2, ROWS + 2):
        who = human(number)
        found.append([who.number, who.name, "", "农村转移劳动力"])
    for number in PLANTED["校验码"]:
        wrong = "0" if found[number - 2][0][-1] != "0" else "1"
        found[number - 2][0] = found[number - 2][0][:-1] + wrong
    for number in PLANTED["没有填写"]:
        found[number - 2][1] = ""
    for number in PLANTED["不满16周岁"]:
        found[number - 2][0] = human(number, 2011).number
    for number in PLANTED["已满65周岁"]:
        found[number - 2][0] = human(number, 1960 if number != 13 else 1940).number
    for number in PLANTED["是同一个人"]:
        found[number - 2] = list(found[number - 100 - 2])
    for number in PLANTED["只招登记失业人员和农村转移劳动力"]:
        found[number - 2][3] = "其他人员"
    for number in PLANTED["没有登记失业"]:
        found[number - 2][3] = "城镇登记失业人员"
    return found


def file(of: Programme, rows: list[list[str]]) -> bytes:
    """Return the template of a list with rows filled in."""
    book = openpyxl.load_workbook(io.BytesIO(template_of(layout(of), "zh")))
    sheet = book.worksheets[0]
    heads = [str(cell.value).strip("* （必填）") for cell in sheet[1]]
    assert [h for h in HEAD if not any(h in head for head in heads)] == []
    for number, row in enumerate(rows, start=2):
        for place, text in enumerate(row, start=1):
            sheet.cell(number, place, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def prepare(world: World) -> tuple[Programme, Programme]:
    """Return a class with two people on its list; three are in a class on the same days, and registers know of some."""
    of, other = approved(world, "training_class", CLASS), approved(world, "training_class", CLASS, by=1)
    listed(world, of, *(candidate(of, n, group="rural") for n in PLANTED["已经在名单上了"]))
    listed(world, other, *(candidate(other, n, group="rural") for n in PLANTED["同一天已在"]), by=1)
    known = [
        Statement({"is_registered_unemployed": False}, {"self": human(n)}, valid_from=SINCE)
        for n in PLANTED["没有登记失业"]
    ]
    bring(actor=SETUP, policy=POLICY, table="persons", rows=known, source="a test")
    ensure_parties(actor=SETUP, rows=[_named(n) for n in PLANTED["登记的姓名不一致"]])
    paid = ensure_parties(actor=SETUP, rows=[human(n) for n in PLANTED["领过培训后就业补贴"]])
    values = {
        "policy": POLICY.name, "table": "awards", "file_name": "a.csv", "source": "a test", "mode": "good_rows",
        "by": world.keeper, "sha256": "0" * 64, "good": 2, "bad": 0,
    }  # fmt: skip
    awards = [
        PastAward("4.1a", {"person": party, "institution": world.organisers[1]}, {}, 100_000, SINCE, "a test")
        for party in paid
    ]
    imported = new_import(actor=SETUP, values=values)
    assert not bring_past_awards(actor=world.keeper, policy=POLICY, awards=awards, imported=imported)
    return of, other


def _named(n: int) -> Identity:
    return replace(human(n), name=f"虚构乙{n}")


def test_thirty_planted_faults_in_two_hundred_people_are_found_with_their_reasons(
    django_assert_max_num_queries: Any,
) -> None:
    with working_on(TODAY):
        world = make_world()
        of, _other = prepare(world)
        content = file(of, rows())
        with django_assert_max_num_queries(60):
            table, candidates = read_list(of, content)
            check_people(of, candidates)
            mark(table, candidates)
        said = {row.number: [f.message("zh") + f.fix("zh") for f in row.faults] for row in table.rows if row.faults}
        assert sorted(said) == sorted(n for numbers in PLANTED.values() for n in numbers)
        assert Counter(len(texts) for texts in said.values()) == {1: 30}
        for words, numbers in PLANTED.items():
            for number in numbers:
                assert words in said[number][0], (number, said[number])
        back, ending = give_back(table, content, "zh")
        sheet = openpyxl.load_workbook(io.BytesIO(back)).worksheets[0]
        last = sheet.max_column
        assert (ending, sheet.cell(1, last).value) == ("xlsx", "错误原因")
        assert {n for n in range(2, ROWS + 2) if sheet.cell(n, last).value} == set(said)
        assert sheet.cell(2, 1).value == rows()[0][0]
        with django_assert_max_num_queries(120):
            made = people.add_people(actor=world.agents[0], programme_id=of.pk, candidates=candidates)
        assert len(made) == ROWS - 30 and Entry.objects.filter(programme=of).count() == ROWS - 28
        again, others = read_list(of, back)
        check_people(of, others)
        assert len(again.rows) == ROWS
        assert sum(any(d.code == "listed" for d in c.doubts) for c in others) >= ROWS - 30


def test_a_file_that_is_no_list_is_refused_as_a_whole() -> None:
    with working_on(TODAY):
        of = approved(make_world(), "training_class", CLASS)
        for content in (b"", b"\x89PNG....", b"<html></html>", "姓名\n虚构甲\n".encode(), b"\x00" * 100):
            with pytest.raises(RosterError):
                read_list(of, content)
        header = "证件号码,姓名,人员类别\n"
        table, found = read_list(of, f"{header}{human(1).number},虚构甲1,外星人\n".encode("gb18030"))
        assert not found and "请从这些里面选" in table.rows[0].faults[0].message("zh")
        table, found = read_list(of, f"{header} {human(1).number} ,虚构甲1,农村转移劳动力\n".encode("gb18030"))
        assert [c.identity.number for c in found] == [human(1).number] and not table.rows[0].faults
