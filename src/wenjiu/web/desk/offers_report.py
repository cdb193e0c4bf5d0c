"""Entitled and unclaimed: numbers by measure and street for everybody who has them, names for who may see names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases.duties import OFFICE
from wenjiu.bureau.offers import hiding, queries
from wenjiu.bureau.offers.hiding import Sum
from wenjiu.bureau.offers.models import Entitled, OfficeList, Outcome
from wenjiu.bureau.offers.queries import REPORT_READERS, UNCLAIMED
from wenjiu.rosters.workbook import harmless
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy
from wenjiu.standards import money
from wenjiu.web.desk.offers import SCREENERS, name_of
from wenjiu.web.desk.typed import text
from wenjiu.web.formats import policy_language
from wenjiu.web.guards import staff
from wenjiu.web.installed import policy_here

#: Rows of one page, and of one file.
ROWS, MOST = 50, 100_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = tuple(value for value in Outcome.values if value != Outcome.NEAR)


@require_safe
@staff(*REPORT_READERS)
def report(request: HttpRequest) -> HttpResponse:
    """Show how many are entitled and have not claimed, by measure and by street, and what became of the others."""
    policy, names = policy_here(), queries.sees_names(request.user)
    told = _told(request.user, policy)
    context = {
        "run": queries.last_screening(policy),
        "running": queries.running(policy),
        "names": names,
        "measures": [_line(policy, s) for s in told.measures],
        "streets": [_line(policy, s) for s in told.streets],
        "outcomes": [_outcome(s) for s in told.outcomes],
        "screens": scopes.has_role(request.user, *SCREENERS),
        "lists": paid_without_applying(policy, drafts=names),
        "opens_lists": scopes.has_role(request.user, *OFFICE),
        "calls": scopes.has_role(request.user, *queries.CALLERS),
        "total": _amounts(told.total) if names else None,
    }
    return render(request, "desk/offers/report.html", context)


@dataclass(frozen=True)
class Told:
    """The tables of the report, as far as they are told to somebody. `total`: of what nobody has claimed."""

    measures: Sequence[Sum]
    streets: Sequence[Sum]
    outcomes: Sequence[Sum]
    total: Sum


def _told(user: Any, policy: Policy) -> Told:
    """Return the tables of the report: all numbers for who sees names, what `hiding` leaves of them for the others."""
    names = queries.sees_names(user)
    found = queries.entitled_rows(user, policy, names)
    waiting = found.filter(outcome__in=UNCLAIMED)
    measures, streets = queries.sums(waiting, "measure"), queries.sums(waiting, "street")
    outcomes = queries.sums(found, "outcome")
    if names:
        return Told(measures, streets, outcomes, hiding.whole(measures))
    (measures, streets), total = hiding.together([measures, streets])
    others = [hiding.apart(s) for s in outcomes if s.outcome not in UNCLAIMED]
    outcomes = [total, *others] if measures else others
    measures, streets, outcomes = ([hiding.rounded(s) for s in found] for found in (measures, streets, outcomes))
    return Told(measures, streets, outcomes, hiding.rounded(total))


def paid_without_applying(policy: Policy, *, drafts: bool) -> list[dict[str, Any]]:
    """Return for each measure with a list of the office how many lists and rows it has, and how they were paid.

    Args:
        drafts: whether lists that nobody has confirmed count. Their rows are among the unclaimed.
    """
    found: dict[str, list[OfficeList]] = {}
    lists = queries.lists_of(policy).filter(dropped_at=None)
    for one in lists if drafts else lists.exclude(confirmed_at=None):
        found.setdefault(one.measure, []).append(one)
    return [
        {
            "code": code,
            "name": name_of(policy, code),
            "lists": len(lists),
            "rows": sum(one.kept for one in lists),
            "paid": queries.paid_in_all(lists),
        }
        for code, lists in sorted(found.items())
    ]


def _line(policy: Policy, s: Sum) -> dict[str, Any]:
    street = s.street or ("", "", "")
    name = Text(street[1], street[2] or street[1])(policy_language())
    return {
        "code": s.measure,
        "name": name_of(policy, s.measure) if s.measure else name or _("没有登记街道（地区）"),
        "street": street[0] or queries.NO_STREET,
        **_amounts(s),
    }


def _amounts(s: Sum) -> dict[str, Any]:
    return {"rows": s.rows, "amount_fen": s.amount_fen, "whole": s.whole, "told": s.told, "about": s.about}


def _outcome(s: Sum) -> dict[str, Any]:
    """Return a line on what became of rows that the screening found. One without an outcome is of all that wait."""
    name = Outcome(s.outcome).label if s.outcome else _("还没有申报")
    return {"outcome": s.outcome, "name": name, **_amounts(s)}


# ---- the rows behind a number ----


def _chosen(request: HttpRequest, policy: Policy) -> tuple[QuerySet[Entitled], dict[str, str]]:
    """Return the rows that the address asks for, and what it narrows them to. Raise Forbidden for who sees no names."""
    if not queries.sees_names(request.user):
        raise scopes.Forbidden("names of the unclaimed")
    given = {name: text(request.GET, name, 20) for name in ("measure", "street", "outcome")}
    found = queries.entitled_rows(request.user, policy, True)
    found = found.filter(outcome=given["outcome"]) if given["outcome"] in SHOWN else found.filter(outcome__in=UNCLAIMED)
    if given["measure"]:
        found = found.filter(measure=given["measure"])
    if given["street"] == queries.NO_STREET:
        found = found.filter(street=None)
    elif given["street"]:
        found = found.filter(street__code=given["street"])
    found = found.select_related("filer", "subject", "street").order_by("measure", "id")
    return found, {name: value for name, value in given.items() if value}


@require_safe
@staff(*REPORT_READERS)
def rows(request: HttpRequest) -> HttpResponse:
    """List the rows behind a number. Query: ``measure``, ``street``, ``outcome``, ``page``."""
    policy = policy_here()
    found, given = _chosen(request, policy)
    page = Paginator(found, ROWS).get_page(text(request.GET, "page", 9))
    context = {
        "page": page,
        "rows": [{"row": row, "name": name_of(policy, row.measure)} for row in page],
        "given": given,
        "query": urlencode(given),
        "measure": name_of(policy, given["measure"]) if given.get("measure") in policy.measures else "",
        "outcome": Outcome(given["outcome"]).label if given.get("outcome") in SHOWN else _("还没有申报"),
        "run": queries.last_screening(policy),
    }
    return render(request, "desk/offers/rows.html", context)


@require_safe
@staff(*REPORT_READERS)
def download(request: HttpRequest, form: str) -> HttpResponse:
    """Return the rows behind a number as a file, or the numbers for who sees no names. Who took names leaves a trace."""
    if form not in ("csv", "xlsx"):
        raise Http404(f"no form {form!r}")
    policy = policy_here()
    if queries.sees_names(request.user):
        found, given = _chosen(request, policy)
        table = list(_names(policy, found))
        record(actor=request.user, kind="offers.downloaded", data={**given, "rows": len(table) - 1})
    else:
        table = list(_numbers(request.user, policy))
    content = _csv(table) if form == "csv" else _xlsx(table)
    kind = XLSX if form == "xlsx" else "text/csv; charset=utf-8"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="wenjiu-unclaimed.{form}"'
    return answer


def _names(policy: Policy, found: QuerySet[Entitled]) -> Iterator[list[Any]]:
    yield [
        _("补贴"),
        _("编号"),
        _("申领人"),
        _("为谁"),
        _("街道（地区）"),
        _("金额（元）"),
        _("情况"),
        _("说明"),
        _("案件"),
    ]
    for row in found[:MOST]:
        yield [
            name_of(policy, row.measure),
            row.measure,
            row.filer.name if row.filer is not None else "",
            row.subject.name if row.subject is not None else "",
            row.street.label if row.street is not None else "",
            "" if row.amount_fen is None else money.yuan(row.amount_fen),
            Outcome(row.outcome).label,
            row.why,
            row.case,
        ]


def _numbers(user: Any, policy: Policy) -> Iterator[list[Any]]:
    told, hidden = _told(user, policy), _("不显示")
    heads = [_("条数"), _("金额（元）")] if queries.sees_names(user) else [_("条数（约数）"), _("金额（元，约数）")]
    yield [_("按什么"), _("名称"), *heads]
    for head, found in ((_("补贴"), told.measures), (_("街道（地区）"), told.streets)):
        for s in found:
            known = "" if s.amount_fen is None else money.yuan(s.amount_fen)
            yield [head, _line(policy, s)["name"], hidden if s.rows is None else s.rows, known if s.told else hidden]


def _csv(table: list[list[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([harmless(str(cell)) for cell in line] for line in table)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(table: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("该享未享"))
    for at, line in enumerate(table):
        for k, cell in enumerate(line):
            sheet.write_string(at, k, harmless(str(cell)))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
