"""Who waits for money where a budget is too small: people in difficulty first, then by the day of filing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Case, Line
from wenjiu.bureau.funds import sharing
from wenjiu.bureau.funds.models import Budget
from wenjiu.bureau.funds.queries.ledger import available_for
from wenjiu.policies import load_policy
from wenjiu.rules.policy import Policy

#: The step that reserves money.
DECIDES = "decide"


@dataclass(frozen=True)
class Waiting:
    """One case that waits for its decision. `first`: it is about somebody in difficulty. `enough`: what is left pays it."""

    case: Case
    amount_fen: int
    first: bool
    enough: bool


@dataclass(frozen=True)
class Queue:
    """The cases of one measure in the order in which they are decided. `funded`: it has a budget of this year."""

    code: str
    funded: bool
    available_fen: int
    wanted_fen: int
    rows: tuple[Waiting, ...]

    @property
    def short_fen(self) -> int:
        """Return how much is missing."""
        return max(0, self.wanted_fen - self.available_fen)


def queues(policy: str) -> list[Queue]:
    """Return for each measure with cases before their decision who waits, in order, and what is left of its budget."""
    rules = load_policy(policy)
    lines = (
        Line.objects.filter(case__policy=policy, case__state=DECIDES, state="open")
        .select_related("case__filing__filer", "case__street")
        .order_by("case__measure", "case", "no")
    )
    found, budgets = [], budgeted(policy)
    for code, of_measure in groupby(lines, key=lambda line: line.case.measure):
        cases = [
            (rows[0].case, rows) for _pk, group in groupby(of_measure, key=lambda x: x.case_id) if (rows := list(group))
        ]
        found.append(_queue(rules, code, cases, budgets))
    return found


@dataclass(frozen=True)
class Unfunded:
    """A measure that has no budget of this year, with the cases that wait for their decision."""

    code: str
    cases: int
    wanted_fen: int


def unfunded(policy: str) -> list[Unfunded]:
    """Return the measures with cases before their decision and without a budget of this year, by code."""
    rules = load_policy(policy)
    waiting = Case.objects.filter(policy=policy, state=DECIDES).order_by("measure")
    codes = list(waiting.values_list("measure", flat=True).distinct())
    budgets = budgeted(policy) if codes else set()
    codes = [code for code in codes if not has_budget(rules, code, budgets)]
    if not codes:
        return []
    lines = Line.objects.filter(case__policy=policy, case__state=DECIDES, case__measure__in=codes, state="open")
    found = {code: Unfunded(code, 0, 0) for code in codes}
    for code, of_measure in groupby(lines.select_related("case").order_by("case__measure"), lambda x: x.case.measure):
        rows = list(of_measure)
        found[code] = Unfunded(code, len({line.case_id for line in rows}), sum(_amount(line) for line in rows))
    return [one for one in found.values() if one.cases]


def budgeted(policy: str) -> set[str]:
    """Return the measures and groups with an open budget of this year, of the district or of a street."""
    rows = Budget.objects.filter(policy=policy, year=clock.today().year, opened_at__isnull=False)
    return set(rows.values_list("group", flat=True))


def has_budget(policy: Policy, code: str, budgets: set[str]) -> bool:
    """Return whether a measure, or what it is paid with, is among those with a budget."""
    claim = policy.claims[code]
    funding = sharing.funding_of(policy.name, code, claim.group)
    groups = (code, claim.group) if funding is None else (funding.budget,)
    return not budgets.isdisjoint(groups)


def _queue(policy: Policy, code: str, cases: list[tuple[Case, list[Line]]], budgets: set[str]) -> Queue:
    """Return the queue of one measure. A budget of a street is looked at with the first case of it."""
    asked = [(case, sum(_amount(line) for line in lines), _is_first(policy, code, lines)) for case, lines in cases]
    asked.sort(key=lambda row: (not row[2], row[0].filed_on, row[0].pk))
    left: dict[int, int] = {}
    rows = []
    for case, amount, first in asked:
        rest = left.setdefault(case.street_id, available_for(case) or 0)
        enough = amount <= rest
        left = {street: has - amount * enough for street, has in left.items()}
        rows.append(Waiting(case, amount, first, enough))
    available = max((available_for(case) or 0 for case, _lines in cases), default=0)
    return Queue(
        code, has_budget(policy, code, budgets), available, sum(amount for _case, amount, _first in asked), tuple(rows)
    )


def _amount(line: Line) -> int:
    amount = line.answer.get("amount") if line.answer.get("eligible") == "yes" else None
    return 0 if amount is None else int(Decimal(amount) * 100)


def _is_first(policy: Policy, code: str, lines: list[Line]) -> bool:
    """Whether a fact of one of the lines says that it is about somebody in difficulty."""
    accepted = policy.accepted_facts(policy.measures[code])
    names = [name for name, fact in accepted.items() if fact.key in policy.claims.first]
    return any(line.facts.get(name, {}).get("value") is True for line in lines for name in names)
