"""Store people and organisations. Numbers that identify them are encrypted; an index finds them without decrypting."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from wenjiu.bureau.areas.models import Area


class Level(models.TextChoices):
    """How an identity is known. The last three can be paid."""

    DECLARED: Any = "declared", _("本人填报")
    REGISTER: Any = "register", _("与登记信息一致")
    COUNTER: Any = "counter", _("窗口核验证件")
    PLATFORM: Any = "platform", _("统一认证平台确认")


class Party(models.Model):
    """A person or an organisation, known by one number of one type."""

    class Kind(models.TextChoices):
        PERSON: Any = "person", _("个人")
        ORGANISATION: Any = "organisation", _("单位")

    class IdType(models.TextChoices):
        RESIDENT_ID: Any = "resident_id", _("居民身份证号")
        USCC: Any = "uscc", _("统一社会信用代码")
        PASSPORT_OTHER: Any = "passport_other", _("护照或其他证件号")

    kind = models.CharField(max_length=12, choices=Kind)
    id_type = models.CharField(max_length=20, choices=IdType)
    #: HMAC of type and number, in hexadecimal digits.
    id_index = models.CharField(max_length=64)
    id_cipher = models.BinaryField()
    #: The number with its middle masked, for lists.
    id_tail = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=400, blank=True)
    street = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="parties")
    level = models.CharField(max_length=10, choices=Level, default=Level.REGISTER)
    #: The record that stands for this one since both were found to be one party.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["name"], name="parties_party_name"),
            models.Index(fields=["street", "kind"], name="parties_party_of_street"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id_type", "id_index"], name="parties_party_number_once"),
            models.CheckConstraint(
                condition=Q(kind="person", id_type__in=["resident_id", "passport_other"])
                | Q(kind="organisation", id_type="uscc"),
                name="parties_party_number_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(level__in=["declared", "register", "counter", "platform"]), name="parties_party_level"
            ),
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="parties_party_has_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="parties_party_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankAccount(models.Model):
    """An account in a party's own name. It can be paid to once another person has checked it."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="accounts")
    holder = models.CharField(max_length=120)
    bank = models.CharField(max_length=120)
    account_index = models.CharField(max_length=64)
    account_cipher = models.BinaryField()
    #: The number with all but its last four digits masked.
    tail = models.CharField(max_length=40)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "account_index"], condition=Q(closed_at=None), name="parties_account_open_once"
            ),
        ]


class AccountCheck(models.Model):
    """One check of an account by a person who did not enter it. The last one counts."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="checks")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    #: Whether holder and number are those of the party.
    matched = models.BooleanField()

    class Meta:
        ordering = ["id"]


class Merge(models.Model):
    """Two records that are one party: proposed by one person, confirmed by another, and reversible."""

    keep = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="merges_gone")
    #: For each field, which record's value stays: keep or gone.
    fields = models.JSONField(default=dict)
    #: Values of the kept record before the merge, to undo it.
    before = models.JSONField(default=dict)
    #: Why they are one party, in the words of who proposes it.
    reason = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="parties_merge_gone_once"),
            models.CheckConstraint(condition=~Q(keep=F("gone")), name="parties_merge_of_two"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="parties_merge_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="parties_merge_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="parties_merge_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | ~Q(undone_reason__regex=r"^\s*$"),
                name="parties_merge_undone_for_a_reason",
            ),
        ]
