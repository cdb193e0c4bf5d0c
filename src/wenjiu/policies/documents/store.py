"""Loaded texts: `<data>/policies/<policy>/<checksum>.json`, one file a version; `current.json` names the one in use.

The text is kept as it was read; the tree is made from it anew, so that it always fits the parser. Files are written
beside their place and moved there, so that a crash leaves the old state or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from wenjiu import paths

from .messages import DocumentError
from .parsing import parse_text
from .reading import SourceText
from .tree import Document

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FILE = re.compile(r"[0-9a-f]{64}\.json")
_CURRENT = "current.json"


@dataclass(frozen=True, slots=True)
class StoredText:
    """One loaded version. `checksum` is of the file's bytes, `text_checksum` of the wording without editing marks."""

    policy: str
    checksum: str
    text_checksum: str
    name: str
    encoding: str
    loaded_at: str
    text: str
    text_sha256: str

    def document(self) -> Document:
        """The text, parsed."""
        return parse_text(self.text)


def data_root() -> Path:
    """The data folder of this installation; see `wenjiu.paths`."""
    return paths.data_folder()


def policy_folder(policy: str, root: Path | None = None) -> Path:
    """The folder of a policy's loaded texts; raises DocumentError for a name that is no policy name."""
    if not _NAME.fullmatch(policy):
        raise DocumentError("bad_name", name=repr(policy))
    return (root if root is not None else data_root()) / "policies" / policy


def stored_versions(policy: str, root: Path | None = None) -> list[StoredText]:
    """All loaded versions, first loaded first; raises DocumentError where a file is damaged."""
    folder = policy_folder(policy, root)
    try:
        names = sorted(p.name for p in folder.iterdir() if _FILE.fullmatch(p.name))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DocumentError("unreadable", path=folder, reason=error.strerror) from None
    return sorted((_read(folder / name) for name in names), key=lambda v: (v.loaded_at, v.text_checksum))


def current_text(policy: str, root: Path | None = None) -> StoredText:
    """The version in use; raises DocumentError where none was loaded or the store is damaged."""
    folder = policy_folder(policy, root)
    pointer = folder / _CURRENT
    try:
        checksum = json.loads(pointer.read_bytes())["text_checksum"]
        file = folder / f"{checksum}.json"
        if not _FILE.fullmatch(file.name):
            raise ValueError(f"text_checksum is {checksum!r}")
    except FileNotFoundError:
        raise DocumentError("not_loaded", policy=policy) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DocumentError("store_broken", path=pointer, reason=error) from None
    return _read(file)


def store_text(policy: str, source: SourceText, text_checksum: str, root: Path | None = None) -> StoredText:
    """Keep a text as a new version of the policy's document and make it the current one."""
    stored = StoredText(
        policy=policy,
        checksum=source.sha256,
        text_checksum=text_checksum,
        name=source.name,
        encoding=source.encoding,
        loaded_at=datetime.now(UTC).isoformat(timespec="microseconds"),
        text=source.text,
        text_sha256=hashlib.sha256(source.text.encode()).hexdigest(),
    )
    _write(policy_folder(policy, root) / f"{text_checksum}.json", asdict(stored))
    make_current(stored, root)
    return stored


def make_current(stored: StoredText, root: Path | None = None) -> None:
    """Make a version that is in the store the one in use."""
    _write(policy_folder(stored.policy, root) / _CURRENT, {"text_checksum": stored.text_checksum})


def _read(file: Path) -> StoredText:
    try:
        stored = StoredText(**json.loads(file.read_bytes()))
        if not all(isinstance(value, str) for value in asdict(stored).values()):
            raise ValueError("a field is not text")
        if hashlib.sha256(stored.text.encode()).hexdigest() != stored.text_sha256:
            raise ValueError("the text does not fit its checksum")
    except (OSError, ValueError, TypeError) as error:
        raise DocumentError("store_broken", path=file, reason=error) from None
    return stored


def _write(file: Path, content: dict[str, str]) -> None:
    temporary = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, suffix=".tmp", delete=False) as out:
            temporary = out.name
            json.dump(content, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, 0o644)  # a public document: whoever serves it may read it
        os.replace(temporary, file)
        temporary = None
    except OSError as error:
        raise DocumentError("store_unwritable", path=file, reason=error.strerror) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
