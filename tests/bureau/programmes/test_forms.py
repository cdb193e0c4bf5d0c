"""The form of every kind of programme: it can be saved, and no two of its fields have the same name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.bureau.programmes.people import POLICY, SETUP, TODAY, World, make_world, stepped
from tests.bureau.test_desk import without_second_factor
from tests.rules.test_programmes import loaded

from wenjiu.bureau.accounts.actions import authorise
from wenjiu.bureau.clock import working_on
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.programmes.models import DRAFT, Programme
from wenjiu.policies import load_policy
from wenjiu.rules.document.programmes import TAKEN, Field, Kind
from wenjiu.rules.language.nodes import DefinitionError

OFFICE = "office"
DAYS = {"first_day": "2026-09-07", "last_day": "2026-09-09"}
TYPED = {
    "number": "3",
    "yuan": "1200000",
    "yes_no": "1",
    "day": "2026-09-07",
    "lines": "虚构甲\n虚构乙",
    "text": "虚构",
}


@pytest.fixture
def world(db: Any) -> World:
    with working_on(TODAY):
        made = make_world()
        authorise(actor=SETUP, user=made.agents[0], organisation=made.organisers[1])
        without_second_factor(actor=SETUP)
        return made


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(kind: Kind) -> dict[str, str]:
    """Return something for each field of a kind."""

    def one(of: Field) -> str:
        return next(iter(of.options)) if of.type == "choice" else TYPED[of.type]

    return {"title": f"虚构{kind.id}"[:40]} | DAYS | {of.id: one(of) for of in kind.fields}


def controls(page: str) -> list[str]:
    """Return the names of what can be filled in on a page, in the form that is sent."""
    form = max(re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL), key=len)
    return re.findall(r"<(?:input|select|textarea)[^>]* name=\"([^\"]+)\"", form)


@pytest.mark.parametrize("policy", ["chaoyang_2020", "sample_district"])
def test_no_field_of_a_kind_has_the_name_of_a_field_of_its_form(policy: str) -> None:
    for kind in load_policy(policy).programmes.values():
        for fields in (
            kind.fields,
            () if kind.listed is None else kind.listed.fields,
            () if kind.panel is None else kind.panel.criteria,
        ):
            names = [of.id for of in fields]
            assert len(set(names)) == len(names) and not TAKEN & set(names), kind.id


@pytest.mark.parametrize("name", ["for", "title", "version", "part_of", "person_name"])
def test_a_kind_that_takes_the_name_of_a_field_of_the_form_is_not_loaded(tmp_path: Path, name: str) -> None:
    field = {name: {"zh": "种类", "en": "kind", "type": "text"}}
    with pytest.raises(DefinitionError, match=name):
        loaded(tmp_path, fields=field)
    with pytest.raises(DefinitionError, match=name):
        loaded(tmp_path, list={"who": {"zh": "人", "en": "people"}, "fields": field})


def test_every_kind_can_be_reported_through_its_page_by_an_agent_of_two_firms(world: World) -> None:
    with working_on(TODAY):
        agent, office = signed_in(world.agents[0]), signed_in(world.district)
        for kind in sorted(POLICY.programmes.values(), key=lambda k: k.needs_whole):
            desk = kind.opened_by == OFFICE
            client, space = (office, "desk") if desk else (agent, "my")
            page = f"/{space}/programmes/new/{kind.id}/"
            given = typed(kind)
            names = controls(client.get(page).content.decode())
            assert len(set(names)) == len(names), (kind.id, names)
            assert set(given) <= set(names) and TAKEN >= set(names) - {of.id for of in kind.fields}, kind.id
            second = world.organisers[1]
            if kind.organisers:
                refused = client.post(page, given)
                assert refused.status_code == 422, kind.id
                given["for"] = number_of(second) if desk else str(second.pk)
            if kind.needs_whole:
                given["part_of"] = Programme.objects.get(kind=kind.part_of).number
            answer = client.post(page, given)
            assert answer.status_code == 302, (kind.id, answer.content.decode()[:3000])
            made = Programme.objects.get(number=answer.url.split("/")[3])
            assert (made.kind, made.state) == (kind.id, DRAFT)
            assert made.organiser == (second if kind.organisers else None)
            if any(kind.id == of.part_of and of.needs_whole for of in POLICY.programmes.values()):
                stepped(world.district if desk else world.agents[0], made, "propose")
                stepped(world.district2, made, "approve")


def test_an_agent_is_offered_the_projects_of_his_firms_alone_and_each_only_for_its_own_firm(world: World) -> None:
    with working_on(TODAY):
        agent, stranger = signed_in(world.agents[0]), signed_in(world.agents[1])
        page, project = "/my/programmes/new/training_class/", typed(POLICY.programmes["training_project"])
        made = agent.post("/my/programmes/new/training_project/", project | {"for": str(world.organisers[0].pk)})
        whole = Programme.objects.get(number=made.url.split("/")[3])
        stepped(world.agents[0], whole, "propose")
        stepped(world.district, whole, "approve")
        assert whole.number in agent.get(page).content.decode()
        assert whole.number not in stranger.get(page).content.decode(), "the project of another firm"
        given = typed(POLICY.programmes["training_class"]) | {"part_of": whole.number}
        other = agent.post(page, given | {"for": str(world.organisers[1].pk)})
        assert other.status_code == 422 and "不是这家单位已经批准的" in other.content.decode()
        assert agent.post(page, given | {"for": str(world.organisers[0].pk)}).status_code == 302
