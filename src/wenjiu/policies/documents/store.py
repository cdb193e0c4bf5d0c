"""Stores loaded texts, one file per version: `<data>/policies/<policy>/<checksum>.json`.

`current.json` names the version in use and holds the history: which text came into use when, and by which command. Both
are in one file, so they always agree. The text is stored as it was read, and parsed again on use, so the tree always
fits the parser. Files are written to a temporary name in the same folder, synced and renamed: a crash leaves the old
state or the new one.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from wenjiu import paths

from .messages import DocumentError
from .parsing import parse_text
from .reading import SourceText
from .tree import Document

MARKER = "wenjiu-policies"
_MARKER_TEXT = (
    "Official texts loaded by `wenjiu policy load`: a folder for each policy. Change them with wenjiu policy.\n"
)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FILE = re.compile(r"[0-9a-f]{64}\.json")
_CURRENT = "current.json"
_ACTIONS = ("load", "unload")


@dataclass(frozen=True, slots=True)
class StoredText:
    """One loaded version.

    `checksum`: of the file's bytes.
    `text_checksum`: of the wording without editing marks.
    """

    policy: str
    checksum: str
    text_checksum: str
    name: str
    encoding: str
    loaded_at: str
    text: str
    text_sha256: str

    def document(self) -> Document:
        """Return the parsed text."""
        return parse_text(self.text)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the text in use.

    `action`: "load" or "unload".
    `before`, `after`: checksums of the wording; None for no text.
    `at`: the time in UTC, ISO 8601; "" where it is not known.
    """

    at: str
    action: str
    before: str | None
    after: str | None


def data_root() -> Path:
    """Return the data folder of this installation; see `wenjiu.paths`."""
    return paths.data_folder()


def policy_folder(policy: str, root: Path | None = None) -> Path:
    """Return the folder of a policy's loaded texts. Raise DocumentError for an invalid policy name."""
    if not _NAME.fullmatch(policy):
        raise DocumentError("bad_name", name=repr(policy))
    return (root if root is not None else data_root()) / "policies" / policy


def make_policy_folder(policy: str, root: Path | None = None) -> Path:
    """Create the folder of a policy's texts with its marker, readable for all. A new data folder is private.

    Raise DocumentError where that is not possible.
    """
    folder = policy_folder(policy, root)
    data = folder.parents[1]
    try:
        if not data.is_dir():
            data.parent.mkdir(parents=True, exist_ok=True)
            data.mkdir(mode=0o700, exist_ok=True)
        for part in (folder.parent, folder):
            if not part.is_dir():
                part.mkdir(exist_ok=True)
                part.chmod(0o755)
    except OSError as error:
        raise DocumentError("store_unwritable", path=error.filename or folder, reason=error.strerror) from None
    if not (folder.parent / MARKER).exists():
        _write(folder.parent / MARKER, _MARKER_TEXT)
    return folder


def stored_versions(policy: str, root: Path | None = None) -> list[StoredText]:
    """Return all loaded versions in loading order. Raise DocumentError for a damaged file."""
    folder = policy_folder(policy, root)
    try:
        names = sorted(p.name for p in folder.iterdir() if _FILE.fullmatch(p.name))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DocumentError("unreadable", path=folder, reason=error.strerror) from None
    return sorted((_read(folder / name) for name in names), key=lambda v: (v.loaded_at, v.text_checksum))


def current_text(policy: str, root: Path | None = None) -> StoredText:
    """Return the version in use. Raise DocumentError where there is none, or the store is damaged."""
    found = text_in_use(policy, root)
    if found is None:
        raise DocumentError("not_loaded", policy=policy)
    return found


def text_in_use(policy: str, root: Path | None = None) -> StoredText | None:
    """Return the version in use, or None. Raise DocumentError where the store is damaged.

    A version whose file is gone counts as none: the text can be loaded again.
    """
    checksum = _pointer(policy, root)[0]
    file = policy_folder(policy, root) / f"{checksum}.json"
    return _read(file) if checksum is not None and file.exists() else None


def changes(policy: str, root: Path | None = None) -> list[Change]:
    """Return every change of the text in use, oldest first. Raise DocumentError where the store is damaged."""
    checksum, history = _pointer(policy, root)
    if history is not None or checksum is None:
        return history or []
    # Written before the history existed: only the order of loading is known.
    found: list[Change] = []
    others = [v for v in stored_versions(policy, root) if v.text_checksum != checksum]
    for after, at in [*((v.text_checksum, v.loaded_at) for v in others), (checksum, "")]:
        found.append(Change(at, "load", found[-1].after if found else None, after))
    return found


def keep_text(policy: str, source: SourceText, text_checksum: str, root: Path | None = None) -> StoredText:
    """Store a text as a new version that is not yet in use. The caller holds the lock of the policy's texts."""
    now = datetime.now(UTC)
    versions = stored_versions(policy, root)
    if versions:  # a clock that was set back must not change the order
        now = max(now, datetime.fromisoformat(versions[-1].loaded_at) + timedelta(microseconds=1))
    stored = StoredText(
        policy=policy,
        checksum=source.sha256,
        text_checksum=text_checksum,
        name=source.name,
        encoding=source.encoding,
        loaded_at=now.isoformat(timespec="microseconds"),
        text=source.text,
        text_sha256=hashlib.sha256(source.text.encode()).hexdigest(),
    )
    folder = policy_folder(policy, root)
    for left in folder.glob("*.tmp"):  # left by a load that was killed
        left.unlink(missing_ok=True)
    _write(folder / f"{text_checksum}.json", _json(asdict(stored)))
    return stored


def put_in_use(policy: str, text_checksum: str | None, action: str, root: Path | None = None) -> None:
    """Put a stored version (None: no text) in use, and add it to the history. The caller holds the lock."""
    history = changes(policy, root)
    before = history[-1].after if history else None
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    history.append(Change(at, action, before, text_checksum))
    content = {"text_checksum": text_checksum, "history": [asdict(change) for change in history]}
    _write(policy_folder(policy, root) / _CURRENT, _json(content))


def _pointer(policy: str, root: Path | None) -> tuple[str | None, list[Change] | None]:
    """Return the checksum of the text in use and the history (None: no history); (None, None) before any load."""
    pointer = policy_folder(policy, root) / _CURRENT
    try:
        content = json.loads(pointer.read_bytes())
        checksum = content["text_checksum"]
        history = [_change(entry) for entry in content["history"]] if "history" in content else None
        _require_checksum(checksum)
        if history and history[-1].after != checksum:
            raise ValueError("its history ends with another text")
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DocumentError("store_broken", path=pointer, reason=_reason(error)) from None
    return checksum, history


def _change(entry: Any) -> Change:
    change = Change(**entry)
    if not isinstance(change.at, str) or change.action not in _ACTIONS:
        raise ValueError(f"history has the entry {entry!r}")
    _require_checksum(change.before)
    _require_checksum(change.after)
    return change


def _require_checksum(value: Any) -> None:
    if value is not None and not (isinstance(value, str) and _FILE.fullmatch(f"{value}.json")):
        raise ValueError(f"text_checksum is {value!r}")


def _read(file: Path) -> StoredText:
    try:
        stored = StoredText(**json.loads(file.read_bytes()))
        if not all(isinstance(value, str) for value in asdict(stored).values()):
            raise ValueError("a field is not text")
        if hashlib.sha256(stored.text.encode()).hexdigest() != stored.text_sha256:
            raise ValueError("the text does not fit its checksum")
        datetime.fromisoformat(stored.loaded_at)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise DocumentError("store_broken", path=file, reason=_reason(error)) from None
    return stored


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or f"{error}" or type(error).__name__


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)


def _write(file: Path, text: str) -> None:
    temporary = None
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, suffix=".tmp", delete=False) as out:
            temporary = out.name
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, 0o644)  # a public document: every user of the machine may read it
        os.replace(temporary, file)
        temporary = None
        _sync_folder(file.parent)
    except OSError as error:
        raise DocumentError("store_unwritable", path=file, reason=error.strerror) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a rename in the folder survive a loss of power, where the file system can sync folders."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)
