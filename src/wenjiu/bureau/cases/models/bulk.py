"""Equal cases that one official takes the same step of with one press, after looking at a sample of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Bulk(models.Model):
    """One draw: the cases, the step, and the outcome that all of them get.

    `state`: code of the step. `flow`: the procedure that all of the cases follow.
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=40)
    measure = models.CharField(max_length=20)
    flow = models.CharField(max_length=60)
    state = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    drawn_at = models.DateTimeField(db_default=Now())
    pressed_at = models.DateTimeField(null=True)


class BulkCase(models.Model):
    """One case of a bulk. A trigger refuses its decision while a sampled case of the bulk was not looked at.

    `version`: the version of the case at the draw; a case that changed since then is not taken.
    `left_out`: the official found that it is not like the others.
    `refused`: why its step could not be taken.
    """

    bulk = models.ForeignKey(Bulk, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    sampled = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)
    left_out = models.BooleanField(default=False)
    decision = models.OneToOneField("cases.Decision", on_delete=models.PROTECT, null=True, related_name="+")
    refused = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bulk", "case"], name="cases_bulk_case_once"),
            models.CheckConstraint(
                condition=Q(decision__isnull=True) | Q(refused="", left_out=False), name="cases_bulk_one_result"
            ),
            models.CheckConstraint(
                condition=Q(left_out=False) | Q(looked_at__isnull=False), name="cases_bulk_left_out_after_a_look"
            ),
        ]


class SavedFilter(models.Model):
    """Filters of a list of cases that a person gave a name. `query`: as it stands in the address."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=10)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["actor", "place", "name"], name="cases_saved_filter_once"),
            models.CheckConstraint(condition=Q(place__in=["queue", "cases"]), name="cases_saved_filter_place"),
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="cases_saved_filter_named"),
        ]
