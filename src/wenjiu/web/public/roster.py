"""Views of the roster check: a firm, a school or an institution pastes a list of people, or opens a file with one.

The list is in the request and in the page that answers it; the server stores nothing of it.
"""

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.rosters.checking import Checked, RowResult, check
from wenjiu.rosters.columns import Form
from wenjiu.rosters.kind_files import kinds_of
from wenjiu.rosters.limits import MOST_BYTES, MOST_ROWS
from wenjiu.rosters.templates import choices, template
from wenjiu.rosters.unused import in_words
from wenjiu.rosters.verdicts import ORDER, WORDS
from wenjiu.rosters.workbook import workbook
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil, money
from wenjiu.web.day import is_other_day
from wenjiu.web.formats import policy_language
from wenjiu.web.preferences import Carrier
from wenjiu.web.public.policy import current_policy, document_of
from wenjiu.web.public.roster_form import FILE, FILLED_IN, PAGE, Entry, labelled
from wenjiu.web.public.without_token import changes_nothing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_A_PAGE = 500
ALL = "all"  # instead of the first row: every row on one page, for print
MOST_FAULTS = 100  # faults that the page lists; the workbook lists all


@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Show the rosters of the policy."""
    policy, lang = current_policy(), policy_language()
    found = [
        {
            "id": kind.id,
            "name": kind.name(lang),
            "about": kind.about(lang),
            "keeper": policy.audiences[kind.audience](lang),
            "measures": [{"code": code, "name": policy.measures[code].name(lang)} for code in kind.measures],
        }
        for kind in kinds_of(policy).values()
    ]
    return render(request, "web/rosters.html", {"kinds": found, "policy": document_of(policy, lang)})


@changes_nothing
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, id: str) -> HttpResponse:
    """Show the form of a roster; after a POST of the list (``text`` or ``file``) its verdicts.

    Other POST fields: ``once-NAME`` for each question about the whole file; ``from``, the first row to show, or ``all``;
    ``do``: ``check``, ``change``; ``page``, the page that was shown. The form without ``do`` is shown again as filled in.
    """
    lang = policy_language()
    form = _form(id)
    if request.method != "POST":
        return render(request, "web/roster.html", _asked(form, Entry.empty(form, lang), lang))
    do, unsent = request.POST.get("do"), request.POST.get("page") == FILLED_IN
    if unsent and not do and FILE not in request.FILES:
        return render(request, "web/roster.html", _asked(form, Entry.posted(form, request, lang), lang))
    entry = Entry.of(form, request, lang)
    if entry.problems or entry.table is None:
        return render(request, "web/roster.html", _asked(form, entry, lang), status=422)
    if do == "change" or (unsent and not do):
        return render(request, "web/roster.html", _asked(form, entry, lang))
    checked = check(form, entry.table, entry.given, lang)
    every = request.POST.get(PAGE) == ALL
    return render(request, "web/roster_result.html", _result(checked, entry, 0 if every else _page(request), every))


roster.takes_a_file = True  # read by the upload handler


@require_safe
def empty(request: HttpRequest, id: str) -> HttpResponse:
    """Return the workbook in which a roster is filled in."""
    return _attached(template(_form(id), policy_language()), f"wenjiu-{id}")


@changes_nothing
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest, id: str) -> HttpResponse:
    """Return the result as a workbook, from the same fields as the page."""
    lang, form = policy_language(), _form(id)
    if request.method != "POST":
        return redirect("web:roster", id=id)
    entry = Entry.of(form, request, lang)
    if entry.problems or entry.table is None:
        return render(request, "web/roster.html", _asked(form, entry, lang), status=422)
    content = workbook(check(form, entry.table, entry.given, lang), entry.answered())
    return _attached(content, f"wenjiu-{id}-{civil.date(civil.answer_day()):%Y%m%d}")


def _form(id: str) -> Form:
    found = form_of(current_policy(), id)
    if found is None:
        raise Http404(f"no roster {id!r}")
    return found


def form_of(policy: Policy, id: str) -> Form | None:
    """Return a roster of a policy by id, with the words of the day of the answer; None where there is none."""
    if is_other_day():
        return _form_on(policy, id)
    return _form_of_today(policy, id, civil.today())


@lru_cache(maxsize=32)
def _form_of_today(policy: Policy, id: str, today: int) -> Form | None:
    return _form_on(policy, id)


def _form_on(policy: Policy, id: str) -> Form | None:
    kind = kinds_of(policy).get(id)
    return None if kind is None else Form(policy, kind)


def _attached(content: bytes, stem: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{stem}.xlsx"'}
    )


def _asked(form: Form, entry: Entry, lang: str) -> dict[str, Any]:
    """Return the context of the form."""
    return _base(form, lang) | {
        "questions": entry.questions(),
        "problems": labelled(entry.problems, form, lang),
        "problem": entry.problems.get("roster"),
        "text": entry.text,
        "page": FILLED_IN,
        "carrier": Carrier("list", "check"),
        "hidden": [],
        "most": MOST_ROWS,
        "most_megabytes": MOST_BYTES // 2**20,
        "columns": [
            {
                "header": c.header(lang),
                "help": c.help(lang),
                "choices": choices(c, lang),
                "needed": bool(c.needed),
                "measures": c.measures,
            }
            for c in form.columns
        ],
    }


def _base(form: Form, lang: str) -> dict[str, Any]:
    kind, policy = form.kind, form.policy
    return {
        "kind": {"id": kind.id, "name": kind.name(lang), "about": kind.about(lang), "as_a_whole": kind.as_a_whole},
        "measures": [{"code": m.code, "name": m.name(lang)} for m in form.measures],
        "policy": document_of(policy, lang),
        "today": civil.date(civil.answer_day()),
    }


def _result(checked: Checked, entry: Entry, first: int, every: bool) -> dict[str, Any]:
    """Return the context of the result: summary, faults, and a page of rows or every row."""
    lang, faults = checked.lang, checked.faults
    last = len(checked.rows) if every else min(first + ROWS_A_PAGE, len(checked.rows))
    return _base(checked.form, lang) | {
        "people": len(checked.rows),
        "payable": money.yuan(checked.payable),
        "sums": [_sum(checked, s) for s in checked.sums],
        "whole": [_shown(v, lang) | {"name": checked.form.policy.measures[v.measure].name(lang)} for v in checked.whole],
        "counts": [
            {"name": c.name(lang), "low": c.low, "high": c.high, "settled": c.low == c.high} for c in checked.counts
        ],
        "faults": [
            {"row": f.row, "letter": f.letter, "column": f.column.label(lang), "value": f.value, "message": f.message(lang),
             "fix": f.fix(lang)}
            for f in faults[:MOST_FAULTS]
        ],
        "fault_count": len(faults),
        "serials": [
            {"row": x.row, "letter": x.letter, "number": x.number, "day": civil.iso(x.day)}
            for x in checked.table.serials[:1]
        ],
        "serial_count": len(checked.table.serials),
        "ignored": checked.table.ignored_columns,
        "ignored_rows": checked.table.ignored_rows,
        "answered": entry.answered(),
        "carried": entry.hidden(),
        "carrier": Carrier("carried"),
        "carrier_fields": [(PAGE, ALL if every else str(first))],
        "every": ALL,
        "rows": [_row(result, lang) for result in checked.rows[first:last]],
        "first": first + 1,
        "last": last,
        "before": max(0, first - ROWS_A_PAGE) if first else None,
        "after": last if last < len(checked.rows) else None,
        "in_parts": every and len(checked.rows) > ROWS_A_PAGE,
    }  # fmt: skip


def _sum(checked: Checked, s: Any) -> dict[str, Any]:
    lang, m = checked.lang, checked.form.policy.measures[s.measure]
    paid = {line.payee: s.payees.get(line.payee, 0) for line in checked.form.policy.program(s.measure).lines}
    split = len(paid) > 1 and s.amount > 0
    return {
        "code": s.measure,
        "name": m.name(lang),
        "amount": money.yuan(s.amount),
        "without_amount": s.without_amount,
        "payees": [{"name": m.payees[p](lang), "amount": money.yuan(fen) if split else ""} for p, fen in paid.items()],
        "standings": [{"word": WORDS[x](lang), "count": s.standings[x]} for x in ORDER if s.standings.get(x)],
    }


def _row(result: RowResult, lang: str) -> dict[str, Any]:
    row = result.row
    return {
        "number": row.number,
        "name": row.labels.get("name") or row.labels.get("person") or "",
        "verdicts": [_shown(v, lang) for v in result.verdicts if v.standing != "blank"],
        "blank": all(v.standing == "blank" for v in result.verdicts),
        "amount": money.yuan(result.amount) if result.amount else "",
        "note": result.note(lang) if result.note is not None else "",
        "faults": [{"letter": f.letter, "column": f.column.label(lang)} for f in result.faults],
        "unused": [
            {"letter": f.letter, "column": f.column.label(lang), "said": in_words(f)(lang)} for f in result.unused
        ],
    }


def _shown(verdict: Any, lang: str) -> dict[str, Any]:
    return {
        "code": verdict.measure,
        "standing": verdict.standing,
        "word": verdict.word(lang),
        "amount": None if verdict.amount is None else money.yuan(verdict.amount),
        "sentence": verdict.sentence(lang),
        "working": verdict.working(lang),
    }


def _page(request: HttpRequest) -> int:
    """Return the place of the first row to show."""
    text = request.POST.get(PAGE, "")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 6 else 0
