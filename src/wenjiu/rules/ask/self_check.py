"""The interactive check over several measures: their standings, and the most useful next question.

A question is asked only while its answer can still change an undecided measure. The order depends on how many undecided
measures a question serves and how near they are to an answer. A check keeps no state: it is a function of the answers.

`Check` takes any measures. `of_audience` returns the check of all measures of one audience.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ...standards import civil
from ..evaluate.case import Case
from ..evaluate.results import FAILED
from ..explain.determinations import Determination, determine
from ..language import fact_types
from ..language.fact_types import unit_word
from ..language.facts import Fact
from ..language.measures import Measure
from ..ruleset import Ruleset
from .answers import options, show_answer
from .open_facts import open_facts
from .standings import ALMOST, CAN, CANNOT, OPEN, VERIFY, Result, result_of

MEASURE = 1.5  # the value of a question for each further measure that it serves


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the check, in one language.

    `options`: (value as typed, label) of each answer.
    `serves`: measures by code.
    `never`: the answer of a visitor to whom it never happened; empty where there is none.
    `tool`: the page that computes the answer, as the fact declares it.
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
    never: str = ""


def of_audience(policy: Ruleset, audience: str, answers: Mapping[str, Any], lang: str, on: int | None) -> Check:
    """Return the check of all measures of an audience. Raise `KeyError` for an unknown audience."""
    if audience not in policy.audiences:
        raise KeyError(f"no audience {audience!r}; there are: {', '.join(policy.audiences)}")
    measures = [m for m in policy.measures.values() if m.audience == audience]
    return Check(policy, measures, (audience,), answers, lang, on)


class Check:
    """The check of some measures against the answers so far. An answer of None means "I do not know".

    `own`: the audiences that the visitor belongs to.
    """

    def __init__(
        self,
        policy: Ruleset,
        measures: Iterable[Measure],
        own: Collection[str],
        answers: Mapping[str, Any],
        lang: str,
        on: int | None,
    ) -> None:
        self.policy, self.own, self.lang = policy, tuple(own), lang
        self.today = on if on is not None else civil.answer_day()
        self.measures = list(measures)
        self.facts = {f.key: f for m in self.measures for f in m.vocabulary.names.values() if isinstance(f, Fact)}
        self._known: dict[tuple[str, ...], list[Question]] = {}
        self._asked: dict[str, Question] = {}
        self._open_facts: dict[str, list[Fact]] = {}
        self.answers = {k: v for k, v in answers.items() if k in self.facts}
        self.declined = {k for k, v in self.answers.items() if v is None}

    @cached_property
    def _answers_by_measure(self) -> list[Determination]:
        found = []
        for m in self.measures:
            known = {
                f.key: self.answers[f.key] for f in m.vocabulary.names.values() if self.answers.get(f.key) is not None
            }
            known.setdefault(self._application.key, self.today)
            for fact, value in self._implied(m).items():
                known.setdefault(fact.key, value)
            for fact in self._years_of_the_application(m):
                known.setdefault(fact.key, known[self._application.key] // civil.YEAR)
            found.append(
                determine(self.policy, Case(m.code, m, known, {}, False, self.policy.letters_for(m), None), self.lang)
            )
        return found

    @property
    def _application(self) -> Fact:
        """Return the fact of the day of the application, which is today unless the visitor states another day."""
        return self.policy.dates["application_date"]

    def _years_of_the_application(self, m: Measure) -> list[Fact]:
        """Return the year facts of the rules that default to the year of the application.

        A year of another date is asked for, because a claim may come later.
        """
        names = m.vocabulary.names
        assumed = {year: date for year, date in m.assumes.items() if year in names}
        years = [names[year] for year, date in assumed.items() if names[date] is self._application]
        return [fact for fact in years if isinstance(fact, Fact)]

    def _assumed(self, m: Measure) -> set[str]:
        """Return the keys of facts that the check fills in: application day, its year, those the audience implies."""
        implied = {f.key for f in self._implied(m)}
        return {self._application.key} | {f.key for f in self._years_of_the_application(m)} | implied

    def _implied(self, m: Measure) -> dict[Fact, Any]:
        """Return what follows from the audience of a measure, where the visitor belongs to it."""
        return self.policy.implied_by_audience.get(m.audience, {}) if m.audience in self.own else {}

    def _open(self, answer: Determination) -> list[Fact]:
        """Return the facts still useful to ask for one measure, in the order of its conditions."""
        code = answer.case.measure.code
        if code not in self._open_facts:
            self._open_facts[code] = self._find_open(answer)
        return self._open_facts[code]

    def _find_open(self, answer: Determination) -> list[Fact]:
        return open_facts(answer, {*self.declined, *self._assumed(answer.case.measure)})

    @cached_property
    def results(self) -> list[Result]:
        """Return one result per measure: available ones first, then undecided ones."""
        order = {CAN: 0, ALMOST: 1, OPEN: 2, VERIFY: 3, CANNOT: 4}
        given = {k for k in self.answers if k not in self.declined}
        results = [result_of(self.policy, a, given, len(self._open(a)), self.today) for a in self._answers_by_measure]
        return sorted(results, key=lambda r: (order[r.standing], r.code))

    @cached_property
    def questions(self) -> list[Question]:
        """Return the questions whose answers can still change an undecided measure, the most useful one first."""
        return self.questions_about([m.code for m in self.measures])

    def questions_about(self, codes: Collection[str]) -> list[Question]:
        """Return the same as `questions`, for these measures only."""
        asked = tuple(codes)
        if asked not in self._known:
            self._known[asked] = self._questions_about(asked)
        return list(self._known[asked])

    def _questions_about(self, codes: tuple[str, ...]) -> list[Question]:
        worth: dict[str, float] = {}
        serves: dict[str, list[str]] = {}
        for answer in self._answers_by_measure:
            if answer.case.measure.code not in codes:
                continue
            open_facts = self._open(answer)
            gated = any(f.gate for f in open_facts)
            for position, (fact, detour) in enumerate(self._in_order(answer, open_facts)):
                share = MEASURE + (0.5 if position == 0 else 0.0) + 1 / len(open_facts) - (1.0 if detour else 0.0)
                # Until a measure is known to apply, only its gate and the visitor's own facts are useful to ask.
                held_back = gated and not fact.gate and not self.is_own(fact)
                worth[fact.key] = worth.get(fact.key, self._fixed_worth(fact)) + share * (0.5 if held_back else 1.0)
                serves.setdefault(fact.key, []).append(answer.case.measure.code)
        best = sorted(worth, key=lambda k: (-worth[k], list(self.facts).index(k)))
        return [self.question(k, tuple(serves[k])) for k in best]

    def is_own(self, fact: Fact) -> bool:
        """Whether a fact describes the visitor, such as a person's household."""
        return fact.key.partition(".")[0] in self.own

    def _fixed_worth(self, fact: Fact) -> float:
        """Return the fixed value of a fact: gates early, the visitor's own facts before others, sensitive facts late."""
        own = 0.5 if self.is_own(fact) else 0.0
        return own + (0.8 if fact.gate else 0.0) - (0.4 if fact.sensitivity == "sensitive" else 0.0)

    def _in_order(self, answer: Determination, facts: list[Fact]) -> list[tuple[Fact, bool]]:
        """Return open facts in the order of the conditions, each with whether only a longer alternative needs it."""
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
        """Return (question, value, value as shown) of every answer, in the order of the answers."""
        return [
            (self.question(k), v, show_answer(self.policy, self.facts[k], v, self.lang))
            for k, v in self.answers.items()
        ]

    def question(self, key: str, serves: tuple[str, ...] = ()) -> Question:
        """Return the question about a fact of these measures, by key."""
        if key not in self._asked:
            self._asked[key] = self._question(self.facts[key])
        return replace(self._asked[key], serves=serves)

    def _question(self, fact: Fact) -> Question:
        measure = next(m for m in self.measures if fact.key in {f.key for f in m.vocabulary.names.values()})
        fill = self.policy.fill(measure, self.lang)
        return Question(
            fact.key,
            fact.question(self.lang, fill),
            fact.why(self.lang, fill),
            fact.help(self.lang, fill) if fact.help else "",
            fact.type.form,
            options(self.policy, fact, self.lang),
            unit_word(fact, self.lang) if fact.type is not fact_types.YEAR else "",
            fact.lo if fact.type.form == "count" else None,
            fact.hi if fact.type.form == "count" else None,
            fact.sensitivity,
            (),
            fact.tool,
            fact.never(self.lang) if fact.never else "",
        )
