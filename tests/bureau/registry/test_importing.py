"""A file is imported once, its rows are versions, and an import can be withdrawn."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.bureau.registry.people import HEADER, POLICY, make_user, people_file, people_rows, resident, workbook

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.registry.actions import Imported, ImportRefused, import_file, withdraw_import
from wenjiu.bureau.registry.layout import layout_of
from wenjiu.bureau.registry.lookup import look_up
from wenjiu.bureau.registry.models import HeldColumn, Import, Row
from wenjiu.bureau.registry.preview import preview
from wenjiu.bureau.registry.reading import read_file

ON = dt.date(2021, 6, 30)


def bring_in(content: bytes, mode: str = "good_rows", user: Any = None, source: str = "test") -> Imported:
    return import_file(
        actor=user or _user(),
        policy=POLICY,
        table="persons",
        content=content,
        file_name="名单.xlsx",
        mode=mode,
        source=source,
    )


def _user() -> Any:
    return User.objects.filter(username="keeper").first() or make_user(actor="a test")


def district_of(n: int) -> Any:
    party = parties.find("resident_id", resident(n))
    return look_up(policy=POLICY, table="persons", on=ON, parties={"self": party}).facts.get(
        "person.household_district"
    )


def previewed(content: bytes) -> dict[str, int]:
    found = preview(read_file(layout_of(POLICY, "persons"), content, {}), "test")
    return {word: found.count(word) for word in ("new", "changed", "unchanged", "repeated", "bad") if found.count(word)}


@pytest.mark.django_db
def test_the_same_file_twice_writes_nothing_twice() -> None:
    content = people_file([1, 2])
    first, second = bring_in(content), bring_in(content)
    assert (first.already, second.already) == (False, True) and first.imported == second.imported
    assert Row.objects.count() == 2 and Import.objects.count() == 1


@pytest.mark.django_db
def test_the_preview_says_what_the_import_then_does() -> None:
    assert previewed(people_file([1, 2])) == {"new": 2}
    bring_in(people_file([1, 2]))
    rows = [
        *people_rows([1]),
        *people_rows([2], "海淀区"),
        *people_rows([3]),
        *people_rows([3]),
        ["12", "虚构", "", "", "", ""],
    ]
    content = workbook([HEADER, *rows])
    assert previewed(content) == {"unchanged": 1, "changed": 1, "new": 1, "repeated": 1, "bad": 1}
    brought = bring_in(content)
    assert brought.brought.verdicts == ("unchanged", "changed", "new", "new")
    assert (brought.imported.good, brought.imported.bad) == (4, 1)


@pytest.mark.django_db
def test_all_or_nothing_writes_nothing_for_one_bad_row() -> None:
    content = workbook([HEADER, *people_rows([1]), ["12", "虚构", "", "", "", ""]])
    with pytest.raises(ImportRefused, match="有1行"):
        bring_in(content, "all_or_nothing")
    assert not Row.objects.exists() and not Import.objects.exists()
    with pytest.raises(ImportRefused, match="没有一行"):
        bring_in(workbook([HEADER, ["12", "虚构", "", "", "", ""]]))


@pytest.mark.django_db
def test_withdrawing_a_file_brings_back_what_held_before() -> None:
    bring_in(people_file([1]))
    second = bring_in(people_file([1, 2], "海淀区")).imported
    assert (district_of(1), district_of(2)) == ("other", "other")
    withdraw_import(actor=_user(), imported=second, reason="传错了")
    assert (district_of(1), district_of(2)) == ("chaoyang", None)
    assert withdraw_import(actor=_user(), imported=second, reason="传错了").withdrawn_at is not None
    assert bring_in(people_file([1, 2], "海淀区")).already is False
    assert (district_of(1), district_of(2)) == ("other", "other")


@pytest.mark.django_db
def test_files_withdrawn_in_any_order_leave_nothing_behind() -> None:
    files = [bring_in(people_file([1], district)).imported for district in ("朝阳区", "海淀区")]
    for imported in files:
        withdraw_import(actor=_user(), imported=imported, reason="传错了")
    assert district_of(1) is None and not HeldColumn.objects.exists()


@pytest.mark.django_db
def test_a_row_that_a_later_file_says_too_stays_with_that_file() -> None:
    first = bring_in(people_file([1])).imported
    second = bring_in(people_file([1, 2])).imported
    withdraw_import(actor=_user(), imported=first, reason="传错了")
    assert district_of(1) == "chaoyang"
    withdraw_import(actor=_user(), imported=second, reason="传错了")
    assert district_of(1) is None


@pytest.mark.django_db
def test_a_change_from_a_day_on_is_withdrawn_to_the_day() -> None:
    bring_in(people_file([1]))
    content = workbook([[*HEADER, "自何日起"], [*people_rows([1], "海淀区")[0], "2021-01-01"]])
    later = bring_in(content).imported
    assert Row.objects.filter(replaced_by=None).count() == 2
    withdraw_import(actor=_user(), imported=later, reason="传错了")
    party = parties.find("resident_id", resident(1))
    for day in (dt.date(2019, 1, 1), dt.date(2022, 1, 1)):
        found = look_up(policy=POLICY, table="persons", on=day, parties={"self": party})
        assert found.facts["person.household_district"] == "chaoyang"


@pytest.mark.django_db(transaction=True)
def test_one_of_two_imports_of_a_file_at_once_writes() -> None:
    user, content = _user(), people_file(range(300))
    done: list[Imported] = []
    start = threading.Barrier(2)

    def run() -> None:
        start.wait()
        done.append(bring_in(content, user=user))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(x.already for x in done) == [False, True]
    assert Row.objects.count() == 300 and Import.objects.count() == 1


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow_with_the_rows() -> None:
    content = people_file(range(2_000))
    assert preview(read_file(layout_of(POLICY, "persons"), content, {}), "test").count("new") == 2_000
    with CaptureQueriesContext(connection) as queries:
        assert bring_in(content).brought.count("new") == 2_000
    assert len(queries) < 60
