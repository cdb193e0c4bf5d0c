"""Store the rows of registers. A row never changes: a correction is a new row, and the old one names it."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.files.models import StoredFile
from wenjiu.bureau.parties.models import Party

#: The role of the party that a row is about, in a table of people or organisations.
SELF = "self"


class Import(models.Model):
    """One file that was brought into one table. It can be withdrawn, and then be brought again."""

    class Mode(models.TextChoices):
        GOOD_ROWS = "good_rows"
        ALL_OR_NOTHING = "all_or_nothing"

    policy = models.CharField(max_length=60)
    table = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    mode = models.CharField(max_length=20, choices=Mode)
    #: Rows of the file that were brought, and those that were left out.
    good = models.PositiveIntegerField()
    bad = models.PositiveIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "table", "sha256"],
                condition=Q(withdrawn_at=None),
                name="registry_import_file_once",
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="registry_import_sha256"),
            models.CheckConstraint(
                condition=Q(mode="good_rows") | Q(mode="all_or_nothing", bad=0), name="registry_import_all_or_nothing"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="registry_import_withdrawn_by_somebody",
            ),
        ]


class Row(models.Model):
    """What one source says of one subject on certain days.

    It is live while no row replaces it and it is not withdrawn.
    """

    policy = models.CharField(max_length=60)
    table = models.CharField(max_length=60)
    #: Names the subject in its table. It is never a number that identifies a person.
    key = models.CharField(max_length=200)
    source = models.CharField(max_length=60)
    valid = DateRangeField()
    #: Column of the table -> value as a case states it: true or false, whole numbers, codes, days, and digits for
    #: amounts in yuan and for shares. A column that is absent is not known.
    facts = models.JSONField(default=dict)
    #: Column -> key of the row that it refers to, for tables that are not about parties. Those have links.
    refers = models.JSONField(default=dict, blank=True)
    street = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    imported = models.ForeignKey(Import, on_delete=models.PROTECT, null=True, blank=True, related_name="rows")
    recorded_at = models.DateTimeField(db_default=Now())
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    #: The row whose statement this one repeats for some of its days.
    copy_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["policy", "table", "key"],
                condition=Q(replaced_by=None, withdrawn_at=None),
                name="registry_row_live",
            ),
            models.Index(fields=["policy", "table", "key", "id"], name="registry_row_history"),
        ]
        constraints = [
            ExclusionConstraint(
                name="registry_row_one_a_day",
                expressions=[
                    ("policy", RangeOperators.EQUAL),
                    ("table", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("source", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(replaced_by=None, withdrawn_at=None),
            ),
            models.CheckConstraint(condition=~Q(valid__isempty=True), name="registry_row_holds_on_a_day"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(source=""), name="registry_row_named"),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("id")), name="registry_row_not_replaced_by_itself"
            ),
        ]


class Link(models.Model):
    """The party in one role of a row: the column that refers to it, or `SELF` for the party that the row is about."""

    row = models.ForeignKey(Row, on_delete=models.PROTECT, related_name="links")
    role = models.CharField(max_length=60)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="register_links")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["party", "role"], name="registry_link_of_party")]
        constraints = [
            models.UniqueConstraint(fields=["row", "role"], name="registry_link_role_once"),
            models.CheckConstraint(condition=~Q(role=""), name="registry_link_has_role"),
        ]


class Confirmation(models.Model):
    """A row of a file that says what a live row said already. It keeps that row when the first file is withdrawn."""

    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="confirmations")
    row = models.ForeignKey(Row, on_delete=models.PROTECT, related_name="confirmations")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["imported", "row"], name="registry_confirmation_once")]


class HeldColumn(models.Model):
    """A column that a register holds. A fact without a column is derived from other tables, as the registers say."""

    policy = models.CharField(max_length=60)
    table = models.CharField(max_length=60)
    column = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "table", "column"], name="registry_heldcolumn_once"),
        ]


class Correction(models.Model):
    """Somebody says that one value of a row is wrong, and the keeper of the register answers.

    `column`, `was`, `wanted`: the value in question, as the row has it and as it should be, in the form of `Row.facts`.
      `was` is null where the row does not state it.
    `party`: in whose name it is asked. `street`: the area of the keepers who can answer; null: those of the district.
    `answered_by`, `answered_at`, `accepted`, `answer`: what the keeper decided and why.
    `new_row`: the row that now says what was wanted.
    """

    policy = models.CharField(max_length=60)
    table = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    column = models.CharField(max_length=60)
    row = models.ForeignKey(Row, on_delete=models.PROTECT, related_name="corrections")
    was = models.JSONField(null=True)
    wanted = models.JSONField()
    reason = models.CharField(max_length=500)
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="corrections")
    street = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    new_row = models.ForeignKey(Row, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["policy", "answered_at", "street"], name="registry_correction_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "table", "key", "column"],
                condition=Q(answered_at=None),
                name="registry_correction_open_once",
            ),
            models.CheckConstraint(condition=~Q(reason__regex=r"^\s*$"), name="registry_correction_has_reason"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, accepted=None, new_row=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, accepted__isnull=False),
                name="registry_correction_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="registry_correction_not_answered_by_who_asked",
            ),
            models.CheckConstraint(
                condition=Q(accepted=None)
                | Q(accepted=True, new_row__isnull=False)
                | Q(accepted=False, new_row=None) & ~Q(answer__regex=r"^\s*$"),
                name="registry_correction_row_or_reason",
            ),
        ]
