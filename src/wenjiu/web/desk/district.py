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
from wenjiu.bureau.cases.queries import desk
from wenjiu.bureau.cases.queries.desk import StateCount
from wenjiu.bureau.funds import queries as funds
from wenjiu.bureau.funds.duties import READERS as MONEY_READERS
from wenjiu.bureau.funds.models import BucketKind
from wenjiu.web.desk.roles import CASE_READERS, DISTRICT
from wenjiu.web.desk.stages import STAGES
from wenjiu.web.guards import staff


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
        "oldest": waiting_longest(streets),
        "opens": scopes.has_role(request.user, *CASE_READERS),
        "areas": scopes.districts_of(request.user, *DISTRICT),
        **_money(request),
    }
    return render(request, "desk/district.html", context)


def waiting_longest(streets: Iterable[Any], most: int = 20) -> list[tuple[Case, str]]:
    """Return the cases that have waited a day or more in their step, the longest first, each with what hinders it."""
    cases = [case for case in desk.oldest_waiting(streets, most) if clock.days_since(case.step_since)]
    hindered = funds.hindrances(cases)
    return [(case, hindered.get(case.pk, "")) for case in cases]


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
