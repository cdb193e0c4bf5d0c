"""Public notices before payment, and objections to their lines."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Notice(models.Model):
    """A list that is shown to the public for some working days. `number` is the public one."""

    number = models.CharField(max_length=30, unique=True)
    policy = models.CharField(max_length=40)
    measure = models.CharField(max_length=20)
    begins_on = models.DateField()
    ends_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("begins_on")), name="cases_notice_in_order")
        ]


class NoticeLine(models.Model):
    """One line of a notice. `shown`: exactly what the public reads: masked name, item, amount."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("cases.Line", on_delete=models.PROTECT, related_name="notices")
    shown = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "line"], name="cases_notice_line_once")]


class Objection(models.Model):
    """What somebody says against a line of a notice. The line is held until a named person settles it."""

    notice_line = models.ForeignKey(NoticeLine, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField()
    contact = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True, upheld__isnull=True)
                | Q(settled_by__isnull=False, settled_at__isnull=False, upheld__isnull=False) & ~Q(reason=""),
                name="cases_objection_settled_with_reason",
            )
        ]
