"""The dated values of the policy: each has its source, none is a guess, and the derived ones come out again."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.support.handworked import from_yaml

from wenjiu.policies import chaoyang_2020
from wenjiu.rules.language import parameter_files
from wenjiu.rules.language.parameters import Param
from wenjiu.standards import civil

FOLDER = Path(chaoyang_2020.__file__).parent / "parameters"
RAW: dict[str, dict[str, Any]] = from_yaml((FOLDER / "external.yaml").read_text("utf-8"))
ROWS = [(name, row) for name, entry in RAW.items() for row in entry.get("rows", [])]
BOOK = parameter_files.load(FOLDER)
TODAY = civil.key(2026, 11, 22)
FIELDS = {"key", "from", "known", "value", "values", "confidence", "source", "source_en"}
# What nobody published: no value may stand here until somebody gives one with its source.
HOLES = {
    "rural_si_subsidy_yuan_month", "rural_si_subsidy_max_months", "chaoyang_avg_wage_by_year",
    "dispatch_fee_yuan_person_month", "higher_award_table", "hr_service_subsidy", "monitoring_project_amount",
}  # fmt: skip
# The parameters that the public contract names, by branch.
CONTRACT = {
    "every branch": ["policy_effective_from", "policy_effective_to", "require_district_employer"],
    "3.1a": ["refund_ratio_by_size", "max_layoff_rate"],
    "3.1b": ["ui_benefit_monthly_avg_by_year", "max_layoff_rate"],
    "3.2a": ["key_group_extra_categories", "policy_effective_from", "require_district_employer"],
    "3.2b": ["rural_si_subsidy_yuan_month", "rural_si_subsidy_max_months"],
    "3.4a": ["minimum_wage_table"],
    "3.4b": ["si_min_contribution_table"],
    "3.5a": ["avg_wage_full_coverage_by_year", "chaoyang_avg_wage_by_year"],
    "3.5b": ["dispatch_fee_yuan_person_month"],
    "4.3c": ["district_award_by_rank"],
    "4.3d": ["higher_award_table"],
    "5.3": ["key_group_extra_categories"],
    "6.3a": ["hr_service_subsidy"],
    "6.3b": ["monitoring_project_amount"],
}


def rows_of(name: str) -> list[dict[str, Any]]:
    return RAW[name]["rows"]


def on(name: str, day: str) -> Any:
    """The value of a parameter on a day, in the public form."""
    param = BOOK[name]
    row = param.at(civil.parse(day))
    return None if row is None else param.public(row.value)


def fen(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.mark.parametrize("branch", CONTRACT)
def test_every_parameter_that_the_contract_names_exists(branch: str) -> None:
    assert [name for name in CONTRACT[branch] if name not in BOOK.params] == []


@pytest.mark.parametrize("name", RAW)
def test_a_parameter_is_named_in_both_languages_and_says_whose_clause_it_serves(name: str) -> None:
    entry = RAW[name]
    assert entry["zh"] and entry["en"] and entry["clause"]
    assert ("note" in entry) == ("note_en" in entry)


def test_every_row_says_where_it_comes_from_and_how_sure_it_is() -> None:
    for name, row in ROWS:
        assert set(row) <= FIELDS, (name, row)
        assert row["source"].strip() and row["source_en"].strip(), (name, row)
        assert row["confidence"] in ("high", "medium", "low"), (name, row)
        assert ("value" in row) != ("values" in row), (name, row)


def test_days_are_days_and_no_row_of_a_key_shares_its_first_day_with_another() -> None:
    for name, row in ROWS:
        days = [row[field] for field in ("from", "known") if field in row]
        assert all(type(day) is dt.date for day in days), (name, row)
    starts = Counter((name, row.get("key"), row.get("from")) for name, row in ROWS)
    assert [row for row, times in starts.items() if times > 1] == []


@pytest.mark.parametrize("name", [name for name in RAW if len(RAW[name].get("rows", [])) > 1])
def test_the_rows_of_a_key_stand_in_the_order_of_their_days(name: str) -> None:
    by_key: dict[Any, list[dt.date]] = {}
    for row in rows_of(name):
        by_key.setdefault(row.get("key"), []).append(row.get("from", dt.date.min))
    assert all(days == sorted(days) for days in by_key.values())


def test_money_and_shares_with_a_fraction_are_written_as_strings_never_as_floats() -> None:
    def floats(value: Any) -> bool:
        return isinstance(value, float) or (isinstance(value, dict) and any(map(floats, value.values())))

    assert [name for name, row in ROWS if floats(row)] == []


def test_nothing_that_nobody_published_has_a_value() -> None:
    without = {name for name, entry in RAW.items() if not entry.get("rows")}
    assert without == HOLES
    for name in HOLES:
        param = BOOK[name]
        assert param.at(TODAY) is None and param.show(None, "zh") == "待确认", name


@pytest.mark.parametrize("name", sorted(HOLES))
def test_a_value_that_is_missing_says_what_is_missing_and_who_can_settle_it(name: str) -> None:
    note = BOOK[name].note
    assert note is not None
    assert re.search(r"区(人力资源社会保障局|财政局|统计局)", note("zh"))
    assert re.search(r"(bureau|finance office|statistics office)", note("en"))


def test_only_what_an_official_page_showed_counts_as_confirmed() -> None:
    for param in BOOK.params.values():
        for row in param.rows:
            assert row.confirmed == (row.confidence == "high"), (param, row)
    weak = {name for name, row in ROWS if row["confidence"] != "high"}
    assert weak == {
        "minimum_wage_table", "refund_ratio_by_size", "max_layoff_rate", "ui_benefit_monthly_avg_by_year",
        "si_min_contribution_table", "city_post_subsidy_yuan_person_month", "district_award_by_rank",
    }  # fmt: skip


def test_a_low_value_says_in_both_languages_that_it_is_to_be_confirmed() -> None:
    low = [(name, row) for name, row in ROWS if row["confidence"] == "low"]
    assert {name for name, _ in low} == {
        "refund_ratio_by_size", "max_layoff_rate", "si_min_contribution_table", "district_award_by_rank"
    }  # fmt: skip
    for name, row in low:
        assert "待确认" in row["source"] and "to be confirmed" in row["source_en"], (name, row)


def test_a_derived_value_says_so_and_is_to_be_confirmed() -> None:
    for name, row in ROWS:
        if "推算" in row["source"]:
            assert row["confidence"] != "high", (name, row)
            assert "待确认" in row["source"] and "to be confirmed" in row["source_en"], (name, row)
            assert "derived" in row["source_en"], (name, row)
    derived = {name for name, row in ROWS if "推算" in row["source"]}
    assert derived == {"ui_benefit_monthly_avg_by_year", "si_min_contribution_table"}


def test_no_figure_of_the_document_itself_is_repeated_as_an_outside_value() -> None:
    assert not {name for name in RAW if BOOK[name].stated}
    assert all(param.stated or name in RAW for name, param in BOOK.params.items())


# Since when, lowest base of pension and unemployment, of medical insurance, then the rates in percent: pension,
# unemployment and medical, of the employer and of the employee, who also pays 3 yuan.
@pytest.mark.parametrize(
    ("start", "base", "medical_base", "employer", "employee", "amounts"),
    [
        ("2019-07-01", 3613, 5557, ("16", "0.8", "10"), ("8", "0.2", "2"), ("1162.68", "410.41")),
        ("2020-07-01", 3613, 5360, ("16", "0.8", "10"), ("8", "0.2", "2"), ("1142.98", "406.47")),
        ("2021-07-01", 5360, 5360, ("16", "0.8", "10"), ("8", "0.2", "2"), ("1436.48", "549.72")),
        ("2022-07-01", 5869, 5869, ("16", "0.5", "9.8"), ("8", "0.5", "2"), ("1543.55", "619.25")),
        ("2023-07-01", 6326, 6326, ("16", "0.5", "9.8"), ("8", "0.5", "2"), ("1663.74", "667.23")),
        ("2024-07-01", 6821, 6821, ("16", "0.5", "9.8"), ("8", "0.5", "2"), ("1793.92", "719.21")),
        ("2025-07-01", 7162, 7162, ("16", "0.5", "9.8"), ("8", "0.5", "2"), ("1883.61", "755.01")),
        ("2026-07-01", 7270, 7270, ("16", "0.5", "9.8"), ("8", "0.5", "2"), ("1912.01", "766.35")),
    ],
)
def test_the_lowest_contribution_is_the_rates_times_the_lowest_bases(
    start: str,
    base: int,
    medical_base: int,
    employer: tuple[str, str, str],
    employee: tuple[str, str, str],
    amounts: tuple[str, str],
) -> None:
    def contribution(rates: tuple[str, str, str]) -> Decimal:
        pension, unemployment, medical = map(Decimal, rates)
        return (base * (pension + unemployment) + medical_base * medical) / 100

    assert (fen(contribution(employer)), fen(contribution(employee) + 3)) == amounts
    row = next(r for r in rows_of("si_min_contribution_table") if r["from"].isoformat() == start)
    assert tuple(row["values"].values()) == amounts
    for rate in (*employer, *employee):
        assert f"{rate}%" in row["source"], rate


def test_the_lowest_contribution_agrees_with_the_totals_published_for_2025() -> None:
    row = next(r for r in rows_of("si_min_contribution_table") if r["from"] == dt.date(2025, 7, 1))
    injury = Decimal(7162) * 2 / 1000
    assert fen(Decimal(7162) * 263 / 1000 + injury) == "1897.93"
    assert Decimal("1897.93") + Decimal(row["values"]["individual_yuan_month"]) == Decimal("2652.94")
    assert row["known"] == dt.date(2025, 9, 17), "the notice came after the July from which it holds"


def test_the_benefit_a_head_is_a_sixth_of_what_was_announced_for_six_months() -> None:
    assert [(row["key"], row["value"] * 6) for row in rows_of("ui_benefit_monthly_avg_by_year")] == [(2019, 9906)]


def test_the_average_wages_agree_with_the_monthly_figures_published_beside_them() -> None:
    published = {2018: 7855, 2019: 8847, 2020: 9407, 2021: 10628, 2022: 11297, 2023: 11761, 2024: 11937, 2025: 12116}
    wages = {row["key"]: row["value"] for row in rows_of("avg_wage_full_coverage_by_year")}
    assert {year: int((Decimal(wage) / 12).quantize(0, ROUND_HALF_UP)) for year, wage in wages.items()} == published


def test_an_average_wage_was_public_in_the_year_after_its_own_and_not_before() -> None:
    known = {row["key"]: row["known"] for row in rows_of("avg_wage_full_coverage_by_year")}
    assert known.pop(2018) == dt.date(2020, 7, 17), "the page was made in 2020"
    assert {year: day.year - year for year, day in known.items()} == dict.fromkeys(known, 1)


def test_before_it_was_public_nobody_can_use_an_average_wage() -> None:
    wages = BOOK["avg_wage_full_coverage_by_year"]
    on_the_eve = wages.at(TODAY, known=civil.key(2021, 8, 3))
    on_the_day = wages.at(TODAY, known=civil.key(2021, 8, 4))
    assert on_the_eve is not None and sorted(on_the_eve.value) == ["2018", "2019"]
    assert on_the_day is not None and sorted(on_the_day.value) == ["2018", "2019", "2020"]


@pytest.mark.parametrize(
    ("day", "large", "others"),
    [
        ("2020-01-01", 0.5, 1),
        ("2020-12-31", 0.5, 1),
        ("2021-01-01", 0.3, 0.6),
        ("2022-06-30", 0.5, 0.9),
        ("2023-01-01", 0.3, 0.6),
        ("2025-12-31", 0.3, 0.6),
    ],
)
def test_the_refund_ratio_is_that_of_the_refund_year(day: str, large: float, others: float) -> None:
    assert on("refund_ratio_by_size", day) == {"large": large, "medium": others, "small": others, "micro": others}


def test_before_2020_no_refund_ratio_and_no_layoff_limit_is_known() -> None:
    assert on("refund_ratio_by_size", "2019-12-31") is None
    assert on("max_layoff_rate", "2019-12-31") is None


@pytest.mark.parametrize(
    ("day", "limit"),
    [("2020-12-31", 0.055), ("2021-01-01", 0.06), ("2022-01-01", 0.055), ("2025-12-31", 0.055)],
)
def test_the_layoff_limit_is_the_target_of_the_year_before_the_refund(day: str, limit: float) -> None:
    assert on("max_layoff_rate", day) == limit


def test_the_award_by_rank_keeps_to_the_range_that_the_document_states() -> None:
    awards = on("district_award_by_rank", "2021-01-01")
    assert awards == {"1": "30000.00", "2": "20000.00", "3": "10000.00"}


def test_the_citys_share_of_the_post_subsidy_leaves_the_district_the_rest() -> None:
    wage = next(row["value"] for row in rows_of("avg_wage_full_coverage_by_year") if row["key"] == 2019)
    share = Decimal(on("city_post_subsidy_yuan_person_month", "2020-12-31"))
    assert fen(Decimal(wage) * 70 / 100 / 12 - share) == "4293.13"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_value_can_be_shown_in_words_and_in_the_public_form(lang: str) -> None:
    def shown(param: Param) -> bool:
        row = param.at(TODAY)
        return row is None or (bool(param.show(row.value, lang)) and param.public(row.value) != "")

    assert [param for param in BOOK.params.values() if not shown(param)] == []


def test_from_2026_on_nothing_is_carried_over_as_if_it_were_known() -> None:
    assert on("refund_ratio_by_size", "2026-01-01") is None
    assert on("max_layoff_rate", "2026-01-01") is None
