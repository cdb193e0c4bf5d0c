"""Random measures of every kind of node, over the invented world of `tests/rules`, as policies to be screened.

Figures of that world have no values of their own; here they get dated rows, or come as parameters of the screening.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as chance
from hypothesis import strategies as st
from tests.rules import invented, trees
from tests.screening.conformance import comparing, figures, rows
from tests.screening.conformance.comparing import Engine, Found
from tests.screening.conformance.jobs import Asked, Job

from wenjiu.rules.language import facts as f
from wenjiu.rules.language import nodes as n
from wenjiu.rules.language.dated_values import DatedValue
from wenjiu.rules.language.facts import CountWhere, Fact, SumWhere
from wenjiu.rules.language.measures import Line, Measure, Require
from wenjiu.rules.language.parameter_rows import MAP, TABLE
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.text import T
from wenjiu.rules.language.units import FEN, ONE, PERSON
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

SOURCE = T("虚构", "invented")
DATES: dict[str, Fact] = {
    name: f.day(SOURCE, SOURCE, SOURCE, key=f"case.{name}")
    for name in ("event_date", "application_date", "decision_date")
}
_STARTS = [
    civil.key(*d) for d in ((1900, 1, 1), (2019, 2, 28), (2020, 2, 29), (2020, 8, 31), (2021, 1, 1), (2023, 6, 30))
]
_DAY = civil.key(2021, 12, 31)
_OWN, _DATED, _NOWHERE = range(3)


@st.composite
def measures(draw: Any) -> Measure:
    """A measure of `tests.rules.trees`, which seldom speaks of members; every third one here does."""
    measure: Measure = draw(trees.measures())
    if draw(st.integers(0, 2)):
        return measure
    limit = draw(st.sampled_from([n.Lit(1, PERSON), n.Lit(5, PERSON), invented.P_COUNT, invented.COUNTS[0]]))
    counted = n.Compare(draw(st.sampled_from(trees.OPERATORS)), _of_members(draw), limit)
    paid = n.Min(
        n.Mul(n.Lit(150, FEN.per(PERSON)), _of_members(draw)),
        draw(st.sampled_from([invented.P_MONEY, n.Lit(1000, FEN)])),
    )
    lines = measure.pays + ((Line("members", paid),) if draw(st.booleans()) else ())
    return dataclasses.replace(
        measure,
        conditions=(Require("M1", counted, SOURCE), *measure.conditions),
        pays=lines,
        payees=measure.payees | {"members": SOURCE},
    )


def _of_members(draw: Any) -> n.Node:
    """A count or a sum over members, of a condition on their facts, figures and readings."""
    team = invented.TEAM
    grown, heads = team.facts["grown"], team.facts["heads"]
    many = n.Compare(
        draw(st.sampled_from(trees.OPERATORS)), heads, draw(st.sampled_from([n.Lit(2, PERSON), invented.P_COUNT]))
    )
    by_reading = invented.R1.choose(A=grown, B=many, C=n.Or(grown, invented.P_BOOL))
    condition = draw(st.sampled_from([grown, many, n.And(grown, many), n.Or(n.Not(grown), many), by_reading]))
    if draw(st.booleans()):
        return CountWhere(team, condition)
    values = [heads, n.Mul(heads, n.Lit(3, ONE)), n.Min(heads, n.Lit(2, PERSON)), n.If(grown, heads, n.Lit(1, PERSON))]
    return SumWhere(team, draw(st.sampled_from(values)), condition)


def policy_of(measure: Measure) -> Policy:
    """A policy of one invented measure; its lines rounded to the fen, because a screening answers in whole fen."""
    lines = tuple(Line(p.payee, n.RoundTo(p.amount, 1), p.under, p.when) for p in measure.pays)
    return invented.policy(dataclasses.replace(measure, pays=lines), dates=DATES)


def asked(policy: Policy, letters: dict[str, str], seed: int, count: int) -> Asked:
    """Rows of the measure of an invented policy, figures drawn from the seed; called within its `dated_rows`."""
    (measure,) = policy.measures.values()
    job = Job(policy.name, (measure.code,), 0, count, seed)
    dice = job.dice()
    able = {r.id: allowed for r, allowed in measure.ambiguities().items()}
    chosen = {id: letter for id, letter in letters.items() if letter != "A" and letter in able.get(id, ())}
    places = _places(seed)
    own = {p.name: _value(p, dice) for p in figures.params_of(measure) if places[p.name] == _OWN}
    found = rows.generate(policy, measure, own, _DAY, count, dice)
    return Asked(job, policy, chosen, own, "drawn", _DAY, found)


@contextmanager
def dated_rows(seed: int) -> Iterator[None]:
    """The figures of the invented world have dated values while the context is open."""
    dice = np.random.default_rng([seed, 1])
    places = _places(seed)
    before = {id(p): p.rows for p in invented.PARAMS}
    try:
        for param in invented.PARAMS:
            if places[param.name] == _DATED:
                param.rows = _rows(param, dice)
        yield
    finally:
        for param in invented.PARAMS:
            param.rows = before[id(param)]


def _places(seed: int) -> dict[str, int]:
    """Where each figure is found: with the screening, in the policy by date, or nowhere."""
    dice = np.random.default_rng([seed, 2])
    return {p.name: int(dice.choice(3, p=[0.45, 0.45, 0.1])) for p in invented.PARAMS}


def _value(param: Param, dice: np.random.Generator) -> Any:
    known = None
    if param.kind == "number" and not param.share:
        known = int(dice.choice([2, 12, 100]))
    return figures.drawn(param, known, figures.DRAWN, dice, parts=True)


def _rows(param: Param, dice: np.random.Generator) -> tuple[DatedValue, ...]:
    """Dated values: some unknown from a day on, some public only later."""
    starts = sorted(dice.choice(_STARTS, dice.integers(1, 4), replace=False).tolist())

    def row(start: int, value: Any, key: str = "", columns: tuple[Any, ...] = ()) -> DatedValue:
        known = int(dice.choice([0, start, civil.key(2022, 6, 1)], p=[0.5, 0.4, 0.1]))
        gone = not param.type.whole and dice.random() < 0.1
        return DatedValue(start, None if gone else value, SOURCE, "high", known, key, columns)

    if param.type is TABLE:
        return tuple(row(start, value, "", tuple(rest)) for start, value, *rest in _value(param, dice))
    if param.type is MAP:
        values = {start: _value(param, dice) for start in starts}
        keys = sorted({key for entries in values.values() for key in entries})
        return tuple(row(start, values[start][key], key) for key in keys for start in starts if key in values[start])
    return tuple(row(start, _value(param, dice)) for start in starts)


def compare(count: int, each: int, seed: int, evaluate: Engine, engines: Sequence[str]) -> tuple[int, Found]:
    """How many random measures were screened, and what the comparison of `each` rows of them found; `count` at most.

    Nothing is shrunk: a difference is shown with the smallest row, and its measure as it was drawn.
    """
    tried = 0
    found = Found()

    @chance(seed)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(measures(), trees.letters, st.integers(0, 2**32))
    def one(measure: Measure, letters: dict[str, str], number: int) -> None:
        nonlocal tried
        tried += 1
        policy = policy_of(measure)
        with dated_rows(number):
            part = comparing.compare(asked(policy, letters, number, each), evaluate, engines, show=1)
        part.shown = [f"{measure.conditions}\n{measure.pays}\n{shown}" for shown in part.shown[:1]]
        found.add(part)

    one()
    return tried, found
