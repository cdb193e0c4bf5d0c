"""System checks: refuse unsafe settings in production and other faulty configurations."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connections

from wenjiu import policies
from wenjiu.bureau import clock, key_ring
from wenjiu.bureau.parties import logic as parties

LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]", "testserver"}
#: Name of a host, in small letters, perhaps with a port.
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?")
WEAK_SOURCES = {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:"}


@register(Tags.security)
def production_is_no_demo(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Refuse demo settings, DEBUG, open hosts and unprotected cookies under the production profile."""
    if settings.WENJIU_PROFILE != "production":
        return []
    hosts = set(settings.ALLOWED_HOSTS)
    rules = [
        (settings.DEBUG, "E001", "DEBUG is on.", "Remove the setting: pages would show internals."),
        (
            hosts <= LOCAL_HOSTS,
            "E002",
            f"No public host is named (ALLOWED_HOSTS is {sorted(hosts)}).",
            "Set WENJIU_HOSTS to the site's names, separated by commas.",
        ),
        (
            any("*" in host or host.startswith(".") for host in hosts),
            "E003",
            f"A pattern stands for many hosts: {sorted(hosts)}.",
            "Name each host in WENJIU_HOSTS.",
        ),
        (
            len(settings.SECRET_KEY) < 50,
            "E004",
            "The signing key is shorter than 50 characters.",
            "Remove DJANGO_SECRET_KEY to use the generated one, or give a longer one.",
        ),
        (
            getattr(settings, "WHITENOISE_USE_FINDERS", False),
            "E005",
            "Static files are served the demo way.",
            "Run collectstatic and remove WHITENOISE_USE_FINDERS.",
        ),
        (
            not (settings.CSRF_COOKIE_SECURE and settings.SESSION_COOKIE_SECURE and settings.SECURE_SSL_REDIRECT),
            "E006",
            "Pages or cookies may travel without TLS.",
            "Keep the production profile's cookie and redirect settings.",
        ),
        (
            settings.WENJIU_DEMO,
            "E012",
            "The pages that let anybody step into a persona of the demo are on.",
            "Remove WENJIU_DEMO from the settings.",
        ),
    ]
    return [Error(f"Production: {text}", hint=hint, id=f"wenjiu.{code}") for bad, code, text, hint in rules if bad]


@register(Tags.security)
def page_policy_is_strict(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Refuse, in every profile, a page policy that allows inline code, eval or every host."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    weak = {name: sorted(WEAK_SOURCES & set(values)) for name, values in directives.items()}
    weak = {name: values for name, values in weak.items() if values}
    if not weak:
        return []
    hint = "Move the script or style into a file of static/."
    return [Error(f"The content security policy is weakened: {weak}.", hint=hint, id="wenjiu.E007")]


@register
def served_policy_exists(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Refuse to serve a policy that this installation does not have."""
    known = policies.names()
    if settings.WENJIU_POLICY in known:
        return []
    hint = f"Set WENJIU_POLICY to one of: {', '.join(known)}."
    return [Error(f"WENJIU_POLICY names no policy: {settings.WENJIU_POLICY!r}.", hint=hint, id="wenjiu.E009")]


@register
def report_address_is_one(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Refuse an address for reports to which no e-mail can be sent."""
    address = settings.WENJIU_REPORT_TO
    if not address:
        return []
    try:
        validate_email(address)
    except ValidationError:
        hint = "Set WENJIU_REPORT_TO to one e-mail address, such as jiuye@example.org, or remove it."
        return [Error(f"WENJIU_REPORT_TO is no e-mail address: {address!r}.", hint=hint, id="wenjiu.E010")]
    return []


@register(Tags.security)
def hosts_of_frames_are_named_one_by_one(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Refuse patterns, addresses with a scheme or path, and anything else that is no name of a host."""
    wrong = [host for host in settings.WENJIU_FRAME_HOSTS if not HOST.fullmatch(host)]
    if not wrong:
        return []
    hint = "Name each host alone, separated by commas, such as www.example.cn; a port may follow a colon."
    return [Error(f"WENJIU_FRAME_HOSTS names no host: {wrong}.", hint=hint, id="wenjiu.E011")]


@register(Tags.database)
def database_role_is_no_superuser(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Refuse a database role that can bypass the database's own rules."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            name, unbound = cursor.fetchone()
        if unbound:
            hint = "Give Wenjiu a role without SUPERUSER and BYPASSRLS (docs/operations/running.md)."
            found.append(
                Error(f"The database role {name!r} is above the database's rules.", hint=hint, id="wenjiu.E008")
            )
    return found


@register()
def calendar_of_the_demo_is_not_in_production(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Refuse a data folder of production in which a demo turned the calendar forward."""
    if settings.WENJIU_PROFILE != "production" or not clock.calendar_file().exists():
        return []
    hint = f"Serve production from a data folder of its own, or remove {clock.calendar_file()}."
    return [Error("Production: the data folder holds the calendar of a demo.", hint=hint, id="wenjiu.E015")]


@register(Tags.database)
def people_of_the_demo_are_not_in_production(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Refuse a production database that holds personas of the demo: anybody knows their names."""
    if settings.WENJIU_PROFILE != "production":
        return []
    found = [name for alias in databases or [] for name in demo_people(alias)]
    if not found:
        return []
    hint = "Serve production from a database of its own, never from the demo's."
    return [Error(f"Production: the database holds users of the demo: {found[:5]}.", hint=hint, id="wenjiu.E013")]


def demo_people(alias: str) -> list[str]:
    """Return the names of the users of the demo in a database; none before its tables are made."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_user') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []
        cursor.execute("SELECT username FROM accounts_user WHERE demo ORDER BY username")
        return [name for (name,) in cursor.fetchall()]


@register(Tags.database)
def keys_open_what_is_stored(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Refuse keys that do not open the numbers in the database: lost keys that were made anew would part every record."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT to_regclass('parties_party') IS NOT NULL")
            if not cursor.fetchone()[0]:
                continue
            cursor.execute("SELECT id_type, id_index, id_cipher FROM parties_party ORDER BY id DESC LIMIT 1")
            row = cursor.fetchone()
        if row is not None and (problem := _unopened(*row)):
            hint = "Put data-key-* and index-key back from the backup (folder secrets of the data folder)."
            found.append(Error(f"The keys do not open what is stored: {problem}", hint=hint, id="wenjiu.E014"))
    return found


def _unopened(id_type: str, id_index: str, id_cipher: bytes) -> str:
    """Return why the keys do not open a stored number; empty if they do."""
    try:
        number = key_ring.decrypt(id_cipher, parties.ID_PLACE)
        index = parties.index_of(id_type, number)
    except key_ring.KeyRingError as error:
        return str(error)
    return "" if index == id_index else "The index was made with another index-key."
