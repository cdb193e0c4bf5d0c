"""Payment batches: made by one person, released by another, and sent to the bank as a file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .ledger import Obligation


class Layout(models.TextChoices):
    """Form of a file for the bank. layouts/ holds what each is made of."""

    CSV = "csv", _("CSV 文本")
    XLSX = "xlsx", _("Excel 表格")
    FIXED = "fixed", _("定长文本")


class Batch(models.Model):
    """Payments that go to the bank together.

    `count`, `total_fen`, `sha256`: number of lines, their sum, and the SHA-256 of what they say; set when it is frozen.
    `layout`: the form in which it is sent.
    A batch ends when it is dropped before release, or when each of its lines is paid or returned.
    """

    number = models.CharField(max_length=20, unique=True)
    policy = models.CharField(max_length=40)
    layout = models.CharField(max_length=10, choices=Layout, default=Layout.CSV)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    frozen_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(null=True)
    total_fen = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("made_by")), name="funds_batch_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None, count=None, total_fen=None, sha256="")
                | Q(frozen_at__isnull=False, count__gt=0, total_fen__gt=0) & ~Q(sha256=""),
                name="funds_batch_frozen_with_total",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None)
                | Q(released_by__isnull=False, released_at__isnull=False, frozen_at__isnull=False),
                name="funds_batch_released_when_frozen",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by=None, dropped_at=None, dropped_reason="")
                | Q(dropped_by__isnull=False, dropped_at__isnull=False, released_by=None) & ~Q(dropped_reason=""),
                name="funds_batch_dropped_before_release",
            ),
            models.CheckConstraint(condition=Q(layout__in=Layout.values), name="funds_batch_layout"),
        ]

    def __str__(self) -> str:
        return self.number


class LineState(models.TextChoices):
    """What became of a line of a batch. The database writes the last three from the ledger."""

    WAITING = "waiting", _("待放款")
    DROPPED = "dropped", _("已撤下")
    SENT = "sent", _("已发送银行")
    PAID = "paid", _("已到账")
    RETURNED = "returned", _("已退回")


class BatchLine(models.Model):
    """One attempt to pay one obligation to one account that was checked.

    `no`: its place in the batch. `reference`: what the bank repeats in its return.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    no = models.PositiveIntegerField()
    reference = models.CharField(max_length=30, unique=True)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="batch_lines")
    attempt = models.PositiveIntegerField()
    account = models.ForeignKey("parties.BankAccount", on_delete=models.PROTECT, related_name="batch_lines")
    account_check = models.ForeignKey("parties.AccountCheck", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=LineState, default=LineState.WAITING)

    class Meta:
        ordering = ["batch", "no"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "no"], name="funds_batchline_number_once"),
            models.UniqueConstraint(fields=["obligation", "attempt"], name="funds_batchline_attempt_once"),
            models.UniqueConstraint(fields=["id", "obligation"], name="funds_batchline_of_its_obligation"),
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state__in=["waiting", "sent"]), name="funds_batchline_one_open"
            ),
            models.CheckConstraint(condition=Q(no__gte=1) & Q(attempt__gte=1), name="funds_batchline_from_one"),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="funds_batchline_state"),
        ]


class Export(models.Model):
    """A file that was made of a batch. The same batch gives the same bytes each time. Rows never change."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="exports")
    layout = models.CharField(max_length=10, choices=Layout)
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "layout"], name="funds_export_once")]
