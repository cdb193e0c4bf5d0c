"""How many working days a step may take here, where the document leaves it to the installation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class StepPeriod(models.Model):
    """Working days of one step of a flow from a day on. They count once a second person has confirmed them.

    `flow`, `step`: codes of the policy's procedure, such as subsidy and notice. `source`: what states the days.
    A row that is confirmed never changes: another one from a later day follows it.
    """

    policy = models.CharField(max_length=40)
    flow = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    days = models.PositiveSmallIntegerField()
    from_day = models.DateField()
    source = models.CharField(max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-from_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "flow", "step"], condition=Q(confirmed_by=None), name="cases_period_waits_once"
            ),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=250), name="cases_period_days"),
            models.CheckConstraint(condition=~Q(source__regex=r"^\s*$"), name="cases_period_has_source"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("set_by")),
                name="cases_period_by_two_people",
            ),
        ]
