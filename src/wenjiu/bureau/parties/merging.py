"""Actions that merge two records of one party: one person proposes, another confirms, and it can be undone."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.parties import logic
from wenjiu.bureau.parties.models import Merge, Party
from wenjiu.bureau.writes import action


class MergeRefused(ValueError):
    """Two records cannot be merged, or a merge cannot be undone. The message is for the user."""


@action
def propose_merge(*, actor: Any, keep: Party, gone: Party, fields: dict[str, str], reason: str = "") -> Merge:
    """Propose that two records are one party.

    Args:
        actor: the user who proposes.
        keep: the record that stays.
        gone: the record that then stands for the other.
        fields: for each of name, street and level whose value stays: keep or gone. What is not named stays as in keep.
        reason: why they are one party, for the person who confirms.

    Raises:
        MergeRefused: the records are of different kinds, one of them is merged already, or another merge is open.
        ValueError: a field or side that there is not.
    """
    logic.refuse_unknown(fields)
    keep, gone = _locked(keep.pk, gone.pk)
    _refuse_if_impossible(keep, gone)
    if Merge.objects.filter(gone=gone, undone_at=None).exists():
        raise MergeRefused(_("“%(name)s”已有一条待确认的合并，请先处理那一条。") % {"name": gone.name})
    merge: Merge = Merge.objects.create(keep=keep, gone=gone, fields=fields, reason=reason.strip(), proposed_by=actor)
    audit.record(
        actor=actor, kind="merge.proposed", subject=keep, data={"merge": merge.pk, "gone": gone.pk, "fields": fields}
    )
    return merge


@action
def confirm_merge(*, actor: Any, merge: Merge) -> Merge:
    """Confirm a merge that somebody else proposed. Both records stay; the one that goes points to the other.

    Raises:
        MergeRefused: the actor proposed it, it is confirmed or undone, or the records changed so that it is impossible.
    """
    keep, gone = _locked(merge.keep_id, merge.gone_id)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.proposed_by_id == actor.pk:
        raise MergeRefused(_("这条合并是您提出的，请由另一位工作人员确认。"))
    if merge.confirmed_at is not None or merge.undone_at is not None:
        raise MergeRefused(_("这条合并已经确认或撤销，请刷新页面查看。"))
    _refuse_if_impossible(keep, gone)
    changes = logic.chosen(merge.fields, _values(keep), _values(gone))
    merge.before = {"keep": {name: _values(keep)[name] for name in changes}, "taken": changes}
    _apply(keep, changes)
    gone.merged_into = keep
    gone.save(update_fields=["merged_into"])
    merge.confirmed_by, merge.confirmed_at = actor, Now()
    merge.save()
    merge.refresh_from_db()
    audit.record(actor=actor, kind="merge.confirmed", subject=keep, data={"merge": merge.pk, "gone": gone.pk})
    return merge


@action
def undo_merge(*, actor: Any, merge: Merge, reason: str) -> Merge:
    """Take a merge back, or withdraw one that is not confirmed. Fields get their earlier values back.

    A field that was changed after the merge keeps its present value.

    Args:
        actor: the user who undoes it.
        merge: a merge that is not undone.
        reason: why.

    Raises:
        MergeRefused: it is undone already, or the reason is empty.
    """
    if not reason.strip():
        raise MergeRefused(_("请写明撤销的原因，例如“证件号码不同，是两个人”。"))
    keep, gone = _locked(merge.keep_id, merge.gone_id)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise MergeRefused(_("这条合并已经撤销，请刷新页面查看。"))
    if merge.confirmed_at is not None:
        present = _values(keep)
        taken = merge.before["taken"]
        _apply(keep, {n: value for n, value in merge.before["keep"].items() if present[n] == taken[n]})
        gone.merged_into = None
        gone.save(update_fields=["merged_into"])
    merge.undone_by, merge.undone_at, merge.undone_reason = actor, Now(), reason.strip()
    merge.save()
    merge.refresh_from_db()
    audit.record(actor=actor, kind="merge.undone", subject=keep, data={"merge": merge.pk, "gone": gone.pk})
    return merge


def _locked(keep: int, gone: int) -> tuple[Party, Party]:
    """Return both records, locked in the order of their ids."""
    found = {party.pk: party for party in Party.objects.select_for_update().filter(pk__in=[keep, gone]).order_by("id")}
    return found[keep], found[gone]


def _refuse_if_impossible(keep: Party, gone: Party) -> None:
    if keep.pk == gone.pk or keep.kind != gone.kind:
        raise MergeRefused(_("“%(keep)s”和“%(gone)s”不能合并：只能合并两条同类的记录。") % _names(keep, gone))
    if keep.merged_into_id is not None or gone.merged_into_id is not None:
        raise MergeRefused(_("“%(keep)s”或“%(gone)s”已并入另一条记录，请改用那一条。") % _names(keep, gone))


def _names(keep: Party, gone: Party) -> dict[str, str]:
    return {"keep": keep.name, "gone": gone.name}


def _values(party: Party) -> dict[str, Any]:
    return {"name": party.name, "street": party.street_id, "level": party.level}


def _apply(party: Party, values: dict[str, Any]) -> None:
    if "name" in values:
        party.name, party.pinyin = values["name"], logic.spelled(values["name"])
    if "street" in values:
        party.street_id = values["street"]
    if "level" in values:
        party.level = values["level"]
    party.save()
