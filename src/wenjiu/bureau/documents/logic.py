"""What is pure about documents: canonical content, its hash, codes as they are written and typed."""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

#: Signs of a code: without 0, 1, I and O, which look alike.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUP, GROUPS = 4, 3
BREAKS = "\r\n\t\v\f\x85\u2028\u2029"
#: Categories of Unicode: control, format, surrogate.
HIDDEN = ("Cc", "Cf", "Cs")


def canonical(content: Mapping[str, Any]) -> str:
    """Return the content of a document as canonical JSON."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content of a document."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def new_code() -> str:
    """Return a code that nobody can guess: 60 random bits, such as ``7F3K-92QX-MM4T``."""
    return _grouped("".join(secrets.choice(SIGNS) for _sign in range(GROUP * GROUPS)))


def read_code(typed: str) -> str:
    """Return a code as it is stored, from what was typed: small letters, full-width signs, spaces; empty if it is none."""
    text = unicodedata.normalize("NFKC", typed[:60]).upper()
    signs = "".join(sign for sign in text if sign.isalnum())
    if len(signs) != GROUP * GROUPS or any(sign not in SIGNS for sign in signs):
        return ""
    return _grouped(signs)


def looks_like_number(typed: str) -> bool:
    """Whether what was typed for a code is rather the number of a document, such as ``朝就业决〔2026〕12号``."""
    text = unicodedata.normalize("NFKC", typed[:60])
    return any(sign in text for sign in "〔〕[]号")


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def plain(text: str) -> str:
    """Return a text that cannot change the direction or the lines of a document: without control and format signs.

    Rare characters of names stay, also those that this Python's Unicode does not know yet.
    """
    kept = "".join(" " if sign in BREAKS else sign for sign in text)
    return "".join(sign for sign in kept if unicodedata.category(sign) not in HIDDEN and ord(sign) & 0xFFFE != 0xFFFE)


def cleaned(content: Any) -> Any:
    """Return content in which every text is plain (`plain`)."""
    if isinstance(content, str):
        return plain(content)
    if isinstance(content, Mapping):
        return {key: cleaned(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [cleaned(value) for value in content]
    return content
