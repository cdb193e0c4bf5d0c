"""Secrets: made once at set-up, one file each, readable by their owner only. Needs no Django."""

import os
import secrets
from pathlib import Path

DATABASE_ROLES = ("superuser", "owner", "app", "audit")


def folder(data: Path) -> Path:
    """Return the folder of the secrets below the data folder."""
    return data / "secrets"


def read(data: Path, name: str) -> str:
    """Return one secret.

    Raises:
        FileNotFoundError: it was never made, or was lost.
    """
    return (folder(data) / name).read_text(encoding="ascii")


def ensure(data: Path, name: str) -> str:
    """Return one secret, making it first where there is none. Whole or absent also after a power cut."""
    try:
        return read(data, name)
    except FileNotFoundError:
        pass
    folder(data).mkdir(mode=0o700, parents=True, exist_ok=True)
    value = secrets.token_urlsafe(48)
    unfinished = folder(data) / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, folder(data) / name)
    return value


def ensure_all(data: Path) -> None:
    """Make whatever secret is missing: one password per database role, and Django's signing key."""
    for role in DATABASE_ROLES:
        ensure(data, f"database-{role}")
    ensure(data, "django-secret-key")


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
