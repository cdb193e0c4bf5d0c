"""A screening of the registers: who is offered what, who answers how, and that every row agrees with the books.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bureau.cases.scene import POLICY, SETUP, SINCE, Scene, file_roster, past_award, rows
from tests.bureau.my_pages import client_of, text
from tests.bureau.offers.agreement import disagreements
from tests.bureau.registry.populations import Stored
from tests.support import counts

from wenjiu.bureau.cases.actions.filing import withdraw_case
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.offers.actions import answers
from wenjiu.bureau.offers.models import Entitled, Offer, Screening
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.registry.statements import Statement
from wenjiu.policies import load_policy
from wenjiu.screening.population.generate import generate

pytestmark = pytest.mark.one_in(2)


def screened() -> dict[str, int]:
    """Screen, and return outcome -> number of rows of 3.2a."""
    run = screen_registers("a test", POLICY)
    assert run is not None and run.ended_at is not None
    found: dict[str, int] = {}
    for outcome in Entitled.objects.filter(measure="3.2a").values_list("outcome", flat=True):
        found[outcome] = found.get(outcome, 0) + 1
    return found


def one_person(scene: Scene, n: int, intent: str) -> Case:
    """File 3.2a for one of the people."""
    return file_roster(Scene(scene.streets, scene.staff, scene.firm, scene.agent, [scene.people[n]]), intent=intent)


def test_offers_claims_awards_and_refusals_add_up_to_what_the_screening_found(scene: Scene, tmp_path: Path) -> None:
    assert screened() == {"offered": 3}
    assert Offer.objects.filter(measure="5.2", amount_fen=30_000_00, state="open").count() == 1
    past_award(actor=SETUP, code="3.2a", roles={"employer": scene.firm, "person": scene.people[0]})
    case = one_person(scene, 1, "by hand")
    assert screened() == {"paid": 1, "claimed": 1, "offered": 1}
    ended = Offer.objects.filter(measure="3.2a", state="ended")
    assert {offer.reason for offer in ended} == {"以前已经发过，不能重复", f"已在 {case.number} 申报，不能重复"}
    assert disagreements(POLICY, tmp_path / "1") == []
    answers.refuse_offers(actor=scene.agent, policy=POLICY, filer=scene.firm, code="3.2a", reason="人已经离职")
    assert screened() == {"paid": 1, "claimed": 1, "refused": 1}
    withdraw_case(actor=scene.agent, case_id=case.pk, seen_version=case.version, reason="重报")
    assert screened() == {"paid": 1, "offered": 1, "refused": 1}
    assert disagreements(POLICY, tmp_path / "2") == []
    assert Screening.objects.filter(ended_at=None).count() == 0


def test_who_is_no_longer_entitled_is_told_why_and_what_stacking_excludes_is_not_offered(scene: Scene) -> None:
    assert screened() == {"offered": 3}
    moved = {"household_district": "other", "school": "university", "graduation": "2019-07-01"}
    rows(scene, "persons", [Statement(moved, {"self": scene.people[0]}, valid_from=SINCE)])
    facts = {"traineeship_start": "2026-01-01", "traineeship_end": "2026-06-30"}
    past_award(actor=SETUP, code="3.4a", roles={"person": scene.people[1]}, facts=facts)
    assert screened() == {"offered": 1, "excluded": 1}
    offer = Offer.objects.get(measure="3.2a", subject=scene.people[0])
    assert offer.state == "ended" and "户籍" in offer.reason
    excluded = Offer.objects.get(measure="3.2a", subject=scene.people[1])
    assert excluded.state == "ended" and "见习" in excluded.reason


def test_an_offer_is_accepted_in_one_step_and_is_a_case_as_any_other(scene: Scene) -> None:
    screen_registers("a test", POLICY)
    client = client_of(scene.agent)
    home = text(client.get("/my/"))
    assert "登记里查到您可以享受的" in home and 'action="/my/entitled/3.2a/take-up/"' in home, (
        "one press from the own page"
    )
    page = client.get("/my/entitled/")
    assert [card["code"] for card in page.context["free"]] == ["3.2a", "5.2"]
    assert page.context["total_fen"] == 3 * 5_000_00 + 30_000_00
    form = {"party": scene.firm.pk, "do": "accept"}
    refused = client.post("/my/entitled/3.2a/take-up/", form)
    assert refused.status_code == 422 and "请先勾选" in text(refused) and not Case.objects.exists()
    for _again in range(2):
        answer = client.post("/my/entitled/3.2a/take-up/", {**form, "true": "yes"})
        assert answer.status_code == 302
    [case] = Case.objects.all()
    assert case.filing.submitted_at is not None and answer["Location"] == f"/my/filings/{case.filing_id}/"
    assert case.lines.filter(row__table="hires").count() == 3
    assert set(Offer.objects.filter(measure="3.2a").values_list("state", flat=True)) == {"accepted"}
    assert screened() == {"claimed": 3}
    page = client.get("/my/entitled/")
    assert [card["code"] for card in page.context["free"]] == ["5.2"]
    assert case.number in text(client.get("/my/entitled/3.2a/"))


def test_what_is_offered_can_be_looked_at_before_it_is_sent_and_be_refused_with_a_reason(scene: Scene) -> None:
    screen_registers("a test", POLICY)
    client = client_of(scene.agent)
    opened = client.post("/my/entitled/3.2a/take-up/", {"party": scene.firm.pk, "do": "open"})
    assert not Case.objects.exists()
    draft = client.get(opened["Location"])
    assert draft.context["total_fen"] == 3 * 5_000_00 and "信息有误" in text(draft)
    assert client.post("/my/entitled/3.2a/refuse/", {"reason": " "}).status_code == 422
    assert client.post("/my/entitled/3.2a/refuse/", {"reason": "已经自己安排"}).status_code == 302
    assert set(Offer.objects.filter(measure="3.2a").values_list("state", "reason")) == {("refused", "已经自己安排")}
    assert client.get("/my/entitled/3.2a/refuse/").status_code == 302
    with pytest.raises(CaseRefused, match="没有等您答复"):
        answers.refuse_offers(actor=scene.agent, policy=POLICY, filer=scene.firm, code="3.2a", reason="again")
    assert [card["code"] for card in client.get("/my/entitled/").context["free"]] == ["5.2"]


def test_without_an_offer_the_registers_fill_the_filing_and_a_stranger_opens_nothing(scene: Scene) -> None:
    client = client_of(scene.agent)
    first = client.post("/my/entitled/3.2a/take-up/", {"party": scene.firm.pk, "do": "open"})["Location"]
    assert client.get(first).context["total_fen"] == 3 * 5_000_00
    assert client.post("/my/entitled/3.2a/take-up/", {"party": scene.firm.pk, "do": "open"})["Location"] == first
    assert client.post("/my/entitled/9.9/take-up/", {"party": scene.firm.pk, "do": "open"}).status_code == 422
    assert client.post("/my/entitled/3.2a/take-up/", {"party": scene.people[0].pk}).status_code == 404
    assert client.get("/my/entitled/9.9/").status_code == 404


def test_the_registers_of_another_district_are_screened_by_its_own_measures(scene: Scene, tmp_path: Path) -> None:
    policy = load_policy("sample_district")
    Stored(policy, generate(tmp_path / "population", 60, int(counts.seed()), policy))
    run = screen_registers("a test", policy)
    assert run is not None and not Offer.objects.exclude(policy=policy.name).exists()
    offered = Offer.objects.filter(policy=policy.name, state="open")
    assert offered.exists() and set(offered.values_list("measure", flat=True)) <= set(policy.claims)
    assert disagreements(policy, tmp_path / "again") == []
