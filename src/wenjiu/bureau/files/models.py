"""What is known of a stored file. Its bytes are in the data folder, encrypted (store.py)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from wenjiu.bureau.files.kinds import LARGEST, MEDIA_TYPES


class Scan(models.TextChoices):
    """What a scanner for harmful software said. A file that it calls bad does not open."""

    NOT_SCANNED = "not_scanned", _("未查毒")
    CLEAN = "clean", _("查毒未发现问题")
    BAD = "bad", _("查出病毒")


class StoredFile(models.Model):
    """One file of one person. The same bytes given again by the same person are the same file.

    `sha256`: of the plain bytes. `blob`: SHA-256 of the encrypted bytes, the name of the file on disk.
    `name`: as given, without folders and without characters that cannot be printed.
    `key_cipher`: the file's own key, encrypted with version `key_version` of the key ring.
    `retain_until`: the last day on which it must be kept; null where nothing says so.
    """

    sha256 = models.CharField(max_length=64)
    blob = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    key_version = models.PositiveIntegerField()
    key_cipher = models.BinaryField()
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stored_files")
    stored_at = models.DateTimeField(db_default=Now())
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    retain_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stored_by", "sha256"], name="files_same_bytes_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$", blob__regex="^[0-9a-f]{64}$"), name="files_hashes"
            ),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=LARGEST), name="files_size"),
            models.CheckConstraint(condition=Q(media_type__in=MEDIA_TYPES), name="files_media_type"),
            models.CheckConstraint(condition=~Q(name=""), name="files_named"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="files_scan"),
        ]
