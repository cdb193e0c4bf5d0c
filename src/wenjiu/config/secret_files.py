"""Keep secrets: each is made once at set-up, in a file of its own that only its owner can read. Needs no Django."""

import os
import secrets
from pathlib import Path

DATABASE_ROLES = ("superuser", "owner", "app", "audit")
#: Keys of the key ring (bureau/key_ring.py): the first that encrypts, and the one of the index.
DATA_KEYS = ("data-key-1", "index-key")


def folder(data: Path) -> Path:
    """Return the folder of the secrets below the data folder."""
    return data / "secrets"


class Damaged(RuntimeError):
    """The file of a secret holds no secret."""


def read(data: Path, name: str) -> str:
    """Return one secret.

    Raises:
        FileNotFoundError: it was never made, or it was lost.
        Damaged: the file is empty or not text.
    """
    path = folder(data) / name
    try:
        value = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        value = ""
    if not value:
        raise Damaged(f"{path} holds no secret: put it back from the backup.")
    return value


def ensure(data: Path, name: str) -> str:
    """Return one secret; make it first if it does not exist. After a power cut it is either whole or absent.

    Raises:
        Damaged: the file exists and holds no secret.
    """
    try:
        return read(data, name)
    except FileNotFoundError:
        pass
    folder(data).mkdir(mode=0o700, parents=True, exist_ok=True)
    value = secrets.token_urlsafe(48)
    unfinished = folder(data) / f".{name}.{os.getpid()}"
    unfinished.unlink(missing_ok=True)  # an earlier process with this id may have left it, with any mode
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, folder(data) / name)
    return value


def ensure_all(data: Path, database_exists: bool = False) -> None:
    """Make every missing secret: one password per database role, Django's signing key, and the keys of the data.

    Args:
        data: the data folder.
        database_exists: the database exists and has the superuser's password, so another one would not open it. The
            passwords of the other roles are set again at each start.

    Raises:
        Damaged: a file holds no secret.
    """
    for role in DATABASE_ROLES:
        if role != "superuser" or not database_exists:
            ensure(data, f"database-{role}")
    ensure(data, "django-secret-key")
    for name in DATA_KEYS:
        ensure(data, name)


def tighten(data: Path) -> list[Path]:
    """Remove other accounts' rights from the secret files. Return the files that others had access to until now."""
    exposed = [path for path in sorted(folder(data).iterdir()) if path.is_file() and path.stat().st_mode & 0o077]
    for path in exposed:
        path.chmod(0o600)
    return exposed


def django_key(data: Path, must_exist: bool = False) -> str:
    """Return Django's signing key: from ``DJANGO_SECRET_KEY``, else from the data folder.

    Before set-up there is none. Commands that sign nothing lasting (makemigrations, check) then get a key for their own
    process; with ``must_exist`` this is refused.

    Raises:
        FileNotFoundError: ``must_exist`` is set and there is no key.
    """
    if given := os.environ.get("DJANGO_SECRET_KEY"):
        return given
    try:
        return read(data, "django-secret-key")
    except FileNotFoundError:
        if must_exist:
            raise FileNotFoundError(
                f"There is no signing key in {folder(data)}. Run the set-up (make run, or python -m "
                "wenjiu.config.launcher prepare) as the account that will serve, or set DJANGO_SECRET_KEY."
            ) from None
        return secrets.token_urlsafe(50)
