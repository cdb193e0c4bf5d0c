"""Reads of the rulebook: drafts, confirmed changes, what was shown of an effect, and the policy of a day."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from wenjiu.bureau.access import scopes
from wenjiu.bureau.rulebook.in_force import policy_at, policy_on, policy_under, version
from wenjiu.bureau.rulebook.models import Change, Draft, Look

__all__ = ["access_change", "access_draft", "changes_of", "drafts_of", "look_of", "policy_at", "policy_on",
           "policy_under", "version", "withdrawn_of"]  # fmt: skip


def drafts_of(policy: str) -> QuerySet[Draft]:
    """Return the drafts of a policy that wait, the newest first."""
    return Draft.objects.filter(policy=policy, state="open").select_related("made_by", "revokes")


def withdrawn_of(policy: str, most: int = 20) -> QuerySet[Draft]:
    """Return the last drafts of a policy that were withdrawn or rejected, the newest first."""
    found = Draft.objects.filter(policy=policy, state="withdrawn").select_related("made_by", "settled_by", "revokes")
    return found.order_by("-settled_at")[:most]


def changes_of(policy: str) -> QuerySet[Change]:
    """Return the confirmed changes of a policy, the newest first."""
    return Change.objects.filter(policy=policy).select_related("made_by", "confirmed_by", "revokes", "revocation")


def access_draft(draft_id: int) -> Draft:
    """Return a draft of any state. Raise `scopes.Forbidden` where there is none."""
    found = (
        Draft.objects.select_related("made_by", "settled_by", "revokes", "change__confirmed_by")
        .filter(pk=draft_id)
        .first()
    )
    if found is None:
        raise scopes.Forbidden(f"draft {draft_id}")
    return found


def access_change(change_id: int) -> Change:
    """Return a confirmed change. Raise `scopes.Forbidden` where there is none."""
    found = Change.objects.select_related("made_by", "confirmed_by", "revokes").filter(pk=change_id).first()
    if found is None:
        raise scopes.Forbidden(f"change {change_id}")
    return found


def look_of(draft: Draft, actor: Any) -> Look | None:
    """Return what a person was shown last of the effect of a draft as it is now; None where there is none."""
    return Look.objects.filter(draft=draft, revision=draft.revision, seen_by=actor).first()
