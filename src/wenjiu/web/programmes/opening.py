"""A programme is opened, and changed while it is a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.access import scopes
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes import access, values
from wenjiu.bureau.programmes.actions.opening import (
    FIRST,
    LAST,
    PART_OF,
    TITLE,
    change_programme,
    open_programme,
    own_fields,
    street_of,
    wholes_for,
)
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import kind_of, policy_of, served
from wenjiu.bureau.programmes.models import DRAFT, Programme
from wenjiu.rules.document.programmes import Kind
from wenjiu.rules.language.text import T
from wenjiu.rules.policy import Policy
from wenjiu.standards.identifiers import IdentifierError
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown
from wenjiu.web.programmes.face import Face

#: The name of the field for the organiser; no field of a kind has it (`rules.document.programmes.TAKEN`).
ORGANISER = "for"
LONGEST = 4000


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, face: Face, kind: str) -> HttpResponse:
    """Open a programme of a kind. POST: ``for`` (id of the organiser, or its code at the desk), and the fields of the kind."""
    of = served().programmes.get(kind)
    if of is None or (of.opened_by == "office") != face.desk:
        raise scopes.Forbidden(f"kind {kind!r}")
    if face.desk and not scopes.districts_of(request.user, *access.DISTRICT):
        raise scopes.Forbidden(f"kind {kind!r}")
    choices = [] if face.desk else list(scopes.organisations_of(request.user))
    if not face.desk and not choices:
        raise scopes.Forbidden(f"kind {kind!r}")
    typed = _typed(request)
    organiser = choices[0] if len(choices) == 1 else _chosen(choices, typed.get(ORGANISER, request.GET.get("for", "")))
    problems: dict[str, str] = {}
    problem = ""
    if request.method == "POST":
        try:
            if face.desk and of.organisers:
                organiser = _by_code(typed.get(ORGANISER, ""))
            if organiser is None and of.organisers:
                raise values.FieldsRefused({ORGANISER: _("请写明是哪一家单位。")})
            made = open_programme(actor=request.user, policy=served(), kind=kind, organiser=organiser, given=typed)
        except values.FieldsRefused as refused:
            problems, problem = refused.problems, _("有%(n)s处要改。") % {"n": len(refused.problems)}
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            messages.success(request, _("已存为草稿。看一遍，没有错就报送。"))
            return face.to_page("programme", number=made.number)
    able = choices or ([] if organiser is None else [organiser])
    context = _form(face, served(), of, able, typed, problems, problem) | {
        "choices": choices if len(choices) > 1 else [],
        "organiser": organiser,
        "by_code": face.desk and bool(of.organisers),
        "organiser_typed": typed.get(ORGANISER, ""),
        "organiser_problem": problems.get(ORGANISER, ""),
    }
    return face.render(request, "form.html", context, 422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Change a draft. POST: ``version``, and the fields of the kind."""
    programme = face.access(request.user, number)
    if programme.state != DRAFT or not access.runs(request.user, programme):
        raise scopes.Forbidden(f"draft {number}")
    of = kind_of(programme)
    problems: dict[str, str] = {}
    problem, typed = "", _typed(request) if request.method == "POST" else _stored(programme, of)
    if request.method == "POST":
        try:
            change_programme(actor=request.user, programme_id=programme.pk, seen_version=_version(request), given=typed)
        except values.FieldsRefused as refused:
            problems, problem = refused.problems, _("有%(n)s处要改。") % {"n": len(refused.problems)}
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            messages.success(request, _("已保存。"))
            return face.to_page("programme", number=number)
    able = [] if programme.organiser is None else [programme.organiser]
    context = _form(face, policy_of(programme), of, able, typed, problems, problem)
    context |= {"programme": shown.programme(programme), "organiser": programme.organiser}
    return face.render(request, "form.html", context, 422 if problem else 200)


def _form(
    face: Face, policy: Policy, of: Kind, able: list[Party], typed: dict[str, str], problems: dict[str, str],
    problem: str,
) -> dict[str, Any]:  # fmt: skip
    lang, wholes = policy_language(), wholes_for(policy, of, able)
    return {
        "kind": {"one": of.one(lang), "intro": of.intro(lang), "clause": of.clause, "id": of.id},
        "fields": shown.fields_of(own_fields(of, wholes), typed, problems),
        "problem": problem,
        "problems": problems,
        "no_whole": _no_whole(face, policy, of, able) if of.needs_whole and not wholes else None,
        "approver": shown.office(policy, _street(able), of.approved_by),
        "phones": shown.phones(policy),
    }


def _street(able: list[Party]) -> Area | None:
    """Return the street of the organiser; None where it is not chosen yet."""
    return street_of(able[0]) if len(able) == 1 else None


def _no_whole(face: Face, policy: Policy, of: Kind, able: list[Party]) -> dict[str, Any]:
    """Return what has to be approved first, who approves it, and where the reader states it, if he can."""
    whole = policy.programmes[of.part_of]
    own = whole.opened_by == "organiser" and not face.desk
    return {
        "one": whole.one(policy_language()),
        "link": face.url("new_programme", kind=whole.id) if own else "",
        "office": shown.office(policy, _street(able), whole.approved_by),
        "phones": shown.phones(policy),
    }


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: str(value)[:LONGEST] for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _stored(programme: Programme, of: Kind) -> dict[str, str]:
    typed = {f.id: values.typed(f, programme.fields.get(f.id)) for f in of.fields}
    whole = programme.part_of
    return typed | {
        TITLE: programme.title,
        FIRST: programme.first_day.isoformat(),
        LAST: programme.last_day.isoformat(),
        PART_OF: "" if whole is None else whole.number,
    }


def _those(organiser: Party | None) -> list[Party]:
    return [] if organiser is None else [organiser]


def _chosen(choices: list[Party], id: str) -> Party | None:
    return next((party for party in choices if str(party.pk) == id), None)


def _by_code(code: str) -> Party:
    """Return the organisation with a code. Raise `FieldsRefused`."""
    try:
        found = parties.find("uscc", code)
    except IdentifierError as error:
        raise values.FieldsRefused({ORGANISER: T(error.zh, error.en)(policy_language())}) from None
    if found is None:
        said = _("登记表里没有“%(code)s”这家单位。请核对代码，或先在登记表里登记。")
        raise values.FieldsRefused({ORGANISER: said % {"code": code.strip()[:30]}})
    return found
