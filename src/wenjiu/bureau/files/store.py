"""Write and read the encrypted bytes of files below the data folder. It knows no database.

Each file has its own key, used for this one text, so its nonce can be fixed: the same bytes with the same key give the
same blob, and a lost blob can be written again under its name. The hash of the plain bytes is authenticated.
"""

from __future__ import annotations

import os
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from wenjiu.bureau import key_ring
from wenjiu.bureau.files.errors import DamagedFile

KEY_BITS = 256
_NONCE = bytes(12)
UNFINISHED = ".unfinished-"


def folder() -> Path:
    """Return the folder of the files. The web server serves nothing from the data folder."""
    return Path(settings.DATA_FOLDER) / "files"


def path_of(blob: str) -> Path:
    """Return the path of an encrypted file."""
    return folder() / blob[:2] / blob[2:]


def new_key() -> bytes:
    """Return a key for one file."""
    return AESGCM.generate_key(KEY_BITS)


def wrap(key: bytes, sha: str) -> bytes:
    """Return a file's key encrypted with the newest key of the ring. It opens for no other file."""
    return key_ring.encrypt(b64encode(key).decode(), f"files_storedfile.key_cipher:{sha}")


def unwrap(cipher: bytes | memoryview, sha: str) -> bytes:
    """Return a file's key. Raise `key_ring.KeyRingError` if it does not open."""
    return b64decode(key_ring.decrypt(cipher, f"files_storedfile.key_cipher:{sha}"))


def encrypt(key: bytes, sha: str, plain: bytes) -> bytes:
    """Return the encrypted bytes of a file."""
    return AESGCM(key).encrypt(_NONCE, plain, sha.encode())


def write(data: bytes) -> str:
    """Write encrypted bytes under their SHA-256 and return it. After a power cut they are there whole or not at all."""
    blob = sha256(data).hexdigest()
    path = path_of(blob)
    _make_folder(folder())
    _make_folder(path.parent)
    unfinished = path.parent / f"{UNFINISHED}{os.urandom(8).hex()}"
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync(path.parent)
    return blob


def read(blob: str, key: bytes, sha: str) -> bytes:
    """Return the plain bytes of a file.

    Raises:
        DamagedFile: the bytes on disk are lost, cannot be read, or are not those that were written.
    """
    try:
        data = path_of(blob).read_bytes()
    except OSError as error:
        raise DamagedFile(f"The file {blob} cannot be read ({error.strerror}): restore it from the backup.") from error
    try:
        plain = AESGCM(key).decrypt(_NONCE, data, sha.encode())
    except InvalidTag:
        raise DamagedFile(f"The file {blob} was changed on disk: restore it from the backup.") from None
    if sha256(plain).hexdigest() != sha:
        raise DamagedFile(f"The file {blob} is not the one that was stored: restore it from the backup.")
    return plain


def remove(path: Path) -> None:
    """Remove an encrypted file that no row names."""
    path.unlink(missing_ok=True)


def older_than(seconds: float) -> Iterator[tuple[Path, str | None]]:
    """Yield each file that was last written so long ago, with its blob name; None for one that was left unfinished."""
    before = time.time() - seconds
    for path in sorted(folder().glob("*/*")):
        if path.is_file() and path.stat().st_mtime < before:
            yield path, None if path.name.startswith(UNFINISHED) else path.parent.name + path.name


def _make_folder(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(path.parent)


def _sync(path: Path) -> None:
    """Make names in a folder lasting."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
