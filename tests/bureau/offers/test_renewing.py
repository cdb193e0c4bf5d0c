"""A later screening writes only what changed: an offer that says the same keeps its row, and only its day moves.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.bureau.cases.scene import POLICY, SINCE, TODAY, Scene, rows
from tests.bureau.offers.agreement import disagreements

from wenjiu.bureau import clock
from wenjiu.bureau.offers.models import Entitled, Offer
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import WriteOutsideAction, copy_into

SAID = ("pk", "key", "row", "filer", "subject", "street", "amount_fen", "facts", "answer", "digest", "made_on", "state")


def offers() -> dict[int, dict[str, object]]:
    """Return what the offers of 3.2a say, by the person that each stands for."""
    found = Offer.objects.filter(measure="3.2a")
    return {offer["subject"]: offer for offer in found.values(*SAID)}


def test_a_new_day_alone_moves_only_the_day_on_which_an_offer_was_seen(scene: Scene, own_calendar: Path) -> None:
    screen_registers("a test", POLICY)
    before = offers()
    assert len(before) == 3 and set(Offer.objects.values_list("seen_on", flat=True)) == {TODAY}
    own_calendar.write_text("1", encoding="ascii")
    screen_registers("a test", POLICY)
    assert offers() == before
    assert set(Offer.objects.values_list("seen_on", flat=True)) == {clock.today()} != {TODAY}


def test_an_offer_whose_facts_changed_says_the_new_ones_and_stays_the_same_offer(
    scene: Scene, own_calendar: Path, tmp_path: Path
) -> None:
    screen_registers("a test", POLICY)
    before = offers()
    own_calendar.write_text("1", encoding="ascii")
    known = {"household_district": POLICY.home, "school": "university", "graduation": "2019-06-30"}
    person = scene.people[0]
    rows(scene, "persons", [Statement(known, {"self": person}, valid_from=SINCE)])
    screen_registers("a test", POLICY)
    after = offers()
    assert after.keys() == before.keys()
    assert {k: v for k, v in after.items() if k != person.pk} == {k: v for k, v in before.items() if k != person.pk}
    old, new = before[person.pk], after[person.pk]
    assert (old["pk"], old["made_on"], old["state"]) == (new["pk"], TODAY, "open")
    assert new["digest"] != old["digest"]
    assert "2019-07-01" in str(old["facts"]) and "2019-06-30" in str(new["facts"])
    assert clock.today().isoformat() in str(new["facts"])
    assert disagreements(POLICY, tmp_path / "again") == []


def test_rows_of_a_screening_are_copied_as_they_would_be_created_one_by_one(scene: Scene) -> None:
    screen_registers("a test", POLICY)
    row = Entitled.objects.filter(measure="3.2a").order_by("id").first()
    assert row is not None and row.row is not None
    assert (row.policy, row.filer, row.amount_fen, row.outcome) == (POLICY.name, scene.firm, 5_000_00, "offered")
    assert row.subject in scene.people and row.street == scene.streets[0] and (row.why, row.case) == ("", "")
    offer = Offer.objects.get(measure="3.2a", key=row.key)
    assert (offer.row, offer.filer, offer.subject, offer.street) == (row.row, row.filer, row.subject, row.street)
    assert offer.answer["amount"] == "5000.00" and offer.filing is None and offer.answered_at is None


def test_rows_are_copied_only_by_an_action() -> None:
    with pytest.raises(WriteOutsideAction, match="parties_party"), copy_into("parties_party", ["name"]):
        raise AssertionError("rows could be copied")


def test_a_list_of_any_length_is_one_parameter_and_finds_what_in_finds(scene: Scene) -> None:
    ids = [party.pk for party in scene.people]
    assert set(Party.objects.filter(pk__among=ids)) == set(Party.objects.filter(pk__in=ids)) == set(scene.people)
    assert not Party.objects.filter(pk__among=[]).exists()
    assert set(Entitled.objects.filter(row_id__among=range(0))) == set()
    assert set(Party.objects.filter(pk__in=ids).exclude(pk__among=[])) == set(scene.people)
    with CaptureQueriesContext(connection) as asked:  # an empty list needs no question
        assert not list(Party.objects.filter(pk__among=[]))
    assert len(asked) == 0
    sql, parameters = Offer.objects.filter(claim_key__among=["a", "b"]).query.sql_with_params()
    assert sql.count("%s") == 1 and parameters == (["a", "b"],)
