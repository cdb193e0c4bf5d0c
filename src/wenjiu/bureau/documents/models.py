"""Documents that were made, their numbers, and the files that were rendered of them (docs/decisions/documents.md)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

HASH = r"^[0-9a-f]{64}$"
#: Version of the program, and the number of a change of the rulebook: 0.1.0+3.
VERSION = r"^([0-9][0-9a-z.]*([+][1-9][0-9]*)?)?$"


class Kind(models.TextChoices):
    """What a document is. wording.yaml says what it is made of."""

    RECEIPT: Any = "receipt", _("收件凭证")
    ACCEPTED: Any = "accepted", _("受理通知书")
    CORRECTION: Any = "correction", _("一次性告知补正通知书")
    NOT_ACCEPTED: Any = "not_accepted", _("不予受理决定书")
    DECISION: Any = "decision", _("决定书")
    REFUSAL: Any = "refusal", _("不予支持决定书")
    NOTICE: Any = "notice", _("公示")
    APPROVAL: Any = "approval", _("审批表")
    BATCH: Any = "batch", _("拨付汇总表")
    CERTIFICATE: Any = "certificate", _("证书")
    APPEAL: Any = "appeal", _("内部复议决定书")
    OBJECTION: Any = "objection", _("异议处理结果告知书")
    ENDING: Any = "ending", _("终止通知书")
    WITHDRAWAL: Any = "withdrawal", _("撤回确认书")
    VISIT: Any = "visit", _("现场核查记录")
    PROMISE: Any = "promise", _("承诺核查结果告知书")
    ANSWER: Any = "answer", _("投诉建议答复书")


#: Documents that the applicant of a case reads; the others are for the office.
FOR_APPLICANTS = (
    Kind.RECEIPT,
    Kind.ACCEPTED,
    Kind.CORRECTION,
    Kind.NOT_ACCEPTED,
    Kind.DECISION,
    Kind.REFUSAL,
    Kind.CERTIFICATE,
    Kind.APPEAL,
    Kind.OBJECTION,
    Kind.ENDING,
    Kind.WITHDRAWAL,
    Kind.PROMISE,
)


class Form(models.TextChoices):
    """The form of a file."""

    PDF: Any = "pdf", "PDF"
    WORD: Any = "docx", "Word"
    EXCEL: Any = "xlsx", "Excel"


class Serial(models.Model):
    """The last number that was given to a kind of document in a year. An action counts it up under its lock."""

    policy = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "kind", "year"], name="documents_serial_one_row")]


class Document(models.Model):
    """One document, as it was on its day. Rows never change.

    `number`: its word, year and serial number. `code`: what anybody checks it by.
    `key`: what makes it the same document, such as ``decision/12/1``: kind, case and round.
    `batch`: number of the payment batch that it is about. It is about one case, notice, complaint or batch.
    `content`: every word of it; `sha256` is that of its canonical JSON.
    `version`: that of the words it was made with (`wording.version_of`); empty where none was kept.
    """

    policy = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind)
    year = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=14, unique=True)
    key = models.CharField(max_length=80, unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="documents")
    notice = models.ForeignKey("cases.Notice", on_delete=models.PROTECT, null=True, related_name="documents")
    complaint = models.ForeignKey("cases.Complaint", on_delete=models.PROTECT, null=True, related_name="documents")
    batch = models.CharField(max_length=20, blank=True, db_index=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    version = models.CharField(max_length=40, blank=True)
    #: Null where a program acts.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_name = models.CharField(max_length=80)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "kind", "year", "serial"], name="documents_serial_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="documents_serial_from_one"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="documents_kind"),
            models.CheckConstraint(condition=Q(sha256__regex=HASH), name="documents_hash"),
            models.CheckConstraint(condition=Q(version__regex=VERSION), name="documents_version"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}$"), name="documents_code"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False, notice=None, complaint=None, batch="")
                | Q(case=None, notice__isnull=False, complaint=None, batch="")
                | Q(case=None, notice=None, complaint__isnull=False, batch="")
                | Q(case=None, notice=None, complaint=None) & ~Q(batch=""),
                name="documents_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Rendering(models.Model):
    """One file that was rendered of a document: the SHA-256 of its bytes. Rows never change.

    `program`: what rendered it; another version of it may give other bytes.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="renderings")
    form = models.CharField(max_length=4, choices=Form)
    sha256 = models.CharField(max_length=64, db_index=True)
    program = models.CharField(max_length=80)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "form", "sha256"], name="documents_rendering_once"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="documents_rendering_form"),
            models.CheckConstraint(condition=Q(sha256__regex=HASH), name="documents_rendering_hash"),
        ]
