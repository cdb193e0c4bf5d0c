"""Two records of one party: one keeper of the district proposes, another confirms, and any of them can undo it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases.queries.holdings import Holdings, holdings_of
from wenjiu.bureau.parties import actions, logic, queries
from wenjiu.bureau.parties.merging import MergeRefused
from wenjiu.bureau.parties.models import Level, Merge, Party
from wenjiu.policies import load_policy
from wenjiu.web.desk.registers import keeper
from wenjiu.web.desk.typed import text
from wenjiu.web.formats import policy_language

#: The most records that a search lists.
MOST = 20
#: Characters of a reason.
LONGEST_REASON = 200


@dataclass(frozen=True)
class Record:
    """One of two records as the page shows it."""

    party: Party
    held: Holdings

    @property
    def awards(self) -> list[tuple[str, Any]]:
        """Return each live award with the name of its measure."""
        policy = load_policy(settings.WENJIU_POLICY)
        lang = policy_language()
        return [(policy.measures[award.measure].name(lang), award) for award in self.held.awards]


def _parties(request: HttpRequest) -> QuerySet[Party]:
    return scopes.parties_within(request.user, Role.REGISTER_KEEPER)


def _visible(request: HttpRequest) -> QuerySet[Merge]:
    return queries.merges_among(_parties(request))


@require_safe
@keeper
def merges(request: HttpRequest) -> HttpResponse:
    """List the merges that wait for another keeper, those that hold, and those that were undone."""
    found = _visible(request)
    context = {
        "waiting": found.filter(confirmed_at=None, undone_at=None),
        "confirmed": found.filter(confirmed_at__isnull=False, undone_at=None)[:100],
        "undone": found.filter(undone_at__isnull=False)[:100],
    }
    return render(request, "desk/merges/list.html", context)


@sensitive_post_parameters("one", "other")
@require_http_methods(["GET", "HEAD", "POST"])
@keeper
def new(request: HttpRequest) -> HttpResponse:
    """Find two records, compare them, and propose that they are one party.

    What is searched for is in the request, never in the address. POST: ``do`` (find, compare, propose), ``one`` and
    ``other`` (what to look for), ``a`` and ``b`` (ids), ``keep``, ``name``, ``street``, ``level`` (each an id), ``reason``.
    """
    do = text(request.POST, "do", 20)
    try:
        if do == "compare":
            return _compare(request, *_pair(request))
        if do == "propose":
            return _propose(request)
    except MergeRefused as refused:
        return _find(request, str(refused))
    return _find(request)


def _find(request: HttpRequest, problem: str = "") -> HttpResponse:
    typed = {name: text(request.POST, name, 60).strip() for name in ("one", "other")}
    found = [
        (field, label, typed[name], _matches(request, typed[name]))
        for field, label, name in (("a", _("第一条记录"), "one"), ("b", _("第二条记录"), "other"))
    ]
    searched = all(typed.values())
    context = {"typed": typed, "searched": searched, "found": found, "problem": problem, "most": MOST}
    context["complete"] = searched and all(rows for _field, _label, _typed, rows in found)
    return render(request, "desk/merges/find.html", context, status=422 if problem else 200)


def _matches(request: HttpRequest, wanted: str) -> list[Party]:
    if not wanted:
        return []
    found = queries.search(wanted).filter(pk__in=_parties(request)).select_related("street")
    return list(found.order_by("name", "id")[:MOST])


def _pair(request: HttpRequest) -> tuple[Party, Party]:
    """Return the two records that were chosen."""
    ids = [text(request.POST, name, 18) for name in ("a", "b")]
    if not all(id.isascii() and id.isdecimal() for id in ids):
        raise MergeRefused(_("请在两边各选一条记录。"))
    found = _parties(request).select_related("street").in_bulk([int(id) for id in ids])
    if ids[0] == ids[1]:
        raise MergeRefused(_("两边选的是同一条记录，请各选一条。"))
    if len(found) < 2:
        raise scopes.Forbidden("records to merge")
    return found[int(ids[0])], found[int(ids[1])]


def _compare(request: HttpRequest, one: Party, other: Party, problem: str = "") -> HttpResponse:
    typed = request.POST
    stronger = one if logic.stronger(one.level, other.level) == one.level else other
    chosen = {"keep": one.pk, "name": stronger.pk, "street": (one if one.street_id else other).pk, "level": stronger.pk}
    if problem:
        chosen = {name: int(value) for name in chosen if (value := text(typed, name, 18)).isdecimal()}
    policy = load_policy(settings.WENJIU_POLICY)
    records = [Record(party, holdings_of(policy, party)) for party in (one, other)]
    context = {
        "records": records,
        "fields": [(name, label, [(r.party, _shown(r.party, name)) for r in records]) for name, label in _labels()],
        "chosen": chosen,
        "both": _both(records),
        "reason": text(typed, "reason", LONGEST_REASON),
        "problem": problem,
        "same_kind": one.kind == other.kind,
    }
    return render(request, "desk/merges/compare.html", context, status=422 if problem else 200)


def _labels() -> list[tuple[str, str]]:
    words = {"name": _("姓名或名称"), "street": _("街道（地区）"), "level": _("身份核验")}
    return [(name, words[name]) for name in logic.MERGED_FIELDS]


def _shown(party: Party, field: str) -> str:
    """Return a field of a record that a merge decides, in words."""
    if field == "street":
        return party.street.label if party.street is not None else _("（空）")
    return party.name if field == "name" else str(Level(party.level).label)


def _both(records: list[Record]) -> list[str]:
    """Return the names of the measures of which both records have a live award: they may have been paid twice."""
    first, second = ({award.measure for award in record.held.awards} for record in records)
    names = load_policy(settings.WENJIU_POLICY).measures
    return [names[code].name(policy_language()) for code in sorted(first & second)]


def _propose(request: HttpRequest) -> HttpResponse:
    one, other = _pair(request)
    by_id = {str(one.pk): one, str(other.pk): other}
    keep = by_id.get(text(request.POST, "keep", 18))
    sides = {name: by_id.get(text(request.POST, name, 18)) for name in logic.MERGED_FIELDS}
    reason = text(request.POST, "reason", LONGEST_REASON).strip()
    if keep is None or None in sides.values():
        return _compare(request, one, other, _("请选保留哪一条，并逐项选用哪一条的内容。"))
    if not reason:
        return _compare(
            request, one, other, _("请写明依据，例如“护照和身份证是同一人，已看原件”。另一位登记管理员要看。")
        )
    gone = other if keep is one else one
    fields = {name: "keep" if side is keep else "gone" for name, side in sides.items()}
    try:
        scopes.refuse_own_matter(request.user, [keep, gone])
        made = actions.propose_merge(actor=request.user, keep=keep, gone=gone, fields=fields, reason=reason)
    except (MergeRefused, scopes.NotSeparate) as refused:
        return _compare(request, one, other, str(refused))
    messages.success(request, _("已提出，等另一位登记管理员确认后生效。"))
    return redirect("desk:merge", id=made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper
def merge(request: HttpRequest, id: int) -> HttpResponse:
    """Show a merge with what it changes; confirm it, or undo it. POST: ``do`` (confirm, undo), ``reason``."""
    found = _visible(request).filter(pk=id).first()
    if found is None:
        raise scopes.Forbidden(f"merge {id}")
    problem = ""
    if request.method == "POST":
        problem = _decide(request, found)
        if not problem:
            return redirect("desk:merge", id=id)
    policy = load_policy(settings.WENJIU_POLICY)
    records = [
        Record(found.keep, holdings_of(policy, found.keep, leaving_out=found.gone)),
        Record(found.gone, holdings_of(policy, found.gone)),
    ]
    context = {
        "merge": found,
        "records": records,
        "changes": _changes(found),
        "both": _both(records),
        "proposed_by_me": found.proposed_by_id == request.user.pk,
        "reason": text(request.POST, "reason", LONGEST_REASON),
        "problem": problem,
    }
    return render(request, "desk/merges/merge.html", context, status=422 if problem else 200)


def _changes(merge: Merge) -> list[tuple[str, str, str]]:
    """Return label, value now and value then of each field of the kept record that a proposal changes."""
    if merge.confirmed_at is not None:
        return []
    sides = {"keep": merge.keep, "gone": merge.gone}
    rows = [(label, _shown(merge.keep, n), _shown(sides[merge.fields.get(n, "keep")], n)) for n, label in _labels()]
    return [row for row in rows if row[1] != row[2]]


def _decide(request: HttpRequest, merge: Merge) -> str:
    """Confirm or undo a merge. Return what was refused."""
    do = text(request.POST, "do", 20)
    try:
        scopes.refuse_own_matter(request.user, [merge.keep, merge.gone])
        if do == "confirm":
            actions.confirm_merge(actor=request.user, merge=merge)
            messages.success(request, _("已确认。两个号码从现在起查到的是同一条记录。"))
        elif do == "undo":
            actions.undo_merge(actor=request.user, merge=merge, reason=text(request.POST, "reason", LONGEST_REASON))
            messages.success(request, _("已撤销，两条记录各自独立。"))
        else:
            return _("没有选确认还是撤销。请选一项。")
    except (MergeRefused, scopes.NotSeparate) as refused:
        return str(refused)
    return ""
