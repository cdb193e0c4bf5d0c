"""Rows of registers: what is new, what changes, and what stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.bureau.registry.people import POLICY, organisation, person

from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.actions import Refused, bring
from wenjiu.bureau.registry.models import HeldColumn, Row
from wenjiu.bureau.registry.statements import Statement
from wenjiu.standards.identifiers import IdentifierError

pytestmark = pytest.mark.django_db


def of_person(n: int, since: str = "", **facts: Any) -> Statement:
    return Statement(facts, {"self": person(n)}, valid_from=dt.date.fromisoformat(since) if since else None)


def people(*rows: Statement, source: str = "test") -> tuple[str, ...]:
    return bring(actor="a test", policy=POLICY, table="persons", rows=rows, source=source).verdicts


def live() -> list[tuple[Any, Any, Any]]:
    rows = Row.objects.filter(replaced_by=None, withdrawn_at=None).order_by("valid")
    return [
        (row.valid.lower and row.valid.lower.year, row.valid.upper and row.valid.upper.year, row.facts) for row in rows
    ]


def test_what_is_known_already_is_not_stored_again() -> None:
    assert people(of_person(1, school="university"), of_person(2)) == ("new", "new")
    assert people(of_person(1, school="university"), of_person(2)) == ("unchanged", "unchanged")
    assert Row.objects.count() == 2 and Party.objects.count() == 2


def test_a_correction_is_a_new_row_and_the_old_one_names_it() -> None:
    people(of_person(1, school="university"))
    assert people(of_person(1, school="none")) == ("changed",)
    old, new = Row.objects.order_by("id")
    assert (
        old.replaced_by == new
        and old.facts == {"school": "university"}
        and live() == [(None, None, {"school": "none"})]
    )


def test_a_change_on_a_day_leaves_what_held_before() -> None:
    people(of_person(1, is_employed=False))
    assert people(of_person(1, "2021-01-01", is_employed=True)) == ("changed",)
    assert live() == [(None, 2021, {"is_employed": False}), (2021, None, {"is_employed": True})]


def test_one_call_can_tell_a_whole_history() -> None:
    people(of_person(1, is_employed=False))
    later = Statement(
        {"is_employed": True}, {"self": person(1)}, valid_from=dt.date(2021, 1, 1), valid_to=dt.date(2022, 1, 1)
    )
    latest = of_person(1, "2023-01-01", is_employed=True, school="none")
    assert people(later, latest) == ("changed", "changed")
    assert live() == [
        (None, 2021, {"is_employed": False}),
        (2021, 2022, {"is_employed": True}),
        (2022, 2023, {"is_employed": False}),
        (2023, None, {"is_employed": True, "school": "none"}),
    ]


def test_two_sources_may_state_different_things() -> None:
    people(of_person(1, school="university"), source="a")
    assert people(of_person(1, school="none"), source="b") == ("new",)
    assert len(live()) == 2


def test_every_fact_passes_its_own_parser() -> None:
    for facts in ({"school": "kindergarten"}, {"graduation": "1.7.2020"}, {"is_employed": "yes"}, {"shoe_size": 42}):
        with pytest.raises(Refused) as error:
            people(of_person(2), of_person(1, **facts))
        assert error.value.row == 1 and error.value.message.zh and error.value.fix.zh
    assert Row.objects.count() == 0


def test_a_wrong_number_stores_nothing() -> None:
    wrong = Statement({}, {"self": person(1).__class__("person", "resident_id", "110105199001010000", "虚构")})
    with pytest.raises(IdentifierError, match="校验码"):
        people(of_person(2), wrong)
    assert Party.objects.count() == 0


def test_rows_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(Refused, match="内容不同"):
        people(of_person(1, school="none"), of_person(1, school="university"))


def test_hires_of_one_person_by_one_firm_are_told_apart_by_their_day() -> None:
    roles = {"firm_id": organisation(1), "person_id": person(1)}
    hires = [Statement({"date": day, "is_new": True}, roles) for day in ("2020-09-01", "2021-09-01")]
    assert bring(actor="a test", policy=POLICY, table="hires", rows=hires, source="test").verdicts == ("new", "new")
    row = Row.objects.order_by("id").first()
    assert {link.role: link.party.kind for link in row.links.all()} == {
        "firm_id": "organisation",
        "person_id": "person",
    }
    assert row.key.endswith("/2020-09-01") and "110105" not in row.key
    held = set(HeldColumn.objects.values_list("column", flat=True))
    assert held == {"id", "date", "is_new", "firm_id", "person_id"}
