"""The district on one page: cases and money by measure and state, and the case that has waited longest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import desk, ratings
from wenjiu.bureau.cases.queries.desk import StateCount
from wenjiu.bureau.funds import queries as funds
from wenjiu.bureau.funds.duties import READERS as MONEY_READERS
from wenjiu.bureau.funds.models import BucketKind
from wenjiu.bureau.funds.queries.short import unfunded
from wenjiu.bureau.offers.queries import sees_names
from wenjiu.web.desk.offers_report import paid_without_applying
from wenjiu.web.desk.roles import CASE_READERS, DISTRICT
from wenjiu.web.desk.stages import STAGES
from wenjiu.web.guards import staff

#: Cases in the list of those that have waited longest.
LONGEST = 20


@dataclass
class Row:
    """One measure: how many cases are in each stage."""

    code: str
    name: str
    cases: dict[str, int] = field(default_factory=dict)

    @property
    def stages(self) -> list[tuple[str, str, int]]:
        """Return (stage, its words, number of cases) in the order of the columns."""
        return [(code, _(words), self.cases.get(code, 0)) for code, words, _states in STAGES]

    @property
    def all_cases(self) -> int:
        """Return the number of cases."""
        return sum(self.cases.values())


@require_safe
@staff(*DISTRICT)
def district(request: HttpRequest) -> HttpResponse:
    """Show the district. Numbers of cases lead to their lists for who may see single cases."""
    streets = scopes.streets_of(request.user, *DISTRICT)
    rows = _rows(desk.counts_by_state(streets))
    context: dict[str, Any] = {
        "rows": [*rows, _total(rows)] if rows else [],
        "figures": ratings.figures(streets),
        "oldest": waiting_longest(streets),
        "most": LONGEST,
        "lists": paid_without_applying(policies.load_policy(settings.WENJIU_POLICY), drafts=sees_names(request.user)),
        **open_cases(streets),
        "opens": scopes.has_role(request.user, *CASE_READERS),
        "areas": scopes.districts_of(request.user, *DISTRICT),
        **_money(request),
    }
    return render(request, "desk/district.html", context)


@dataclass(frozen=True)
class Longest:
    """A case that has waited for some days: what hinders it, and the office that has it."""

    case: Case
    days: int
    why: str
    office: str


def waiting_longest(streets: Iterable[Any], most: int = LONGEST) -> list[Longest]:
    """Return the cases that have waited a day or more in their step, the longest first."""
    waited = [(clock.days_since(desk.waits_since(case)), case) for case in desk.oldest_waiting(streets, most)]
    cases = [(days, case) for days, case in sorted(waited, key=lambda pair: -pair[0]) if days]
    hindered = funds.hindrances([case for _days, case in cases])
    return [Longest(case, days, hindered.get(case.pk, ""), _office(case)) for days, case in cases]


def _office(case: Case) -> str:
    """Return the office that has a case now, in words."""
    if case.state == "correcting":
        return _("申报人")
    if flows.flow_of(case).step(case.state).scope == "street":
        return case.street.label
    return (case.street.parent or case.street).label


@dataclass
class Open:
    """Cases that are not over: how many, and how many of them are past their day. `state`: of a step.

    `over_street`, `over_district`: how many of those the street and the district have.
    """

    name: str
    state: str = ""
    cases: int = 0
    over: int = 0
    over_street: int = 0

    @property
    def over_district(self) -> int:
        return self.over - self.over_street


def open_cases(streets: Iterable[Any]) -> dict[str, Any]:
    """Return the open cases as a whole, by step in the order of the procedures, and by street.

    Steps of the same name are one row: procedures in which it has another place share it. The clock of a case that waits
    for its applicant stands still, so that what is past its day is with the street or with the district.
    """
    whole, steps, places = Open(""), dict[tuple[str, str], tuple[int, Open]](), dict[str, Open]()
    for c in desk.open_counts(streets, clock.today()):
        step = None if c.state in flows.STATES else flows.step_named(c.policy, c.flow, c.state)
        words = str(flows.STATES[c.state] if step is None else step.name(flows.lang()))
        place = steps.setdefault((c.state, words), (step.number if step else 1, Open(words, c.state)))
        street = places.setdefault(c.street.code, Open(c.street.label, c.street.code))
        for row in (whole, place[1], street):
            row.cases += c.cases
            row.over += c.over
            row.over_street += c.over if step is not None and step.scope == "street" else 0
    return {
        "open": whole,
        "open_steps": [row for _number, row in sorted(steps.values(), key=lambda one: (one[0], one[1].state))],
        "open_streets": [places[key] for key in sorted(places)],
    }


def _money(request: HttpRequest) -> dict[str, Any]:
    """Return the money of one year by group of claims and state of payment, as the ledger has it."""
    policy = settings.WENJIU_POLICY
    years = funds.years(policy)
    asked = request.GET.get("year", "")
    year = (
        int(asked)
        if asked in map(str, years)
        else max([y for y in years if y <= clock.today().year] or years[:1] or [0])
    )
    groups, whole = funds.overview(policy, year)
    return {
        "policy": policy,
        "years": years,
        "year": year,
        "groups": groups,
        "whole": whole,
        "unfunded": unfunded(policy) if year == clock.today().year else [],
        "kinds": [BucketKind(kind).label for kind in funds.KINDS],
        "opens_money": scopes.has_role(request.user, *MONEY_READERS),
    }


def _rows(cases: Iterable[StateCount]) -> list[Row]:
    stage_of = {state: code for code, _words, states in STAGES for state in states}
    found: dict[tuple[str, str], Row] = {}
    for c in cases:
        row = found.setdefault((c.policy, c.measure), _row(c.policy, c.measure))
        stage = stage_of.get(c.state, STAGES[0][0])
        row.cases[stage] = row.cases.get(stage, 0) + c.cases
    return [found[key] for key in sorted(found)]


def _row(policy: str, code: str) -> Row:
    return Row(code, policies.load_policy(policy).measures[code].name(flows.lang()))


def _total(rows: Iterable[Row]) -> Row:
    total = Row("", _("合计"))
    for row in rows:
        for stage, n in row.cases.items():
            total.cases[stage] = total.cases.get(stage, 0) + n
    return total
