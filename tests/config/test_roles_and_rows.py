"""What each database role may do, and that every write goes through an action."""

import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from tests.support.database import ThrowAwayCluster

from wenjiu.bureau.writes import WriteOutsideAction, action, is_write
from wenjiu.config import actions, doctor, queries
from wenjiu.config.models import Installation, Start


def refused(statement: str, *parameters: object) -> str:
    """What the database says to a statement of the serving role."""
    with pytest.raises(Exception) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return str(caught.value)


def statement_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


@pytest.fixture
def afterwards(db: None) -> Iterator[list[str]]:
    """The time of a statement at the end of a test, before Django checks all foreign keys and rolls back."""
    found: list[str] = []
    yield found
    found.append(statement_timeout())
    assert found == ["5s", "5min"]


def test_the_check_of_the_keys_at_the_end_of_a_test_has_more_time_than_a_page(afterwards: list[str]) -> None:
    afterwards.append(statement_timeout())


@pytest.mark.django_db
class TestTheServingRole:
    def test_is_no_superuser_and_owns_no_table(self) -> None:
        assert doctor.serving_role_is_bound() is None

    def test_cannot_make_a_table(self) -> None:
        assert "permission denied" in refused("CREATE TABLE hidden (number integer)")

    def test_waits_for_no_statement_and_for_no_lock_without_end(self) -> None:
        with connection.cursor() as cursor:
            found = {}
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
                cursor.execute(f"SHOW {name}")
                found[name] = cursor.fetchone()[0]
        assert found == {"statement_timeout": "5s", "lock_timeout": "3s", "idle_in_transaction_session_timeout": "1min"}
        begun = time.monotonic()
        assert "statement timeout" in refused("SELECT pg_sleep(60)")
        assert time.monotonic() - begun < 10

    def test_cannot_become_the_owner(self) -> None:
        assert "permission denied" in refused("SET ROLE wenjiu_owner")

    def test_cannot_change_or_remove_a_start_even_in_an_action(self) -> None:
        actions.record_start(actor="test")

        @action
        def change(*, actor: str, statement: str) -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement)

        for statement in ("UPDATE config_start SET version = 'other'", "DELETE FROM config_start"):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                change(actor="test", statement=statement)


def test_the_auditor_reads_and_writes_nothing(wenjiu_cluster: ThrowAwayCluster) -> None:
    password = (wenjiu_cluster.data / "secrets" / "database-audit").read_text()
    with psycopg.connect(
        host=str(wenjiu_cluster.data / "socket"),
        user="wenjiu_audit",
        dbname="wenjiu",
        password=password,
        autocommit=True,
    ) as audit:
        audit.execute("SELECT * FROM config_start")
        for statement in (
            "DELETE FROM config_start",
            "INSERT INTO config_installation (id) VALUES (gen_random_uuid())",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                audit.execute(statement)


@pytest.mark.django_db
class TestStarts:
    def test_are_numbered_from_one_without_a_gap_under_one_installation(self) -> None:
        first, second = actions.record_start(actor="test"), actions.record_start(actor="test")
        assert (first.number, second.number) == (1, 2)
        assert first.installation_id == second.installation_id == Installation.objects.get().id
        assert queries.missing_start_numbers() == []

    def test_a_missing_number_is_found(self) -> None:
        @action
        def insert(*, actor: str) -> None:
            installation = Installation.objects.create()
            Start.objects.create(installation=installation, number=3, version="0", profile="test")

        insert(actor="test")
        assert queries.missing_start_numbers() == [1, 2]
        assert "are gone" in (doctor.starts_have_no_gap() or "")

    def test_a_second_installation_is_refused_by_the_database(self) -> None:
        actions.record_start(actor="test")

        @action
        def another(*, actor: str) -> None:
            Installation.objects.create()

        with pytest.raises(Exception, match="config_installation_only_key"), transaction.atomic():
            another(actor="test")


@pytest.mark.django_db
class TestWrites:
    def test_outside_an_action_are_refused_before_they_reach_the_database(self) -> None:
        with pytest.raises(WriteOutsideAction, match=r"INSERT INTO .*config_installation"):
            Installation.objects.create()

    def test_after_an_action_ended_are_refused_again_also_when_it_failed(self) -> None:
        @action
        def fails(*, actor: str) -> None:
            raise LookupError(actor)

        with pytest.raises(LookupError):
            fails(actor="test")
        with pytest.raises(WriteOutsideAction):
            Installation.objects.create()

    def test_of_an_action_that_fails_leave_nothing(self) -> None:
        @action
        def fails(*, actor: str) -> None:
            Installation.objects.create()
            raise LookupError(actor)

        with pytest.raises(LookupError):
            fails(actor="test")
        assert not Installation.objects.exists()

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO a VALUES (1)",
            "  update a SET b = 1",
            "-- why\nDELETE FROM a",
            "/* why */ MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE",
            "WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone",
            'WITH n AS (SELECT 1) INSERT INTO "a" SELECT * FROM n',
            "with n as (select 1) update a set b = 1",
            'WITH n AS (SELECT 1) UPDATE ONLY "a" AS t SET b = 1',
        ],
    )
    def test_are_recognised(self, statement: str) -> None:
        assert is_write(statement)

    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT * FROM a FOR UPDATE",
            "SELECT updated_at, 'DELETE FROM a' FROM insert_log",
            "WITH n AS (SELECT * FROM a FOR UPDATE SKIP LOCKED) SELECT * FROM n",
            "WITH n AS (SELECT * FROM a FOR NO KEY UPDATE OF a NOWAIT) SELECT * FROM n",
            "SAVEPOINT s",
        ],
    )
    def test_are_not_taken_for_reads_that_lock(self, statement: str) -> None:
        assert not is_write(statement)


def test_an_action_must_name_its_actor_first_and_take_nothing_by_position() -> None:
    def positional(actor: str) -> None: ...
    def without_actor(*, name: str) -> None: ...
    def actor_later(*, name: str, actor: str) -> None: ...

    for function in (positional, without_actor, actor_later):
        with pytest.raises(TypeError, match="keyword-only arguments, 'actor' first"):
            action(function)


@pytest.mark.django_db
class TestTheHealthPage:
    def answer(self, client: Client) -> tuple[int, dict[str, Any]]:
        response = client.get("/healthz")
        return response.status_code, response.json()

    def test_is_well_with_a_database_that_has_every_migration(self, client: Client) -> None:
        status, told = self.answer(client)
        assert (status, told["database"], told["migrations"]) == (200, "ok", "ok")

    def test_tells_a_missing_migration(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "unapplied_migrations", lambda: ["config.0009_next"])
        assert self.answer(client)[0] == 503

    def test_tells_a_database_that_does_not_answer_and_gives_no_detail(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent/secret-place")
        status, told = self.answer(client)
        assert (status, told["database"]) == (503, "unreachable")
        assert "secret-place" not in str(told)

    def test_waits_for_a_database_that_hangs_no_longer_than_two_seconds_and_asks_it_once(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked, hangs = [], threading.Event()
        monkeypatch.setattr(queries, "unapplied_migrations", lambda: asked.append(1) or hangs.wait(60))
        try:
            for longest in (3.0, 0.5, 0.5):
                begun = time.monotonic()
                status, told = self.answer(client)
                assert (status, told["database"]) == (503, "unreachable")
                assert time.monotonic() - begun < longest
        finally:
            hangs.set()
        assert asked == [1]

    def test_is_never_kept_by_a_cache_and_takes_no_post(self, client: Client) -> None:
        assert "no-store" in client.get("/healthz").headers["Cache-Control"]
        assert client.post("/healthz").status_code == 405


def test_page_headers_forbid_inline_code_other_hosts_and_framing(client: Client) -> None:
    headers = client.get("/about/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert not re.search(r"unsafe|https?:|\*", headers["Content-Security-Policy"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in headers["Permissions-Policy"]
