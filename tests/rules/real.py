"""Random cases of the measures of the first policy: near their synthetic examples, so that every verdict is met."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from tests.rules.cases import absence_speaks

from wenjiu.policies import load_policy
from wenjiu.rules.compiler import Program
from wenjiu.rules.facts import Fact
from wenjiu.rules.parameters import Param
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
            value = dt.date.fromisoformat(raw) if fact.type == "date" else raw * 100 if fact.type == "yuan" else raw
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
    if fact.type == "choice":
        return st.sampled_from([usual or fact.options[0], usual or fact.options[0], *fact.options])
    if fact.type == "district":
        return st.sampled_from(["chaoyang", "chaoyang", "chaoyang", "haidian"])
    if fact.type == "code":
        return st.sampled_from(_GROUPS)
    if fact.kind == "date":
        day = usual or dt.date(2021, 6, 30)
        return st.one_of(st.just(day), _near_day(day))
    if fact.type == "yuan":
        return st.sampled_from([0, 1, 1_000_00, 49_999_99, 50_000_00, 50_000_01, 3_600_000, 200_000_00])
    if fact.type == "year":
        return st.sampled_from([usual or 2021, 2020, 2021, 2022])
    most = min(fact.hi, 700)
    around = {0, 1, 2, 3, 4, 11, 12, 20, 21, 199, 200, 300, 499, 500, usual or 0}
    return st.sampled_from(sorted(n for n in around if fact.lo <= n <= most))


_TABLES = [
    ((dt.date(2019, 7, 1), 2200_00), (dt.date(2021, 8, 1), 2320_00), (dt.date(2023, 9, 1), 2420_00)),
    ((dt.date(1900, 1, 1), 2200_00), (dt.date(2021, 7, 1), 2320_33)),
    (),
]


def param_values(param: Param) -> st.SearchStrategy[Any]:
    """Values of a parameter: mostly the policy's own, else one a little off."""
    if param.type == "table":
        return st.sampled_from(_TABLES)
    if param.type == "codes":
        return st.sampled_from([(), ("veterans",)])
    if param.type == "bool":
        return st.booleans()
    if param.kind == "date":
        bounds = {"date_from": [dt.date(2020, 12, 24), dt.date(2018, 1, 1)], "date_to": [_LAST]}
        return st.sampled_from(bounds[param.type])
    row = param.at(civil.key(2021, 6, 1))
    assert row is not None
    return st.sampled_from([row.value, row.value, row.value, row.value, max(row.value - 1, 1), row.value + 1])


@st.composite
def programs(draw: Any, code: str | None = None) -> Program:
    """A measure under letters drawn for every reading that it can compute."""
    code = code or draw(st.sampled_from(CODES))
    letters = {}
    for reading, allowed in POLICY.measures[code].readings().items():
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
        if leaf.type == "table":
            return _TABLES[0]
        row = leaf.at(civil.key(2021, 6, 1))
        assert row is not None
        return row.value if leaf.kind != "date" else {"date_from": dt.date(2020, 12, 24)}.get(leaf.type, _LAST)
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
