"""A visit: from a visitor's situations to everything that may be due, over all measures that the situations open.

A visit is a function of what the visitor ticked and answered; it keeps nothing. The first questions are those that
decide the most money for one answer. The measures are grouped by who is paid and by what is still to be done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from ...standards import civil
from ..case.parsing import parse_case
from ..document.situations import TODAY, Situation
from ..evaluate.outcomes import bounded
from ..explain.determinations import Determination, determine
from ..language.facts import Fact
from ..language.measures import Measure
from ..language.nodes import INFINITE
from ..ruleset import Ruleset
from .found import GROUP_OF, GROUPS, NOT_YOURS, OTHERS, Found, Share
from .self_check import Check, Question
from .several import OF_CASE, Further, kinds_of
from .standings import ALMOST, CANNOT, OPEN, VERIFY, Result

#: The number of questions before the first results.
FIRST = 5
#: The key of the question whether a situation holds.
TOPIC = "situation:"
#: The usual number of questions of a measure that is not opened yet.
USUAL = 6
#: The worth of a question about a measure that pays others only.
FOR_OTHERS = 0.25
#: The worth of a question that is not the measure's gate while the gate is open.
HELD_BACK = 0.25


@dataclass(frozen=True, slots=True)
class Stated:
    """What a visitor stated.

    `ticked`: ids of situations; `not_so`: ids of those that do not hold.
    `unsure`: sides of which the visitor does not know which situations hold, and is asked.
    `answers`: values by fact key; None means "I do not know".
    `without`: keys of facts that the visitor does not have, such as a day that has not come.
    `wanted`: codes of further measures that the visitor asked about.
    `further`: cases of a kind after the first one, such as a second prize.
    """

    ticked: frozenset[str] = frozenset()
    not_so: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    further: tuple[Further, ...] = ()

    def about(self, case: Further, facts: Collection[str]) -> Stated:
        """Return what is stated about a further case: the shared answers, and its own for the facts of its kind."""
        shared = {key: value for key, value in self.answers.items() if key not in facts}
        return replace(
            self,
            answers={**shared, **case.answers},
            without=frozenset(self.without - set(facts) | case.without),
            wanted=frozenset(),
            further=(),
        )


def facts_of(policy: Ruleset) -> dict[str, Fact]:
    """Return every fact that the policy asks, by key."""
    return {
        f.key: f for m in policy.measures.values() for f in m.vocabulary.names.values() if isinstance(f, Fact)
    }  # fmt: skip


class Visit:
    """The measures that a visitor's situations open, their results, and the questions that decide them.

    With a `case`, it is the visit of that case alone: its answers, and the measures of its kind.
    """

    def __init__(
        self, policy: Ruleset, stated: Stated, lang: str, on: int | None = None, case: Further | None = None
    ) -> None:
        self.policy, self.lang, self.case = policy, lang, case
        self.today = on if on is not None else civil.answer_day()
        self.situations = policy.situations.chosen(stated.ticked)
        self.kinds = kinds_of(policy, self.situations)
        self.stated = stated if case is None else stated.about(case, self.kinds[case.kind].facts)
        self.undecided = () if case is not None else self._undecided()
        opened = policy.situations.opened_by(self.situations, policy.measures) | stated.wanted
        if case is not None:
            opened &= self.kinds[case.kind].measures
        self.opened = {code for code in policy.measures if code in opened}
        measures = [m for code, m in policy.measures.items() if code in opened]
        self.check = Check(policy, measures, self.audiences, self._answers(), lang, self.today)

    def _undecided(self) -> tuple[Situation, ...]:
        """Return the situations to ask about: those of a side of which the visitor is not sure."""
        ruled = self.stated.ticked | self.stated.not_so
        return tuple(s for s in self.policy.situations.statements if s.side in self.stated.unsure and s.id not in ruled)

    @cached_property
    def audiences(self) -> tuple[str, ...]:
        """Return who the visitor is, as far as the situations say."""
        sides = self.policy.situations.sides
        found = {a for s in self.situations for a in s.audiences}
        found |= {a for side in self.stated.unsure if side in sides for a in sides[side].audiences}
        if not found:
            found = {self.policy.measures[code].audience for code in self.stated.wanted}
        return tuple(a for a in self.policy.audiences if a in found)

    @cached_property
    def sides(self) -> set[str]:
        """Return the sides of which the visitor states something, such as a person and an organisation."""
        return {s.side for s in self.situations} | self.stated.unsure

    def _answers(self) -> dict[str, Any]:
        """Return the answers with what follows from the situations. What the visitor answered comes first."""
        found = dict(self.stated.answers)
        for s in self.situations:
            for key, value in s.says.items():
                found.setdefault(key, self.today if value == TODAY else value)
        for key in self.stated.without:
            found.setdefault(key, None)
        for group in set(self._same.values()):
            stated = [found[key] for key in group if key in found]
            value = next((v for v in stated if v is not None), None)
            for key in group if stated else ():
                found[key] = value if found.get(key) is None else found[key]
        return found

    @cached_property
    def cases(self) -> tuple[Visit, ...]:
        """Return the visit of each further case, by kind and number."""
        further = sorted(self.stated.further, key=lambda case: (case.kind, case.number))
        return tuple(
            Visit(self.policy, self.stated, self.lang, self.today, case) for case in further if case.kind in self.kinds
        )

    def ref(self, code: str) -> str:
        """Return the code of a measure with the case whose result it is."""
        return code if self.case is None else f"{code}{OF_CASE}{self.case.id}"

    def named(self, key: str) -> str:
        """Return the key of a fact with the case that it belongs to."""
        if self.case is None or key not in self.kinds[self.case.kind].facts:
            return key
        return f"{key}{OF_CASE}{self.case.id}"

    @cached_property
    def found(self) -> list[Found]:
        """Return every opened measure, those that are due first."""
        rank = {group: k for k, group in enumerate(GROUPS)}
        found = [self._found(r) for r in self.check.results if r.code in self.opened]
        return sorted(found, key=lambda f: rank[f.group])

    def _found(self, result: Result) -> Found:
        mine, others = self.shares(result.answer)
        lacks = self._lacks(result)
        group = NOT_YOURS if lacks else GROUP_OF[result.standing]
        if not mine and others and group != NOT_YOURS:
            group = OTHERS
        return Found(result, group, mine, others, lacks)

    def shares(self, answer: Determination) -> tuple[tuple[Share, ...], tuple[Share, ...]]:
        """Return what the visitor gets, none where the measure pays others only; and what others get."""
        shares = self._by_audience(answer)
        mine = tuple(s for s in shares if s.audience in self.audiences)
        return mine, tuple(s for s in shares if s.audience not in self.audiences)

    def payees_of(self, found: Found) -> tuple[str, ...]:
        """Return the words for who is paid, such as worker: of the visitor's part, or of all where others are paid only."""
        answer, counted = found.result.answer, {s.audience for s in found.mine or found.others}
        names = (
            answer.case.measure.payees[pay.payee](self.lang)
            for pay in answer.outcome.lines
            if self._paid_as(answer, pay.payee) in counted
        )
        return tuple(dict.fromkeys(names))

    def _paid_as(self, answer: Determination, payee: str) -> str:
        """Return the audience of a payee."""
        return self.policy.situations.payees.get(payee, answer.case.measure.audience)

    def _by_audience(self, answer: Determination) -> list[Share]:
        """Return what each audience gets, in the order of the payees."""
        found: dict[str, tuple[int, int]] = {}
        outcome = answer.outcome
        for pay, (low, high) in zip(outcome.lines, outcome.amounts, strict=True):
            audience = self._paid_as(answer, pay.payee)
            before = found.get(audience, (0, 0))
            top = INFINITE if bounded(high) is None else high
            found[audience] = (before[0] + max(low, 0), before[1] + top)
        return [Share(a, low, bounded(high)) for a, (low, high) in found.items()]

    def latest_date(self, found: Found) -> str | None:
        """Return the last day (ISO) on which a measure can be had; None where there is none, or it is over."""
        day = found.result.latest_date
        return None if day is None or day < civil.iso(self.today) or found.group == NOT_YOURS else day

    def _lacks(self, result: Result) -> tuple[Fact, ...]:
        """Return the facts that the visitor does not have, where nothing else can decide the measure."""
        if result.standing not in (OPEN, VERIFY):
            return ()
        missing = [f for f in result.answer.outcome.missing().facts if isinstance(f, Fact) and not f.optional]
        without = self._without
        if missing and all(f.key in without for f in missing):
            return tuple(missing)
        # Without its event, such as the hire or the course, a measure is not due, whatever else is still open.
        event = result.answer.outcome.program.leaves(result.answer.case.measure.trigger)
        return tuple(f for f in missing if f.key in without and (f in event or f.never is not None))

    @cached_property
    def settled(self) -> set[str]:
        """Return the codes of measures that are not due whatever else is answered, because the visitor lacks a fact."""
        return {f.result.code for f in self.found if f.lacks}

    @cached_property
    def _without(self) -> set[str]:
        """Return the facts that the visitor does not have, with those that have the same answer."""
        return {same for key in self.stated.without for same in self._same.get(key, (key,))}

    @cached_property
    def _same(self) -> dict[str, tuple[str, ...]]:
        """Return fact key -> the keys of all facts with the same answer; the first one is asked.

        Groups of several situations that share a fact are one group. A founder who hires people is not the person hired.
        """
        found: dict[str, tuple[str, ...]] = {}
        for s in self.situations:
            for group in s.same:
                if any(other.joins(group) for other in self.situations if other is not s):
                    continue
                keys = dict.fromkeys(k for key in group for k in found.get(key, (key,)))
                found |= dict.fromkeys(keys, tuple(keys))
        return found

    def answered_as(self, key: str) -> str:
        """Return the key of the answer that holds for a fact: its own, or that of a fact with the same answer."""
        return next((k for k in (key, *self._same.get(key, ())) if self.stated.answers.get(k) is not None), key)

    # ---- questions ----

    @cached_property
    def first_questions(self) -> list[Question | Situation]:
        """Return the few questions that decide the most money, at most `FIRST` of them with those answered before."""
        ranked = self._ranked(self.opened - self.settled)
        topics = [item for item in ranked if isinstance(item, Question) and not self._waits(item)]
        kept = {q.key for q in self._without_details(topics[: 2 * FIRST], self.opened)}
        return [item for item in ranked if isinstance(item, Situation) or item.key in kept][:FIRST]

    def questions_about(self, code: str) -> list[Question]:
        """Return the questions that are open for one measure, without those that an earlier one may make needless.

        A measure that lacks its event has none: no other answer changes the result.
        """
        if code in self.settled:
            return []
        questions = self._once(self.check.questions_about([code]))
        return self._without_details(questions, [code])

    def _ranked(self, codes: Collection[str]) -> list[Question | Situation]:
        """Return questions and undecided situations by the money that an answer decides."""
        worth: dict[str, float] = {}
        for result in self.check.results:
            if result.code in codes and result.standing == OPEN:
                for key, value in self._worths(result).items():
                    asked = self._asked_as(key)
                    worth[asked] = worth.get(asked, 0.0) + value
        ranked: list[tuple[float, Question | Situation]] = [
            (worth[q.key], q) for q in self._once(self.check.questions_about(codes)) if q.key in worth
        ]
        for s in self.undecided:
            new = [self.policy.measures[code] for code in s.opens if code not in self.opened]
            ranked += [(sum(self._stake(m) for m in new) / USUAL, s)] if new else []
        ranked.sort(key=lambda pair: -pair[0])
        return [item for _, item in ranked]

    def _once(self, questions: list[Question]) -> list[Question]:
        """Return questions without those that have the answer of another one."""
        found: dict[str, Question] = {}
        for question in questions:
            key = self._asked_as(question.key)
            found.setdefault(key, self.question(key, question.serves))
        return list(found.values())

    def question(self, key: str, serves: tuple[str, ...] = ()) -> Question:
        """Return the question about a fact in the words for this visitor."""
        question = self.check.question(key, serves)
        sides = self.sides
        words = [
            s.words[key] for s in self.situations if key in s.words and set(serves or s.opens).intersection(s.opens)
        ]
        if len(sides) == 1:
            side = self.policy.situations.sides[next(iter(sides))]
            words += [side.words[key]] if key in side.words else []
        if not words:
            return question
        return replace(question, text=words[0](self.lang, lambda name: self.policy.home_name(self.lang)))

    def _waits(self, question: Question) -> bool:
        """Whether a question is a detail of measures of which it is not known yet that they apply at all."""
        fact = self.check.facts[question.key]
        if fact.gate or self.check.is_own(fact):
            return False
        return all(self._gate_is_open(code) for code in question.serves)

    def _gate_is_open(self, code: str) -> bool:
        return any(self.check.facts[q.key].gate for q in self.check.questions_about([code]))

    def _without_details(self, questions: list[Question], codes: Collection[str]) -> list[Question]:
        """Return questions without details of a topic that is asked before them.

        "How many were laid off?" comes before the rate: with the answer 0 nobody needs the rate.
        """
        needless: set[str] = set()
        for question in questions:
            if question.key in needless:
                continue
            telling = self._telling(question)
            # Another measure is not changed by the answer: nothing of it needs to be worked out again.
            measures = (
                [m for m in self.check.measures if m.code in codes and self._asks(m.code, question)] if telling else []
            )
            for value in telling:
                supposed = Check(
                    self.policy, measures, self.check.own, {**self.check.answers, question.key: value},
                    self.lang, self.today,
                )  # fmt: skip
                needless |= self._saved_by(supposed, question)
        return [q for q in questions if q.key not in needless]

    def _telling(self, question: Question) -> tuple[Any, ...]:
        """Return the answers to a topic that can make its details needless."""
        fact = self.check.facts[question.key]
        if fact.type.form == "count" and (fact.lo is None or fact.lo <= 0):
            return (0,)
        return fact.type.closed(fact, self.policy.home) if fact.gate else ()

    def _asks(self, code: str, question: Question) -> bool:
        """Return whether a question is open for a measure."""
        return any(q.key == question.key for q in self.check.questions_about([code]))

    def _saved_by(self, supposed: Check, question: Question) -> set[str]:
        """Return the questions that an answer saves without refusing the measure that they are about."""
        saved: set[str] = set()
        for result in supposed.results:
            if result.standing not in (CANNOT, ALMOST):
                before = {q.key for q in self.check.questions_about([result.code])}
                saved |= before - {q.key for q in supposed.questions_about([result.code])} - {question.key}
        return saved

    def _asked_as(self, key: str) -> str:
        """Return the fact that is asked instead of a fact with the same answer."""
        return next(k for k in self._same.get(key, (key,)) if k in self.check.facts)

    def _worths(self, result: Result) -> dict[str, float]:
        """Return the worth of each open question of a measure: its money over the number of its questions."""
        measure = result.answer.case.measure
        questions = self.check.questions_about([result.code])
        share = self._stake(measure) / max(1, len(questions))
        gates = {f.key for f in measure.vocabulary.names.values() if isinstance(f, Fact) and f.gate}
        held = bool(gates.intersection(q.key for q in questions))
        sensitive = {q.key for q in questions if q.sensitivity == "sensitive"}
        return {
            q.key: share * (HELD_BACK if held and q.key not in gates else 1.0) * (0.5 if q.key in sensitive else 1.0)
            for q in questions
        }

    def _stake(self, measure: Measure) -> float:
        """Return the money of a measure in yuan, less of it where only others are paid."""
        roles = {self.policy.situations.payees.get(role) for role in measure.payees}
        return self._money(measure) * (FOR_OTHERS if roles and not roles.intersection(self.audiences) else 1.0)

    def _money(self, measure: Measure) -> float:
        """Return the money of a measure in yuan: the most that may be due, or that of its example where that is open."""
        result = next((r for r in self.check.results if r.code == measure.code), None)
        high = None if result is None else result.amount_range[1]
        if high is None or float(high) == 0:
            return typical(self.policy, measure.code)
        return float(high)


@lru_cache(maxsize=256)
def typical(policy: Ruleset, code: str) -> float:
    """Return the money of a measure's example case in yuan, for measures whose most is not bounded; 0 where none pays.

    It is kept, so it is that of today, whatever day a visitor asks for.
    """
    measure = policy.measures[code]
    if not measure.pays:
        return 0.0
    with civil.answering(None):
        answer = determine(policy, parse_case(policy, {"measure": code, "facts": dict(measure.example)}), "zh")
    high = answer["amount_range"][1]
    return 0.0 if high is None else float(high)
