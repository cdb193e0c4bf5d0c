"""Random cases of the measures of the first policy: near their synthetic examples, so that every verdict is met."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from tests.rules.cases import absence_speaks

from wenjiu.policies import load_policy
from wenjiu.rules.evaluate.compiler import Program
from wenjiu.rules.language import parameter_types
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.parameter_rows import MAP, TABLE
from wenjiu.rules.language.parameter_types import FROM, TO, YES_NO
from wenjiu.rules.language.parameters import Param
from wenjiu.standards import civil

POLICY = load_policy("chaoyang_2020")
CODES = list(POLICY.measures)
_LAST = dt.date(2030, 12, 31)
_GROUPS = ["none", "veterans", "others"]
_EXAMPLES: dict[str, dict[str, Any]] = {}
_STEPS = [
    -1830,
    -1826,
    -1096,
    -731,
    -730,
    -366,
    -365,
    -184,
    -31,
    -30,
    -1,
    0,
    1,
    28,
    30,
    31,
    59,
    90,
    181,
    365,
    366,
    1827,
]


def example(code: str) -> dict[str, Any]:
    """Neutral key -> value of the measure's synthetic example; dates as `datetime.date`."""
    if code not in _EXAMPLES:
        measure = POLICY.measures[code]
        names = POLICY.accepted_facts(measure)
        found: dict[str, Any] = {}
        for name, raw in measure.example.items():
            fact = names[name]
            value = (
                dt.date.fromisoformat(raw)
                if fact.type.name == "date"
                else raw * 100
                if fact.type.name == "yuan"
                else raw
            )
            value = Fraction(str(raw)) if fact.type.name == "fraction" else value
            found[fact.key] = value
        _EXAMPLES[code] = found
    return _EXAMPLES[code]


def _near_day(day: dt.date) -> st.SearchStrategy[dt.date]:
    at = civil.of(day)
    months = st.sampled_from([-300, -192, -60, -24, -12, -3, -1, 1, 3, 12, 24, 60]).map(
        lambda m: civil.date(civil.plus_months(at, m))
    )
    return st.one_of(months, st.sampled_from(_STEPS).map(lambda d: day + dt.timedelta(days=d)))


def fact_values(code: str, fact: Fact, program: Program) -> st.SearchStrategy[Any]:
    """Values of a fact: what the example says, else something near a boundary."""
    usual = example(code).get(fact.key, fact.default)
    if fact.kind == "bool":
        return st.booleans() if usual is None else st.sampled_from([usual, usual, usual, not usual])
    if fact.type.name == "choice":
        return st.sampled_from([usual or fact.options[0], usual or fact.options[0], *fact.options])
    if fact.type.name == "district":
        return st.sampled_from(["chaoyang", "chaoyang", "chaoyang", "haidian"])
    if fact.type.name == "code":
        return st.sampled_from(_GROUPS)
    if fact.kind == "date":
        day = usual or dt.date(2021, 6, 30)
        return st.one_of(st.just(day), _near_day(day))
    if fact.type.name == "yuan":
        return st.sampled_from([0, 1, 1_000_00, 49_999_99, 50_000_00, 50_000_01, 3_600_000, 200_000_00])
    if fact.type.name == "fraction":
        return st.sampled_from([usual or Fraction(4, 100), 0, Fraction(55, 1000), Fraction(6, 100), 1])
    if fact.type.name == "year":
        return st.sampled_from([usual or 2021, 2020, 2021, 2022])
    most = min(fact.hi, 700)
    around = {0, 1, 2, 3, 4, 11, 12, 20, 21, 199, 200, 300, 499, 500, usual or 0}
    return st.sampled_from(sorted(n for n in around if fact.lo <= n <= most))


_TABLES = [
    ((dt.date(2019, 7, 1), 2200_00), (dt.date(2021, 8, 1), 2320_00), (dt.date(2023, 9, 1), 2420_00)),
    ((dt.date(1900, 1, 1), 2200_00), (dt.date(2021, 7, 1), 2320_33)),
    (),
]


_MAPS: dict[str, dict[str, Any]] = {
    "refund_ratio_by_size": {"large": Fraction(3, 10), "medium": Fraction(6, 10), "small": 1, "micro": Fraction(1, 3)},
    "ui_benefit_monthly_avg_by_year": {"2019": 1651_00, "2020": 1700_00, "2021": 1800_33},
    "avg_wage_full_coverage_by_year": {"2019": 106168_00, "2020": 112886_01, "2021": 127535_00},
    "chaoyang_avg_wage_by_year": {"2019": 118000_00, "2020": 125001_00},
    "district_award_by_rank": {"1": 30000_00, "2": 20000_00, "3": 9999_00},
    "higher_award_table": {"municipal": 30000_00, "national": 60000_00, "international": 100000_01},
    "hr_service_subsidy": {"basis": "per_person", "yuan": 500_00},
}
_FIGURES = {
    "rural_si_subsidy_yuan_month": 1000_00,
    "rural_si_subsidy_max_months": 36,
    "dispatch_fee_yuan_person_month": 150_00,
    "monitoring_project_amount": 80000_00,
    "max_layoff_rate": Fraction(55, 1000),
}


def _table(param: Param, rows: Any) -> Any:
    return tuple((day, rate, *(rate // 3 for _ in param.also)) for day, rate in rows)


def param_values(param: Param) -> st.SearchStrategy[Any]:
    """Values of a parameter: mostly the policy's own, else one a little off."""
    if param.type is TABLE:
        return st.sampled_from([_table(param, rows) for rows in _TABLES])
    if param.type is MAP:
        whole = _MAPS[param.name]
        less = st.sampled_from(sorted(whole)).map(lambda gone: {k: v for k, v in whole.items() if k != gone})
        return st.one_of(st.just(whole), st.just(whole), less)
    if param.name in _FIGURES:
        figure = _FIGURES[param.name]
        return st.sampled_from([figure, figure, 0, 1])
    if param.type is parameter_types.CODES:
        return st.sampled_from([(), ("veterans",)])
    if param.type is YES_NO:
        return st.booleans()
    if param.kind == "date":
        bounds = {FROM: [dt.date(2020, 12, 24), dt.date(2018, 1, 1)], TO: [_LAST]}
        return st.sampled_from(bounds[param.type])
    row = param.at(civil.key(2021, 6, 1))
    assert row is not None
    return st.sampled_from([row.value, row.value, row.value, row.value, max(row.value - 1, 1), row.value + 1])


@st.composite
def programs(draw: Any, code: str | None = None) -> Program:
    """A measure under letters drawn for every reading that it can compute."""
    code = code or draw(st.sampled_from(CODES))
    letters = {}
    for reading, allowed in POLICY.measures[code].ambiguities().items():
        letter = draw(st.sampled_from(["A", "A", *sorted(allowed)]))
        if letter != "A":
            letters[reading.id] = letter
    return POLICY.program(code, letters)


def leaf_values(program: Program, leaf: Fact | Param) -> st.SearchStrategy[Any]:
    """Values of any leaf of a program."""
    if isinstance(leaf, Param):
        return param_values(leaf)
    return fact_values(program.measure.code, leaf, program)


def usual(program: Program, leaf: Fact | Param) -> Any:
    """What the example says of a fact; of a parameter, the policy's own value."""
    if isinstance(leaf, Param):
        if leaf.type is TABLE:
            return _table(leaf, _TABLES[0])
        if leaf.type is MAP or leaf.name in _FIGURES:
            return _MAPS.get(leaf.name, _FIGURES.get(leaf.name))
        row = leaf.at(civil.key(2021, 6, 1))
        assert row is not None
        return row.value if leaf.kind != "date" else {FROM: dt.date(2020, 12, 24)}.get(leaf.type, _LAST)
    said = example(program.measure.code).get(leaf.key, leaf.default)
    return {"bool": False, "code": "none", "date": dt.date(2021, 3, 15)}.get(leaf.kind, 2) if said is None else said


@st.composite
def complete(draw: Any, program: Program) -> dict[int, Any]:
    """Every fact and parameter of a program known, at most five of them not as usual, or all of them at random.

    Facts whose absence speaks may be absent, but of dates that stand in for each other one is given.
    """
    leaves = [*program.facts, *program.params]
    changed = draw(st.sampled_from([0, 1, 2, 3, 4, 5, len(leaves)]))
    if changed < len(leaves):
        values = {id(leaf): usual(program, leaf) for leaf in leaves}
        varied = draw(st.lists(st.sampled_from(leaves), min_size=changed, max_size=changed))
    else:
        values, varied = {}, leaves
    values |= {id(leaf): draw(leaf_values(program, leaf)) for leaf in varied}
    for fact in program.facts:
        if id(fact) in absence_speaks(program) and fact.key != "case.application_date":
            values[id(fact)] = draw(st.sampled_from([None, values[id(fact)]]))
    return values
