"""The verdict on one measure for one row: its standing, amount, and the one sentence that says why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..rules.ask.open_facts import open_facts
from ..rules.ask.standings import ALMOST, CAN, CANNOT, OPEN, STANDINGS, VERIFY, result_of
from ..rules.evaluate.outcomes import Outcome
from ..rules.explain.determinations import Determination, determine
from ..rules.explain.workings import workings
from ..rules.language.facts import Fact
from ..rules.language.text import COLON, SEMICOLON, T, Text
from ..rules.together.claim import Claim
from ..standards import civil
from .columns import Form

#: Standings that only a roster has: nothing filled in for the measure, and stopped by another row.
BLANK, STOPPED = "blank", "stopped"
WORDS: Mapping[str, Text] = {**STANDINGS, OPEN: T("还缺内容", "Incomplete"), BLANK: T("未填", "Not filled in"),
                             STOPPED: T("不能同时领取", "Not together")}  # fmt: skip
ORDER = (CAN, ALMOST, OPEN, VERIFY, STOPPED, CANNOT, BLANK)


@dataclass
class Verdict:
    """The verdict on one measure.

    `standing`: as in the check (`can`, `almost`, `cannot`, `verify`, `open`), or `blank`, `stopped`.
    `amount`: fen that are paid; None where nothing is, or no figure states it.
    `payees`: fen by payee.
    `why`: the sentence, and `remarks` what other rows add.
    `outcome`: the answer of the rules; None where rows that are not clear leave several.
    """

    measure: str
    standing: str
    eligible: str
    amount: int | None
    payees: dict[str, int]
    why: Text
    remarks: list[Text] = field(default_factory=list)
    outcome: Outcome | None = field(default=None, repr=False, compare=False)

    def word(self, lang: str) -> str:
        """Return the standing in a word."""
        return WORDS[self.standing](lang)

    def sentence(self, lang: str) -> str:
        """Return the reason with the remarks."""
        return T("", " ")(lang).join(t(lang) for t in (self.why, *self.remarks))

    def working(self, lang: str) -> str:
        """Return who is paid and how each amount comes about; empty where nothing is paid."""
        if self.amount is None or self.outcome is None:
            return ""
        colon, between = COLON(lang), SEMICOLON(lang)
        found = [f"{w.payee(lang)}{colon}{between.join(w.lines)}" for w in workings(self.outcome, lang)]
        return between.join(found)


class Wording:
    """Words the verdicts of one roster. Equal answers are worded once."""

    def __init__(self, form: Form, labels: Mapping[str, Text], given: Collection[str], today: int, lang: str) -> None:
        self.form, self.labels, self.given, self.today, self.lang = form, labels, given, today, lang
        self._told_before: dict[tuple[Any, ...], tuple[str, str]] = {}
        self._missing: dict[Any, str] = {}
        # Kept, because their ids are in the keys of what was told before.
        self._figures: list[Mapping[str, Any]] = []

    def verdict(self, claim: Claim, answered: Collection[str], blank: bool) -> Verdict:
        """Return the verdict of a claim that no other row stops.

        `answered`: keys of the facts that the row states.
        `blank`: the row fills in nothing that only this measure uses.
        """
        answer = claim.answer
        assert answer is not None
        return replace(self._verdict(claim, answer, answered, blank), outcome=answer.outcome)

    def _verdict(self, claim: Claim, answer: Determination, answered: Collection[str], blank: bool) -> Verdict:
        outcome = answer.outcome
        if blank and outcome.verdict != "yes":
            nothing = T("没有填写这一项的内容，没有判断。", "Nothing is filled in for this measure; it was not judged.")
            return Verdict(claim.measure, BLANK, outcome.verdict, None, {}, nothing)
        if outcome.verdict == "unknown":
            return self._undecided(answer)
        paid = outcome.verdict == "yes" and answer.amount is not None
        amount = sum(low for low, _ in outcome.amounts) if paid else None
        payees = {p.payee: a for p, (a, b) in zip(outcome.lines, outcome.amounts, strict=True) if a == b and amount}
        standing, why = self._told(answer, answered)
        return Verdict(claim.measure, standing, outcome.verdict, amount, payees, Text(why, why))

    def _told(self, answer: Determination, answered: Collection[str]) -> tuple[str, str]:
        """Return the standing and the sentence of the check.

        A grant is worded once for each amount. A refusal is worded once for each set of values that it is due to: the
        case is answered again with these facts alone, under the figures of the same days, which gives the same
        conditions and the same sentence.
        """
        case, outcome = answer.case, answer.outcome
        at: tuple[Any, ...] = case.measure.code, id(answer.resolved), answer.amount
        if outcome.verdict == "no":
            program = outcome.program
            due = {program.given[i].key for k in _told_by(outcome) for i in program.slots[k].facts}
            facts = {key: value for key, value in case.facts.items() if key in due}
            at = *at[:2], tuple((k, repr(v) if isinstance(v, list) else v) for k, v in facts.items())
            if at not in self._told_before:
                # A figure counts if it is public by the day of the answer, as it does for the whole case.
                facts[self.form.policy.dates["decision_date"].key] = civil.answer_day()
                answer = determine(self.form.policy, replace(case, facts=facts, on=answer.on), self.lang)
        if at not in self._told_before:
            result = result_of(self.form.policy, answer, {*answered, *self.given}, 0, self.today)
            self._told_before[at] = result.standing, result.headline
            self._figures.append(answer.resolved)
        return self._told_before[at]

    def _undecided(self, answer: Determination) -> Verdict:
        code = answer.case.measure.code
        at = code, frozenset(f.key for f in answer.outcome.missing().facts)
        if at not in self._missing:
            facts = open_facts(answer, ())
            self._missing[at] = T("、", ", ")(self.lang).join(self._name(f.key, f.name) for f in facts)
        names = self._missing[at]
        if not names:
            why = result_of(self.form.policy, answer, self.given, 0, self.today).headline
            return Verdict(code, VERIFY, "unknown", None, {}, Text(why, why))
        return Verdict(code, OPEN, "unknown", None, {}, T(f"还缺：{names}。", f"Still needed: {names}."))

    def _name(self, key: str, name: Text) -> str:
        return self.labels.get(key, name)(self.lang)


def _told_by(outcome: Outcome) -> Collection[int]:
    """Return the failed conditions on which the standing and the sentence of a refusal depend.

    The sentence is about the first one. One that no number or day can cure makes the standing, whatever the others are.
    One without a gate decides whether the sentence goes on with what others get.
    """
    failed = outcome.failed()
    facts = {k: [outcome.program.given[i] for i in outcome.program.slots[k].facts] for k in failed}
    final = next((k for k in failed if all(f.kind not in ("number", "date") for f in facts[k])), None)
    if final is None or any(outcome.program.slots[k].route for k in failed):
        return failed
    ungated = next((k for k in failed if not any(isinstance(f, Fact) and f.gate for f in facts[k])), final)
    return {failed[0], final, ungated}
