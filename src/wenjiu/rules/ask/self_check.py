"""The check over several measures at once: standings, and the next question worth asking.

A question is asked only while its answer can still change an open answer; which comes first is decided by how many
open measures it serves and how near those are to an answer. Nothing is kept: a check is a function of the answers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...standards import civil, codes, money
from ..case.parsing import CaseError, parse_fact
from ..evaluate.case import Case
from ..evaluate.outcomes import FAILED, NO, YES, bounded
from ..explain.determinations import UNIT_WORDS, Determination, determine, public
from ..language.facts import Fact
from ..language.measures import Measure, below
from ..language.nodes import INFINITE, IfGiven
from ..language.parameters import decimal_string
from ..language.text import T
from ..ruleset import Ruleset
from .checklists import Statement, statements

CAN, ALMOST, CANNOT, VERIFY, OPEN = "can", "almost", "cannot", "verify", "open"
STANDINGS = {
    CAN: T("可以", "Yes"),
    ALMOST: T("还差", "Almost"),
    CANNOT: T("不可以", "No"),
    VERIFY: T("需核实", "To be checked"),
    OPEN: T("待回答", "Open"),
}
LONGEST_ANSWER = 60
PERCENT = T("写0到100之间的百分数，如 5.5", "write a percentage from 0 to 100, such as 5.5")
MEASURE = 1.5  # what a question is worth for each further measure that it serves


class AnswerError(ValueError):
    """A typed answer that cannot be read: `message` says what is wrong, `fix` what to write."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message} {fix}")
        self.message, self.fix = message, fix


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the check, in one language.

    `options` are (value as typed, label); `serves` measures by code; `tool` as its fact declares it.
    """

    key: str
    text: str
    why: str
    help: str
    kind: str
    options: tuple[tuple[str, str], ...]
    unit: str
    minimum: int | None
    maximum: int | None
    sensitivity: str
    serves: tuple[str, ...]
    tool: str


@dataclass(frozen=True, slots=True)
class Result:
    """Where one measure stands: standing and its word, amount or range in yuan, latest day, one sentence, the answer.

    `gives`: what a measure that pays nothing gives instead; empty where it pays. `titles`: honours that come with it.
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
    headline: str
    open_questions: int
    gives: str
    titles: tuple[str, ...]
    answer: Determination


class Check:
    """The measures of an audience against the answers so far. An answer of None means "I do not know"."""

    def __init__(self, policy: Ruleset, audience: str, answers: Mapping[str, Any], lang: str, on: int | None) -> None:
        if audience not in policy.audiences:
            raise KeyError(f"no audience {audience!r}; there are: {', '.join(policy.audiences)}")
        self.policy, self.audience, self.lang = policy, audience, lang
        self.today = on if on is not None else civil.today()
        self.measures = [m for m in policy.measures.values() if m.audience == audience]
        self.facts = {f.key: f for m in self.measures for f in m.vocabulary.names.values() if isinstance(f, Fact)}
        self.answers = {k: v for k, v in answers.items() if k in self.facts}
        self.declined = {k for k, v in self.answers.items() if v is None}

    @cached_property
    def _answers_by_measure(self) -> list[Determination]:
        found = []
        for m in self.measures:
            known = {
                f.key: self.answers[f.key] for f in m.vocabulary.names.values() if self.answers.get(f.key) is not None
            }
            known.setdefault(self.policy.dates["application_date"].key, self.today)
            for fact, value in self.policy.implied_by_audience.get(self.audience, {}).items():
                known.setdefault(fact.key, value)
            for name, source in m.assumes.items():
                when = known.get(m.vocabulary.names[source].key)
                if when is not None:
                    known.setdefault(m.vocabulary.names[name].key, when // civil.YEAR)
            found.append(
                determine(self.policy, Case(m.code, m, known, {}, False, self.policy.letters_for(m), None), self.lang)
            )
        return found

    def _assumed(self, m: Measure) -> set[str]:
        """Facts that the check fills in itself: today as the application, the year of a date, what the audience implies."""
        implied = {f.key for f in self.policy.implied_by_audience.get(self.audience, {})}
        return {self.policy.dates["application_date"].key} | {m.vocabulary.names[n].key for n in m.assumes} | implied

    def _open(self, answer: Determination) -> list[Fact]:
        """The facts still worth asking for one measure, in the order of its conditions."""
        assumed = self._assumed(answer.case.measure)
        missing = {
            f.key: f
            for f in answer.outcome.missing().facts
            if isinstance(f, Fact)
            and not f.ruling
            and not f.optional
            and f.key not in self.declined
            and f.key not in assumed
        }
        for node in below(answer.case.measure.decisive()):
            # Where a fact can be given outright, what it could be derived from is asked only if it is not known.
            if isinstance(node, IfGiven) and getattr(node.children[0], "key", "") in missing:
                elsewhere = {f.key for f in below(answer.case.measure.decisive(), without=node) if isinstance(f, Fact)}
                for leaf in answer.outcome.program.leaves(node.children[1]):
                    if isinstance(leaf, Fact) and leaf.key not in elsewhere:
                        missing.pop(leaf.key, None)
        return list(missing.values())

    @cached_property
    def results(self) -> list[Result]:
        """One result a measure: those that can be had first, then those still open."""
        order = {CAN: 0, ALMOST: 1, OPEN: 2, VERIFY: 3, CANNOT: 4}
        results = [self._result(a) for a in self._answers_by_measure]
        return sorted(results, key=lambda r: (order[r.standing], r.code))

    def _result(self, answer: Determination) -> Result:
        outcome, m = answer.outcome, answer.case.measure
        open_facts = self._open(answer)
        if outcome.verdict == YES:
            standing = CAN
        elif outcome.verdict == NO:
            cured = {miss.slot.require.id for miss in outcome.near_misses()}
            failed = {outcome.program.slots[k].require.id for k in outcome.failed()}
            standing = ALMOST if failed and failed <= cured else CANNOT
        else:
            standing = OPEN if open_facts else VERIFY
        span = _span(answer)
        gives = "" if m.pays else m.standard(self.lang, answer.fill)
        return Result(
            m.code,
            m.name(self.lang),
            m.summary(self.lang, answer.fill),
            outcome.verdict,
            standing,
            STANDINGS[standing](self.lang),
            answer.amount if standing == CAN else None,
            span,
            self._latest(answer),
            self._headline(standing, answer, gives or self._promise(span), len(open_facts)),
            len(open_facts),
            gives,
            tuple(t(self.lang) for t in m.titles) if standing == CAN else (),
            answer,
        )

    def _latest(self, answer: Determination) -> str | None:
        """The last day on which the measure can be had, where the answers fix one."""
        node = answer.case.measure.latest
        if node is None:
            return None
        start, period = node.children
        days = {f.key: v for f, v in zip(answer.outcome.program.facts, answer.outcome.facts, strict=False)}
        day = days.get(start.key) if isinstance(start, Fact) else None
        months = (
            answer.resolved[period.name].value if hasattr(period, "name") and period.name in answer.resolved else None
        )
        return civil.iso(civil.plus_months(day, months)) if day is not None and months is not None else None

    def _headline(self, standing: str, answer: Determination, promise: str, left: int) -> str:
        zh = self.lang != "en"
        if standing == CAN:
            if not answer.case.measure.pays:
                return f"符合条件。{promise}" if zh else f"You qualify. {promise}"
            if answer.amount is None:
                return "符合条件，金额标准待确认。" if zh else "You qualify; the amount is still to be set."
            paid = _grouped(answer.amount)
            return f"符合条件，预计{paid}元。" if zh else f"You qualify for about CNY {paid}."
        if standing == ALMOST:
            near = answer.data["near_misses"][0]
            return _near_headline(near, zh)
        if standing == CANNOT:
            texts = [c["text"] for c in answer.data["conditions"] if c["id"] in answer.data["fails"]]
            open_to = self._for_whom_it_is(answer)
            return f"不符合：{texts[0]}。{open_to}" if zh else f"Not met: {texts[0]}. {open_to}".rstrip()
        if standing == VERIFY:
            need = "还有情况不清楚，请向工作人员核实。" if zh else "Something is not known: have it checked by staff. "
            return (need + promise).rstrip()
        count = f"还需回答{left}项。" if zh else f"{left} more answer{'' if left == 1 else 's'} needed. "
        return (count + promise).rstrip()

    def _promise(self, span: tuple[str, str | None]) -> str:
        """What there is to be had by whoever qualifies; nothing where no figure says."""
        zh, (low, high) = self.lang != "en", span
        if high is None:
            return ""
        if low == high:
            return f"符合条件可得{_grouped(high)}元。" if zh else f"CNY {_grouped(high)} if you qualify."
        return f"符合条件最高{_grouped(high)}元。" if zh else f"Up to CNY {_grouped(high)} if you qualify."

    def _for_whom_it_is(self, answer: Determination) -> str:
        """What would be had by somebody in the situation that a visitor said not to be in; nothing for other refusals."""
        program, zh = answer.outcome.program, self.lang != "en"
        gates: set[str] = set()
        for k in answer.outcome.failed():
            own = {f.key for f in (program.given[i] for i in program.slots[k].facts) if isinstance(f, Fact) and f.gate}
            if not own:
                return ""
            gates |= own
        facts = {key: value for key, value in answer.case.facts.items() if key not in gates}
        otherwise = determine(self.policy, replace(answer.case, facts=facts), self.lang)
        _, high = _span(otherwise)
        if high is None or otherwise.outcome.verdict == NO or not answer.case.measure.pays:
            return ""
        paid = _grouped(high)
        if zh:
            return f"符合这一条和其他条件的，最高可得{paid}元。"
        return f"Whoever meets this and the other conditions gets up to CNY {paid}."

    @cached_property
    def questions(self) -> list[Question]:
        """Questions whose answers can still change an open answer, the one most worth asking first."""
        return self.questions_about([m.code for m in self.measures])

    def questions_about(self, codes: Collection[str]) -> list[Question]:
        """As `questions`, asked for the sake of these measures only."""
        worth: dict[str, float] = {}
        serves: dict[str, list[str]] = {}
        for answer in self._answers_by_measure:
            if answer.case.measure.code not in codes:
                continue
            open_facts = self._open(answer)
            gated = any(f.gate for f in open_facts)
            for position, (fact, detour) in enumerate(self._in_order(answer, open_facts)):
                share = MEASURE + (0.5 if position == 0 else 0.0) + 1 / len(open_facts) - (1.0 if detour else 0.0)
                # Before a measure is known to be in question, only its gate and what the visitor is are worth asking.
                held_back = gated and not fact.gate and not self._is_own(fact)
                worth[fact.key] = worth.get(fact.key, self._standing_worth(fact)) + share * (0.5 if held_back else 1.0)
                serves.setdefault(fact.key, []).append(answer.case.measure.code)
        best = sorted(worth, key=lambda k: (-worth[k], list(self.facts).index(k)))
        return [self._question(self.facts[k], tuple(serves[k])) for k in best]

    def statements(self, code: str, keys: Collection[str] | None = None) -> tuple[Statement, ...]:
        """What can be asked of a measure in one question: among these facts, or among those still open.

        While its gate is open, nothing: whether the measure is in question at all is settled first.
        """
        answer = next(a for a in self._answers_by_measure if a.case.measure.code == code)
        open_facts = self._open(answer) if keys is None else []
        if any(f.gate for f in open_facts):
            return ()
        return statements(self.policy, answer, {f.key for f in open_facts} if keys is None else keys)

    def _is_own(self, fact: Fact) -> bool:
        """Whether a fact is about what the visitor is, such as a person's household."""
        return fact.key.startswith(f"{self.audience}.")

    def _standing_worth(self, fact: Fact) -> float:
        """Gates come early, the visitor's own facts before those of others, personal ones late."""
        own = 0.5 if self._is_own(fact) else 0.0
        return own + (0.8 if fact.gate else 0.0) - (0.4 if fact.sensitivity == "personal" else 0.0)

    def _in_order(self, answer: Determination, facts: list[Fact]) -> list[tuple[Fact, bool]]:
        """Open facts in the order of the conditions, each with whether only a longer way among alternatives needs it."""
        program, results = answer.outcome.program, answer.results
        unknown: dict[str, int] = {}
        for slot, result in zip(program.slots, results, strict=True):
            unknown[slot.route] = unknown.get(slot.route, 0) + (result == "unknown") + 100 * (result == FAILED)
        shortest = min((n for route, n in unknown.items() if route), default=0)
        rank: dict[str, tuple[bool, int]] = {}
        for i, slot in enumerate(program.slots):
            detour = bool(slot.route) and unknown[slot.route] > shortest
            for k in slot.facts:
                key = program.given[k].key
                rank[key] = min(rank.get(key, (True, i)), (detour, i))
        ordered = sorted(facts, key=lambda f: rank.get(f.key, (False, 99)))
        return [(f, rank.get(f.key, (False, 99))[0]) for f in ordered]

    @cached_property
    def answered(self) -> list[tuple[Question, Any, str]]:
        """(question, value, value as shown) of every answer given, in the order given."""
        return [
            (self._question(self.facts[k], ()), v, show_answer(self.policy, self.facts[k], v, self.lang))
            for k, v in self.answers.items()
        ]

    def _question(self, fact: Fact, serves: tuple[str, ...]) -> Question:
        measure = next(m for m in self.measures if fact.key in {f.key for f in m.vocabulary.names.values()})
        fill = self.policy.fill(measure, self.lang)
        return Question(
            fact.key,
            fact.question(self.lang, fill),
            fact.why(self.lang, fill),
            fact.help(self.lang, fill) if fact.help else "",
            _kind(fact),
            options(self.policy, fact, self.lang),
            UNIT_WORDS.get(str(fact.unit), T("", ""))(self.lang) if fact.type != "year" else "",
            fact.lo if fact.type in ("count", "year") else None,
            fact.hi if fact.type in ("count", "year") else None,
            fact.sensitivity,
            serves,
            fact.tool,
        )


def _kind(fact: Fact) -> str:
    return {"year": "count", "code": "choice"}.get(fact.type, fact.type)


def _grouped(amount: str) -> str:
    return money.grouped(money.fen(amount))


def _span(answer: Determination) -> tuple[str, str | None]:
    """Lowest and highest sum of all payees in yuan; no highest where none is known."""
    low = high = 0
    for a, b in answer.outcome.amounts:
        low, high = low + a, high + (INFINITE if bounded(b) is None else b)
    top = bounded(high)
    return money.yuan(low), None if top is None else money.yuan(top)


def _near_headline(near: Mapping[str, Any], zh: bool) -> str:
    """What is still lacking; other conditions may be open, so nothing is promised."""
    late = near["needed"][0] not in "+-" and near["needed"] < near["value"]
    if zh:
        return f"{near['text']}。" if late else f"{near['text']}；其他条件也符合的话就可以。"
    return f"{near['text']}." if late else f"{near['text']}; then it depends on the other conditions only."


def options(policy: Ruleset, fact: Fact, lang: str) -> tuple[tuple[str, str], ...]:
    """(value as typed, label) of a question with a closed list of answers."""
    zh = lang != "en"
    if fact.type == "bool":
        return (("true", "是" if zh else "Yes"), ("false", "否" if zh else "No"))
    if fact.type == "choice":
        return tuple((k, fact.labels[k](lang)) for k in fact.options)
    if fact.type == "district":
        home = policy.home_name(lang)
        return (
            (policy.home, f"是，在{home}" if zh else f"Yes, in {home}"),
            ("other", "否，在别处" if zh else "No, elsewhere"),
        )
    if fact.type == "code":
        listed = {c for p in policy.book.params.values() if p.type == "codes" for r in p.rows for c in r.value}
        return tuple((c, c) for c in sorted(listed)) + (("none", "都不是" if zh else "none of these"),)
    return ()


def show_answer(policy: Ruleset, fact: Fact, value: Any, lang: str) -> str:
    """An answer as a person reads it."""
    if value is None:
        return "不清楚" if lang != "en" else "I do not know"
    for typed, label in options(policy, fact, lang):
        if typed == value or fact.type == "bool" and typed == str(value).lower():
            return label
    shown = public(fact, value)
    if fact.type == "fraction":
        return f"{decimal_string(100 * Fraction(value))}%"
    if fact.type == "yuan":
        return f"{money.grouped(value)}元" if lang != "en" else f"CNY {money.grouped(value)}"
    return f"{shown}{UNIT_WORDS[str(fact.unit)](lang)}" if lang != "en" and str(fact.unit) in UNIT_WORDS else str(shown)


def parse_answer(policy: Ruleset, key: str, raw: str, lang: str = "zh") -> Any:
    """A typed answer as a value. Tolerates full-width digits, separators, 元, 人, 2020年7月1日. Raises `AnswerError`."""
    fact = next(
        (
            f
            for m in policy.measures.values()
            for f in m.vocabulary.names.values()
            if f.key == key and isinstance(f, Fact)
        ),
        None,
    )
    zh = lang != "en"
    if fact is None:
        raise AnswerError(
            "没有这个问题。" if zh else "There is no such question.", "请重新开始。" if zh else "Please start over."
        )
    text = codes.normal(raw)
    if not text:
        raise AnswerError(
            "还没有填写。" if zh else "Nothing is filled in.",
            "请填写，或选“不清楚”。" if zh else "Fill it in, or say that you do not know.",
        )
    if len(text) > LONGEST_ANSWER:
        raise AnswerError(
            "填写的内容太长。" if zh else "The answer is too long.",
            f"最多{LONGEST_ANSWER}个字。" if zh else f"At most {LONGEST_ANSWER} characters.",
        )
    try:
        return parse_fact(key, fact, _typed(fact, text))
    except CaseError as error:
        fix = PERCENT if fact.type == "fraction" else error.fix
        raise AnswerError(
            f"“{text}”无法识别。" if zh else f"{text!r} cannot be read.", fix(lang) + ("。" if zh else ".")
        ) from error


def _typed(fact: Fact, text: str) -> Any:
    if fact.type == "bool":
        return {"true": True, "false": False}.get(text, text)
    if fact.type == "date":
        found = re.fullmatch(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?", text) or re.fullmatch(
            r"(\d{4})(\d{2})(\d{2})", text
        )
        return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text
    if fact.type == "fraction":
        percent = re.sub(r"\s|%", "", text)
        return Decimal(percent) / 100 if re.fullmatch(r"\d{1,3}(\.\d{1,6})?", percent) else text
    if fact.type in ("count", "year", "yuan"):
        plain = re.sub(r"[,\s]|元|人|名|年|个月|月", "", text)
        ten_thousands = plain.endswith("万")
        if not re.fullmatch(r"\d{1,20}(\.\d{1,6})?", plain.removesuffix("万")):
            return text
        return Decimal(plain.removesuffix("万")) * (10000 if ten_thousands else 1)
    return text
