"""Select the database for Django, and the role that Django signs in as. Needs no Django.

Roles of the embedded database:

* *owner* makes and changes tables.
* *app* serves. It is no superuser and owns nothing.
* *audit* reads.

``WENJIU_DATABASE_ROLE`` selects one (default: app). With ``DATABASE_URL`` the operator's own roles apply.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from wenjiu.config import limits, secret_files, sockets

NAME = "wenjiu"
PORT = 5432
ROLES = {"owner": "wenjiu_owner", "app": "wenjiu_app", "audit": "wenjiu_audit", "superuser": "wenjiu_superuser"}

#: Options of libpq. A server that vanishes is noticed. Times are in seconds, tcp_user_timeout in milliseconds.
OPTIONS_FOR_ALL = {
    "connect_timeout": limits.CONNECT_SECONDS,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
#: Connections per server process; seconds to wait for one.
POOL = {"min_size": 1, "max_size": 8, "timeout": limits.CONNECT_SECONDS}
#: First statements on a connection of the site, or of a command that is no migration: nothing there takes long.
DEADLINES = (
    f"SET statement_timeout = '{limits.STATEMENT_SECONDS}s'; SET lock_timeout = '{limits.LOCK_SECONDS}s'; "
    f"SET idle_in_transaction_session_timeout = '{limits.IDLE_TRANSACTION_SECONDS}s'"
)


def settings(data: Path) -> dict[str, Any]:
    """Return the entry for Django's DATABASES.

    Raises:
        ValueError: DATABASE_URL is not a PostgreSQL address, or the role is unknown.
    """
    role = os.environ.get("WENJIU_DATABASE_ROLE", "app")
    if role not in ("app", "owner", "audit"):
        raise ValueError(f"WENJIU_DATABASE_ROLE is {role!r}: give app, owner or audit.")
    # Commands hold one connection; only the server, which answers many at once, shares a pool.
    pool = os.environ.get("WENJIU_DATABASE_POOL") == "1"
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }
    if url := url_of(role):
        found = parse_url(url)
        options = {**OPTIONS_FOR_ALL, **found.pop("OPTIONS")}
        return common | found | {"OPTIONS": options | ({"pool": POOL} if pool else {})}
    try:
        password = secret_files.read(data, f"database-{role}")
    except FileNotFoundError:
        password = ""  # not set up yet: commands without a database still work, others fail when they connect
    return common | {
        "NAME": NAME,
        "USER": ROLES[role],
        "PASSWORD": password,
        "HOST": sockets.host(data / "socket"),
        "PORT": str(PORT),
        "OPTIONS": OPTIONS_FOR_ALL | ({"pool": POOL} if pool else {}),
    }


def url_of(role: str) -> str | None:
    """Return the operator's own database address for a role, or None if the embedded database is used."""
    url = os.environ.get("DATABASE_URL")
    if url and role == "owner":
        return os.environ.get("DATABASE_OWNER_URL", url)
    return url


def parse_url(url: str) -> dict[str, Any]:
    """Read ``postgresql://user:password@host:port/name?option=value`` (percent-escapes allowed) for Django.

    A host that begins with ``/`` (escaped as %2F) is a socket folder.

    Raises:
        ValueError: another kind of address, or no database name. The message never contains the password.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL begins with {parts.scheme!r}: only postgresql://... is supported.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("DATABASE_URL names no database: write postgresql://user:password@host:port/name.")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
