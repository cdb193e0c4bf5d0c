"""Reads of the evidence store. Who may open a file is decided by the caller."""

from __future__ import annotations

import stat
from pathlib import Path

from django.conf import settings

from wenjiu.bureau import key_ring
from wenjiu.bureau.files import store as disk
from wenjiu.bureau.files.errors import DamagedFile
from wenjiu.bureau.files.models import Scan, StoredFile


def open_file(stored: StoredFile) -> bytes:
    """Return the plain bytes of a file, checked against its hash.

    Raises:
        DamagedFile: the bytes are lost or changed, the key does not open, or a scanner called the file bad.
    """
    if stored.scan == Scan.BAD:
        raise DamagedFile(f"The file {stored.blob} is harmful: a scanner found so. Ask for another one.")
    try:
        key = disk.unwrap(stored.key_cipher, stored.sha256)
    except key_ring.KeyRingError as error:
        raise DamagedFile(f"The key of the file {stored.blob} does not open: {error}") from error
    return disk.read(stored.blob, key, stored.sha256)


def lost_files() -> list[str]:
    """Return the blob of each stored file whose bytes are not on disk."""
    blobs = StoredFile.objects.order_by("pk").values_list("blob", flat=True).iterator()
    return [blob for blob in blobs if not disk.path_of(blob).is_file()]


def exposed() -> str | None:
    """Return why others could reach the folder of the files: it is served as static, or its rights allow it."""
    folder = disk.folder()
    served = [settings.STATIC_ROOT, *getattr(settings, "STATICFILES_DIRS", ())]
    for root in (Path(s).resolve() for s in served if s):
        if folder.resolve().is_relative_to(root):
            return f"{folder} is below {root}, which is served to everybody: set WENJIU_DATA to another folder"
    if not folder.exists():
        return None
    open_to_others = [p for p in [folder, *folder.rglob("*")] if stat.S_IMODE(p.stat().st_mode) & 0o077]
    return (
        f"others may read {open_to_others[0]} and {len(open_to_others) - 1} more: chmod -R go= {folder}"
        if open_to_others
        else None
    )
