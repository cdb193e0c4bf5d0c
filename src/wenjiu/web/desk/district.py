"""The district on one page: cases and money by measure and state, and the case that has waited longest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenjiu import policies
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.queries import desk
from wenjiu.bureau.cases.queries.desk import MoneyCount, StateCount
from wenjiu.web.desk.roles import CASE_READERS, DISTRICT
from wenjiu.web.desk.stages import MONEY, STAGES
from wenjiu.web.guards import staff


@dataclass
class Row:
    """One measure: how many cases, and how many fen, are in each column."""

    code: str
    name: str
    cases: dict[str, int] = field(default_factory=dict)
    money: dict[str, int] = field(default_factory=dict)

    @property
    def stages(self) -> list[tuple[str, str, int]]:
        """Return (stage, its words, number of cases) in the order of the columns."""
        return [(code, _(words), self.cases.get(code, 0)) for code, words, _states in STAGES]

    @property
    def sums(self) -> list[tuple[str, int]]:
        """Return (words, fen) in the order of the columns of money."""
        return [(_(words), self.money.get(code, 0)) for code, words, _states in MONEY]

    @property
    def all_cases(self) -> int:
        """Return the number of cases."""
        return sum(self.cases.values())

    @property
    def all_fen(self) -> int:
        """Return what was granted."""
        return sum(self.money.values())


@require_safe
@staff(*DISTRICT)
def district(request: HttpRequest) -> HttpResponse:
    """Show the district. Numbers of cases lead to their lists for who may see single cases."""
    streets = scopes.streets_of(request.user, *DISTRICT)
    rows = _rows(desk.counts_by_state(streets), desk.money_by_state(streets))
    context: dict[str, Any] = {
        "rows": [*rows, _total(rows)] if rows else [],
        "oldest": desk.oldest_waiting(streets),
        "opens": scopes.has_role(request.user, *CASE_READERS),
        "areas": scopes.districts_of(request.user, *DISTRICT),
    }
    return render(request, "desk/district.html", context)


def _rows(cases: Iterable[StateCount], money: Iterable[MoneyCount]) -> list[Row]:
    stage_of = {state: code for code, _words, states in STAGES for state in states}
    column_of = {state: code for code, _words, states in MONEY for state in states}
    found: dict[tuple[str, str], Row] = {}
    for c in cases:
        row = found.setdefault((c.policy, c.measure), _row(c.policy, c.measure))
        stage = stage_of.get(c.state, STAGES[0][0])
        row.cases[stage] = row.cases.get(stage, 0) + c.cases
    for m in money:
        row = found.setdefault((m.policy, m.measure), _row(m.policy, m.measure))
        column = column_of.get(m.state, MONEY[0][0])
        row.money[column] = row.money.get(column, 0) + m.amount_fen
    return [found[key] for key in sorted(found)]


def _row(policy: str, code: str) -> Row:
    return Row(code, policies.load_policy(policy).measures[code].name(flows.lang()))


def _total(rows: Iterable[Row]) -> Row:
    total = Row("", _("合计"))
    for row in rows:
        for stage, n in row.cases.items():
            total.cases[stage] = total.cases.get(stage, 0) + n
        for column, amount in row.money.items():
            total.money[column] = total.money.get(column, 0) + amount
    return total
