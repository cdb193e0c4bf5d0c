"""Guards of promises: drawn, found untrue by two people, then refused until a day, and undone by a third person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from tests.bureau.cases.scene import POLICY, Scene, file_roster
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions import drafts, promises
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Case, Evidence, PromiseCheck
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db


@action
def promise(*, actor: object, case: Case) -> Evidence:
    """Give a promise for a paper of a case, as code that asks nobody could."""
    with transaction.atomic():
        return Evidence.objects.create(
            filing=case.filing, case=case, measure=case.measure, material="size", origin="promise", promised="虚构承诺",
            given_by=actor, given_at=clock.now(),
        )  # fmt: skip


def save_promise(scene: Scene, key: str) -> None:
    made = drafts.open_filing(
        actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["3.2a"], intent_key=f"promise {key}"
    )
    drafts.save_promises(actor=scene.agent, filing_id=made.pk, promises={"3.2a/size": "虚构承诺"})


def test_a_promise_that_two_people_find_untrue_keeps_its_party_from_promising(scene: Scene) -> None:
    without_second_factor(actor="a test")
    case = file_roster(scene)
    client = as_(scene.district)
    assert client.post("/desk/promises/", {"count": 1}).status_code == 422, "there is none to draw"
    promise(actor=scene.agent, case=case)
    for wrong in ("", "0", "101", "9" * 30):
        assert client.post("/desk/promises/", {"count": wrong}).status_code == 422
    assert client.post("/desk/promises/", {"count": 5}).status_code == 302
    check = PromiseCheck.objects.get()
    address, until = f"/desk/promises/{check.pk}/", clock.today() + dt.timedelta(days=100)
    given = {"do": "untrue", "reason": "营业收入和声明的不符", "until": until, "source": "虚构文号2号"}
    for wrong in (
        {"reason": " "},
        {"until": ""},
        {"until": clock.today()},
        {"until": "2999-01-01"},
        {"source": " "},
        {"do": "?"},
    ):
        assert client.post(address, given | wrong).status_code == 422, wrong
    assert as_(scene.street).post(address, given).status_code == 404
    assert client.post(address, given).status_code == 302
    save_promise(scene, "before it is confirmed")
    assert client.post(address, {"do": "confirm"}).status_code == 422, "not by who found it"
    assert as_(scene.district2).post(address, {"do": "confirm"}).status_code == 302
    assert "失信名单" in page(client, "/desk/promises/") and scene.firm.name in page(client, "/desk/promises/")
    with pytest.raises(CaseRefused, match=clock.in_words(until)):
        save_promise(scene, "listed")
    with pytest.raises(IntegrityError, match="list of those"):
        promise(actor=scene.agent, case=file_roster(scene, intent="two"))
    for who in (scene.district, scene.district2):
        assert as_(who).post(address, {"do": "undo", "reason": "核实有误"}).status_code == 422
    assert as_(scene.approver).post(address, {"do": "undo", "reason": " "}).status_code == 422
    assert as_(scene.approver).post(address, {"do": "undo", "reason": "核实有误"}).status_code == 302
    save_promise(scene, "undone")
    assert "核实有误" in page(client, "/desk/promises/")


def test_the_list_ends_on_its_day_and_a_kept_promise_lists_nobody(scene: Scene) -> None:
    case = file_roster(scene)
    promise(actor=scene.agent, case=case)
    [check] = promises.draw_promises(actor=scene.district, count=1)
    promises.find_promise(
        actor=scene.district, id=check.pk, kept=False, reason="不符", until=clock.today() + dt.timedelta(days=5),
        source="虚构文号2号",
    )  # fmt: skip
    promises.confirm_untrue(actor=scene.approver, id=check.pk)
    with pytest.raises(CaseRefused):
        save_promise(scene, "listed")
    clock.turn_forward(5)
    save_promise(scene, "over")
    promise(actor=scene.agent, case=file_roster(scene, intent="two"))
    [other] = promises.draw_promises(actor=scene.district2, count=9)
    promises.find_promise(actor=scene.district2, id=other.pk, kept=True, reason="看过报表，属实")
    with pytest.raises(CaseRefused, match="没有等着确认"):
        promises.confirm_untrue(actor=scene.approver, id=other.pk)
    save_promise(scene, "kept")
