"""A case, its lines, and the decisions on them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

#: States in which a case is over.
ENDS = ("closed", "refused", "withdrawn", "ended")
LINE_STATES = ("open", "refused", "approved", "held", "cleared", "ended", "paid")


class Case(models.Model):
    """One measure of one filing.

    `flow`: code and first day of the procedure that it follows, such as ``subsidy@2020-12-24``; a case keeps it.
    `state`: the step that it waits for, or its end (docs/decisions/cases.md).
    `round`: 1, and one more each time that it returns to an earlier step.
    `version`: one more with each change; a form carries the version that it showed.
    `street`: the office that reviews first.
    `filed_on`: the day that conditions and periods count from.
    `due_on`: the working day by which the present step is to be taken, where a period is set.
    """

    number = models.CharField(max_length=30, unique=True)
    filing = models.ForeignKey("cases.Filing", on_delete=models.PROTECT, related_name="cases")
    policy = models.CharField(max_length=40)
    measure = models.CharField(max_length=20)
    rules_version = models.CharField(max_length=40)
    flow = models.CharField(max_length=60)
    street = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20)
    round = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    filed_on = models.DateField()
    filed_at = models.DateTimeField(db_default=Now())
    step_since = models.DateTimeField(db_default=Now())
    due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "measure"], name="cases_case_measure_once"),
            models.CheckConstraint(condition=Q(round__gte=1) & Q(version__gte=1), name="cases_case_counts_from_one"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state__in=ENDS) | Q(closed_at__isnull=True) & ~Q(state__in=ENDS),
                name="cases_case_closed_in_an_end",
            ),
        ]
        indexes = [models.Index(fields=["state", "street", "due_on"], name="cases_case_queue")]


class Line(models.Model):
    """One subject of a case: the applicant itself, or one row of a roster.

    `row`: the register row that it stands on, where there is one.
    `declared`: public fact name -> value as the applicant gave it.
    `facts`: all facts that the last assessment used, with the source of each.
    `asked`: the case as the last assessment asked it.
    `answer`: the last assessment, the contract's object.
    `state`: one of `LINE_STATES`: held while an objection waits, cleared once the notice is over.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    no = models.PositiveIntegerField()
    row = models.ForeignKey("registry.Row", on_delete=models.PROTECT, null=True, related_name="lines")
    declared = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default="open")

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["case", "no"], name="cases_line_number_once"),
            models.CheckConstraint(condition=Q(no__gte=1), name="cases_line_number_from_one"),
            models.CheckConstraint(condition=Q(state__in=LINE_STATES), name="cases_line_state"),
        ]


class LineRole(models.Model):
    """Who a line is about, by role: the employer and the person of a hire."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="line_roles")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "role"], name="cases_role_once")]


class Decision(models.Model):
    """One step taken by one person for a case (line 0) or one line of it. Rows never change.

    `step`: number of the step in the procedure's order.
    `seen_version`: the version of the case that the form showed.
    `snapshot`: for each line the raw case with resolved parameters, letters and day, the source of each fact, and the
      whole answer; `sha` is the SHA-256 of its canonical JSON. Replay asks the raw case again.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    line_no = models.PositiveIntegerField(default=0)
    round = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    step_code = models.CharField(max_length=20)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    seen_version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    snapshot = models.JSONField(null=True)
    sha = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "line_no", "round", "step"], name="cases_decision_once"),
            ExclusionConstraint(
                name="cases_decision_one_step_a_person",
                expressions=[("case", "="), ("actor", "="), ("step", "<>")],
            ),
        ]


class Recusal(models.Model):
    """An official who takes no step in cases of a party until the recusal ends. A trigger on decisions holds it."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="recusals")
    reason = models.TextField()
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "party"], condition=Q(ended_at__isnull=True), name="cases_recusal_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(end_reason__regex=r"^\s*$"),
                name="cases_recusal_ends_for_a_reason",
            ),
        ]


class Pause(models.Model):
    """A stop of the clock of a case: a correction, a public notice, a site visit, the wait for another account of a payee."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=20)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(to_day__isnull=True), name="cases_pause_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(to_day__isnull=True) | Q(to_day__gte=models.F("from_day")), name="cases_pause_in_order"
            ),
        ]
