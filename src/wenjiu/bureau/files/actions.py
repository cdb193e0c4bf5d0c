"""All writes of the evidence store."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from typing import Any

from wenjiu.bureau import key_ring
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.files import store as disk
from wenjiu.bureau.files.kinds import Kind, clean_name, recognise
from wenjiu.bureau.files.models import Scan, StoredFile
from wenjiu.bureau.writes import action

#: An orphan stays so long, because the transaction of its row may still be running.
ORPHAN_SECONDS = 24 * 3600.0


@action
def store(*, actor: Any, name: str, data: bytes, retain_until: dt.date | None = None) -> StoredFile:
    """Keep a file that a user gives, and return it.

    The same bytes from the same user are the file that is there already, under its first name; if its bytes were lost,
    they are written again. The bytes are on disk before the row is; without the row they are an orphan (`sweep`).

    Args:
        actor: the user who gives it.
        name: the file's name as given.
        data: its bytes.
        retain_until: the last day on which it must be kept.

    Raises:
        RefusedFile: the file is not of a kind that is kept; it says what to do.
    """
    name = clean_name(name)
    kind = recognise(name, data)
    sha = sha256(data).hexdigest()
    there = StoredFile.objects.filter(stored_by=actor, sha256=sha).first()
    return _insert(actor, name, data, sha, kind, retain_until) if there is None else _again(there, data)


def _insert(actor: Any, name: str, data: bytes, sha: str, kind: Kind, retain_until: dt.date | None) -> StoredFile:
    key = disk.new_key()
    key_cipher = disk.wrap(key, sha)
    blob = disk.write(disk.encrypt(key, sha, data))
    new = StoredFile(
        sha256=sha,
        blob=blob,
        size=len(data),
        media_type=kind.media_type,
        name=name,
        key_version=key_ring.version_of(key_cipher),
        key_cipher=key_cipher,
        stored_by=actor,
        retain_until=retain_until,
    )
    StoredFile.objects.bulk_create([new], ignore_conflicts=True)  # waits for a transaction that stores the same
    stored: StoredFile = StoredFile.objects.get(stored_by=actor, sha256=sha)
    if stored.blob != blob:
        disk.remove(disk.path_of(blob))
        return stored
    record(actor=actor, kind="file.stored", subject=stored, data={"sha256": sha, "size": stored.size})
    return stored


def _again(stored: StoredFile, data: bytes) -> StoredFile:
    if not disk.path_of(stored.blob).exists():
        disk.write(disk.encrypt(disk.unwrap(stored.key_cipher, stored.sha256), stored.sha256, data))
    return stored


@action
def record_scan(*, actor: Any, stored: StoredFile, result: Scan) -> None:
    """Record what a scanner said of a file. A bad one no longer opens."""
    StoredFile.objects.filter(pk=stored.pk).update(scan=result)
    record(actor=actor, kind="file.scanned", subject=stored, data={"result": result.value})


@action
def rewrap_keys(*, actor: Any) -> int:
    """Encrypt the keys of all files with the newest key of the ring, and return how many were not. Blobs stay."""
    newest = key_ring.newest()
    old = list(StoredFile.objects.select_for_update().filter(key_version__lt=newest).order_by("pk"))
    for stored in old:
        stored.key_cipher = disk.wrap(disk.unwrap(stored.key_cipher, stored.sha256), stored.sha256)
        stored.key_version = key_ring.version_of(stored.key_cipher)
    StoredFile.objects.bulk_update(old, ["key_cipher", "key_version"], batch_size=1000)
    if old:
        record(actor=actor, kind="file.keys_rewrapped", data={"files": len(old), "version": newest})
    return len(old)


@action
def sweep(*, actor: Any, older_than: float = ORPHAN_SECONDS) -> int:
    """Remove encrypted files that no row names and that are older than so many seconds; return how many."""
    found = list(disk.older_than(older_than))
    named = set(StoredFile.objects.filter(blob__in=[b for _, b in found if b]).values_list("blob", flat=True))
    orphans = [path for path, blob in found if blob not in named]
    for path in orphans:
        disk.remove(path)
    if orphans:
        record(actor=actor, kind="file.swept", data={"files": len(orphans)})
    return len(orphans)
