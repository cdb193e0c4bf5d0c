"""Secrets: made once at set-up, one file each, readable by their owner only. Needs no Django."""

import os
import secrets
from pathlib import Path

DATABASE_ROLES = ("superuser", "owner", "app", "audit")


def folder(data: Path) -> Path:
    """Return the folder of the secrets below the data folder."""
    return data / "secrets"


class Damaged(RuntimeError):
    """A secret's file holds no secret."""


def read(data: Path, name: str) -> str:
    """Return one secret.

    Raises:
        FileNotFoundError: it was never made, or was lost.
        Damaged: the file is empty or no text.
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
    """Return one secret, making it first where there is none. Whole or absent also after a power cut.

    Raises:
        Damaged: there is a file and no secret in it.
    """
    try:
        return read(data, name)
    except FileNotFoundError:
        pass
    folder(data).mkdir(mode=0o700, parents=True, exist_ok=True)
    value = secrets.token_urlsafe(48)
    unfinished = folder(data) / f".{name}.{os.getpid()}"
    unfinished.unlink(missing_ok=True)  # an earlier process of this number may have left it, with any mode
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, folder(data) / name)
    return value


def ensure_all(data: Path, database_exists: bool = False) -> None:
    """Make whatever secret is missing: one password per database role, and Django's signing key.

    Args:
        data: the data folder.
        database_exists: the superuser's password is in the database already, and another one would not open it. Those
            of the other roles are set again at each start.

    Raises:
        Damaged: a file holds no secret.
    """
    for role in DATABASE_ROLES:
        if role != "superuser" or not database_exists:
            ensure(data, f"database-{role}")
    ensure(data, "django-secret-key")


def tighten(data: Path) -> list[Path]:
    """Take other accounts' rights from the secrets' files; return those that others could read or write until now."""
    exposed = [path for path in sorted(folder(data).iterdir()) if path.is_file() and path.stat().st_mode & 0o077]
    for path in exposed:
        path.chmod(0o600)
    return exposed


def django_key(data: Path, must_exist: bool = False) -> str:
    """Return Django's signing key: from ``DJANGO_SECRET_KEY``, else from the data folder.

    Before set-up there is none. Then commands that sign nothing lasting (makemigrations, check) get a key that lives
    as long as their process; with ``must_exist`` that is refused.

    Raises:
        FileNotFoundError: ``must_exist`` and there is none.
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
