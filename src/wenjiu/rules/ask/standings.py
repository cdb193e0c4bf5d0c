"""Decides how one measure applies to a visitor: available, almost, not available, to be checked, or still open.

Each result comes with one sentence for the visitor.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...standards import money
from ..evaluate.outcomes import NO, YES, NearMiss, bounded
from ..explain.ages import ENDED, MISSING, WORDS, marks_of
from ..explain.determinations import Determination, determine
from ..language.facts import Fact
from ..language.nodes import INFINITE
from ..language.text import COMMA, STOP, T
from ..ruleset import Ruleset
from .awards import Award, award_of
from .deadlines import last_day
from .reasons import reason

CAN, ALMOST, CANNOT, VERIFY, OPEN = "can", "almost", "cannot", "verify", "open"
STANDINGS = {
    CAN: T("符合", "Yes"),
    ALMOST: T("还差", "Almost"),
    CANNOT: T("暂不符合", "Not now"),
    VERIFY: T("需核实", "To be checked"),
    OPEN: T("待回答", "Open"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """The standing of one measure: its word, amount or range in yuan, latest day, one sentence, and the answer.

    `latest_what`: what must be done by the latest day.
    `gives`: what a measure without payment gives instead; empty where it pays.
    `titles`: honours that come with it.
    """

    code: str
    name: str
    summary: str
    eligible: str
    standing: str
    standing_text: str
    amount: str | None
    amount_range: tuple[str, str | None]
    latest_date: str | None
    latest_what: str
    headline: str
    open_questions: int
    gives: str
    titles: tuple[str, ...]
    answer: Determination


def result_of(policy: Ruleset, answer: Determination, answered: Collection[str], left: int, today: int) -> Result:
    """Return the standing of a measure.

    It depends on the keys of the answered questions, the number of questions left, and the day (civil key).
    """
    outcome, m, lang = answer.outcome, answer.case.measure, answer.lang
    if outcome.verdict == YES:
        standing = CAN
    elif outcome.verdict == NO:
        cured = {miss.slot.require.id for miss in curable(answer, today)}
        failed = {outcome.program.slots[k].require.id for k in outcome.failed()}
        standing = ALMOST if failed and failed <= cured else CANNOT
    else:
        standing = OPEN if left else VERIFY
    low_high = _span(answer)
    gives = "" if m.pays else m.standard(lang, answer.sheet.fill)
    latest_date, latest_what = last_day(answer) or (None, "")
    if standing == ALMOST:
        headline = _near_headline(answer.near(curable(answer, today)[0]), lang)
    else:
        headline = _headline(
            policy, standing, answer, gives or _promise(low_high, award_of(answer), lang), answered, left
        )
    return Result(
        m.code,
        m.name(lang),
        m.summary(lang, answer.sheet.fill),
        outcome.verdict,
        standing,
        STANDINGS[standing](lang),
        answer.amount if standing == CAN else None,
        low_high,
        latest_date,
        latest_what,
        headline,
        left,
        gives,
        tuple(t(lang) for t in m.titles) if standing == CAN else (),
        answer,
    )


def curable(answer: Determination, today: int) -> list[NearMiss]:
    """Return the near misses that a visitor can still change: no fact of the past, and no day that is over.

    A day until which something goes on, and which is today, moves on by itself.
    """

    def open_still(m: NearMiss) -> bool:
        if m.fact.kind == "date":
            return m.needed >= today and (not m.fact.past or m.value == today)
        return not m.fact.past

    return [m for m in answer.outcome.near_misses() if open_still(m)]


def _headline(
    policy: Ruleset, standing: str, answer: Determination, promise: str, answered: Collection[str], left: int
) -> str:
    if standing == CAN:
        if not answer.case.measure.pays:
            return T(f"符合条件。{promise}", f"You qualify. {promise}")(answer.lang)
        if answer.amount is None:
            return _unsettled(policy, answer)
        paid = _grouped(answer.amount)
        return T(f"符合条件，预计{paid}元。", f"You qualify for about CNY {paid}.")(answer.lang)
    if standing == CANNOT:
        failed = next(c for c in answer.data["conditions"] if c["id"] in answer.data["fails"])
        why, open_to = reason(policy, answer, failed, answered), _for_whom_it_is(policy, answer)
        return T(f"{why}{open_to}", f"{why} {open_to}".rstrip())(answer.lang)
    if standing == VERIFY:
        need = T("还有情况不清楚，请向工作人员核实。", "Something is not known: have it checked by staff. ")(
            answer.lang
        )
        return (need + promise).rstrip()
    count = T(f"还需回答{left}项。", f"{left} more answer{'' if left == 1 else 's'} needed. ")(answer.lang)
    return (count + promise).rstrip()


def _unsettled(policy: Ruleset, answer: Determination) -> str:
    """Return the range of an amount that is not settled, or which figures it waits for."""
    lang, award, waits = answer.lang, award_of(answer), []
    if award is not None:
        text = award.text(lang)
        return T(f"符合条件。金额在{text}。", f"You qualify. The amount lies {text}.")(lang)
    for param in dict.fromkeys(param for param, _ in answer.outcome.missing().params):
        found = [mark.word for mark in marks_of(policy, param, answer.on, lang) if mark.id in (MISSING, ENDED)]
        label, word = param.label(lang), found[0] if found else WORDS[MISSING](lang)
        waits.append(T(f"{label}{word}", f"{label}: {word}")(lang))
    if not waits:
        return T("符合条件，金额标准待确认。", "You qualify; the amount is still to be set.")(lang)
    why = COMMA(lang).join(waits)
    return T(f"符合条件。金额还定不下来：{why}。", f"You qualify. The amount is not settled yet: {why}.")(lang)


def _promise(low_high: tuple[str, str | None], award: Award | None, lang: str) -> str:
    """Return what a qualified visitor gets; nothing where no figure states it."""
    low, high = low_high
    if award is not None:
        text = award.text(lang)
        return T(f"符合条件的，金额在{text}。", f"If you qualify, the amount lies {text}.")(lang)
    if high is None:
        return ""
    if low == high:
        return T(f"符合条件可得{_grouped(high)}元。", f"CNY {_grouped(high)} if you qualify.")(lang)
    return T(f"符合条件最高{_grouped(high)}元。", f"Up to CNY {_grouped(high)} if you qualify.")(lang)


def _for_whom_it_is(policy: Ruleset, answer: Determination) -> str:
    """Return what a person in the required situation gets if the visitor is not in it; nothing for other refusals."""
    program = answer.outcome.program
    gates: set[str] = set()
    for k in answer.outcome.failed():
        own = {f.key for f in (program.given[i] for i in program.slots[k].facts) if isinstance(f, Fact) and f.gate}
        if not own:
            return ""
        gates |= own
    facts = {key: value for key, value in answer.case.facts.items() if key not in gates}
    otherwise = determine(policy, replace(answer.case, facts=facts), answer.lang)
    _, high = _span(otherwise)
    if high is None or otherwise.outcome.verdict == NO or not answer.case.measure.pays:
        return ""
    paid = _grouped(high)
    return T(
        f"符合这一条和其他条件的，最高可得{paid}元。",
        f"Whoever meets this and the other conditions gets up to CNY {paid}.",
    )(answer.lang)


def _grouped(amount: str) -> str:
    return money.grouped(money.fen(amount))


def _span(answer: Determination) -> tuple[str, str | None]:
    """Return the lowest and the highest sum of all payees in yuan. The highest is None where it is not known."""
    low = high = 0
    for a, b in answer.outcome.amounts:
        low, high = low + a, high + (INFINITE if bounded(b) is None else b)
    top = bounded(high)
    return money.yuan(low), None if top is None else money.yuan(top)


def _near_headline(near: Mapping[str, Any], lang: str) -> str:
    """Return what is still missing. Other conditions may be open, so the sentence promises nothing."""
    late = near["needed"][0] not in "+-" and near["needed"] < near["value"]
    rest = STOP if late else T("；其他条件也符合的话就可以。", "; then it depends on the other conditions only.")
    return f"{near['text']}{rest(lang)}"
