"""The demo: a newcomer steps into each persona; production knows no such door."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client
from tests.support.database import ThrowAwayCluster
from tests.support.pages import INLINE

from wenjiu.bureau import key_ring
from wenjiu.bureau.accounts.actions import ensure_demo_people
from wenjiu.bureau.accounts.demo import PERSONAS
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.parties.models import Party
from wenjiu.config import checks
from wenjiu.policies import load_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    """The personas."""
    return ensure_demo_people(actor="a test", areas_of_policy=load_policy(django_settings.WENJIU_POLICY).areas)


def test_each_persona_is_listed_and_can_be_stepped_into_without_a_password(people: list[User]) -> None:
    client = Client()
    page = client.get("/demo/").content.decode()
    assert re.findall(r'name="persona" value="([^"]+)"', page) == [persona.username for persona in PERSONAS]
    for persona in PERSONAS:
        answer = client.post("/demo/enter/", {"persona": persona.username}, follow=True)
        body = answer.content.decode()
        assert answer.redirect_chain == [("/desk/" if persona.role else "/my/", 302)]
        assert answer.status_code == 200 and persona.name in body and "演示身份" in body
        assert body.count("<h1") == 1 and not INLINE.search(body)


def test_one_steps_into_personas_only_never_into_a_real_user(people: list[User]) -> None:
    from wenjiu.bureau.accounts import actions

    actions.create_user(actor="a test", username="real", name="虚构·真人")
    actions.deactivate_user(actor="a test", user=people[0])
    for name in ("real", people[0].username, "", "nobody"):
        assert Client().post("/demo/enter/", {"persona": name}).status_code == 404, name


def test_a_persona_begins_where_the_visitor_was(people: list[User]) -> None:
    """Pages of one case, of the desk or of another site are not such pages: nobody knows whether the persona has them."""
    client, wanted = Client(), "/my/new/?measure=3.2a"
    asked = client.get(wanted)
    assert asked.url == "/account/login/?next=/my/new/%3Fmeasure%3D3.2a"
    assert 'href="/demo/?next=%2Fmy%2Fnew%2F%3Fmeasure%3D3.2a"' in client.get(asked.url).content.decode()
    assert f'name="next" value="{wanted}"' in client.get("/demo/", {"next": wanted}).content.decode()
    assert client.post("/demo/enter/", {"persona": "demo-firm", "next": wanted}).url == wanted
    for elsewhere in (
        "/my/cases/2026-32a-000001/",
        "/desk/queue/",
        "https://example.org/my/new/",
        "//example.org",
        "/?",
    ):
        assert client.post("/demo/enter/", {"persona": "demo-firm", "next": elsewhere}).url == "/my/", elsewhere
    assert client.post("/demo/enter/", {"persona": "demo-approver", "next": wanted}).url == "/desk/"


def test_another_person_gets_another_session(people: list[User]) -> None:
    client = Client()
    client.post("/demo/enter/", {"persona": "demo-firm"})
    before = client.session.session_key
    client.post("/demo/enter/", {"persona": "demo-maker"})
    assert client.session.session_key != before and client.get("/my/").status_code == 404


def test_without_personas_the_page_says_what_to_do() -> None:
    assert "make run" in Client().get("/demo/").content.decode()


def test_production_refuses_people_of_the_demo(people: list[User], settings: Any) -> None:
    assert checks.people_of_the_demo_are_not_in_production(databases=["default"]) == []
    settings.WENJIU_PROFILE = "production"
    found = checks.people_of_the_demo_are_not_in_production(databases=["default"])
    assert [message.id for message in found] == ["wenjiu.E013"] and "demo-" in found[0].msg


def test_production_refuses_the_pages_of_the_demo_and_has_no_such_address(settings: Any) -> None:
    settings.WENJIU_PROFILE = "production"
    assert "wenjiu.E012" in [message.id for message in checks.production_is_no_demo()]
    program = (
        "import django; django.setup(); from django.urls import resolve, Resolver404\n"
        "try: resolve('/demo/enter/')\nexcept Resolver404: print('none')"
    )
    environment = {"WENJIU_PROFILE": "production", "DJANGO_SECRET_KEY": "k" * 60, "WENJIU_HOSTS": "jiuye.example.cn"}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "none"


def test_personas_are_made_in_the_demo_profile_only(settings: Any) -> None:
    settings.WENJIU_DEMO = False
    with pytest.raises(CommandError, match="demo profile only"):
        call_command("demo_people")
    assert not User.objects.exists()


def test_keys_that_do_not_open_what_is_stored_are_refused(people: list[User], settings: Any, tmp_path: Any) -> None:
    assert checks.keys_open_what_is_stored(databases=["default"]) == []
    from wenjiu.config import secret_files

    secret_files.ensure_all(tmp_path)
    settings.DATA_FOLDER = tmp_path
    found = checks.keys_open_what_is_stored(databases=["default"])
    assert [message.id for message in found] == ["wenjiu.E014"] and "backup" in found[0].hint
    assert Party.objects.exists() and key_ring.newest() == 1


def test_checks_of_stored_data_pass_before_the_tables_are_made(wenjiu_cluster: ThrowAwayCluster) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = pg_catalog")
    assert checks.demo_people("default") == [] and checks.keys_open_what_is_stored(databases=["default"]) == []
