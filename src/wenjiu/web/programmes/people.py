"""The list of a programme: somebody is added, a file is handed in, and what happens to one person on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.access import scopes
from wenjiu.bureau.parties.logic import Identity, clean_name, read_number
from wenjiu.bureau.programmes import access, periods, ready, values
from wenjiu.bureau.programmes.actions import people as listing
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import how_many, kind_of, list_of
from wenjiu.bureau.programmes.lists import MOST, Candidate, candidate_of, own_fields, read_list
from wenjiu.bureau.programmes.models import ACCEPTED, HELD, LISTED, Entry, Programme
from wenjiu.bureau.registry import uploads
from wenjiu.rosters.limits import MOST_BYTES, RosterError
from wenjiu.rules.document.programmes import Field, Recorded
from wenjiu.rules.language.text import T, Text
from wenjiu.standards.identifiers import IdentifierError
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown
from wenjiu.web.programmes.face import Face

ID_TYPE, NUMBER, NAME, FILE = "id_type", "id_number", "person_name", "file"
LONGEST = 1200


def source_of(programme: Programme) -> str:
    """Return the mark under which a file for a list is kept between its preview and its import."""
    return f"programme {programme.number}"


def who_fields(programme: Programme) -> tuple[Field, ...]:
    """Return the fields that say who somebody is."""
    options: dict[str, Text] = {}
    if "person" in list_of(programme).kinds:
        options |= {"resident_id": T("居民身份证", "resident identity card"), "passport_other": T("其他证件", "other")}
    if "organisation" in list_of(programme).kinds:
        options["uscc"] = T("统一社会信用代码（单位）", "code of an organisation")
    return (
        Field(ID_TYPE, "choice", T("证件类型", "kind of document"), options=options),
        Field(NUMBER, "text", T("证件号码", "number")),
        Field(NAME, "text", T("姓名或单位名称", "name"), T("与证件上一致。", "As on the document.")),
    )


@sensitive_post_parameters(NUMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Add somebody to a list, or hand in a file. POST: ``file``; or ``id_type``, ``id_number``, ``person_name`` and fields."""
    programme = face.access(request.user, number)
    if kind_of(programme).listed is None or not access.runs(request.user, programme):
        raise scopes.Forbidden(f"list of {number}")
    problems: dict[str, str] = {}
    problem, why = "", listing.closed(programme)
    doubts: list[Any] = []
    if request.method == "POST" and request.POST.get("what") == FILE:
        problem = why or _file_problem(request, programme)
        if not problem:
            return _keep(request, face, programme)
    elif request.method == "POST":
        try:
            candidate = _read(request, programme)
            doubts = candidate.doubts
            [made] = listing.add_people(actor=request.user, programme_id=programme.pk, candidates=[candidate])
        except values.FieldsRefused as refused:
            problems, problem = refused.problems, _("有%(n)s处要改。") % {"n": len(refused.problems)}
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            held = _("“%(name)s”已登记，等工作人员核对。") if made.state == HELD else _("“%(name)s”已加入名单。")
            messages.success(request, held % {"name": made.party.name})
            for doubt in made.doubts:
                messages.warning(request, doubt["text"])
            return face.to_page("programme_people", number=number)
    typed = {name: str(value)[:LONGEST] for name, value in request.POST.items()}
    context = {
        "programme": shown.programme(programme),
        "who": list_of(programme).who(policy_language()),
        "closed": why,
        "fields": shown.fields_of((*who_fields(programme), *own_fields(programme)), typed, problems),
        "checks": [check.looks(policy_language()) for check in list_of(programme).checks],
        "problem": problem,
        "doubts": [doubt.text for doubt in doubts if doubt.level != "stop"],
        "most": MOST,
        "megabytes": MOST_BYTES // 2**20,
        "many": how_many(programme, programme.entries.filter(state=LISTED).count()),
        "persons": list_of(programme).kinds == ("person",),
        "held": programme.entries.filter(state=HELD).count(),
        "approver": shown.office_of(programme, kind_of(programme).approved_by),
    }
    return face.render(request, "people.html", context, 422 if problem else 200)


def _read(request: HttpRequest, programme: Programme) -> Candidate:
    """Return who was typed. Raise `FieldsRefused` with everything that is wrong."""
    lang = policy_language()
    typed = {name: str(value)[:LONGEST] for name, value in request.POST.items()}
    problems: dict[str, str] = {}
    read: dict[str, Any] = {}
    for fields in (who_fields(programme), own_fields(programme)):
        try:
            read |= values.read_all(fields, typed, lang)
        except values.FieldsRefused as refused:
            problems |= refused.problems
    id_type, plain = typed.get(ID_TYPE, ""), ""
    if NUMBER not in problems and ID_TYPE not in problems:
        try:
            plain = read_number(id_type, typed.get(NUMBER, ""))
        except IdentifierError as error:
            problems[NUMBER] = T(error.zh, error.en)(lang)
    if problems:
        raise values.FieldsRefused(problems)
    kind = "organisation" if id_type == "uscc" else "person"
    given = {f.id: read[f.id] for f in own_fields(programme) if f.id in read}
    return candidate_of(programme, Identity(kind, id_type, plain, clean_name(read[NAME])), given)


def _file_problem(request: HttpRequest, programme: Programme) -> str:
    file = request.FILES.get(FILE)
    if file is None:
        return _("还没有选择文件。请选择 .xlsx、.xls 或 .csv 文件。")
    try:
        table, _candidates = read_list(programme, file.read())
    except RosterError as error:
        lang = policy_language()
        return f"{file.name}：{error.message(lang)}{error.fix(lang)}"
    if len(table.rows) > MOST:
        return _("文件有%(n)s行，一次最多%(most)s行。请分成几个文件。") % {"n": len(table.rows), "most": MOST}
    return ""


def _keep(request: HttpRequest, face: Face, programme: Programme) -> HttpResponse:
    file = request.FILES[FILE]
    file.seek(0)
    token = uploads.keep(
        owner=request.user.pk,
        policy=programme.policy,
        table=source_of(programme),
        source=programme.number,
        file_name=file.name or "",
        content=file.read(),
    )
    return face.to_page("programme_file", number=programme.number, token=token)


def _entry(programme: Programme, no: int) -> Entry:
    found: Entry | None = programme.entries.select_related("party", "added_by", "cleared_by").filter(no=no).first()
    if found is None:
        raise scopes.Forbidden(f"entry {no}")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, face: Face, number: str, no: int) -> HttpResponse:
    """Show somebody on a list; after a POST let in, take off or state the leaving. POST: ``do``, ``reason``, ``last_day``."""
    programme = face.access(request.user, number)
    found, problem = _entry(programme, no), ""
    if request.method == "POST":
        try:
            said = _act(request, found)
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            messages.success(request, said % {"name": found.party.name})
            return face.to_page("programme_entry", number=number, no=no)
        found = _entry(programme, no)
    kind = kind_of(programme)
    runs, serves = access.runs(request.user, programme), access.serves(request.user, programme, kind.approved_by)
    records = [
        {
            "label": of.label(policy_language()),
            "rows": _history(programme, of, found),
            "office": shown.office_of(programme, of.confirmed_by) if of.confirmed_by else "",
        }
        for of in kind.records
    ]
    context = {
        "programme": shown.programme(programme),
        "who": list_of(programme).who(policy_language()),
        "entry": shown.entry(found, programme),
        "approver": shown.office_of(programme, kind.approved_by),
        "added": found,
        "records": records,
        "let_in": serves and face.desk and found.state == HELD and not listing.closed(programme),
        "closed": listing.closed(programme) if found.state == HELD else "",
        "take_off": (runs or serves) and found.state in (LISTED, HELD) and not listing.taken_off_late(found),
        "exclude": runs and found.state == LISTED and _is_included(programme, found),
        "leave": runs and found.state == LISTED and programme.state == "approved",
        "typed": request.POST if problem else {},
        "problem": problem,
    }
    return face.render(request, "entry.html", context, 422 if problem else 200)


def _history(programme: Programme, of: Recorded, found: Entry) -> list[dict[str, Any]]:
    """Return the records of somebody by day; what was refused and stated anew stands before what counts now."""
    before = ready.refused_before(programme, of.id, found)
    rows: list[dict[str, Any]] = []
    for record in ready.newest(programme, of.id, found):
        end = periods.ended(programme, of, found, record.day)
        for one in (*before.get((found.pk, record.day), ()), record):
            rows.append(shown.record(one, of) | {"end": end})
    return rows


def _is_included(programme: Programme, found: Entry) -> bool:
    """Whether somebody was included by a panel, and the results were accepted."""
    included = kind_of(programme).panel is not None and found.result.get("included") is True
    return included and programme.state == ACCEPTED


def _act(request: HttpRequest, found: Entry) -> str:
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    if do == "let_in":
        listing.let_in(actor=request.user, entry_id=found.pk, reason=reason)
        return _("“%(name)s”可以参加，已进名单。")
    if do == "take_off":
        listing.take_off(actor=request.user, entry_id=found.pk, reason=reason)
        return _("“%(name)s”已移出名单。")
    if do == "leave":
        day: dt.date = values.read_day(request.POST.get("last_day", ""))
        listing.leave(actor=request.user, entry_id=found.pk, last_day=day, reason=reason)
        return _("“%(name)s”已登记退出。")
    if do == "exclude":
        listing.exclude(actor=request.user, entry_id=found.pk, reason=reason)
        return _("“%(name)s”已退出。")
    raise ProgrammeRefused(_("请选择要办什么。"), code="do")
