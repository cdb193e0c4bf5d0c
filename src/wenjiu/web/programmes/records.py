"""The sheet of a day or a month: what is recorded of each person, and its confirmation."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.programmes import access, ready, values
from wenjiu.bureau.programmes import periods as dates
from wenjiu.bureau.programmes.actions.records import record
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import called, kind_of, policy_of
from wenjiu.bureau.programmes.models import APPROVED, LEFT, LISTED, Entry, Programme, Record
from wenjiu.rules.document.programmes import Recorded
from wenjiu.web import formats
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown
from wenjiu.web.programmes.face import Face

MONTHLY = ("month", "calendar_month")
ROWS = 100
LONGEST = 1200


def key_of(of: Recorded, day: dt.date) -> str:
    """Return the sheet that a day or a month belongs to."""
    return day.isoformat()[:7] if of.every in MONTHLY else day.isoformat()


def words_of(programme: Programme, of: Recorded, key: str, people: Iterable[tuple[Entry, dt.date]]) -> str:
    """Return the sheet of a day or a month as it is written. The months of each person's own are written with their days."""
    if of.every not in MONTHLY:
        return formats.day(key)
    if of.every == "month":
        found = {(day, dates.ended(programme, of, entry, day)) for entry, day in people}
        first, last = min(begin for begin, _end in found), max(end for _begin, end in found)
        days = {"first": formats.day(first), "last": formats.day(last)}
        if len(found) == 1:
            return _("%(first)s至%(last)s") % days
        return _("%(month)s开始的各人的月份（%(first)s至%(last)s）") % {"month": _month(key), **days}
    return _month(key)


def _month(key: str) -> str:
    year, month = key.split("-")
    return _("%(year)s年%(month)s月") % {"year": year, "month": int(month)}


def sheets(programme: Programme, of: Recorded, entries: Iterable[Entry]) -> dict[str, list[tuple[Entry, dt.date]]]:
    """Return sheet -> people and their days, in the order of days; only what is over."""
    today = clock.today()
    found: dict[str, list[tuple[Entry, dt.date]]] = defaultdict(list)
    for entry in entries:
        for day in dates.begun(programme, of, entry, today):
            if dates.ended(programme, of, entry, day) <= today:
                found[key_of(of, day)].append((entry, day))
    return dict(sorted(found.items()))


def _entries(programme: Programme) -> list[Entry]:
    return list(programme.entries.filter(state__in=(LISTED, LEFT)).select_related("party").order_by("no"))


def periods(programme: Programme, of: Recorded) -> list[dict[str, Any]]:
    """Return the sheets of a programme with their counts: people, recorded, what counts, confirmed, waiting, refused."""
    newest = {(r.entry_id, r.day): r for r in ready.newest(programme, of.id)}
    rows = []
    for key, people in sheets(programme, of, _entries(programme)).items():
        found = [r for entry, day in people if (r := newest.get((entry.pk, day))) is not None]
        rows.append(
            {
                "key": key,
                "words": words_of(programme, of, key, people),
                "people": len(people),
                "recorded": len(found),
                "counted": sum(_counts(of, r) for r in found),
                "stopped": sum(bool(r.stops) for r in found),
                "confirmed": sum(ready.outcome_of(r) == "confirmed" for r in found),
                "refused": sum(ready.outcome_of(r) == "refused" for r in found),
                "waiting": sum(not ready.outcome_of(r) and not r.stops for r in found) if of.confirmed_by else 0,
            }
        )
    return rows


def _counts(of: Recorded, record: Record) -> bool:
    """Whether a record counts as it is now: nothing stops it, and nobody refused it."""
    return bool(record.values.get(of.counts)) and not record.stops and ready.outcome_of(record) != "refused"


@require_http_methods(["GET", "HEAD", "POST"])
def records(request: HttpRequest, face: Face, number: str, what: str) -> HttpResponse:
    """Show the sheet of a day or month; after a POST of its runner record it. Query and POST: ``sheet``, ``page``."""
    programme = face.access(request.user, number)
    of = kind_of(programme).recorded(what)
    if of is None:
        raise scopes.Forbidden(f"record {what!r}")
    problems: dict[str, str] = {}
    problem = ""
    if request.method == "POST":
        on, page = _chosen(request, sheets(programme, of, _entries(programme)))
        given = {entry.no: (day, typed) for entry, day in page if (typed := _typed(request, of, entry.no)) is not None}
        try:
            made = record(actor=request.user, programme_id=programme.pk, what=what, given=given)
        except values.FieldsRefused as refused:
            problems, problem = refused.problems, _("有%(n)s人没有填对，都没有保存。") % {"n": len(refused.problems)}
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            messages.success(request, _("已记录%(n)s人。") % {"n": len(made)} if made else _("没有改动。"))
            query = urlencode({"sheet": on, "page": page.number})
            return HttpResponseRedirect(f"{face.url('programme_records', number=number, what=what)}?{query}")
    return shown_sheet(request, face, programme, of, problem, problems)


def _chosen(request: HttpRequest, found: dict[str, list[tuple[Entry, dt.date]]]) -> tuple[str, Any]:
    """Return the sheet that is asked for, or the last one, and its page."""
    on = (request.POST.get("sheet") or request.GET.get("sheet", ""))[:10]
    on = on if on in found else next(reversed(found), "")
    wanted = (request.POST.get("page") or request.GET.get("page", "1"))[:9]
    return on, Paginator(found.get(on, []), ROWS).get_page(wanted)


def shown_sheet(
    request: HttpRequest, face: Face, programme: Programme, of: Recorded, problem: str = "",
    problems: Mapping[str, str] | None = None, answers: Mapping[int, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """Return a sheet. `problems`: number of the entry -> what was typed wrong. `answers`: record -> why it is not answered."""
    found = sheets(programme, of, _entries(programme))
    on, page = _chosen(request, found)
    editable = access.runs(request.user, programme) and programme.state == APPROVED
    newest = {(r.entry_id, r.day): r for r in ready.newest(programme, of.id)}
    before = ready.refused_before(programme, of.id)
    rows = [
        _row(request, of, entry, day, newest.get((entry.pk, day)), problems or {}, answers)
        | {"before": [shown.record(r, of) for r in before.get((entry.pk, day), ())]}
        for entry, day in page
    ]
    context = {
        "programme": shown.programme(programme),
        "what": {
            "id": of.id,
            "label": of.label(policy_language()),
            "confirmed_by": of.confirmed_by,
            "office": shown.office_of(programme, of.confirmed_by) if of.confirmed_by else "",
        },
        "phones": shown.phones(policy_of(programme)),
        "heads": [f.label(policy_language()) for f in of.fields],
        "helps": [(f.label(policy_language()), f.help(policy_language())) for f in of.fields if f.help.zh],
        "on": on,
        "on_words": words_of(programme, of, on, found[on]) if on else "",
        "monthly": of.every in MONTHLY,
        "others": [(key, words_of(programme, of, key, found[key])) for key in list(found)[-62:]],
        "rows": rows,
        "page": page,
        "editable": editable and any(not row["settled"] for row in rows),
        "refused": editable and of.confirmed_by != "person" and any(r["said"] and r["said"]["refused"] for r in rows),
        "confirms": any(row["answerable"] for row in _answerable(request.user, programme, of, rows)),
        "problem": problem,
    }
    return face.render(request, "records.html", context, 422 if problem else 200)


def _typed(request: HttpRequest, of: Recorded, no: int) -> dict[str, str] | None:
    """Return what was typed for a person; None where nothing was. A box that is not ticked is a no."""
    if f"there-{no}" not in request.POST:
        return None
    typed = {f.id: request.POST.get(f"{no}-{f.id}", "")[:LONGEST] for f in of.fields}
    written = [typed[f.id].strip() for f in of.fields if f.type != "yes_no"]
    if written and not any(written):
        return None
    return {f.id: (typed[f.id] or "0") if f.type == "yes_no" else typed[f.id] for f in of.fields}


def _row(
    request: HttpRequest, of: Recorded, entry: Entry, day: dt.date, last: Record | None, problems: Mapping[str, str],
    answers: Mapping[int, str] | None,
) -> dict[str, Any]:  # fmt: skip
    stored = {} if last is None else {f.id: values.typed(f, last.values.get(f.id)) for f in of.fields}
    if request.method == "POST" and answers is None:
        stored = {f.id: request.POST.get(f"{entry.no}-{f.id}", "")[:LONGEST] for f in of.fields}
    said = None if last is None else shown.answered(shown.record(last, of), request, answers or {})
    return {
        "no": entry.no,
        "name": called(entry, entry.programme),
        "tail": entry.party.id_tail,
        "day": day,
        "end": dates.ended(entry.programme, of, entry, day),
        "fields": shown.fields_of(of.fields, stored, {}, f"{entry.no}-"),
        "said": said,
        "settled": said is not None and said["confirmed"],
        "problem": problems.get(str(entry.no), ""),
        "by": None if last is None else last.by_id,
        "answerable": False,
    }


def _answerable(actor: Any, programme: Programme, of: Recorded, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the rows that the reader can confirm."""
    may = of.confirmed_by in ("street", "district") and access.serves(actor, programme, of.confirmed_by)
    for row in rows:
        row["answerable"] = may and row["said"] is not None and row["said"]["waits"] and row["by"] != actor.pk
    return rows
