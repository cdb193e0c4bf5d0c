"""One programme: what it is, its people, records and results, and the steps that the reader can take."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.programmes import access, outputs, ready
from wenjiu.bureau.programmes.actions import people as listing
from wenjiu.bureau.programmes.actions.steps import BY_ID, Move, moves, take_step
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import kind_of, part_label, policy_of
from wenjiu.bureau.programmes.models import APPROVED, DRAFT, HELD, Programme
from wenjiu.bureau.programmes.stated import is_checked, unchecked
from wenjiu.bureau.programmes.warnings import warnings
from wenjiu.bureau.registry import queries
from wenjiu.bureau.registry.models import Row
from wenjiu.rules.document.programmes import Kind
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown
from wenjiu.web.programmes.face import Face
from wenjiu.web.programmes.records import periods

ROWS = 100
#: The step that is most often the next one has a full button.
MAIN = ("propose", "approve", "finish", "accept")


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Show a programme; after a POST take a step. POST: ``step``, ``version``, ``reason``. Query: ``show``, ``page``."""
    programme = face.access(request.user, number)
    problem, step = "", request.POST.get("step", "")
    if request.method == "POST":
        text = request.POST.get("version", "")
        version = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
        try:
            if step not in BY_ID:
                raise ProgrammeRefused(_("请选择要办的一步。"), code="step")
            reason = request.POST.get("reason", "")
            take_step(actor=request.user, programme_id=programme.pk, step=step, seen_version=version, reason=reason)
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            messages.success(request, _("已办好：%(step)s。") % {"step": BY_ID[step].words})
            return face.to_page("programme", number=number)
        programme = face.access(request.user, number)
    context = _context(request, face, programme) | {"problem": problem, "reason_typed": request.POST.get("reason", "")}
    return face.render(request, "page.html", context, 422 if problem else 200)


def _context(request: HttpRequest, face: Face, programme: Programme) -> dict[str, Any]:
    kind, lang, runs = kind_of(programme), policy_language(), access.runs(request.user, programme)
    steps = list(programme.steps.select_related("by").order_by("id"))
    steps_now = [_move(programme, move) for move in moves(request.user, programme)]
    asked = any(move["unchecked"] for move in steps_now)
    return {
        "programme": shown.followed(programme, steps[-1].at if steps else None),
        "kind": {"intro": kind.intro(lang), "clause": kind.clause, "list": kind.listed is not None},
        "fields": shown.said(kind.fields, programme.fields),
        "part_of": _part_of(face, request.user, programme),
        "parts": [shown.programme(part) for part in face.visible(request.user).filter(part_of=programme)],
        "runs": runs,
        "editable": runs and programme.state == DRAFT,
        "warnings": [*warnings(programme), *([] if asked or is_checked(programme, None) else unchecked(programme))],
        "moves": steps_now,
        "people": _people(request, programme, kind, runs),
        "records": [] if kind.listed is None else _records(programme, kind),
        "panel": kind.panel is not None and face.desk,
        "results": _results(programme, kind, runs),
        "outputs": _outputs(programme, kind),
        "rows": _rows(request, programme),
        "steps": steps,
        "state_words": shown.WORDS,
        "required": kind.required is not None and {
            "percent": kind.required.percent, "source": kind.required.source(lang), "sure": kind.required.confirmed
        },
        "ranking": kind.ranking is not None and {
            "source": kind.ranking.source(lang), "sure": kind.ranking.confirmed
        },
    }  # fmt: skip


def _move(programme: Programme, move: Move) -> dict[str, Any]:
    return {
        "id": move.id,
        "words": move.words,
        "reason": move.reason,
        "main": move.id in MAIN,
        "missing": ready.missing(programme, move.id),
        "unchecked": unchecked(programme, move.id),
    }


def _part_of(face: Face, actor: Any, programme: Programme) -> dict[str, Any] | None:
    whole = programme.part_of
    if whole is None:
        return None
    return shown.programme(whole) | {"seen": face.visible(actor).filter(pk=whole.pk).exists()}


def _people(request: HttpRequest, programme: Programme, kind: Kind, runs: bool) -> dict[str, Any] | None:
    if kind.listed is None:
        return None
    show = request.GET.get("show", "")
    counts = dict(programme.entries.order_by().values_list("state").annotate(n=Count("id")))
    found = programme.entries.select_related("party").order_by("no")
    if show in shown.ON_LIST:
        found = found.filter(state=show)
    page = Paginator(found, ROWS).get_page(request.GET.get("page", "1")[:9])
    return {
        "who": kind.listed.who(policy_language()),
        "persons": kind.listed.kinds == ("person",),
        "counts": [(state, words, counts.get(state, 0)) for state, words in shown.ON_LIST.items()],
        "page": page,
        "rows": [shown.entry(entry, programme) for entry in page],
        "show": show if show in shown.ON_LIST else "",
        "parts": "" if kind.listed.own else part_label(programme)(policy_language()),
        "own_days": kind.listed.own_days,
        "ranked": kind.ranking is not None,
        "open": runs and not listing.closed(programme),
        "closed": listing.closed(programme) if runs and programme.state == APPROVED else "",
        "held": counts.get(HELD, 0),
        "approver": shown.office_of(programme, kind.approved_by),
    }


def _records(programme: Programme, kind: Kind) -> list[dict[str, Any]]:
    lang = policy_language()
    found = []
    for of in kind.records:
        rows = periods(programme, of)
        found.append({"id": of.id, "label": of.label(lang), "rows": rows[-31:], "more": max(0, len(rows) - 31),
                      "confirmed_by": of.confirmed_by, "every": of.every,
                      "office": shown.office_of(programme, of.confirmed_by) if of.confirmed_by else ""})  # fmt: skip
    return found


def _results(programme: Programme, kind: Kind, runs: bool) -> dict[str, Any] | None:
    if not kind.results:
        return None
    lang = policy_language()
    entries = programme.entries.filter(state__in=("listed", "left"))
    counts = [
        (of.label(lang), entries.filter(**{f"result__{of.id}": True}).count(), entries.filter(**{f"result__{of.id}": False}).count())
        for of in kind.results
    ]  # fmt: skip
    open_now = runs and programme.state == APPROVED and clock.today() >= programme.last_day
    return {"counts": counts, "open": open_now, "people": entries.count()}


def _outputs(programme: Programme, kind: Kind) -> list[str]:
    """Return the registers that follow from a programme, in words."""
    return list(dict.fromkeys(outputs.label_of(programme, out.table) for out in kind.outputs))


def _rows(request: HttpRequest, programme: Programme) -> list[dict[str, Any]]:
    """Return the rows of registers that followed and hold now. Keepers of registers can open each."""
    policy, lang = policy_of(programme), policy_language()
    keeps = scopes.has_role(request.user, Role.REGISTER_KEEPER)
    found = Row.objects.filter(following__programme=programme, replaced_by=None, withdrawn_at=None).distinct()
    return [
        {
            "id": row.pk if keeps else None,
            "table": outputs.label_of(programme, row.table),
            "who": [link.party.name for link in row.links.all()],
            "said": queries.said(policy, row, lang),
        }
        for row in found.prefetch_related("links__party").order_by("table", "id")[:ROWS]
    ]
