"""Days that a bureau declares free or working, over the national calendar that is packaged."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class CalendarDay(models.Model):
    """One declaration of a day. Of a day the last declaration that a second person confirmed counts."""

    day = models.DateField()
    working = models.BooleanField()
    reason = models.CharField(max_length=120)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("set_by")),
                name="cases_calendar_by_two_people",
            )
        ]
