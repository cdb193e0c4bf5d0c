"""What staff write to each other about a case, who was named in it, and who stands in for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class CaseNote(models.Model):
    """A note on a case, for staff only. Rows never change."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text__regex=r"^\s*$"), name="cases_note_has_text")]


class Mention(models.Model):
    """A member of staff who is named in a note. `seen_at`: when he said that he has read it."""

    note = models.ForeignKey(CaseNote, on_delete=models.PROTECT, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="cases_mention_once")]


class Delegation(models.Model):
    """Somebody stands in for an absent holder of a post: `given` is a post of his own for the days of the absence.

    Rows never change; the end is the end of the post that was given.
    """

    post = models.ForeignKey("accounts.Post", on_delete=models.PROTECT, related_name="delegations")
    given = models.OneToOneField("accounts.Post", on_delete=models.PROTECT, related_name="delegation")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(post=models.F("given")), name="cases_delegation_of_two_posts"),
            models.CheckConstraint(condition=~Q(reason__regex=r"^\s*$"), name="cases_delegation_has_reason"),
        ]
