"""Complaints and suggestions, also anonymous ones."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Complaint(models.Model):
    """What somebody complains about or proposes, from its receipt to its answer.

    `code_hash`: with the number, the code shows its state to whoever has it.
    `case`: the case that it is about; null for none. `about`: the official that it is about.
    `taken_by`: the official who wrote it down at a counter or on the phone; null for the public page.
    `kept_by`: who was signed in and keeps it in the own account; null for nobody. Who handles it does not see that.
    `due_on`: the working day by which it is to be answered; null where no period is set.
    A trigger refuses a handler who took a step of the case.
    """

    class Kind(models.TextChoices):
        COMPLAINT: Any = "complaint", _("投诉")
        SUGGESTION: Any = "suggestion", _("建议")
        HELP: Any = "help", _("求助")

    class Channel(models.TextChoices):
        WEB: Any = "web", _("网上")
        PHONE: Any = "phone", _("电话")
        COUNTER: Any = "counter", _("窗口")

    class Outcome(models.TextChoices):
        RIGHT: Any = "right", _("属实")
        PARTLY: Any = "partly", _("部分属实")
        WRONG: Any = "wrong", _("不属实")
        TAKEN: Any = "taken", _("已采纳")
        ANSWERED: Any = "answered", _("已解答")

    number = models.CharField(max_length=20, unique=True)
    code_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=Kind)
    channel = models.CharField(max_length=10, choices=Channel)
    name = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="complaints")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField(null=True)
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text__regex=r"^\s*$"), name="cases_complaint_says_something"),
            models.CheckConstraint(
                condition=Q(channel="web", taken_by=None) | ~Q(channel="web") & Q(taken_by__isnull=False),
                name="cases_complaint_by_its_channel",
            ),
            models.CheckConstraint(
                condition=Q(handler=None) | Q(about=None) | ~Q(handler=F("about")),
                name="cases_complaint_not_by_whom_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(handler=None) | Q(kept_by=None) | ~Q(handler=F("kept_by")),
                name="cases_complaint_not_by_who_made_it",
            ),
            models.CheckConstraint(
                condition=Q(given_by=None) | Q(about=None) | ~Q(given_by=F("about")),
                name="cases_complaint_not_given_by_whom_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", outcome="")
                | Q(answered_at__isnull=False, handler__isnull=False) & ~Q(answer__regex=r"^\s*$") & ~Q(outcome=""),
                name="cases_complaint_answered_by_its_handler",
            ),
        ]
