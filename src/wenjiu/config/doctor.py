"""Check a running installation for the operator. Each check answers one question."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import checks as django_checks
from django.db import Error, connection

from wenjiu.bureau.documents import fonts
from wenjiu.bureau.files import queries as files
from wenjiu.config import database, policy_texts, queries, secret_files

APPEND_ONLY_TABLES = ("config_start",)


@dataclass(frozen=True)
class Finding:
    """Result of one check: whether it passed, and what was found."""

    check: str
    well: bool
    found: str


def secrets_are_private() -> str | None:
    """Secrets are readable by their owner only."""
    folder = secret_files.folder(Path(settings.DATA_FOLDER))
    if not os.access(folder, os.X_OK):
        return f"{folder} is missing or another account's: run the doctor as the account that starts Wenjiu"
    exposed = [str(path) for path in [folder, *folder.iterdir()] if stat.S_IMODE(path.stat().st_mode) & 0o077]
    return f"others may read {', '.join(exposed)}: chmod go= them" if exposed else None


def files_are_private() -> str | None:
    """Stored files are not served as static ones and are readable by their owner only."""
    return files.exposed()


def stored_files_are_there() -> str | None:
    """The bytes of every stored file are on disk."""
    lost = files.lost_files()
    return f"{len(lost)} are lost, such as {lost[0]}: restore the folder files from the backup" if lost else None


def migrations_are_applied() -> str | None:
    """The database has every migration."""
    missing = queries.unapplied_migrations()
    return f"missing: {', '.join(missing)}: start once with make run, or run migrate" if missing else None


def starts_have_no_gap() -> str | None:
    """No start's row was lost."""
    missing = queries.missing_start_numbers()
    return f"rows {missing} of config_start are gone: restore from a backup" if missing else None


def serving_role_is_bound() -> str | None:
    """The serving role is no superuser, owns no table, and cannot change append-only rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            return "it is above the database's rules: give it NOSUPERUSER and NOBYPASSRLS"
        if database.url_of("app"):
            return None  # with an operator's own roles one role may own the tables
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        if cursor.fetchone()[0]:
            return "it owns tables: only the role wenjiu_owner may"
        for table in APPEND_ONLY_TABLES:
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE')", [table])
            if cursor.fetchone()[0]:
                return f"it may change rows of {table}: REVOKE UPDATE, DELETE ON {table} FROM wenjiu_app"
    return None


def settings_pass_checks() -> str | None:
    """Django's and Wenjiu's system checks find no error."""
    found = [m for m in django_checks.run_checks(databases=["default"]) if m.level >= django_checks.ERROR]
    return "; ".join(f"{message.id} {message.msg}" for message in found) or None


def policy_is_loaded() -> str | None:
    """At least one official text is loaded, so that pages can show the wording beside the rules."""
    return None if policy_texts.loaded() else "none: WENJIU_POLICY_TEXT=FILE make run, or wenjiu policy load FILE"


def documents_have_a_font() -> str | None:
    """Documents can be rendered: a font with Chinese characters is installed."""
    return fonts.trouble()


CHECKS: tuple[Callable[[], str | None], ...] = (
    secrets_are_private,
    files_are_private,
    stored_files_are_there,
    migrations_are_applied,
    starts_have_no_gap,
    serving_role_is_bound,
    settings_pass_checks,
    policy_is_loaded,
    documents_have_a_font,
)


def examine() -> list[Finding]:
    """Run every check. A check that the database prevents from running is a finding, not an error."""
    findings = []
    for check in CHECKS:
        try:
            trouble = check()
        except Error as error:
            trouble = f"the database does not answer: {str(error).strip()}"
        findings.append(Finding((check.__doc__ or "").rstrip("."), trouble is None, trouble or "yes"))
    return findings
