"""Parameters that a screening brings along: none, the invented figures of a measure, or drawn around the policy's.

Values stand in the form of `Case.params`; what is drawn need not be sensible, only a value that a case could give.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from wenjiu.rules.case.parsing import parse_params
from wenjiu.rules.language.dated_values import BASES, BASIS, OPEN_FROM, OPEN_TO
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.language.parameter_rows import MAP, TABLE
from wenjiu.rules.language.parameter_types import CODES, FROM, TO, YES_NO
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

DEPLOYMENT, FIGURES, DRAWN, GAPS = "deployment", "figures", "drawn", "gaps"
KINDS = (DEPLOYMENT, FIGURES, DRAWN, GAPS)
_STARTS = [
    civil.key(*d) for d in ((1900, 1, 1), (2018, 2, 28), (2019, 7, 1), (2020, 2, 29), (2021, 8, 1), (2023, 9, 30))
]
_FIRST_DAYS = [civil.key(*d) for d in ((2012, 1, 31), (2020, 2, 29), (2020, 12, 24))]
_LAST_DAYS = [civil.key(*d) for d in ((2020, 12, 31), (2021, 6, 30), (2022, 2, 28), (2025, 12, 31))]
_RATES = [0, 100, 2200_00, 2320_33, 1651_01, Fraction(232033, 10), Fraction(123456789, 1000)]
_SHARES = [0, 1, Fraction(1, 3), Fraction(55, 1000), Fraction(3, 10), Fraction(10**9 - 1, 10**9), Fraction(2, 3)]

Dice = np.random.Generator


def own_params(policy: Policy, measure: Measure, kind: str, dice: Dice) -> dict[str, Any]:
    """Name -> value of the parameters that a screening of a measure brings along, of one of the kinds."""
    figures = parse_params(policy, measure.figures)
    if kind == DEPLOYMENT:
        return {}
    if kind == FIGURES:
        # Early enough to leave room for every period, and a district that has switched on what it can.
        listed: dict[str, Any] = {"policy_effective_from": civil.key(2012, 1, 1)}
        names = {p.name for p in params_of(measure)}
        if "key_group_extra_categories" in names:
            listed["key_group_extra_categories"] = ("veterans", "other")
        if "require_district_employer" in names:
            listed["require_district_employer"] = True
        return {k: v for k, v in (listed | figures).items() if k in policy.book.params}
    found = dict(figures)
    for param in params_of(measure):
        # Without an end of its own a policy has none, and no row could stand on it.
        # So it is with a rate that begins within a month: those published begin on its first day.
        often = param.type in (TO, TABLE)
        if dice.random() < (0.8 if often else 0.5 if kind == DRAWN else 0.3):
            found[param.name] = drawn(param, found.get(param.name), kind, dice, parts=not measure.validations)
    first, last = found.get("policy_effective_from"), found.get("policy_effective_to")
    if first is not None and last is not None and last < first:
        found["policy_effective_from"], found["policy_effective_to"] = last, first
    return found


def params_of(measure: Measure) -> list[Param]:
    """The parameters that a measure consults under any reading, by name."""
    return sorted({p.name: p for p in measure.nodes() if isinstance(p, Param)}.values(), key=lambda p: p.name)


def drawn(param: Param, known: Any, kind: str, dice: Dice, *, parts: bool) -> Any:
    """A value for one parameter; of the kind GAPS it is missing, or lacks what the others have.

    `parts`: whether an amount may have a part of a fen; the ends of a range that an award must keep to may not, because
    they are told as they are.
    """
    if param.type in (FROM, TO):
        days = _FIRST_DAYS if param.type is FROM else _LAST_DAYS
        return _one(dice, [*days, OPEN_FROM if param.type is FROM else OPEN_TO])
    if kind == GAPS and dice.random() < 0.4:
        return None
    if param.type is YES_NO:
        return bool(dice.integers(2))
    if param.type is CODES:
        return _one(dice, [(), ("veterans",), ("o'clock", "朝花"), ("none",), ("other", "veterans", "NULL")])
    if param.type is TABLE:
        return _table(param, kind, dice)
    if param.type is MAP:
        return _map(param, known, kind, dice)
    usual = known if known is not None else next((r.value for r in param.rows if r.value is not None), 12)
    if param.share:
        return _one(dice, [usual, *_SHARES])
    near = [usual - 1, usual, usual + 1, 2 * usual, 0, param.hi]
    if parts and "fen" in str(param.unit):
        near.append(Fraction(2 * usual + 1, 2))
    return _one(dice, [x for x in near if param.lo <= x <= param.hi])


def _table(param: Param, kind: str, dice: Dice) -> tuple[tuple[Any, ...], ...]:
    published = [(r.start, r.value, *r.columns) for r in param.rows]
    if kind == GAPS:
        return _one(dice, [(), tuple(published[-2:]), ((_STARTS[4], 2320_00, *(None for _ in param.also)),)])
    if published and dice.random() < 0.1:
        return tuple(published)
    starts = sorted(dice.choice(_STARTS, dice.integers(1, 5), replace=False).tolist())
    rates = [*_RATES, 5 * 10**6]  # far above any; the widest that a parameter may be is more than a plan takes
    return tuple((s, _one(dice, rates), *(_one(dice, [*rates, None]) for _ in param.also)) for s in starts)


def _map(param: Param, known: Any, kind: str, dice: Dice) -> dict[str, Any]:
    keys = [str(y) for y in range(2017, 2025)] if param.keys == "year" else [str(r) for r in range(1, 12)]
    keys = list(param.keys) if isinstance(param.keys, tuple) else keys
    published = {r.key: r.value for r in param.rows if r.value is not None}
    found = dict(known or published) if dice.random() < 0.4 else {}
    figures = _SHARES if param.share else [*_RATES, param.hi]
    for key in keys:
        if key not in found and dice.random() < 0.8:
            found[key] = _one(dice, BASES) if key == BASIS else _one(dice, figures)
    if kind == GAPS:
        found = {k: v for k, v in found.items() if dice.random() < 0.5}
    return found


def _one(dice: Dice, options: Any) -> Any:
    return list(options)[int(dice.integers(len(options)))]
