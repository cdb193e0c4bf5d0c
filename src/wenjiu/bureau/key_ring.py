"""Encrypt personal numbers, and find them again without decrypting.

Keys are secrets of the data folder: ``data-key-1``, ``data-key-2`` and so on encrypt, ``index-key`` makes the index. A
new value is encrypted with the highest version; each value names its version, so older keys still read. The set-up makes
the first keys (config/secret_files.py). A lost key makes its values unreadable, so the keys belong in the backup.

A value is ``version (2 bytes) | nonce (12) | AES-256-GCM ciphertext and tag``. Version and place (``table.column``) are
authenticated: a value that is changed, or moved to another column, does not open.
"""

from __future__ import annotations

import hmac
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

DATA_KEY = "data-key-"
INDEX_KEY = "index-key"
_VERSION, _NONCE, _TAG = 2, 12, 16  # bytes
#: Versions of the keys that `hold` read, by folder.
_held: dict[Path, tuple[int, ...]] = {}


class KeyRingError(RuntimeError):
    """A key is missing, or a value does not open with its key."""


def encrypt(plain: str, place: str) -> bytes:
    """Return a text encrypted with the newest key.

    Args:
        plain: the text.
        place: the column that holds it, as ``table.column``. Decrypting needs the same.
    """
    version = newest()
    head = version.to_bytes(_VERSION, "big")
    nonce = os.urandom(_NONCE)
    return head + nonce + _cipher(_folder(), version).encrypt(nonce, plain.encode(), _bound(head, place))


def decrypt(value: bytes | memoryview, place: str) -> str:
    """Return the text of an encrypted value.

    Raises:
        KeyRingError: its key is missing, or the value was changed or belongs to another place.
    """
    data = bytes(value)
    if len(data) < _VERSION + _NONCE + _TAG:
        raise KeyRingError(f"A value of {place} is too short to be an encrypted one.")
    head, nonce, rest = data[:_VERSION], data[_VERSION : _VERSION + _NONCE], data[_VERSION + _NONCE :]
    version = int.from_bytes(head, "big")
    try:
        return _cipher(_folder(), version).decrypt(nonce, rest, _bound(head, place)).decode()
    except InvalidTag:
        raise KeyRingError(
            f"A value of {place} does not open with key {version}: it was changed, or another key has the name."
        ) from None


def version_of(value: bytes | memoryview) -> int:
    """Return the version of the key that a value was encrypted with."""
    return int.from_bytes(bytes(value)[:_VERSION], "big")


def blind_index(text: str, purpose: str) -> str:
    """Return 64 hexadecimal digits that are the same for the same text and purpose, and tell nothing about it."""
    key = _derived(_folder(), INDEX_KEY)
    return hmac.new(key, f"{purpose}\x00{text}".encode(), sha256).hexdigest()


def hold() -> None:
    """Read every key now, for a process whose children lose the right to read them.

    Such a process uses a key that is added later only after a restart.

    Raises:
        KeyRingError: a key is missing.
    """
    newest()
    folder = _folder()
    _held[folder] = _versions(folder, folder.stat().st_mtime_ns)
    for version in _held[folder]:
        _cipher(folder, version)
    _derived(folder, INDEX_KEY)


def newest() -> int:
    """Return the highest version of the keys.

    Raises:
        KeyRingError: there is no key.
    """
    folder = _folder()
    try:
        changed = folder.stat().st_mtime_ns
    except FileNotFoundError:
        changed = 0
    found = _versions(folder, changed) or _held.get(folder, ())
    if not found:
        raise KeyRingError(f"There is no {DATA_KEY}1 in {folder}: put it back from the backup, or run the set-up.")
    return found[-1]


def _folder() -> Path:
    return Path(settings.DATA_FOLDER) / "secrets"


def _bound(head: bytes, place: str) -> bytes:
    return head + place.encode()


@lru_cache(maxsize=8)
def _versions(folder: Path, changed: int) -> tuple[int, ...]:
    numbers = [path.name.removeprefix(DATA_KEY) for path in folder.glob(f"{DATA_KEY}*")]
    return tuple(sorted(int(number) for number in numbers if number.isdecimal()))


@lru_cache(maxsize=64)
def _cipher(folder: Path, version: int) -> AESGCM:
    return AESGCM(_derived(folder, f"{DATA_KEY}{version}"))


@lru_cache(maxsize=64)
def _derived(folder: Path, name: str) -> bytes:
    """Return 32 bytes from a secret, which is a text of any length."""
    try:
        secret = (folder / name).read_bytes().strip()
    except FileNotFoundError:
        secret = b""
    except PermissionError:
        raise KeyRingError(f"The key {name} was added after the start: start the system again.") from None
    if not secret:
        raise KeyRingError(f"There is no key {name} in {folder}: put it back from the backup.")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"wenjiu key ring").derive(secret)
