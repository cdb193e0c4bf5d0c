"""What the bank reports, and what payees confirm."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .batches import Batch, BatchLine
from .ledger import Obligation


class Verdict(models.TextChoices):
    """What a line of a bank return means."""

    PAID = "paid", _("已到账")
    RETURNED = "returned", _("已退回")
    DUPLICATE = "duplicate", _("重复")
    UNKNOWN = "unknown", _("对不上")
    WRONG_AMOUNT = "wrong_amount", _("金额不符")


class ReturnFile(models.Model):
    """A file that the bank returned for a batch. The same bytes are read once. Rows never change."""

    sha256 = models.CharField(max_length=64, unique=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="return_files")
    name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    count = models.PositiveIntegerField()
    total_fen = models.BigIntegerField()

    class Meta:
        ordering = ["id"]


class ReturnLine(models.Model):
    """One line of a return and what it was found to mean. Rows never change."""

    file = models.ForeignKey(ReturnFile, on_delete=models.PROTECT, related_name="lines")
    no = models.PositiveIntegerField()
    reference = models.CharField(max_length=60)
    amount_fen = models.BigIntegerField()
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.CharField(max_length=200, blank=True)
    batch_line = models.ForeignKey(BatchLine, on_delete=models.PROTECT, null=True, related_name="return_lines")

    class Meta:
        ordering = ["file", "no"]
        constraints = [
            models.UniqueConstraint(fields=["file", "no"], name="funds_returnline_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="funds_returnline_verdict"),
            models.CheckConstraint(
                condition=~Q(verdict__in=["paid", "returned"]) | Q(batch_line__isnull=False),
                name="funds_returnline_moves_a_line",
            ),
        ]


class Cleared(models.Model):
    """A line of a return that settled nothing was cleared up by somebody, who says how. Rows never change."""

    return_line = models.OneToOneField(ReturnLine, on_delete=models.PROTECT, related_name="cleared")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason__regex=r"^\s*$"), name="funds_cleared_has_reason"),
        ]


class Draw(models.Model):
    """A sample of paid obligations whose payees are asked whether the money came. The seed repeats it."""

    policy = models.CharField(max_length=40)
    seed = models.CharField(max_length=40)
    asked = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class Receipt(models.Model):
    """A payee is asked whether the money of an obligation came."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="receipts")
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="receipt")
    asked_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    received = models.BooleanField(null=True)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, received=None, text="")
                | Q(answered_by__isnull=False, answered_at__isnull=False, received__isnull=False),
                name="funds_receipt_answered_whole",
            )
        ]
