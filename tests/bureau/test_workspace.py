"""The pages of residents and firms. All people, firms and numbers are invented; the numbers have valid check digits."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.bureau.cases.scene import make_scene

from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.parties.queries import number_of

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def begin(client, *codes):
    page = client.get("/my/new/")
    assert page.status_code == 200
    answer = client.post("/my/new/", {"do": "begin", "key": page.context["key"], "filer": page.context["filer"].pk, "measure": codes})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_a_roster_goes_from_the_form_to_the_case() -> None:
    scene = make_scene(people=3)
    client = client_of(scene.agent)
    place = begin(client, "3.2a")
    assert client.get(place).status_code == 200
    for p in scene.people:
        answer = client.post(f"{place}lines/new/", {"number": number_of(p), "name": p.name, "do": "save"})
        assert answer.status_code == 302
    page = client.get(place)
    print(page.content.decode())
    assert page.context["going"] == 3
    page = client.get(f"{place}submit/")
    answer = client.post(f"{place}submit/", {"version": page.context["filing"].version, "true": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    receipt = client.get(place)
    case = Case.objects.get()
    assert case.number in receipt.content.decode()
    assert client.get(f"/my/cases/{case.number}/").status_code == 200
    home = client.get("/my/")
    assert case.number in home.content.decode()
