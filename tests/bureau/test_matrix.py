"""Every page below /my/, /desk/, /account/ and /demo/, asked for by everybody, against the table matrix.yaml.

A page that has no row fails with the row to paste. Read it before you paste it: it says what is, not what should be.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.bureau import matrix_objects, planted
from tests.bureau.matrix_objects import ARGUMENTS, World
from tests.bureau.people import resident_number
from tests.support.counts import some

from wenjiu.bureau.accounts.demo import PERSONAS

TABLE = Path(__file__).with_name("matrix.yaml")
BEHIND = ("my/", "desk/", "account/", "demo/")
METHODS = ("GET", "POST")
NAMES = ["anonymous", *(persona.username.removeprefix("demo-") for persona in PERSONAS)]
STAFF = [persona.username.removeprefix("demo-") for persona in PERSONAS if persona.role]
GROUPS = {
    "everybody": NAMES,
    "signed in": NAMES[1:],
    "staff": STAFF,
    "workspace": [name for name in NAMES[1:] if name not in STAFF],
}
SIGN_IN = "sign-in"


def pages() -> Iterator[tuple[str, str]]:
    """Yield name and route of every URL behind the sign-in."""

    def below(resolver: Any, space: str, route: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            path = route + str(entry.pattern)
            if isinstance(entry, URLResolver):
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                yield from below(entry, inner, path)
            elif isinstance(entry, URLPattern) and path.startswith(BEHIND):
                yield f"{space}{entry.name}", f"/{path}"

    yield from below(get_resolver(), "", "")


PAGES = dict(pages())
#: The pages that a usual run asks for.
DRAWN = some(list(PAGES), 3, "pages of the matrix")
#: Pages that everybody reads without signing in; of those with an id, those that show rows of the database.
PUBLIC_ARGUMENTS = {
    "web:notice": lambda w: {"number": w.rows["notice"].number},
    "web:notice_file": lambda w: {"number": w.rows["notice"].number},
    "web:objection": lambda w: {"number": w.rows["notice"].number, "no": 1},
}
PUBLIC = [
    "web:notices",
    "web:programmes",
    "web:objection_result",
    "web:complain",
    "web:complaint",
    "web:complaint_received",
    "web:verify",
    *PUBLIC_ARGUMENTS,
]
#: The table in which the phones of users are, who are staff and agents.
USERS = "accounts_user"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Personas and rows, made once and rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = matrix_objects.make()
        planted.plant(actor="the matrix", people=made.people)
        made.numbers = planted.planted()
        yield made
        transaction.set_rollback(True)


def answer(world: World, who: str, method: str, path: str) -> tuple[int | str, set[str]]:
    """Return the status of a request, or `SIGN_IN` for a redirect to the sign-in page, and the kinds of numbers it shows.

    Nothing of it stays.
    """
    cache.clear()
    client = world.client_of(who)
    with transaction.atomic():
        response = client.generic(method, path, b"", "application/x-www-form-urlencoded")
        shown = planted.shown(planted.text_of(response), world.numbers)
        transaction.set_rollback(True)
    if response.status_code == 302 and response.url.startswith("/account/login/"):
        return SIGN_IN, shown
    return response.status_code, shown


def expected(row: dict[Any, Any]) -> dict[str, int | str]:
    """Return the status for everybody. A later line of a row counts before an earlier one."""
    found: dict[str, int | str] = {}
    for status, names in row.items():
        for name in [names] if isinstance(names, str) else names:
            found |= dict.fromkeys(GROUPS.get(name, [name]), status)
    return found


def written(found: dict[str, int | str]) -> str:
    """Return a row of the table for what was found: groups first, single names after them."""
    said: dict[str, int | str] = {}
    lines: dict[int | str, list[str]] = {}
    for group, names in GROUPS.items():
        statuses = [found[name] for name in names]
        most = max(set(statuses), key=statuses.count)
        share = 1 if group == "everybody" else 2 / 3
        if statuses.count(most) >= len(names) * share and any(said.get(name) != most for name in names):
            lines.setdefault(most, []).append(group)
            said |= dict.fromkeys(names, most)
    for name, status in found.items():
        if said.get(name) != status:
            lines.setdefault(status, []).append(name)
    return "{" + ", ".join(f"{status}: [{', '.join(names)}]" for status, names in lines.items()) + "}"


@functools.cache
def table() -> dict[str, dict[Any, Any]]:
    """Return the rows of the table by method and route."""
    return yaml.safe_load(TABLE.read_text("utf-8"))


@pytest.mark.parametrize("name", DRAWN)
def test_a_page_opens_for_those_it_is_for_and_shows_no_number_in_full(
    world: World, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    check(world, "GET", name, caplog)


def check(world: World, method: str, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Ask for a page as everybody, and compare the answers with its row of the table."""
    key = f"{method} {PAGES[name]}"
    assert "<" not in key or name in ARGUMENTS, f"matrix_objects.ARGUMENTS has no {name!r}, whose address has an id"
    path = reverse(name, kwargs=ARGUMENTS[name](world) if "<" in key else {})
    answers = {who: answer(world, who, method, path) for who in NAMES}
    found = {who: status for who, (status, _shown) in answers.items()}
    assert not [who for who, status in found.items() if isinstance(status, int) and status >= 500], found
    row = table().get(key)
    assert row is not None, f"No row of matrix.yaml. What is now:\n\n{key}: {written(found)}\n"
    wanted = expected(row)
    assert found == wanted, f"Another answer than matrix.yaml says. What is now:\n\n{key}: {written(found)}\n"
    kind, readers, _why = planted.ALLOWED.get((method, name), ("", set(), ""))
    assert {who: kinds for who, (_status, kinds) in answers.items() if kinds} == {who: {kind} for who in readers}
    assert not planted.shown(caplog.text, world.numbers)


@pytest.mark.parametrize("name", PUBLIC)
def test_what_everybody_reads_shows_no_number_in_full(world: World, name: str) -> None:
    path = reverse(name, kwargs=PUBLIC_ARGUMENTS[name](world) if name in PUBLIC_ARGUMENTS else {})
    assert answer(world, "anonymous", "GET", path)[1] == set()


def test_what_is_stored_holds_no_number_as_plain_text(world: World) -> None:
    assert planted.plain_rows(world.numbers) == {USERS: {"telephone"}}


#: Forms in which somebody types a number: who sends them, and the fields.
TYPED = {
    "my:new_line": ("firm", {"number": "{person}", "name": "虚构己", "do": "save"}),
    "my:accounts": ("firm", {"party": "{firm}", "holder": "{name}", "bank": "虚构银行", "number": "{account}"}),
    "my:contacts": ("firm", {"party": "{firm}", "channel": "sms", "address": "{telephone}", "agree": "yes"}),
    "desk:register_find": ("keeper", {"q": "{person}"}),
    "desk:register_search": ("keeper", {"q": "{person}"}),
    "account_login": ("anonymous", {"login": "{person}", "password": "{account}"}),
}
NEW = {"person": resident_number(77), "account": "020000129999", "telephone": "13855556666"}


def test_a_number_that_is_typed_is_in_no_log_and_nowhere_plain(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    firm = world.people["firm"].authorisations.get().organisation
    given = {**NEW, "firm": str(firm.pk), "name": firm.name}
    with transaction.atomic():
        for name, (who, form) in TYPED.items():
            client = world.client_of(who)
            path = reverse(name, kwargs=ARGUMENTS[name](world) if "<" in PAGES.get(name, "") else {})
            answered = client.post(path, {key: text.format(**given) for key, text in form.items()})
            assert answered.status_code in (200, 302), (name, answered.status_code)
        numbers = {number: kind for kind, number in NEW.items()}
        assert planted.plain_rows(numbers) == {} and not planted.shown(caplog.text, numbers)
        held = planted.planted()
        assert {held.get(NEW["account"]), held.get(NEW["telephone"])} == {"account", "telephone"}  # they were stored
        transaction.set_rollback(True)


def test_the_table_has_the_rows_of_all_pages_and_of_no_page_that_is_gone() -> None:
    assert set(table()) == {f"{method} {route}" for route in PAGES.values() for method in METHODS}


def test_a_row_as_it_is_written_is_read_the_same() -> None:
    found: dict[str, int | str] = dict.fromkeys(NAMES, 404) | {"anonymous": SIGN_IN, "firm": 200, "maker": 200}
    assert expected(yaml.safe_load(written(found))) == found
    found = dict.fromkeys(NAMES, 200) | dict.fromkeys(STAFF, 403) | {"leader": 404}
    assert expected(yaml.safe_load(written(found))) == found
