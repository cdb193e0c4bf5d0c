"""A person in the lists of two streets is one person: one record, one count of months, one offer. All are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.bureau.cases.scene import POLICY, SETUP, SINCE, TODAY, Scene, decide, rows, set_budget
from tests.bureau.my_pages import client_of, text
from tests.bureau.people import new_user
from tests.bureau.registry.people import organisation

from wenjiu.bureau.accounts.actions import authorise, create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.actions import drafts, filing
from wenjiu.bureau.cases.models import Award, Case
from wenjiu.bureau.offers.models import Offer
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db
#: A unit of the second street with its agent.
Unit = tuple[Party, User]


@pytest.fixture
def other(scene: Scene) -> Unit:
    [firm] = ensure_parties(actor=SETUP, rows=[replace(organisation(2), street_id=scene.streets[1].pk)])
    agent = create_user(actor=SETUP, username="agent2", name="虚构经办人二")
    authorise(actor=SETUP, user=agent, organisation=firm)
    return firm, agent


def trainee(scene: Scene, unit: Party, start: str, end: str) -> None:
    """Put a traineeship of the first person with a unit into the registers."""
    known = {"birth_date": "2004-05-06", "is_registered_unemployed": True, "household_district": POLICY.home}
    rows(scene, "persons", [Statement(known, {"self": scene.people[0]}, valid_from=TODAY)])
    facts = {"unit_is_recognised": True, "is_full_time": True, "start": start, "end": end}
    held = {"firm_id": unit, "person_id": scene.people[0]}
    rows(scene, "traineeships", [Statement(facts, held, valid_from=SINCE, street=unit.street_id)])


def stipend(unit: Party, agent: User, number: str, name: str) -> Case:
    """File 3.4a with a list of one person, as that list writes the person."""
    made = drafts.open_filing(actor=agent, policy=POLICY, filer=unit, measures=["3.4a"], intent_key="one")
    drafts.save_lines(actor=agent, filing_id=made.id, lines=[{"number": number, "name": name}])
    [case] = filing.submit_filing(actor=agent, filing_id=made.id)
    return case


def test_the_lists_of_two_streets_name_one_person_whose_months_are_paid_once(scene: Scene, other: Unit) -> None:
    """3.4a: January to June 2026 in the first street; the second street has March to August of the same person."""
    one, (unit, agent) = scene.people[0], other
    before = Party.objects.count()
    set_budget(scene, "3.4a", 100_000_000)
    trainee(scene, scene.firm, "2026-01-01", "2026-06-30")
    trainee(scene, unit, "2026-03-01", "2026-08-31")
    first = stipend(scene.firm, scene.agent, number_of(one), one.name)
    second = stipend(unit, agent, f" {number_of(one).lower()} ", one.name)
    assert (first.street, second.street) == tuple(scene.streets)
    people = {case.lines.get().roles.get(role="person").party_id for case in (first, second)}
    assert people == {one.pk} and Party.objects.count() == before
    decide(scene, first)
    assert Award.objects.get(line__case=first).person == one
    third = stipend_again(scene, agent, unit, one)
    assert ("months", "stop") in third.findings.values_list("code", "level")


def stipend_again(scene: Scene, agent: User, unit: Party, one: Party) -> Case:
    """File the list of the second street once more, after the first street's was decided."""
    made = drafts.open_filing(actor=agent, policy=POLICY, filer=unit, measures=["3.4a"], intent_key="two")
    drafts.save_lines(actor=agent, filing_id=made.id, lines=[{"number": number_of(one), "name": one.name}])
    [case] = filing.submit_filing(actor=agent, filing_id=made.id)
    return case


def test_what_one_person_can_have_once_is_one_offer_in_the_list_of_one_street(scene: Scene, other: Unit) -> None:
    """Units of two streets registered the same months. A month is paid once, so there is one offer and one street."""
    for unit in (scene.firm, other[0]):
        trainee(scene, unit, "2026-01-01", "2026-06-30")
    screen_registers("a test", POLICY)
    offer = Offer.objects.get(measure="3.4a")
    assert offer.subject == scene.people[0]
    shown = []
    for n, street in enumerate(scene.streets):
        user = new_user(f"street-{n}", demo=True)
        give_post(actor=SETUP, user=user, role="street_specialist", area=street, from_day=SINCE)
        shown.append(f"/desk/offers/{offer.pk}/" in text(client_of(user).get("/desk/offers/?show=all")))
    assert sorted(shown) == [False, True]
