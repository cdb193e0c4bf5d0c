"""Keeps an uploaded file between its preview and its import: encrypted, for its owner alone, and not for long.

Files are below the data folder, outside everything that is served. They are drafts and no record: the database keeps
what is imported.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from wenjiu.bureau import key_ring

#: Hours for which a file is kept.
HOURS = 24
PLACE = "uploads.file"
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Upload:
    """A kept file. `source`: who states it."""

    token: str
    policy: str
    table: str
    source: str
    file_name: str
    content: bytes


def keep(*, owner: int, policy: str, table: str, source: str, file_name: str, content: bytes) -> str:
    """Keep a file for a user (id). Return the token that opens it."""
    sweep()
    token = secrets.token_hex(16)
    data = {
        "owner": owner,
        "until": time.time() + HOURS * 3600,
        "policy": policy,
        "table": table,
        "source": source,
        "file_name": file_name,
        "content": base64.b64encode(content).decode(),
    }
    path = _folder() / token
    partial = path.with_suffix(".partial")
    partial.touch(mode=0o600)
    partial.write_bytes(key_ring.encrypt(json.dumps(data), f"{PLACE}.{token}"))
    about = {name: data[name] for name in ("owner", "until", "policy", "table", "source", "file_name")}
    _about(token).touch(mode=0o600)
    _about(token).write_bytes(key_ring.encrypt(json.dumps(about), f"{PLACE}.{token}.about"))
    partial.rename(path)
    return token


def find(*, owner: int, token: str) -> Upload | None:
    """Return a kept file; None if there is none, it is another user's, or its time is over."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        data = json.loads(key_ring.decrypt((_folder() / token).read_bytes(), f"{PLACE}.{token}"))
    except (FileNotFoundError, key_ring.KeyRingError):
        return None
    if data["owner"] != owner or data["until"] < time.time():
        return None
    content = base64.b64decode(data["content"])
    return Upload(token, data["policy"], data["table"], data["source"], data["file_name"], content)


@dataclass(frozen=True)
class Waiting:
    """A kept file without its content. `until`: when its time is over, in seconds since 1970."""

    token: str
    table: str
    source: str
    file_name: str
    until: float


def waiting(*, owner: int, policy: str) -> list[Waiting]:
    """Return the files of a user that are kept and not imported yet, the newest first."""
    found = []
    for path in _folder().glob("*.about"):
        token = path.stem
        try:
            data = json.loads(key_ring.decrypt(path.read_bytes(), f"{PLACE}.{token}.about"))
        except (FileNotFoundError, key_ring.KeyRingError):
            continue
        if data["owner"] == owner and data["policy"] == policy and data["until"] > time.time():
            found.append(Waiting(token, data["table"], data["source"], data["file_name"], data["until"]))
    return sorted(found, key=lambda one: -one.until)


def drop(token: str) -> None:
    """Remove a kept file."""
    if _TOKEN.fullmatch(token):
        (_folder() / token).unlink(missing_ok=True)
        _about(token).unlink(missing_ok=True)


def sweep() -> None:
    """Remove the files whose time is over."""
    for path in _folder().iterdir():
        try:
            if path.stat().st_mtime < time.time() - HOURS * 3600:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue


def _about(token: str) -> Path:
    return _folder() / f"{token}.about"


def _folder() -> Path:
    folder = Path(settings.DATA_FOLDER) / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
