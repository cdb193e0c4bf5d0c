"""Budgets, their buckets, and changes of their amounts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from wenjiu.bureau.funds import logic


class Source(models.TextChoices):
    """Whose money it is."""

    DISTRICT = "district", _("区级资金")
    CITY = "city", _("市级资金")


class BucketKind(models.TextChoices):
    """Where money of a budget is."""

    OUTSIDE = "outside", _("预算外")
    AVAILABLE = "available", _("可用")
    RESERVED = "reserved", _("已预留")
    COMMITTED = "committed", _("待付")
    SENT = "sent", _("已发送银行")
    PAID = "paid", _("已到账")


class Budget(models.Model):
    """Money of one year for one group of claims, from one source, for the district or one of its streets."""

    policy = models.CharField(max_length=40)
    #: A claim's group, or a measure.
    group = models.CharField(max_length=20)
    source = models.CharField(max_length=10, choices=Source)
    year = models.PositiveIntegerField()
    #: Null: for the whole district.
    street = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="budgets")
    #: How much of each amount it carries, of 1000. Opened budgets of one group, year and street add to 1000. One of 0 pays
    #: only what two people set it to pay (sharing).
    share = models.PositiveIntegerField(default=1000)
    #: When the first amount was confirmed. Nothing is reserved from a budget before.
    opened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["policy", "group", "year", "source", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "group", "source", "year", "street"], nulls_distinct=False, name="funds_budget_once"
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="funds_budget_source"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1000), name="funds_budget_share"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2200), name="funds_budget_year"),
        ]

    @property
    def carries(self) -> str:
        """Its share as a percentage."""
        return logic.percent(self.share)

    def __str__(self) -> str:
        return f"{self.group} {self.year} {self.get_source_display()}"


class Bucket(models.Model):
    """One place of a budget's money. The database makes six for each budget and keeps their balances.

    Only the outside may be negative: it is where money comes from.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="buckets")
    kind = models.CharField(max_length=10, choices=BucketKind)
    balance_fen = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["budget", "kind"], name="funds_bucket_once"),
            models.UniqueConstraint(fields=["id", "budget", "kind"], name="funds_bucket_of_its_budget"),
            models.CheckConstraint(condition=Q(kind__in=BucketKind.values), name="funds_bucket_kind"),
            models.CheckConstraint(
                condition=Q(kind="outside") | Q(balance_fen__gte=0), name="funds_bucket_never_negative"
            ),
        ]


class BudgetChange(models.Model):
    """An amount added to a budget, or taken from it (negative): proposed by one person, confirmed by another.

    Only the confirmation moves money.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="changes")
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_fen=0), name="funds_change_not_zero"),
            models.CheckConstraint(condition=~Q(reason__regex=r"^\s*$"), name="funds_change_has_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="funds_change_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="funds_change_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by=None, dropped_at=None)
                | Q(dropped_by__isnull=False, dropped_at__isnull=False, confirmed_by=None),
                name="funds_change_dropped_or_confirmed",
            ),
        ]
