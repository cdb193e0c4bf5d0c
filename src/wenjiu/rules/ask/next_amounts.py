"""What a visitor lacks to the next amount of a measure, in words: two more contestants bring the next tier."""

from __future__ import annotations

from dataclasses import replace

from ...standards import civil, money
from ..evaluate.next_amounts import NextAmount, next_amounts
from ..explain.determinations import Determination, determine, public
from ..language import fact_types
from ..language.fact_types import unit_word
from ..language.facts import Fact
from ..language.text import T
from .found import Found, together
from .standings import ALMOST, CAN, curable
from .visits import Visit


def lacking_of(visit: Visit, found: Found) -> list[NextAmount]:
    """Return the changes that bring a greater amount of a measure, for one that is due or almost due.

    The amounts are those of the visitor; those of all payees where the measure pays others only.
    """
    if found.standing not in (CAN, ALMOST):
        return []
    answer = found.result.answer

    def again(fact: Fact, value: int) -> Determination:
        case = replace(answer.case, facts={**answer.case.facts, fact.key: value})
        return determine(visit.policy, case, answer.lang)

    misses = curable(answer, visit.today) if found.standing == ALMOST else ()
    listed = next_amounts(answer.outcome, misses, lambda fact, value: again(fact, value).outcome)
    if found.own is None:
        return listed
    shares = [together(visit.shares(again(a.fact, a.needed))[0]) for a in listed]
    before = found.own.low if found.standing == CAN else 0
    return [replace(a, before=before, after=own.low) for a, own in zip(listed, shares, strict=True) if own is not None]


def lacking_text(a: NextAmount, lang: str) -> str:
    """Return a change and what it brings as one sentence."""
    name, after = a.fact.name(lang), money.grouped(a.after)
    more = money.grouped(a.after - a.before)
    zh, en = (f"可以拿{after}元", f"it is CNY {after}")
    if a.before:
        zh, en = f"{zh}，多拿{more}元", f"{en}, {more} more"
    if a.fact.kind == "date":
        day = civil.iso(a.needed)
        when = T(f"等到{day}（{name}）", f"From {day} on ({name})")
        if a.needed < a.value:
            when = T(f"最晚{day}（{name}）", f"By {day} ({name})")
        return T(f"{when.zh}，{zh}。", f"{when.en}, {en}.")(lang)
    unit, step = unit_word(a.fact, lang), abs(a.needed - a.value)
    size, needed = (_number(a.fact, x) for x in (step, a.needed))
    change = T("再多", "more") if a.needed > a.value else T("再少", "fewer")
    return T(
        f"{name}{change.zh}{size}{unit}（到{needed}{unit}），{zh}。",
        f"With {size} {change.en} ({name}: {needed}), {en}.",
    )(lang)


def _number(fact: Fact, value: int) -> str:
    return money.grouped(value) if fact.type is fact_types.YUAN else str(public(fact, value))
