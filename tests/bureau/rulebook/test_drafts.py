"""Guards of drafts and confirmed changes: two people, possible values, what never changes, one policy for a request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.bureau.people import new_user
from tests.bureau.rulebook.admins import POLICY, admin, confirm, look, per_person, propose

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.rulebook import actions, in_force, logic, queries, typed
from wenjiu.bureau.rulebook.errors import RulebookRefused
from wenjiu.bureau.rulebook.models import Change, Draft
from wenjiu.bureau.writes import action
from wenjiu.policies import load_policy, published_policy
from wenjiu.rules.language.dated_values import BASIS
from wenjiu.standards import civil

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 1)


@pytest.fixture
def two() -> tuple[User, User]:
    return admin("one"), admin("other")


@contextmanager
def refused(code: str, field: str = "") -> Iterator[None]:
    """Expect a refusal with a code and the field that is wrong."""
    with pytest.raises(RulebookRefused) as refusal:
        yield
    assert (refusal.value.code, refusal.value.field) == (code, field), refusal.value.text


def test_a_change_counts_from_its_day_on_once_another_person_has_confirmed_it(two: tuple[User, User]) -> None:
    draft = propose(two[0], "3.2a.per_person", "6,000元")
    assert per_person("2026-09-01") == 500_000
    change = confirm(two[1], draft)
    assert (per_person("2025-12-31"), per_person("2026-01-01")) == (500_000, 600_000)
    assert (change.number, change.made_by, change.confirmed_by) == (1, *two)
    with in_force.one_policy():
        row = load_policy(POLICY).book["3.2a.per_person"].rows[-1]
    assert row.set_by == 1 and "虚构〔2026〕1号" in row.source("zh")
    assert load_policy(POLICY) is published_policy(POLICY), "outside requests and actions it is as published"


def test_the_maker_does_not_confirm_and_nobody_confirms_what_he_has_not_seen(two: tuple[User, User]) -> None:
    one, other = two
    draft = propose(one, "3.2a.per_person", "6000")
    with refused("two_people"):
        confirm(one, draft)
    seen_by_another = look(one, draft)
    with refused("look"):
        confirm(other, draft, seen_by_another)
    seen = look(other, draft)
    edited = actions.edit_draft(
        actor=one,
        draft_id=draft.pk,
        revision=1,
        value="7000",
        from_day=draft.from_day,
        source="虚构",
        confirmed_source=True,
    )
    with refused("outdated"):
        confirm(other, draft, seen)
    with refused("look"):
        confirm(other, edited, seen)
    assert confirm(other, edited).value == "7000"
    with refused("settled"):
        confirm(other, edited)


def test_a_look_counts_until_another_change_is_confirmed_or_the_day_ends(two: tuple[User, User]) -> None:
    draft, second = propose(two[0], "3.2a.per_person", "6000"), propose(two[0], "5.2.cap", "250000")
    early = look(two[1], draft)
    confirm(two[1], second)
    with refused("look"):
        confirm(two[1], draft, early)
    seen = look(two[1], draft)
    clock.turn_forward(1)
    with refused("look"):
        confirm(two[1], draft, seen)
    assert confirm(two[1], draft).number == 2


def test_two_drafts_of_one_parameter_and_the_drafts_of_others_are_refused(two: tuple[User, User]) -> None:
    draft = propose(two[0], "3.2a.per_person", "6000")
    with refused("draft", "name"):
        propose(two[1], "3.2a.per_person", "7000")
    with refused("maker"):
        actions.edit_draft(
            actor=two[1], draft_id=draft.pk, revision=1, value="1", from_day=TODAY, source="虚构", confirmed_source=True
        )
    with refused("reason", "reason"):
        actions.withdraw_draft(actor=two[1], draft_id=draft.pk, revision=1, reason=" ")
    rejected = actions.withdraw_draft(actor=two[1], draft_id=draft.pk, revision=1, reason="依据不对")
    assert (rejected.settled_by, rejected.reason, list(queries.withdrawn_of(POLICY))) == (
        two[1],
        "依据不对",
        [rejected],
    )
    assert propose(two[1], "3.2a.per_person", "7000").state == "open"
    with refused("role"):
        propose(new_user("somebody"), "5.2.cap", "250000")


@pytest.mark.parametrize(
    ("name", "value", "more", "code", "field"),
    [
        ("3.2a.per_person", "-6000", {}, "value", "value"),
        ("3.2a.per_person", "6000人", {}, "value", "value"),
        ("3.2a.per_person", "六千", {}, "value", "value"),
        ("3.2a.per_person", "1.2.3万", {}, "value", "value"),
        ("max_layoff_rate", "0.05.1", {}, "value", "value"),
        ("A-4.3-1", None, {"kind": "reading"}, "value", "value"),
        ("3.2a.per_person", "9" * 201, {}, "value", "value"),
        ("3.2a.per_person", "1e30", {}, "value", "value"),
        ("3.2a.per_person", "99999999999999", {}, "value", "value"),
        ("3.2a.per_person", "6000.001", {}, "value", "value"),
        ("3.2a.per_person", "5000", {}, "same", "value"),
        ("3.2a.per_person", "6000", {"from_day": "2020-12-23"}, "from_day", "from_day"),
        ("3.2a.per_person", "6000", {"from_day": "2199-01-01"}, "from_day", "from_day"),
        ("3.2a.per_person", "6000", {"source": " "}, "source", "source"),
        ("3.2a.per_person", "6000", {"source": "长" * 201}, "source", "source"),
        ("3.2a.per_person", "6000", {"policy": "atlantis"}, "policy", ""),
        ("3.2a.per_head", "6000", {}, "name", "name"),
        ("3.4a.most_months", "12.5", {}, "value", "value"),
        ("3.4b.most_months", "25", {}, "value", "value"),
        ("max_layoff_rate", "120%", {}, "value", "value"),
        ("policy_effective_to", "2019-01-01", {}, "value", "value"),
        ("district_award_by_rank", "30000", {}, "key", "key"),
        ("district_award_by_rank", "30000", {"key": "nobody"}, "value", "value"),
        ("A-4.3-1", "Z", {"kind": "reading"}, "value", "value"),
        ("A-9.9-9", "B", {"kind": "reading"}, "name", "name"),
        ("A-4.3-1", "A", {"kind": "reading"}, "same", "value"),
        ("朝政发〔2020〕9号", None, {"kind": "version"}, "name", "name"),
        ("", None, {"kind": "version"}, "name", "name"),
        ("3.2a.per_person", "6000", {"kind": "wish"}, "kind", "name"),
    ],
)
def test_what_cannot_be_is_refused_with_value_and_remedy(
    two: tuple[User, User], name: str, value: Any, more: dict[str, Any], code: str, field: str
) -> None:
    with refused(code, field):
        propose(two[0], name, value, **more)
    assert not Draft.objects.exists()


@action
def _write(*, actor: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE rulebook_change SET value = '1'", "never change|permission denied"),
        ("DELETE FROM rulebook_change", "never change|permission denied"),
        ("UPDATE rulebook_look SET effect = '{}'", "never change|permission denied"),
        ("UPDATE rulebook_draft SET value = '1' WHERE state = 'confirmed'", "never changes"),
        (
            (
                "INSERT INTO rulebook_change (policy, number, draft_id, kind, name, key, value, from_day, source,"
                " confirmed_source, made_by_id, confirmed_by_id, confirmed_at, confirmed_on, look_id)"
                " SELECT policy, 9, draft_id, kind, name, key, '1', from_day, source, true, made_by_id, confirmed_by_id,"
                " confirmed_at, confirmed_on, look_id FROM rulebook_change"
            ),
            "what the person who confirms has seen",
        ),
    ],
)
def test_the_database_keeps_what_was_confirmed(two: tuple[User, User], statement: str, said: str) -> None:
    confirm(two[1], propose(two[0], "3.2a.per_person", "6000"))
    with pytest.raises(DatabaseError, match=said), transaction.atomic():
        _write(actor="a test", statement=statement)


def test_a_change_is_ended_from_a_future_day_by_two_people(two: tuple[User, User]) -> None:
    change = confirm(two[1], propose(two[0], "3.2a.per_person", "6000"))
    revoke = {"actor": two[0], "change_id": change.pk, "source": "虚构〔2026〕2号"}
    with refused("from_day", "from_day"):
        actions.draft_revocation(**revoke, from_day=TODAY)
    end = actions.draft_revocation(**revoke, from_day=dt.date(2027, 1, 1))
    assert per_person("2027-01-01") == 600_000
    with refused("two_people"):
        confirm(two[0], end)
    assert confirm(two[1], end).number == 2
    assert (per_person("2026-12-31"), per_person("2027-01-01")) == (600_000, 500_000)
    with refused("change"):
        actions.draft_revocation(**revoke, from_day=dt.date(2028, 1, 1))


def test_ten_thousands_are_read_in_full(two: tuple[User, User]) -> None:
    assert propose(two[0], "3.2a.per_person", "0.6万元").value == "6000"
    assert propose(two[0], "5.2.cap", "25万").value == "250000"


def test_a_change_that_has_not_begun_can_end_before_it_begins(two: tuple[User, User]) -> None:
    """As published it is 5,000 yuan; a wrong figure for October is noticed in September."""
    change = confirm(two[1], propose(two[0], "3.2a.per_person", "60000", "2026-10-01"))
    end = actions.draft_revocation(actor=two[0], change_id=change.pk, from_day=dt.date(2026, 10, 1), source="虚构")
    confirm(two[1], end)
    assert {per_person(day) for day in ("2026-09-30", "2026-10-01", "2027-01-01")} == {500_000}
    confirm(two[1], propose(two[0], "3.2a.per_person", "6000", "2026-10-01"))
    assert (per_person("2026-09-30"), per_person("2026-10-01")) == (500_000, 600_000)


def test_a_reading_or_a_version_that_ends_before_it_begins_never_counts(two: tuple[User, User]) -> None:
    for name, value, kind in (("A-4.3-1", "B", "reading"), ("虚构〔2027〕1号", None, "version")):
        change = confirm(two[1], propose(two[0], name, value, "2027-01-01", kind=kind))
        confirm(
            two[1],
            actions.draft_revocation(actor=two[0], change_id=change.pk, from_day=dt.date(2027, 1, 1), source="虚构"),
        )
    with in_force.one_policy():
        for day in (dt.date(2026, 9, 1), dt.date(2027, 1, 1), dt.date(2028, 1, 1)):
            policy = in_force.policy_on(POLICY, day)
            assert policy.letters.get("A-4.3-1") is None
            assert policy.version_on(civil.of(day)).source != "虚构〔2027〕1号"


def test_a_later_change_follows_an_earlier_one_and_outlives_its_end(two: tuple[User, User]) -> None:
    first = confirm(two[1], propose(two[0], "3.2a.per_person", "6000"))
    confirm(two[1], propose(two[0], "3.2a.per_person", "7000", "2027-01-01"))
    end = actions.draft_revocation(actor=two[0], change_id=first.pk, from_day=dt.date(2026, 12, 1), source="虚构")
    confirm(two[1], end)
    days = ("2026-01-01", "2026-12-01", "2027-01-01")
    assert [per_person(day) for day in days] == [600_000, 500_000, 700_000]


def test_a_reading_and_a_version_count_from_their_day_on(two: tuple[User, User]) -> None:
    confirm(two[1], propose(two[0], "A-4.3-1", "B", kind="reading"))
    confirm(two[1], propose(two[0], "虚构〔2027〕1号", None, "2027-01-01", kind="version"))
    with in_force.one_policy():
        before, after = (in_force.policy_on(POLICY, day) for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1)))
        assert (before.letters.get("A-4.3-1"), after.letters.get("A-4.3-1")) == (None, "B")
        later = in_force.policy_on(POLICY, dt.date(2027, 1, 1)).version_on(civil.parse("2027-01-01"))
    assert (later.source, later.text_known) == ("虚构〔2027〕1号", False)


def test_a_request_in_flight_keeps_one_policy_and_the_next_one_has_the_change(two: tuple[User, User]) -> None:
    draft = propose(two[0], "3.2a.per_person", "6000")
    with in_force.one_policy():
        kept = load_policy(POLICY)
        Context().run(confirm, two[1], draft)  # another request
        assert load_policy(POLICY) is kept and in_force.version(POLICY) == 0
    with in_force.one_policy():
        assert load_policy(POLICY) is not kept and in_force.version(POLICY) == 1
        assert load_policy(POLICY) is load_policy(POLICY), "it is made once"


def test_the_other_district_is_changed_in_the_same_way(two: tuple[User, User]) -> None:
    confirm(two[1], propose(two[0], "2.1.first_sum", "2500元", policy="sample_district"))
    assert per_person("2026-09-01", "sample_district", "2.1.first_sum") == 250_000
    assert per_person("2026-09-01") == 500_000 and Change.objects.get().number == 1


#: What somebody could type for a parameter of each kind.
TYPED = {"bool": ("yes", "no"), "codes": ("veteran", "other"), "date": ()}  # of two days that belong together


@pytest.mark.parametrize("name", ["chaoyang_2020", "sample_district"])
def test_every_parameter_can_be_changed(name: str) -> None:
    """Of a map one entry is changed."""
    policy = published_policy(name)
    for param in policy.book.params.values():
        known = param.keys if isinstance(param.keys, tuple) else {"year": ("2030",), "rank": ("9",)}.get(param.keys, ())
        key = next((key for key in known if key != BASIS), "") if param.type.keyed else ""
        stated = [
            Draft(kind="parameter", name=param.name, key=key, value=typed.read_value(param, key, text), from_day=TODAY,
                  source="虚构", confirmed_source=True)
            for text in TYPED.get(param.kind, ("1", "2"))
        ]  # fmt: skip
        changed = []
        for draft in stated:
            amendment = logic.amendment_of(policy, draft, 1, TODAY)
            changed.append(policy.with_amendments([amendment], civil.of(TODAY)).book[param.name].rows != param.rows)
        assert all(changed), param.name
