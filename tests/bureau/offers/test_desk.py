"""Pages of staff: who did not answer, and the report of the unclaimed. All people, firms and numbers are invented."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from tests.bureau.cases.scene import POLICY, SETUP, SINCE, Scene
from tests.bureau.my_pages import client_of, text
from tests.bureau.people import new_user

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.offers.models import Attempt, Entitled, Offer
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.writes import action


@pytest.fixture(scope="module")
def screened(made: Scene, django_db_blocker: Any) -> Scene:
    """The bureau after a screening."""
    with django_db_blocker.unblock():
        screen_registers("a test", POLICY)
    return made


@pytest.fixture
def scene(screened: Scene, own_calendar: Any) -> Iterator[Scene]:
    """The bureau after a screening, for one test."""
    with transaction.atomic():
        yield screened
        transaction.set_rollback(True)
    own_calendar.unlink(missing_ok=True)


def staff(role: str, area: Area | None = None, name: str = "") -> User:
    user = new_user(name or role, demo=True)
    where = area or Area.objects.get(kind="district")
    give_post(actor=SETUP, user=user, role=role, area=where, from_day=SINCE)
    return user


def test_who_does_not_answer_is_on_the_list_of_the_own_street_with_the_way_to_reach_them(scene: Scene) -> None:
    client = client_of(staff("street_specialist", scene.streets[0]))
    other = client_of(staff("street_specialist", scene.streets[1], "of another street"))
    offer = Offer.objects.filter(measure="5.2").get()
    assert f"/desk/offers/{offer.pk}/" not in text(client.get("/desk/offers/"))
    assert f"/desk/offers/{offer.pk}/" in text(client.get("/desk/offers/?show=all&measure=5.2"))
    clock.turn_forward(10)
    assert f"/desk/offers/{offer.pk}/" in text(client.get("/desk/offers/"))
    assert scene.firm.name not in text(other.get("/desk/offers/?show=all"))
    place = f"/desk/offers/{offer.pk}/"
    assert other.get(place).status_code == 404
    note = {"do": "note", "how": "phone", "outcome": "unreached", "result": "没人接"}
    assert other.post(place, note).status_code == 404
    assert "虚构经办人" in text(client.get(place))
    client.post(place, {"do": "phone"})
    assert "联系电话" in text(client_of(scene.agent).get("/my/reads/"))
    assert client.post(place, {**note, "how": "smoke"}).status_code == 422
    assert client.post(place, {**note, "outcome": ""}).status_code == 422
    for _twice in range(2):
        assert client.post(place, note).status_code == 302
    assert Attempt.objects.filter(offer=offer).count() == 1
    assert "没人接" in text(client.get(place)) and "1 次" in text(client.get("/desk/offers/"))


def test_what_somebody_said_is_noted_and_the_list_is_narrowed_by_it(scene: Scene) -> None:
    client = client_of(staff("street_specialist", scene.streets[0]))
    wants, other = Offer.objects.filter(measure="3.2a").order_by("id")[:2]
    assert (
        client.post(f"/desk/offers/{wants.pk}/", {"do": "note", "how": "phone", "outcome": "wants", "result": ""})
        .headers["Location"]
        .endswith(f"/desk/offers/{wants.pk}/")
    )
    assert "要，等申报" in text(client.get(f"/desk/offers/{wants.pk}/"))
    for tried, here, there in (("wants", 1, 0), ("any", 1, 0), ("none", 0, 1), ("unreached", 0, 0), ("", 1, 1)):
        page = text(client.get(f"/desk/offers/?show=all&tried={tried}"))
        assert [f"/desk/offers/{o.pk}/" in page for o in (wants, other)] == [bool(here), bool(there)], tried


def test_a_refusal_on_the_phone_ends_the_offer_and_the_party_reads_who_noted_it_and_can_still_file(
    scene: Scene,
) -> None:
    official = staff("street_specialist", scene.streets[0], "专员")
    client, offer = client_of(official), Offer.objects.filter(measure="5.2").get()
    place, said = f"/desk/offers/{offer.pk}/", {"do": "note", "how": "phone", "outcome": "refuses", "result": " "}
    assert client.post(place, said).status_code == 422, "a refusal needs a reason"
    assert client.post(place, {**said, "result": "单位不想要"}).headers["Location"].endswith("/desk/offers/")
    offer.refresh_from_db()
    assert (offer.state, offer.answered_by) == ("refused", official)
    assert offer.reason == "打电话时对工作人员虚构专员说不要：单位不想要"
    assert place not in text(client.get("/desk/offers/?show=all"))
    assert client.post(place, {**said, "result": "单位不想要"}).status_code == 404, "an answer is given once"
    mine = text(client_of(scene.agent).get("/my/entitled/"))
    assert offer.reason in mine
    assert f"/my/new/?filer={scene.firm.pk}&amp;measure=5.2" in mine
    screen_registers("a test", POLICY)
    assert not Offer.objects.filter(measure="5.2", state="open").exists(), "it is not offered again"


def test_every_number_of_the_report_opens_to_its_rows_for_who_sees_names(scene: Scene) -> None:
    client = client_of(staff("district_reviewer"))
    page = client.get("/desk/offers/report/")
    assert [(r["code"], r["rows"], r["amount_fen"]) for r in page.context["measures"]] == [
        ("3.2a", 3, 3 * 5_000_00),
        ("5.2", 1, 30_000_00),
    ]
    for r in [*page.context["measures"], *page.context["streets"], *page.context["outcomes"]]:
        query = f"measure={r.get('code', '')}&street={r.get('street', '')}&outcome={r.get('outcome', '')}"
        query = query.replace(f"street={r['street']}", "street=") if r.get("code") else query
        rows = client.get(f"/desk/offers/report/rows/?{query}")
        assert rows.context["page"].paginator.count == r["rows"], query
    file = client.get("/desk/offers/report/download.csv?measure=5.2").content.decode("utf-8-sig")
    assert scene.firm.name in file and "30000.00" in file and len(file.splitlines()) == 2
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/desk/offers/report/download.xlsx").content)).active
    assert sheet is not None and sheet.max_row == 5
    assert Event.objects.filter(kind="offers.downloaded").count() == 2
    assert client.get("/desk/offers/report/download.pdf").status_code == 404


@action
def forget_amount(*, actor: str, which: dict[str, Any]) -> None:
    """Let the screening have found no amount for some rows."""
    Entitled.objects.filter(**which).update(amount_fen=None)


def test_an_amount_that_is_not_known_is_not_counted_as_nothing(scene: Scene) -> None:
    client, hires = client_of(staff("district_reviewer")), Entitled.objects.filter(measure="3.2a", amount_fen=5_000_00)
    forget_amount(actor=SETUP, which={"pk": hires.latest("id").pk})
    forget_amount(actor=SETUP, which={"measure": "5.2"})
    page = client.get("/desk/offers/report/")
    assert [(r["code"], r["rows"], r["amount_fen"], r["whole"]) for r in page.context["measures"]] == [
        ("3.2a", 3, 2 * 5_000_00, False),
        ("5.2", 1, None, False),
    ]
    assert page.context["total"] == {"rows": 4, "amount_fen": 10_000_00, "whole": False, "told": True, "about": False}
    assert "还算不出，没有算进去" in text(page) and "待定" in text(page)
    forget_amount(actor=SETUP, which={"measure": "3.2a"})
    [street] = client.get("/desk/offers/report/").context["streets"]
    assert (street["rows"], street["amount_fen"]) == (4, None), "a street of which no amount is known has none"


def test_who_sees_no_names_sees_no_small_numbers(scene: Scene) -> None:
    client = client_of(staff("leader"))
    page = client.get("/desk/offers/report/")
    # One number is too small, so the other one is hidden as well: a total would tell the first.
    assert [r["rows"] for r in page.context["measures"]] == [None, None]
    assert [(r["rows"], r["told"]) for r in page.context["streets"]] == [(5, False)], (
        "about 4; its money less a price tells"
    )
    waiting = page.context["outcomes"][0]
    assert (waiting["name"], waiting["rows"], waiting["told"]) == ("还没有申报", 5, False)
    assert "约 5" in text(page)
    assert {"已提醒，等答复", "免申即享，由经办部门办理"}.isdisjoint(r["name"] for r in page.context["outcomes"])
    assert scene.firm.name not in text(page)
    assert client.get("/desk/offers/report/rows/").status_code == 404
    file = client.get("/desk/offers/report/download.csv").content.decode("utf-8-sig")
    lines = [line.split(",") for line in file.splitlines()]
    assert [line[2:] for line in lines[1:]] == [["不显示", "不显示"], ["不显示", "不显示"], ["5", "不显示"]]
    assert scene.firm.name not in file and "<3" not in file and "<3" not in text(page)
    assert client.get("/desk/offers/").status_code == 404


def test_the_button_asks_for_a_post_and_a_word(scene: Scene) -> None:
    client = client_of(staff("district_reviewer"))
    assert client.get("/desk/offers/screen/").status_code == 405
    assert client.post("/desk/offers/screen/").status_code == 302
    assert client_of(staff("leader")).post("/desk/offers/screen/", {"do": "screen"}).status_code == 404
