"""Each type of parameter reads a value from a file and from a case, shows it, and publishes it in a form that a case accepts."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.rules import invented as w

from wenjiu.policies import load_policy, names
from wenjiu.rules.case.exchange import parse_json
from wenjiu.rules.case.parsing import parse_param
from wenjiu.rules.language import parameter_files
from wenjiu.rules.language.dated_values import OPEN_FROM, OPEN_TO, DatedValue
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.rules.language.parameter_types import FRACTION, FROM, TO
from wenjiu.rules.language.parameters import Param
from wenjiu.standards import civil

PARAMS = [(name, param) for name in names() for param in load_policy(name).book.params.values()]
DAYS = [civil.parse(day) for day in ("2018-01-01", "2021-06-30", "2026-01-01")]


@pytest.mark.parametrize(("policy", "param"), PARAMS, ids=lambda x: str(x))
def test_what_is_published_of_a_parameter_can_be_stated_by_a_case(policy: str, param: Param) -> None:
    for row in (param.at(day) for day in DAYS):
        if row is not None:
            stated = parse_json(json.dumps(param.public(row.value)))
            assert parse_param("params.it", param, stated) == row.value


@pytest.mark.parametrize("param", w.PARAMS, ids=str)
def test_null_means_that_a_parameter_has_no_value_and_that_a_period_is_open(param: Param) -> None:
    assert parse_param("params.it", param, None) == {FROM: OPEN_FROM, TO: OPEN_TO}.get(param.type)
    assert [param.show(None, lang) for lang in ("zh", "en")] == ["待确认", "to be confirmed"]
    assert param.public(None) is None


@pytest.mark.parametrize(
    ("param", "value", "zh", "en", "public"),
    [
        (w.P_BOOL, False, "否", "no", False),
        (w.P_COUNT, 3, "3", "3", 3),
        (w.P_MONEY, 150_00, "150元", "CNY 150", "150.00"),
        (w.P_MONTHS, 24, "2年", "2 years", 24),
        (w.P_MONTHS, 1, "1个月", "1 month", 1),
        (w.P_SHARE, Fraction(55, 1000), "5.5%", "5.5%", 0.055),
        (w.P_FROM, OPEN_FROM, "不限", "open", None),
        (w.P_CODES, ("a", "b"), "a、b", "a、b", ["a", "b"]),
        (w.P_CODES, (), "无", "none", []),
        (w.P_BY_YEAR, {"2019": 100, "2020": 200}, "2019年 1元；2020年 2元", "2019 CNY 1; 2020 CNY 2", {"2019": "1.00", "2020": "2.00"}),
        (w.P_BASIS, {"basis": "lump_sum", "yuan": 300}, "basis lump_sum；yuan 3元", "basis lump_sum; yuan CNY 3", {"basis": "lump_sum", "yuan": "3.00"}),
    ],
)  # fmt: skip
def test_a_value_is_shown_in_both_languages_and_published(
    param: Param, value: Any, zh: str, en: str, public: Any
) -> None:
    assert (param.show(value, "zh"), param.show(value, "en"), param.public(value)) == (zh, en, public)


def test_a_table_shows_the_rate_in_force_and_names_its_columns() -> None:
    first, second = (
        DatedValue(civil.parse(day), value, w.WORD, "high", columns=(value // 2, None))
        for day, value in (("2020-01-01", 1000_00), ("2021-01-01", 1200_00))
    )
    table = w.param("it", w.P_TABLE.type, w.P_TABLE.unit, (first, second), value_key="one", also=("two", "three"))
    value, on = table.at(civil.parse("2021-06-01")).value, civil.parse("2020-06-01")  # type: ignore[union-attr]
    assert table.type.word(table, value, on, "zh") == "2020-01-01起每月1,000元"
    assert table.type.word(table, value, on, "en") == "CNY 1,000 a month from 2020-01-01"
    assert table.type.word(table, value, civil.parse("2019-12-31"), "en") is None
    assert table.type.columns(table, second) == [("one", 1200_00), ("two", 600_00)]
    assert table.type.public_row(table, second) == {"one": "1200.00", "two": "600.00"}
    assert table.type.show_row(table, second, "zh") == "1,200元 + 600元"


def test_a_sentence_names_the_latest_year_of_a_map_by_years() -> None:
    assert w.P_BY_YEAR.type.word(w.P_BY_YEAR, {"2019": 100, "2020": 200}, DAYS[1], "zh") == "2020年 2元"
    assert w.P_BY_YEAR.type.word(w.P_BY_YEAR, {}, DAYS[1], "zh") is None


def test_entries_that_are_shares_make_a_map_of_shares() -> None:
    ratios = w.param("it", w.P_BY_COLOUR.type, keys=("red",), figure=FRACTION)
    assert (ratios.share, ratios.hi, w.P_BY_COLOUR.share) == (True, 1, False)
    assert ratios.show({"red": Fraction(3, 5)}, "en") == "red 60%"


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ("type: rate", "it.type"),
        ("type: bool\n  absent: 'false'", "it: 'false' is neither true nor false"),
        ("type: codes\n  absent: veterans", "it: 'veterans' is no list of codes"),
        ("type: fraction\n  absent: half", "it: 'half' is no share, such as 0.6"),
        ("type: number\n  unit: person\n  absent: 1.5", "it: 1.5 is not a whole number"),
        ("type: date_from\n  absent: '2020-13-01'", "it.rows: '2020-13-01' is no date"),
        ("type: map\n  keys: month\n  values: yuan", "it.keys"),
        ("type: map\n  keys: year\n  values: dollars", "it.values"),
    ],
)
def test_a_file_is_refused_with_the_place_and_the_value(tmp_path: Path, entry: str, place: str) -> None:
    (tmp_path / "document.yaml").write_text("source: 虚构\nfigures: {}\n", "utf-8")
    (tmp_path / "external.yaml").write_text(f"it:\n  {entry}\n  clause: '9'\n  zh: 甲\n  en: it\n", "utf-8")
    with pytest.raises(DefinitionError, match=place):
        parameter_files.load(tmp_path)


def test_absent_null_means_that_a_yes_or_no_parameter_has_no_value(tmp_path: Path) -> None:
    (tmp_path / "document.yaml").write_text("source: 虚构\nfigures: {}\n", "utf-8")
    text = "it:\n  type: bool\n  absent: null\n  clause: '9'\n  zh: 甲\n  en: it\n"
    (tmp_path / "external.yaml").write_text(text, "utf-8")
    assert parameter_files.load(tmp_path)["it"].absent is None
