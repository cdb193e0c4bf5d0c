"""Guards of the pages of staff: queue, case, notices, district, calendar. All people and firms are invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.bureau.cases.scene import Scene, file_roster, make_scene

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


@action
def _without_second_factor(*, actor: str) -> None:
    """Personas of the demo sign in without a second factor; the users of these tests are such."""
    User.objects.update(demo=True)


@pytest.fixture
def scene() -> Scene:
    made = make_scene()
    _without_second_factor(actor="a test")
    return made


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def press(client: Client, case: Case, do: str, version: int | None = None, **typed: Any) -> Any:
    """Press a button of the page of a case, with what was typed."""
    case.refresh_from_db()
    given = {"version": case.version if version is None else version, "do": do, **typed}
    return client.post(f"/desk/cases/{case.number}/", given)


def test_a_case_goes_through_its_steps_on_the_pages(scene: Scene) -> None:
    case = file_roster(scene)
    assert case.number in page(as_(scene.clerk), "/desk/queue/")
    assert "等您办的案件" in page(as_(scene.clerk), "/desk/")
    for user, do in (
        (scene.clerk, "accepted"),
        (scene.street, "agree"),
        (scene.district, "agree"),
        (scene.approver, "approved"),
    ):
        client = as_(user)
        assert client.get("/desk/next/").url == f"/desk/cases/{case.number}/"
        page(client, f"/desk/cases/{case.number}/?line=1")
        answer = press(client, case, f"step:{do}")
        assert answer.status_code == 302, answer.content.decode()
        assert "您刚办了" in page(client, answer.url)
    case.refresh_from_db()
    assert case.state == "notice"
    client = as_(scene.district)
    assert "看公示内容" in page(client, "/desk/notices/")
    shown = client.post("/desk/notices/publish/", {"case": case.id, "do": "preview"}).content.decode()
    assert "公众会看到这些" in shown and scene.people[0].name not in shown
    published = client.post("/desk/notices/publish/", {"case": case.id, "do": "publish"})
    assert published.status_code == 302
    assert "5,000" in page(Client(), published.url)
