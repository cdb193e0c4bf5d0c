"""Pages below /my/: somebody who acts for several parties, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.bureau.cases.scene import SETUP, Scene, file_own, file_roster, make_scene, step
from tests.bureau.my_pages import client_of, text
from tests.bureau.registry.people import organisation

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, withdraw_authorisation
from wenjiu.bureau.accounts.models import Authorisation
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test turn the calendar forward without the others noticing."""
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=2)


@pytest.fixture
def second(scene: Scene) -> Party:
    """Another firm of the same agent."""
    [firm] = ensure_parties(actor=SETUP, rows=[organisation(2)])
    authorise(actor=SETUP, user=scene.agent, organisation=firm)
    return firm


class TestAFilingIsBegunForWhoIsChosen:
    def test_nobody_is_chosen_before_somebody_chooses(self, scene: Scene, second: Party) -> None:
        client = client_of(scene.agent)
        page = client.get("/my/new/")
        assert page.context["filer"] is None and "请选择" in text(page) and "开始填写" not in text(page)
        answer = client.post("/my/new/", {"do": "begin", "measure": ["3.2a"], "key": "1"})
        assert answer.status_code == 422 and "请先选用谁的名义" in text(answer) and not Filing.objects.exists()
        for party in (scene.firm, second):  # two firms may have one name: the number tells them apart
            assert f"{party.name} {party.id_tail}（" in text(page)
        chosen = client.post("/my/new/", {"do": "choose", "measure": ["3.2a"], "filer": second.pk, "key": "1"})
        assert 'name="measure" value="3.2a"' in text(client.get("/my/new/?measure=3.2a"))
        assert chosen.status_code == 200 and 'value="3.2a" checked' in text(chosen)

    def test_the_button_names_whom_it_is_for_and_the_selector_decides(self, scene: Scene, second: Party) -> None:
        client = client_of(scene.agent)
        page = client.get(f"/my/new/?filer={scene.firm.pk}")
        assert f"以“{scene.firm.name}”开始填写" in text(page)
        form = {"do": "begin", "key": page.context["key"], "shown": scene.firm.pk, "filer": second.pk}
        answer = client.post("/my/new/", {**form, "measure": ["3.2a"]})
        assert answer.status_code == 422 and f"已换成“{second.name}”" in text(answer)
        assert f"以“{second.name}”开始填写" in text(answer) and not Filing.objects.exists()
        assert 'value="3.2a" checked' in text(answer)
        client.post("/my/new/", {**form, "shown": second.pk, "measure": ["3.2a"]})
        assert Filing.objects.get().filer == second

    def test_the_party_of_the_last_filing_and_then_the_chosen_one_come_first(self, scene: Scene, second: Party) -> None:
        file_roster(scene)
        client = client_of(scene.agent)
        assert client.get("/my/new/").context["filer"] == scene.firm
        client.get(f"/my/?party={second.pk}")
        assert client.get("/my/new/").context["filer"] == second


class TestOneFirmIsLookedAtAlone:
    def test_the_choice_is_kept_and_what_waits_for_an_answer_is_never_hidden(self, scene: Scene, second: Party) -> None:
        case = file_roster(scene)
        other = file_own(scene.agent, second, "5.3", street=scene.streets[0])
        step(scene.clerk, case, "accept", "correct", reason="补", items=[{"line": 0, "field": "", "text": "请说明"}])
        client = client_of(scene.agent)
        assert {row["case"] for row in client.get("/my/").context["open"]} == {case, other}
        client.get(f"/my/?party={second.pk}")
        page = client.get("/my/")
        assert [row["case"] for row in page.context["open"]] == [other]
        assert [row["case"] for row in page.context["to_correct"]] == [case]
        assert text(page).index("要您补正") < text(page).index("看谁的事项")
        client.get("/my/?party=all")
        assert len(client.get("/my/").context["open"]) == 2

    def test_a_firm_that_is_not_the_readers_is_not_there(self, scene: Scene, second: Party) -> None:
        client = client_of(scene.agent)
        client.get(f"/my/?party={second.pk}")
        given = Authorisation.objects.get(organisation=second)
        withdraw_authorisation(actor=SETUP, authorisation=given)
        assert client.get("/my/").context["only"] is None
        assert client.get(f"/my/?party={second.pk}").status_code == 404
        assert client.get(f"/my/new/?filer={second.pk}").status_code == 404

    def test_a_step_that_takes_too_long_says_by_how_much_and_whom_to_call(self, scene: Scene) -> None:
        file_roster(scene)
        clock.turn_forward(40)
        page = text(client_of(scene.agent).get("/my/"))
        assert "已超过" in page and "个工作日，可以催办" in page
        [leads] = re.findall(r'href="(/my/cases/[^"]+)#urging"', page)
        shown = text(client_of(scene.agent).get(leads))
        assert 'id="urging"' in shown and "也可以拨打 12345" in shown and "没有规定几天以内答复" in shown
        client_of(scene.agent).post(f"{leads}urge/", {"text": "请先看这一件"})
        assert "催办：请先看这一件" in text(client_of(scene.agent).get(leads))
