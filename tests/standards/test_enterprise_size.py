"""Enterprise sizes: every bound of every industry, worked out from the articles of the standard, and what missing figures allow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenjiu.policies.national import enterprise_sizes
from wenjiu.standards import civil
from wenjiu.standards import enterprise_size as es

TODAY = civil.key(2020, 12, 24)
THRESHOLDS = enterprise_sizes().on(TODAY)
WAN = 1_000_000  # fen in 万元

# What each industry looks at, then cases at the bounds. A figure with a minus is one under: a person, or a fen.
# Staff in persons, revenue and assets in 万元.
CASES = """
farming: revenue
  large 20000 | medium 20000- | medium 500 | small 500- | small 50 | micro 50- | micro 0
industry: staff revenue
  large 1000 40000 | medium 1000- 40000 | medium 1000 40000- | medium 300 2000 | small 300- 2000 | small 300 2000-
  small 20 300 | micro 20- 300 | micro 20 300- | micro 1000 300- | micro 20- 40000
construction: revenue assets
  large 80000 80000 | medium 80000- 80000 | medium 80000 80000- | medium 6000 5000 | small 6000- 5000 | small 6000 5000-
  small 300 300 | micro 300- 300 | micro 300 300-
wholesale: staff revenue
  large 200 40000 | medium 200- 40000 | medium 200 40000- | medium 20 5000 | small 20- 5000 | small 20 5000-
  small 5 1000 | micro 5- 1000 | micro 5 1000-
retail: staff revenue
  large 300 20000 | medium 300- 20000 | medium 300 20000- | medium 50 500 | small 50- 500 | small 50 500-
  small 10 100 | micro 10- 100 | micro 10 100-
transport: staff revenue
  large 1000 30000 | medium 1000- 30000 | medium 1000 30000- | medium 300 3000 | small 300- 3000 | small 300 3000-
  small 20 200 | micro 20- 200 | micro 20 200-
warehousing: staff revenue
  large 200 30000 | medium 200- 30000 | medium 200 30000- | medium 100 1000 | small 100- 1000 | small 100 1000-
  small 20 100 | micro 20- 100 | micro 20 100-
post: staff revenue
  large 1000 30000 | medium 1000- 30000 | medium 1000 30000- | medium 300 2000 | small 300- 2000 | small 300 2000-
  small 20 100 | micro 20- 100 | micro 20 100-
lodging: staff revenue
  large 300 10000 | medium 300- 10000 | medium 300 10000- | medium 100 2000 | small 100- 2000 | small 100 2000-
  small 10 100 | micro 10- 100 | micro 10 100-
catering: staff revenue
  large 300 10000 | medium 300- 10000 | medium 300 10000- | medium 100 2000 | small 100- 2000 | small 100 2000-
  small 10 100 | micro 10- 100 | micro 10 100-
information_transmission: staff revenue
  large 2000 100000 | medium 2000- 100000 | medium 2000 100000- | medium 100 1000 | small 100- 1000 | small 100 1000-
  small 10 100 | micro 10- 100 | micro 10 100-
software: staff revenue
  large 300 10000 | medium 300- 10000 | medium 300 10000- | medium 100 1000 | small 100- 1000 | small 100 1000-
  small 10 50 | micro 10- 50 | micro 10 50-
real_estate_development: revenue assets
  large 200000 10000 | medium 200000- 10000 | medium 200000 10000- | medium 1000 5000 | small 1000- 5000
  small 1000 5000- | small 100 2000 | micro 100- 2000 | micro 100 2000-
property_management: staff revenue
  large 1000 5000 | medium 1000- 5000 | medium 1000 5000- | medium 300 1000 | small 300- 1000 | small 300 1000-
  small 100 500 | micro 100- 500 | micro 100 500-
leasing_business_services: staff assets
  large 300 120000 | medium 300- 120000 | medium 300 120000- | medium 100 8000 | small 100- 8000 | small 100 8000-
  small 10 100 | micro 10- 100 | micro 10 100-
other: staff
  large 300 | medium 300- | medium 100 | small 100- | small 10 | micro 10- | micro 0
"""
# The rule by which any figure over the cap makes an enterprise large. Written as above.
ANY_CAP_CASES = """
industry: staff revenue
  large 1000 0 | large 0 40000 | medium 1000- 40000- | small 1000- 2000- | micro 1000- 300-
real_estate_development: revenue assets
  large 0 10000 | medium 1000 10000- | small 1000- 10000- | micro 100- 10000-
other: staff
  large 300 | medium 300-
"""
COLUMNS = ("staff", "revenue", "assets")


def figure(column: str, written: str) -> int:
    """Persons or fen of a figure in a table."""
    return int(written.rstrip("-")) * (1 if column == "staff" else WAN) - written.endswith("-")


def cases(table: str) -> list[tuple[str, dict[str, int], str]]:
    """(industry, figures, size) of each case in a table."""
    found = []
    for industry, columns, body in re.findall(r"^(\w+): (.*)\n((?:  .*\n)+)", table, re.MULTILINE):
        for case in re.split(r"[|\n]", body):
            if case.strip():
                size, *written = case.split()
                named = zip(columns.split(), written, strict=True)
                found.append((industry, {c: figure(c, w) for c, w in named}, size))
    return found


def ask(industry: str, figures: dict[str, int], rule: es.Rule = "all_bounds") -> es.Size | None:
    return es.size(industry, *(figures.get(c) for c in COLUMNS), THRESHOLDS, rule)


@pytest.mark.parametrize(("industry", "figures", "size"), cases(CASES))
def test_every_bound_of_every_industry_is_inclusive(industry: str, figures: dict[str, int], size: str) -> None:
    assert ask(industry, figures) == size


@pytest.mark.parametrize(("industry", "figures", "size"), cases(ANY_CAP_CASES))
def test_the_other_rule_on_record_makes_any_figure_over_the_cap_large(
    industry: str, figures: dict[str, int], size: str
) -> None:
    assert ask(industry, figures, "any_cap") == size


def test_the_table_tries_every_industry_of_the_standard() -> None:
    assert {industry for industry, _, _ in cases(CASES)} == set(THRESHOLDS)
    assert len(THRESHOLDS) == 16


def test_a_missing_figure_that_could_matter_leaves_the_size_open() -> None:
    assert es.size("industry", 500, None, None, THRESHOLDS) is None
    assert es.size_range("industry", 500, None, None, THRESHOLDS) == ("micro", "medium")
    assert es.size_range("industry", 500, None, None, THRESHOLDS, "any_cap") == ("micro", "large")
    assert es.size_range("industry", None, None, None, THRESHOLDS) == ("micro", "large")


def test_a_missing_figure_that_cannot_matter_changes_nothing() -> None:
    assert es.size("industry", 19, None, None, THRESHOLDS) == "micro"
    assert es.size("other", 100, None, None, THRESHOLDS) == "medium"
    assert es.size("farming", None, 500 * WAN, None, THRESHOLDS) == "medium"
    assert es.size("industry", 1000, None, None, THRESHOLDS, "any_cap") == "large"


@given(
    st.sampled_from(sorted(THRESHOLDS)),
    st.sampled_from(es.RULES),
    st.tuples(*[st.one_of(st.none(), st.integers(0, 3000))] * 3),
    st.tuples(*[st.integers(0, 3000)] * 3),
)
def test_whatever_a_missing_figure_turns_out_to_be_the_size_lies_in_the_range(
    industry: str, rule: es.Rule, known: tuple[int | None, ...], actual: tuple[int, ...]
) -> None:
    def fen(figures: tuple[int | None, ...]) -> list[int | None]:
        return [f if f is None or i == 0 else f * 70 * WAN for i, f in enumerate(figures)]

    smallest, largest = es.size_range(industry, *fen(known), THRESHOLDS, rule)
    full = tuple(a if k is None else k for k, a in zip(known, actual, strict=True))
    size = es.size(industry, *fen(full), THRESHOLDS, rule)
    assert size is not None
    assert es.SIZES.index(smallest) <= es.SIZES.index(size) <= es.SIZES.index(largest)


def test_before_its_issue_the_standard_does_not_apply() -> None:
    assert enterprise_sizes().on(civil.key(2011, 6, 18))
    with pytest.raises(ValueError, match="applies from 2011-06-18, not yet on 2011-06-17"):
        enterprise_sizes().on(civil.key(2011, 6, 17))


@pytest.mark.parametrize(
    ("industry", "staff", "rule", "says"),
    [
        ("mining", 1, "all_bounds", "no industry 'mining'"),
        ("industry", 1, "most", "no rule 'most'"),
        ("industry", -1, "all_bounds", "staff is -1"),
    ],
)
def test_what_cannot_be_is_refused_in_words(industry: str, staff: int, rule: es.Rule, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        es.size(industry, staff, 0, 0, THRESHOLDS, rule)


def test_every_row_says_where_it_comes_from_and_none_claims_the_official_page() -> None:
    for code, row in THRESHOLDS.items():
        assert row.zh and row.en and row.source and row.source_en, code
        assert row.confidence == ("low" if code == "farming" else "medium"), code


@pytest.mark.parametrize(
    ("large", "medium", "small", "says"),
    [
        ("{staff: 10}", "{staff: 10}", "{staff: 1}", "staff must fall"),
        ("{staff: 10}", "{revenue_wan: 5}", "{staff: 1}", "the same columns"),
        ("{heads: 10}", "{heads: 5}", "{heads: 1}", "the same columns"),
    ],
)
def test_a_table_with_bounds_that_make_no_sense_is_refused(
    tmp_path: Path, large: str, medium: str, small: str, says: str
) -> None:
    table = tmp_path / "invented.yaml"
    table.write_text(
        "standard: 虚构标准\nsource: 虚构\nsource_en: invented\nversions:\n- from: 2031-01-01\n  industries:\n"
        f"    toys: {{zh: 玩具, en: toys, confidence: low, large: {large}, medium: {medium}, small: {small}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=f"toys.*{says}"):
        es.load(table)
