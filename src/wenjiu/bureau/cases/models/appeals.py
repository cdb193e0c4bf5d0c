"""What follows a decision: an appeal to others, an end after the approval, a promise that was found untrue, a rating."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

#: What became of an appeal.
APPEAL_OUTCOMES = ("kept", "changed", "withdrawn")


class Appeal(models.Model):
    """A new round of a case that its filer asked for, taken by people who took no step before (内部复议).

    `decision`: what it is against. `last_day`: until when it could be asked for.
    `lines`: numbers of the lines that are looked at anew.
    `before`: the state to which the case returns where the decision is kept.
    `round`: the round that it opened; null while a notice of the other lines runs.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="appeals")
    decision = models.OneToOneField("cases.Decision", on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField()
    lines = models.JSONField()
    last_day = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    asked_at = models.DateTimeField(db_default=Now())
    before = models.CharField(max_length=20, blank=True)
    round = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(settled_at=None), name="cases_appeal_one_at_a_time"),
            models.CheckConstraint(condition=Q(asked_on__lte=F("last_day")), name="cases_appeal_in_time"),
            models.CheckConstraint(condition=~Q(text__regex=r"^\s*$"), name="cases_appeal_says_why"),
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="") | Q(settled_at__isnull=False, outcome__in=APPEAL_OUTCOMES),
                name="cases_appeal_settled_with_outcome",
            ),
        ]


class Ending(models.Model):
    """Lines that end after their approval and before their payment: proposed by one person, confirmed by another."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="endings")
    lines = models.JSONField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(settled_at=None), name="cases_ending_one_at_a_time"),
            models.CheckConstraint(condition=~Q(reason__regex=r"^\s*$"), name="cases_ending_has_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="cases_ending_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(settled_at__isnull=False), name="cases_ending_confirmed_at_a_time"
            ),
        ]


class PromiseCheck(models.Model):
    """A promise that somebody looks at afterwards. One that two people find untrue stands on the list until a day.

    `until`: the first day on which the party may promise again. `source`: what states how long.
    """

    evidence = models.OneToOneField("cases.Evidence", on_delete=models.PROTECT, related_name="check_of_promise")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(db_default=Now())
    kept = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    until = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept=None, found_by=None, found_at=None)
                | Q(kept__isnull=False, found_by__isnull=False, found_at__isnull=False) & ~Q(reason__regex=r"^\s*$"),
                name="cases_promise_found_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(kept=False) & ~Q(source__regex=r"^\s*$"), name="cases_promise_until_source"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, kept=False, until__isnull=False)
                & ~Q(confirmed_by=F("found_by")),
                name="cases_promise_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False, confirmed_by__isnull=False)
                & ~Q(undone_by=F("found_by"))
                & ~Q(undone_by=F("confirmed_by"))
                & ~Q(undone_reason__regex=r"^\s*$"),
                name="cases_promise_undone_by_a_third",
            ),
        ]


class Rating(models.Model):
    """What who filed a case thinks of how it was handled: 5 very good, 1 very bad. Once a case; rows never change."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="rating")
    grade = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="cases_rating_grade")]


class CallBack(models.Model):
    """The call after a bad rating: whether somebody was reached, and what came of it. Rows never change."""

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="calls")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reached = models.BooleanField()
    result = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["rating"], condition=Q(reached=True), name="cases_call_reached_once"),
            models.CheckConstraint(condition=~Q(result__regex=r"^\s*$"), name="cases_call_has_result"),
        ]
