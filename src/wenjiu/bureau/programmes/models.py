"""Store programmes. A programme has people on a list, and dated records of them. Its kind is data of the policy."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import Row

DRAFT, PROPOSED, APPROVED, FINISHED = "draft", "proposed", "approved", "finished"
ACCEPTED, REFUSED, CANCELLED = "accepted", "refused", "cancelled"
STATES = (DRAFT, PROPOSED, APPROVED, FINISHED, ACCEPTED, REFUSED, CANCELLED)
OVER = (ACCEPTED, REFUSED, CANCELLED)
LISTED, HELD, LEFT, REMOVED = "listed", "held", "left", "removed"
ENTRY_STATES = (LISTED, HELD, LEFT, REMOVED)
#: States in which somebody takes a place and days.
ON_LIST = (LISTED, HELD, LEFT)
CONFIRMED = "confirmed"
CHECKED = (CONFIRMED, REFUSED)


class Programme(models.Model):
    """One class, position, competition, call or decision. It has a number, days, and the fields of its kind.

    `organiser`: who runs it; none where the office does. `part_of`: the programme that it is a part of.
    `version`: one more with each step; a form carries the version that it showed.
    """

    policy = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=120)
    organiser = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="programmes")
    street = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    first_day = models.DateField()
    last_day = models.DateField()
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=DRAFT)
    version = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["policy", "kind", "state"], name="programmes_of_kind")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="programmes_programme_state"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="programmes_programme_days"),
            models.CheckConstraint(condition=~Q(title__regex=r"^\s*$"), name="programmes_programme_has_title"),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("id")), name="programmes_not_part_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One step of a programme: by whom, when, and why. Steps are only added; whoever hands in does not decide."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10)
    #: The version of the programme that this step made.
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="programmes_step_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="programmes_step_state"),
        ]


class Entry(models.Model):
    """Somebody on the list of a programme, from a day to a day.

    `part`: which part, such as an event; empty where there are none. `group`: nobody has two entries of a group on a day.
    `doubts`: what the checks said, as a list of {level, text}. `row`: number of the register row that follows.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="entries")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="programme_entries")
    no = models.PositiveIntegerField()
    part = models.CharField(max_length=120, blank=True)
    group = models.CharField(max_length=40, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=10, default=LISTED)
    fields = models.JSONField(default=dict)
    doubts = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    row = models.CharField(max_length=60, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    #: Who let a doubtful person on the list, when, and on what paper it was checked.
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    cleared_why = models.CharField(max_length=500, blank=True)
    #: Why somebody left or was taken off.
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "no"], name="programmes_entry_no"),
            models.UniqueConstraint(
                fields=["programme", "party", "part"],
                condition=~Q(state=REMOVED),
                name="programmes_entry_once",
            ),
            models.CheckConstraint(condition=Q(state__in=ENTRY_STATES), name="programmes_entry_state"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="programmes_entry_days"),
            models.CheckConstraint(
                condition=Q(cleared_by=None) | ~Q(cleared_why=""), name="programmes_entry_cleared_with_reason"
            ),
            ExclusionConstraint(
                name="programmes_entry_one_a_day",
                expressions=[
                    ("party", RangeOperators.EQUAL),
                    ("group", RangeOperators.EQUAL),
                    (
                        Func(
                            F("first_day"),
                            F("last_day"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(group="") & Q(state__in=ON_LIST),
            ),
        ]


class Record(models.Model):
    """What was recorded of somebody for a day or a month. Only added; the highest `no` counts.

    `day`: the day, or the first day of the month. `stops`: what keeps it from counting, as texts.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="records")
    what = models.CharField(max_length=40)
    day = models.DateField()
    no = models.PositiveIntegerField(default=1)
    values = models.JSONField(default=dict)
    stops = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "what", "day", "no"], name="programmes_record_once"),
            models.CheckConstraint(condition=Q(no__gte=1), name="programmes_record_no"),
        ]


class RecordCheck(models.Model):
    """One answer to a record, by somebody else than who recorded it: it is confirmed, or refused with a reason."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="answer")
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=CHECKED), name="programmes_check_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome=REFUSED) | ~Q(reason=""), name="programmes_check_refused_with_reason"
            ),
        ]


class Panellist(models.Model):
    """Somebody on the panel of a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="panel")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["programme", "user"], name="programmes_panellist_once")]


class Release(models.Model):
    """Somebody was taken off a panel before he scored. Rows are only added; he is not named again for it."""

    panellist = models.OneToOneField(Panellist, on_delete=models.PROTECT, related_name="release")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason__regex=r"^\s*$"), name="programmes_release_with_reason")
        ]


class Interest(models.Model):
    """What a panellist declares about an entry: an interest, or none. Without a declaration nobody scores."""

    panellist = models.ForeignKey(Panellist, on_delete=models.PROTECT, related_name="interests")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="interests")
    has = models.BooleanField()
    what = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["panellist", "entry"], name="programmes_interest_once"),
            models.CheckConstraint(condition=Q(has=False) | ~Q(what=""), name="programmes_interest_named"),
        ]


class Score(models.Model):
    """The points of a panellist for an entry, by criterion. A score never changes."""

    panellist = models.ForeignKey(Panellist, on_delete=models.PROTECT, related_name="scores")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="scores")
    points = models.JSONField()
    total = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["panellist", "entry"], name="programmes_score_once")]


class Following(models.Model):
    """A row of a register that followed from a programme. Rows of this table are only added."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="following")
    row = models.ForeignKey(Row, on_delete=models.PROTECT, related_name="following")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["programme", "row"], name="programmes_following_once")]
