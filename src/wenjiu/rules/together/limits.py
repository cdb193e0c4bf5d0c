"""Applies limits that add up over the cases of a file: the answer to a later case counts what earlier ones use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ...standards import civil, money
from ..document.stacking import Limit
from ..explain.determinations import determine
from ..language.facts import Fact
from ..language.text import T, Text
from ..ruleset import Ruleset
from .claim import Claim
from .days import days_of, paid_months


def limit(rules: Ruleset, earlier: Iterable[Claim], later: Claim) -> None:
    """Answer a case again with the part of its limit that is used up by then.

    The used part is the one that the case states itself, or a greater one: what the first case of the file states (at
    least what the past awards show), plus what the earlier cases of the file are paid.
    """
    bound = rules.stacking.limits.get(later.measure)
    if bound is None or later.answer is None:
        return
    fact = rules.accepted_facts(later.answer.case.measure)[bound.used]
    assert isinstance(fact, Fact)
    alike = [c for c in earlier if c.measure == later.measure and c.agrees(later, bound.same)]
    used = _used(bound, fact, alike, later)
    stated = later.answer.case.facts.get(fact.key, fact.default)
    if used and (stated is None or stated < used):
        _answer_again(rules, later, fact, used, surely=stated is not None)
    later.uses = _uses(bound, later)


def _used(bound: Limit, fact: Fact, alike: list[Claim], later: Claim) -> Any:
    """Return what others use of a limit before a case of the file."""
    cases = [c for c in alike if c.answer is not None]
    stated = (c.alone.case.facts.get(fact.key) for c in [*cases, later] if c.alone is not None)
    before = next((x for x in stated if x is not None), 0)
    awarded = sum(_awarded(bound, c) for c in alike if c.answer is None)
    return max(before, awarded) + sum(c.uses for c in cases if c.paid)


def _answer_again(rules: Ruleset, later: Claim, fact: Fact, used: Any, *, surely: bool) -> None:
    """Answer a case again with this used part.

    Where the case states none, more may be used, and only a refusal is certain.
    """
    alone = later.answer
    assert alone is not None
    answer = determine(rules, replace(alone.case, facts={**alone.case.facts, fact.key: used}), alone.lang)
    same = all(answer[name] == alone[name] for name in ("eligible", "amount", "amount_range"))
    if same or not (surely or answer.eligible == "no"):
        return
    later.answer, later.amount, later.exhausted = answer, answer.amount, answer.eligible == "no"
    later.counted = _used_in_words(fact, used)
    if not later.stated_days:
        later.days = days_of(rules, answer)


def _used_in_words(fact: Fact, used: Any) -> Text:
    zh, en = (fact.type.show(fact, used, lang) for lang in ("zh", "en"))
    return T(
        f"与本文件其他案件和已领补贴合并计算：{fact.name.zh}按{zh}计。",
        f"Counted together with the other cases of the file and past awards; {fact.name.en}: {en}.",
    )


def _uses(bound: Limit, claim: Claim) -> Any:
    """Return what a case uses of a limit if it is paid."""
    assert claim.answer is not None
    if bound.each == "month":
        months = paid_months(claim.answer.outcome)
        return 0 if months is None else months.number
    if bound.each == "yuan":
        return 0 if claim.amount is None else money.fen(claim.amount)
    return 1


def _awarded(bound: Limit, award: Claim) -> Any:
    """Return the known use of a limit by a past award."""
    if bound.each == "month":
        return 0 if award.days is None else civil.service_months(award.days.first, award.days.last)
    if bound.each == "yuan":
        return 0 if award.amount is None else money.fen(award.amount)
    return 1
