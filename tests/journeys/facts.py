"""What a generated journey knows of a branch before it begins: facts that the policy grants, and facts that it refuses.

Everything follows from the example of the measure, its claim and its registers. All figures that no source states are
invented.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.offers.weighing import by_office
from wenjiu.rules.case.filing import NOT_ASKED, form_facts, listed_facts, used_listed_facts
from wenjiu.rules.case.parsing import parse_case
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.dated_values import DatedValue
from wenjiu.rules.language.facts import Fact, Relation
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.sources import AWARD, REGISTER
from wenjiu.rules.language.text import T
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: Days of the case, which nobody states in it.
DAYS = ("application_date", "decision_date")


@dataclass(frozen=True)
class Branch:
    """One branch: the day of its journey, what is true, and one fact that is wrong at first.

    `facts`: public name -> value, of a single subject. `wrong`: the facts that are refused; one differs.
    `amount_fen`, `payees`: what the policy grants, as `wenjiu assess` says for the same facts.
    """

    policy: Policy
    code: str
    day: dt.date
    facts: Mapping[str, Any]
    wrong: Mapping[str, Any]
    amount_fen: int | None
    payees: tuple[tuple[str, int], ...]

    @property
    def broken(self) -> str:
        """Return the name of the fact that is wrong at first."""
        return next(name for name in {**self.facts, **self.wrong} if self.facts.get(name) != self.wrong.get(name))

    def of_registers(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part of some facts that registers supply: all that nobody states where nobody applies."""
        unasked = by_office(self.policy.claims[self.code])
        return {
            n: v
            for n, v in facts.items()
            if n not in self._listed and (self._kind(n) == REGISTER or (unasked and self._kind(n) not in NOT_ASKED))
        }

    def stated(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part of some facts that the applicant states."""
        return {n: v for n, v in facts.items() if self._kind(n) not in (REGISTER, *NOT_ASKED) and n not in self._listed}

    def listed(self, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return what a list says of each person, so that its numbers are those of some facts."""
        claim = self.policy.claims[self.code]
        if claim.counted is None or claim.many:
            return []
        used = used_listed_facts(self.policy, self.code)
        for name in used:
            if isinstance(facts[name], list):
                return list(facts[name])
        columns = claim.counted.asks
        kinds = [
            dict(zip(columns, answers, strict=True))
            for answers in itertools.product(*(q.answers for q in columns.values()))
        ]
        counts = [
            {n for n in used if all(kind[c] in answers for c, answers in claim.counted.counts[n].items())}
            for kind in kinds
        ]
        found = _people(counts, {n: facts[n] for n in used})
        assert found is not None, f"{self.code}: no list of people gives {[(n, facts[n]) for n in used]}"
        return [kind for kind, count in zip(kinds, found, strict=True) for _ in range(count)]

    @property
    def _listed(self) -> list[str]:
        return listed_facts(self.policy, self.code)

    def _kind(self, name: str) -> str:
        fact = self.policy.accepted_facts(self.policy.measures[self.code])[name]
        return "" if isinstance(fact, Relation) else self.policy.suppliers[fact.source].kind


def _people(kinds: Sequence[Collection[str]], wanted: Mapping[str, int]) -> list[int] | None:
    """Return how many people of each kind give the wanted numbers; a kind is the set of the numbers that count it."""
    if not kinds:
        return [] if not any(wanted.values()) else None
    first, *others = kinds
    forced = {wanted[n] for n in first if not any(n in other for other in others)}
    most = min((wanted[n] for n in first), default=0)
    for count in sorted(forced) if forced else range(most, -1, -1):
        if count <= most:
            rest = _people(others, {n: v - count * (n in first) for n, v in wanted.items()})
            if rest is not None:
                return [count, *rest]
    return None


def branch(policy: Policy, code: str, on: dt.date | None = None) -> Branch:
    """Return the journey of a branch, on the day of its example or on another one.

    Raises:
        AssertionError: nothing satisfies the branch, or nothing is refused.
    """
    facts, day = example_of(policy, code), civil.date(_day(policy, code))
    if on is not None:
        facts, day = _moved_to(policy, code, facts, day, on), on
    facts = _smallest(policy, code, facts, day)
    answer = assessed(policy, code, facts, day)
    assert answer["eligible"] == "yes", f"{code}: {answer['missing']}"
    wrong = next((w for w in _wrong(policy, code, facts) if assessed(policy, code, w, day)["eligible"] == "no"), None)
    assert wrong is not None, f"{code}: no single fact makes a refusal"
    payees = tuple((p["payee"], fen(p["amount"]) or 0) for p in answer["payees"])
    return Branch(policy, code, day, facts, wrong, fen(answer["amount"]), payees)


def example_of(policy: Policy, code: str) -> dict[str, Any]:
    """Return what the example of a measure states of facts that a filing has, without the days of the case."""
    asked = {*form_facts(policy, code), *policy.claims[code].facts} - set(DAYS)
    return {name: value for name, value in policy.measures[code].example.items() if name in asked}


def _moved_to(policy: Policy, code: str, facts: dict[str, Any], day: dt.date, on: dt.date) -> dict[str, Any]:
    """Return facts some years later, so that none is after a day and the policy grants them on it."""
    for years in range(on.year - day.year, on.year - day.year - 3, -1):
        moved = later(policy, code, facts, years)
        if max(_days(policy, code, moved), default=on) <= on and _granted(policy, code, moved, on):
            return moved
    raise AssertionError(f"{code}: its example is not granted on {on}: {assessed(policy, code, facts, on)['missing']}")


def later(policy: Policy, code: str, facts: Mapping[str, Any], years: int) -> dict[str, Any]:
    """Return facts with every day and year so many years later."""
    accepted = policy.accepted_facts(policy.measures[code])
    return {name: _value_later(accepted[name], value, years) for name, value in facts.items()}


def _value_later(fact: Any, value: Any, years: int) -> Any:
    if isinstance(fact, Relation) or value is None:
        return value
    if fact.type is fact_types.YEAR:
        return value + years
    return civil.iso(civil.plus_months(civil.parse(value), 12 * years)) if fact.kind == "date" else value


def _days(policy: Policy, code: str, facts: Mapping[str, Any]) -> list[dt.date]:
    accepted = policy.accepted_facts(policy.measures[code])
    return [
        civil.date(civil.parse(value))
        for name, value in facts.items()
        if isinstance(fact := accepted[name], Fact) and fact.kind == "date" and value
    ]


def assessed(policy: Policy, code: str, facts: Mapping[str, Any], day: dt.date) -> Mapping[str, Any]:
    """Return what the policy says of facts that are filed and decided on a day."""
    accepted = policy.accepted_facts(policy.measures[code])
    given = {name: day.isoformat() for name in DAYS if name in accepted} | dict(policy.claims[code].each)
    for name, value in policy.measures[code].example.items():
        fact = accepted[name]
        if isinstance(fact, Fact) and policy.suppliers[fact.source].kind == AWARD:
            given[name] = value
    answer: Mapping[str, Any] = policy.assess(
        {"measure": code, "facts": {**facts, **given}, "on": day.isoformat()}
    ).data
    return answer


def _granted(policy: Policy, code: str, facts: Mapping[str, Any], day: dt.date) -> bool:
    """Whether the policy grants facts, and if it pays at all, pays each payee something."""
    answer = assessed(policy, code, facts, day)
    return answer["eligible"] == "yes" and all(fen(p["amount"]) for p in answer["payees"])


def _day(policy: Policy, code: str) -> int:
    """Return the day on which a branch is filed: that of the example's application, or the last day that it names."""
    example = policy.measures[code].example
    if "application_date" in example:
        return civil.parse(example["application_date"])
    accepted = policy.accepted_facts(policy.measures[code])
    days = [civil.parse(v) for n, v in example.items() if isinstance(f := accepted[n], Fact) and f.kind == "date" and v]
    return max([*days, civil.of(policy.issued.replace(year=policy.issued.year + 1))])


def _smallest(policy: Policy, code: str, facts: dict[str, Any], day: dt.date) -> dict[str, Any]:
    """Return facts with the numbers that follow from a list as small as the policy still grants, so that lists are short."""
    for name in used_listed_facts(policy, code):
        if not isinstance(facts[name], int):
            continue
        low, high = 0, facts[name]
        while low < high:
            middle = (low + high) // 2
            tried = facts | {name: middle}
            if _listable(policy, code, tried) and _granted(policy, code, tried, day):
                high = middle
            else:
                low = middle + 1
        facts = facts | {name: high}
    return facts


def _listable(policy: Policy, code: str, facts: Mapping[str, Any]) -> bool:
    """Whether some list of people has these numbers."""
    try:
        Branch(policy, code, dt.date.min, facts, {}, None, ()).listed(facts)
    except AssertionError:
        return False
    return True


def _wrong(policy: Policy, code: str, facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield facts of which one is another, those of registers first: their keeper corrects them."""
    of = Branch(policy, code, dt.date.min, facts, {}, None, ())
    registers = of.of_registers(facts)
    for name in sorted(facts, key=lambda n: (n not in registers, n in of._listed)):
        fact = policy.accepted_facts(policy.measures[code])[name]
        for value in _others(policy, fact, facts[name]):
            if name not in of._listed or _listable(policy, code, facts | {name: value}):
                yield {**facts, name: value}


def _others(policy: Policy, fact: Any, value: Any) -> Iterator[Any]:
    if isinstance(fact, Relation):
        yield value[:1]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (v for v in (value - 1, value + 1, 1, 100) if v != value)
    elif fact.kind == "date":
        at = civil.parse(value)
        yield from (civil.iso(civil.plus_months(at, months)) for months in (-120, -36, 36))
    else:
        yield from (v for v in fact.type.closed(fact, policy.home) if v != value)


def figures_of(policy: Policy, codes: Iterable[str]) -> Iterator[tuple[Param, tuple[DatedValue, ...]]]:
    """Yield the parameters that no source states -> rows with the invented figures of the examples."""
    invented = T("虚构", "invented")
    for code in codes:
        measure = policy.measures[code]
        case = parse_case(policy, {"measure": code, "facts": measure.example, "params": dict(measure.figures)})
        for name, value in case.params.items():
            entries = value.items() if isinstance(value, dict) else [("", value)]
            yield policy.book[name], tuple(DatedValue(0, v, invented, "high", key=str(k)) for k, v in entries)
