"""What is owed, and the transfers that move money between the buckets of a budget."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .budgets import Bucket, BucketKind, Budget


class Kind(models.TextChoices):
    """What a transfer does."""

    APPROPRIATE = "appropriate", _("下达预算")
    ADJUST = "adjust", _("调减预算")
    RESERVE = "reserve", _("预留")
    COMMIT = "commit", _("转待付")
    RELEASE = "release", _("释放")
    SEND = "send", _("发送银行")
    SETTLE = "settle", _("确认到账")
    RETURN = "return", _("银行退回")


class Move(models.Model):
    """One allowed arrow between buckets. A migration writes the rows; the serving role only reads them."""

    pk = models.CompositePrimaryKey("kind", "from_kind", "to_kind")
    kind = models.CharField(max_length=12, choices=Kind)
    from_kind = models.CharField(max_length=10, choices=BucketKind)
    to_kind = models.CharField(max_length=10, choices=BucketKind)

    class Meta:
        managed = False  # emptying the tables of a test leaves it
        db_table = "funds_move"


class Obligation(models.Model):
    """What one payee is owed of one award from one budget.

    `part`: number of the payee's line in the measure, from 1.
    `state`, `seq`: where its money is, and number of its last transfer. The database keeps both.
    """

    award = models.ForeignKey("cases.Award", on_delete=models.PROTECT, related_name="obligations")
    payee = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="obligations")
    role = models.CharField(max_length=30)
    part = models.PositiveIntegerField()
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="obligations")
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=BucketKind, default="")
    seq = models.PositiveIntegerField(default=0)
    #: Since when its money is there.
    since = models.DateTimeField(db_default=Now())
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "since"], name="funds_obligation_state")]
        constraints = [
            models.UniqueConstraint(fields=["award", "payee", "part", "budget"], name="funds_obligation_once"),
            models.UniqueConstraint(fields=["id", "budget", "amount_fen"], name="funds_obligation_whole"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="funds_obligation_positive"),
            models.CheckConstraint(condition=Q(part__gte=1), name="funds_obligation_part_from_one"),
        ]


_OF_BUDGET = Q(kind__in=["appropriate", "adjust"])
_AT_BANK = Q(kind__in=["send", "settle", "return"])


class Transfer(models.Model):
    """One movement of money between two buckets of a budget. Rows never change.

    `key`: what makes it the same transfer, such as ``ob12:3``.
    `seq`, `prev_seq`: its place in the chain of its obligation. Money leaves only from where the last step put it.
    `voucher`: number of the voucher; all transfers of one action share it.
    """

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="transfers", db_constraint=False)
    from_bucket = models.ForeignKey(
        Bucket, on_delete=models.PROTECT, related_name="+", db_column="from_id", db_constraint=False
    )
    from_kind = models.CharField(max_length=10, choices=BucketKind)
    to_bucket = models.ForeignKey(
        Bucket, on_delete=models.PROTECT, related_name="+", db_column="to_id", db_constraint=False
    )
    to_kind = models.CharField(max_length=10, choices=BucketKind)
    amount_fen = models.BigIntegerField()
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, null=True, related_name="transfers", db_constraint=False
    )
    seq = models.PositiveIntegerField(null=True)
    prev_seq = models.PositiveIntegerField(null=True)
    change = models.OneToOneField("funds.BudgetChange", on_delete=models.PROTECT, null=True, related_name="transfer")
    batch_line = models.ForeignKey(
        "funds.BatchLine", on_delete=models.PROTECT, null=True, related_name="transfers", db_constraint=False
    )
    voucher = models.CharField(max_length=20, db_index=True)
    #: Null where a program acts.
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    entered_name = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "seq"], name="funds_transfer_seq_once"),
            models.UniqueConstraint(fields=["obligation", "seq", "to_bucket"], name="funds_transfer_chain_end"),
            models.UniqueConstraint(fields=["batch_line"], condition=Q(kind="send"), name="funds_transfer_sent_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="funds_transfer_positive"),
            models.CheckConstraint(
                condition=Q(_OF_BUDGET, obligation=None, seq=None, prev_seq=None, change__isnull=False)
                | Q(~_OF_BUDGET, obligation__isnull=False, change=None, kind="reserve", seq=1, prev_seq=None)
                | Q(
                    ~_OF_BUDGET,
                    ~Q(kind="reserve"),
                    obligation__isnull=False,
                    change=None,
                    seq__gt=1,
                    prev_seq=F("seq") - 1,
                ),
                name="funds_transfer_chain",
            ),
            models.CheckConstraint(
                condition=Q(_AT_BANK, batch_line__isnull=False) | Q(~_AT_BANK, batch_line=None),
                name="funds_transfer_bank_has_line",
            ),
            models.CheckConstraint(condition=~Q(entered_name=""), name="funds_transfer_names_actor"),
        ]
