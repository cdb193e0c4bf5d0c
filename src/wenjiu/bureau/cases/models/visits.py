"""Site visits, and reminders of a case that takes long."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

#: What a visit found: as declared, otherwise than declared, or nothing.
FOUND = ("same", "other", "none")


class SiteVisit(models.Model):
    """A visit to the place of a case. The clock pauses from its opening to its result.

    `why`: what is to be looked at. `planned_on`, `companion`: when, and who goes along. `visited_on`, `with_whom`, `result`: what was done and seen.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="visits")
    pause = models.OneToOneField("cases.Pause", on_delete=models.PROTECT, related_name="visit")
    why = models.TextField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    planned_on = models.DateField(null=True)
    companion = models.CharField(max_length=200, blank=True)
    visited_on = models.DateField(null=True)
    with_whom = models.CharField(max_length=200, blank=True)
    found = models.CharField(max_length=5, blank=True)
    result = models.TextField(blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(done_at=None), name="cases_visit_one_at_a_time"),
            models.CheckConstraint(condition=~Q(why__regex=r"^\s*$"), name="cases_visit_has_a_purpose"),
            models.CheckConstraint(condition=Q(found__in=["", *FOUND]), name="cases_visit_found"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, found="", result="", visited_on=None)
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(found="") & ~Q(result__regex=r"^\s*$"),
                name="cases_visit_done_with_result",
            ),
            models.CheckConstraint(
                condition=Q(found__in=["", "none"]) | Q(visited_on__isnull=False), name="cases_visit_has_its_day"
            ),
        ]


class SitePhoto(models.Model):
    """A picture or paper of a visit."""

    visit = models.ForeignKey(SiteVisit, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "file"], name="cases_visit_photo_once")]


class Urge(models.Model):
    """A reminder of a case: by who filed it, once a day, or by a superior of those who handle it. Rows never change."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="urges")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_applicant = models.BooleanField()
    text = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=20)
    day = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "day"], condition=Q(by_applicant=True), name="cases_urge_once_a_day"
            )
        ]
