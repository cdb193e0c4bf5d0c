"""What a review leaves in a case: corrections asked for, findings and how they were cleared, evidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Correction(models.Model):
    """One notice of everything that an applicant is to correct (一次性告知). One a round.

    `items`: list of {line, field, text}; line 0 is the case as a whole.
    `answers`: what was answered, one for each item, and one more for files that were given besides. Each is {reply,
      changed, same, files, papers}. `reply` are the applicant's own words, `changed` a list of {line, field, was, now},
      `same` of {line, field, now} that agree with a register, `files` names of files, `papers` their materials.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="corrections")
    round = models.PositiveIntegerField()
    items = models.JSONField()
    answers = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="cases_correction_once_a_round")]


class Finding(models.Model):
    """Something that stops a step until a named person clears it with a reason.

    `code`: what raised it, such as ``0.4.4`` or ``5.2.C4``; `level`: ``stop`` or ``warn``.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="findings")
    line = models.ForeignKey("cases.Line", on_delete=models.PROTECT, null=True, related_name="findings")
    code = models.CharField(max_length=40)
    level = models.CharField(max_length=5, choices=[("stop", "stop"), ("warn", "warn")])
    text = models.TextField()
    raised_at = models.DateTimeField(db_default=Now())
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "line", "code"], nulls_distinct=False, name="cases_finding_once"),
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True, cleared_at__isnull=True)
                | Q(cleared_by__isnull=False, cleared_at__isnull=False, level="warn") & ~Q(reason=""),
                name="cases_finding_cleared_with_reason",
            ),
        ]


class Evidence(models.Model):
    """One material of a case and where it comes from.

    `origin`: shared (a register), on_file, promise or upload.
    `file`: the stored file of an upload; a promise has a text that the applicant accepted.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="evidence")
    filing = models.ForeignKey("cases.Filing", on_delete=models.PROTECT, related_name="evidence")
    line_no = models.PositiveIntegerField(default=0)
    measure = models.CharField(max_length=20)
    material = models.CharField(max_length=40)
    origin = models.CharField(max_length=10)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    promised = models.TextField(blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now())
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "measure", "line_no", "material", "file"],
                nulls_distinct=False,
                condition=Q(replaced_at__isnull=True),
                name="cases_evidence_once",
            ),
            models.CheckConstraint(
                condition=Q(origin="upload", file__isnull=False)
                | Q(origin="promise", file__isnull=True) & ~Q(promised="")
                | Q(origin__in=["shared", "on_file"], file__isnull=True),
                name="cases_evidence_has_its_origin",
            ),
        ]


class DeskNote(models.Model):
    """What an official has typed into the page of a case and not yet sent: one note of a person for a case.

    It lets a page be fetched again, by going back or on another day. It says nothing about the case and is removed once
    the step is taken. `state`, `version`: those of the case that the page showed.
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="desk_notes")
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    typed = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "case"], name="cases_desk_note_once")]
