"""What was granted, by this system or before it, and how much of a cap is used. Once-rules and caps read only these."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Award(models.Model):
    """One claim that was granted.

    `line`: the line that it comes from; null for an award that was imported.
    `group`, `claim_key`, `slot`: what makes it the same claim; at most one live award has them.
    `labels`: role -> party id, and what else a rule compares, such as the edition.
    `person`, `once_group`, `months`: months of one person that no other award of the group may touch. Months are
      whole numbers, year * 12 + month - 1; the upper bound is not included.
    `live`: false once it is withdrawn, refunded or ended; its key is then free again.
    """

    line = models.OneToOneField("cases.Line", on_delete=models.PROTECT, null=True, related_name="award")
    imported = models.ForeignKey("registry.Import", on_delete=models.PROTECT, null=True, related_name="awards")
    policy = models.CharField(max_length=40)
    measure = models.CharField(max_length=20)
    group = models.CharField(max_length=20)
    claim_key = models.CharField(max_length=200)
    slot = models.PositiveIntegerField(default=1)
    labels = models.JSONField(default=dict)
    person = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="awards")
    once_group = models.CharField(max_length=20, null=True)
    months = IntegerRangeField(null=True)
    year = models.PositiveIntegerField(null=True)
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField(null=True)
    live = models.BooleanField(default=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "group", "claim_key", "slot"], condition=Q(live=True), name="cases_award_once"
            ),
            ExclusionConstraint(
                name="cases_award_months_once",
                expressions=[("policy", "="), ("once_group", "="), ("person", "="), ("months", "&&")],
                condition=Q(live=True, once_group__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=False, imported__isnull=True) | Q(line__isnull=True, imported__isnull=False),
                name="cases_award_from_a_line_or_an_import",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="cases_award_not_negative"),
            models.CheckConstraint(
                condition=Q(once_group__isnull=True) | Q(person__isnull=False, months__isnull=False),
                name="cases_award_months_have_a_person",
            ),
        ]


class Quota(models.Model):
    """How much of a cap is used: months of a traineeship, slots of rent years, fen of a total."""

    policy = models.CharField(max_length=40)
    group = models.CharField(max_length=20)
    cap_key = models.CharField(max_length=200)
    used = models.BigIntegerField(default=0)
    most = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "group", "cap_key"], name="cases_quota_one_row"),
            models.CheckConstraint(condition=Q(used__gte=0) & Q(used__lte=models.F("most")), name="cases_quota_kept"),
        ]
