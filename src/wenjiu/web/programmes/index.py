"""The list of programmes, what waits for the reader, and the kinds that can be opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.programmes import access, judging, ready
from wenjiu.bureau.programmes.actions.steps import OFFICE, WORDS, moves
from wenjiu.bureau.programmes.kinds import kind_of, served
from wenjiu.bureau.programmes.models import (
    APPROVED,
    FINISHED,
    HELD,
    PROPOSED,
    REMOVED,
    STATES,
    Entry,
    Programme,
    Step,
)
from wenjiu.rules.document.programmes import Kind
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown, todo
from wenjiu.web.programmes.face import Face

ROWS = 25
#: The most programmes that are looked through for what waits.
MOST = 200
LONGEST = 60


@require_safe
def index(request: HttpRequest, face: Face) -> HttpResponse:
    """List programmes. Query: ``kind``, ``state``, ``q`` (part of title, number or organiser), ``page``."""
    return shown_index(request, face)


def shown_index(
    request: HttpRequest, face: Face, problem: str = "", answers: Mapping[int, str] | None = None
) -> HttpResponse:
    """Return the list. `answers`: record -> why it could not be answered."""
    lang = policy_language()
    visible = face.visible(request.user)
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("kind", "state", "q")}
    found = visible.select_related("organiser", "street").order_by("-id")
    if asked["kind"] in served().programmes:
        found = found.filter(kind=asked["kind"])
    if asked["state"] in STATES:
        found = found.filter(state=asked["state"])
    if asked["q"]:
        q = asked["q"]
        found = found.filter(Q(title__icontains=q) | Q(number__icontains=q) | Q(organiser__name__icontains=q))
    last = Step.objects.filter(programme=OuterRef("pk")).order_by("-version").values("at")[:1]
    found = found.annotate(since=Subquery(last))
    page = Paginator(found, ROWS).get_page(request.GET.get("page", "1")[:9])
    kinds, openers = served().programmes.values(), _openers(request.user, face)
    context = {
        "page": page,
        "none_of": None if page.object_list else _none_of(asked["kind"], openers, face),
        "rows": [shown.followed(programme, programme.since) for programme in page],
        "asked": asked,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "kinds": [(kind.id, kind.name(lang)) for kind in kinds],
        "states": [(state, WORDS[state]) for state in STATES],
        "openable": [_openable(kind, lang) for kind in kinds if kind.opened_by in openers],
        "reported": [(k.id, k.one(lang)) for k in kinds if k.opened_by != "office"] if face.desk else [],
        "waiting": waiting(request.user, face) if face.desk else [],
        "mine": [] if face.desk else own_entries(request.user),
        "calls": [] if face.desk else [shown.programme(call) for call in access.calls(request.user)],
        "to_confirm": []
        if face.desk
        else [shown.answered(row, request, answers or {}) for row in to_confirm(request.user)],
        "problem": problem,
        "programmes": [] if face.desk else todo.to_do(request.user),
    }
    return face.render(request, "index.html", context, 422 if problem else 200)


def _openable(kind: Kind, lang: str) -> dict[str, str]:
    return {"id": kind.id, "one": kind.one(lang), "intro": kind.intro(lang), "clause": kind.clause}


def _none_of(id: str, openers: tuple[str, ...], face: Face) -> dict[str, Any] | None:
    """Return who opens programmes of a kind of which there are none, and where; None where no kind is asked for."""
    kind, lang = served().programmes.get(id), policy_language()
    if kind is None:
        return None
    street = kind.approved_by == "street" and kind.opened_by != "office"
    return {
        "one": kind.one(lang),
        "intro": kind.intro(lang),
        "by_office": kind.opened_by == "office",
        "office": _("单位所在的街道（地区）") if street else shown.office(served(), None, kind.approved_by),
        "link": face.url("new_programme", kind=kind.id) if kind.opened_by in openers else "",
    }


def _openers(actor: Any, face: Face) -> tuple[str, ...]:
    """Return as what the reader can open programmes here: as the office at the desk, as an organiser in the workspace."""
    if face.desk:
        return ("office",) if scopes.districts_of(actor, *access.DISTRICT) else ()
    return ("organiser",) if scopes.organisations_of(actor).exists() else ()


def waiting(actor: Any, face: Face) -> list[dict[str, Any]]:
    """Return the programmes in which the reader has something to do: a step, people in doubt, records to confirm.

    The number of statements does not grow with the programmes.
    """
    found = face.visible(actor).filter(state__in=(PROPOSED, APPROVED, FINISHED)).select_related("organiser", "street")
    found = found.annotate(in_doubt=Count("entries", filter=Q(entries__state=HELD), distinct=True)).order_by("id")[
        :MOST
    ]
    rows, judged = [], {programme.pk: number for programme, number in judging.to_do(actor)}
    recorded = ready.unanswered_by_others(actor, [p.pk for p in found if p.state == APPROVED])
    for programme in found:
        kind = kind_of(programme)
        steps = moves(actor, programme, *OFFICE)
        held = 0
        if programme.state == APPROVED and access.serves(actor, programme, kind.approved_by):
            held = programme.in_doubt
        records = _answerable(actor, programme, kind, recorded.get(programme.pk, {}))
        scores = judged.get(programme.pk, 0)
        if steps or held or records or scores:
            row = shown.programme(programme)
            rows.append(row | {"step": bool(steps), "held": held, "records": records, "scores": scores})
    return rows


def _answerable(actor: Any, programme: Programme, kind: Kind, recorded: Mapping[str, int]) -> int:
    """Return how many records of others an actor can confirm, of those that wait. `recorded`: what -> how many."""
    return sum(
        recorded.get(of.id, 0)
        for of in kind.records
        if of.confirmed_by in ("street", "district") and access.serves(actor, programme, of.confirmed_by)
    )


def to_confirm(actor: Any) -> list[dict[str, Any]]:
    """Return the services that the person who is signed in is asked to confirm."""
    if actor.party_id is None:
        return []
    found = []
    own = scopes.parties.same_party_ids(actor.party)
    waits = ready.unanswered_now().filter(entry__party__in=own, entry__programme__state=APPROVED)
    for record in waits.select_related("entry__party", "entry__programme__organiser", "by").order_by("day", "pk"):
        programme = record.entry.programme
        of = kind_of(programme).recorded(record.what)
        if of is not None and of.confirmed_by == "person":
            row = shown.record(record, of)
            found.append(row | {"programme": programme.title, "organiser": shown.programme(programme)["organiser"]})
    return found


def own_entries(actor: Any) -> list[dict[str, Any]]:
    """Return the lists that the reader, or an organisation of his, is on, with what came of it."""
    found = Entry.objects.filter(party__in=scopes.parties_of(actor)).exclude(state=REMOVED)
    return [
        shown.entry(entry, entry.programme)
        | {
            "programme": shown.programme(entry.programme),
            "approver": shown.office_of(entry.programme, kind_of(entry.programme).approved_by),
        }
        for entry in found.select_related("party", "programme__organiser", "programme__street").order_by("-id")[:ROWS]
    ]
