"""Pages of what a party can have: papers before the press, what was refused, what is paid by year, the way to the notices.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.bureau.cases.scene import POLICY, SETUP, SINCE, Scene, decide, file_roster, past_award, rows, step
from tests.bureau.files.made import PDF
from tests.bureau.my_pages import client_of, text
from tests.bureau.registry.people import organisation

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise
from wenjiu.bureau.cases.actions import notices
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries.history import history
from wenjiu.bureau.offers.entitlements import entitlements_of
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.offers.weighing import Weighed
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.one_in(2)

PLACE = "/my/entitled/3.2a/take-up/"


def card_of(client: Client, code: str = "3.2a") -> dict[str, object]:
    """Return the card of a measure on the page of the reader."""
    page = client.get("/my/entitled/")
    groups = ("free", "settled", "near", "no", "unknown")
    return next(card for group in groups for card in page.context[group] if card["code"] == code)


def one_person(scene: Scene) -> Case:
    """File 3.2a for the first of the people."""
    return file_roster(Scene(scene.streets, scene.staff, scene.firm, scene.agent, scene.people[:1]))


def refuse(scene: Scene, case: Case) -> None:
    """Take a case through the reviews until it is refused."""
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "refuse", reason="虚构的理由")
    step(scene.district, case, "second", "refuse", reason="虚构的理由")
    step(scene.approver, case, "decide", "refused", reason="虚构的理由")


def live_in(scene: Scene, district: str) -> None:
    """Let the registers say where the first of the people has the household."""
    said = {"household_district": district, "school": "university", "graduation": "2019-07-01"}
    rows(scene, "persons", [Statement(said, {"self": scene.people[0]}, valid_from=SINCE)])


def weighed(scene: Scene, code: str) -> list[Weighed]:
    """Return what is known of the rows of the firm."""
    return list(next(e for e in entitlements_of(POLICY, scene.firm, clock.today()) if e.code == code).rows)


def test_what_has_to_be_handed_in_is_named_before_the_press_and_told_in_the_history_afterwards(scene: Scene) -> None:
    screen_registers("a test", POLICY)
    client = client_of(scene.agent)
    named = "还要交的材料：</strong>劳动合同、工资发放凭证"
    assert named in text(client.get("/my/")) and named in text(client.get("/my/entitled/"))
    form = {"party": scene.firm.pk, "do": "accept", "true": "yes"}
    receipt = client.get(client.post(PLACE, form)["Location"])
    assert [row["name"] for row in receipt.context["lacking"]] == ["劳动合同", "工资发放凭证"]
    [case] = Case.objects.all()
    place = f"/my/cases/{case.number}/"
    client.post(f"{place}papers/", {"file-3.2a/contract": SimpleUploadedFile("合同.pdf", PDF)})
    said = "上传材料：劳动合同（合同.pdf）"
    assert said in text(client.get(place)) and said in {told.text for told in history(case)}


def test_a_paper_that_lies_in_the_draft_is_not_named_again(scene: Scene) -> None:
    screen_registers("a test", POLICY)
    client = client_of(scene.agent)
    draft = client.post(PLACE, {"party": scene.firm.pk, "do": "open"})["Location"]
    client.post(draft, {"do": "save", "file-3.2a/contract": SimpleUploadedFile("合同.pdf", PDF)})
    assert "还要交的材料：</strong>工资发放凭证。" in text(client.get("/my/entitled/"))


def test_looking_at_one_firm_hides_nothing_and_a_choice_counts_for_the_whole_page(scene: Scene) -> None:
    [second] = ensure_parties(actor=SETUP, rows=[organisation(2)])
    authorise(actor=SETUP, user=scene.agent, organisation=second)
    screen_registers("a test", POLICY)
    client = client_of(scene.agent)
    client.get(f"/my/entitled/?party={second.pk}")
    assert client.get("/my/entitled/").context["party"] == second, "the next page is about the same firm"
    client.get(f"/my/new/?filer={second.pk}")
    home = client.get("/my/")
    assert home.context["only"] is None and PLACE in text(home)
    home = text(client.get(f"/my/?party={second.pk}"))
    assert PLACE not in home and 'class="btn btn-outline-primary" href="?party=all"' in home
    assert 'href="?party=all"' in text(client.get("/my/money/"))


def test_what_was_refused_is_offered_again_once_the_registers_say_otherwise(scene: Scene) -> None:
    live_in(scene, "other")
    case = one_person(scene)
    refuse(scene, case)
    client = client_of(scene.agent)
    card = card_of(client)
    assert (card["open"], card["total_fen"], card["done"]) == (2, 2 * 5_000_00, [("不再提醒", 1)])
    live_in(scene, POLICY.home)
    card = card_of(client)
    assert (card["open"], card["total_fen"], card["done"]) == (3, 3 * 5_000_00, [])


def test_what_was_refused_on_what_the_registers_still_say_is_not_offered(scene: Scene) -> None:
    case = one_person(scene)
    refuse(scene, case)
    card = card_of(client_of(scene.agent))
    assert (card["open"], card["turned_down"]) == (2, 0)
    assert {w.why for w in weighed(scene, "3.2a") if w.outcome} == {"审核没有同意，登记的内容没有变"}


def test_what_a_firm_did_not_want_can_be_filed_with_one_press_after_all(scene: Scene) -> None:
    screen_registers("a test", POLICY)
    client = client_of(scene.agent)
    client.post("/my/entitled/3.2a/refuse/", {"reason": "先不要"})
    page = text(client.get("/my/entitled/"))
    assert "您说过不要的 3 条" in page and 'value="again"' in page
    for _time in range(2):
        draft = client.get(client.post(PLACE, {"party": scene.firm.pk, "do": "again"})["Location"])
        assert draft.context["total_fen"] == 3 * 5_000_00 and not Case.objects.exists()


def test_the_rows_of_a_measure_are_counted_by_what_can_still_be_done(scene: Scene) -> None:
    live_in(scene, "other")
    for person in scene.people[1:]:
        past_award(actor=SETUP, code="3.2a", roles={"employer": scene.firm, "person": person})
    client = client_of(scene.agent)
    assert "登记里有 3 条：不可以 1；已经领过 2。" in text(client.get("/my/entitled/"))
    assert card_of(client)["standing"] == "cannot", "what is paid already can not be had again"


def test_a_refund_of_one_year_says_nothing_of_the_next(scene: Scene) -> None:
    """Clause 3.1a pays each year by the premium of the year before; each year has its row in the registers."""
    year = {"is_insured": True, "laid_off": 0, "layoff_rate": "0", "premium_last_year": "10000.00"}
    said = [{**year, "application_year": 2025}, {**year, "application_year": 2026}]
    rows(scene, "firm_years", [Statement(facts, {"firm_id": scene.firm}, valid_from=SINCE) for facts in said])
    past_award(actor=SETUP, code="3.1a", roles={"employer": scene.firm}, facts={"application_year": 2025})
    years = {row.key: row.facts["application_year"] for row in Row.objects.filter(table="firm_years")}
    by_year = {years[w.found.key]: w for w in weighed(scene, "3.1a")}
    assert by_year[2025].outcome == "paid" and by_year[2026].outcome == ""
    assert by_year[2026].assessed.facts["refund_branch_paid_this_year"]["value"] == "none"
    assert "0.4.7" not in {
        c["id"].removeprefix("3.1a.") for c in by_year[2026].assessed.answer["conditions"] if c["result"] == "failed"
    }


def test_a_case_leads_to_its_notice_and_whoever_is_signed_in_keeps_the_menu(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice = notices.publish_notice(actor=scene.district, case_ids=[case.id])
    client, place = client_of(scene.agent), f"/notices/{notice.number}/"
    assert f'href="{place}"' in text(client.get(f"/my/cases/{case.number}/"))
    assert 'href="/notices/"' in text(client.get("/my/"))
    for page in ("/notices/", place, "/notices/objections/", "/notices/programmes/"):
        assert "我的办事" in text(client.get(page)), page
        assert "我的办事" not in text(Client().get(page)), page
    objection = client.post(f"{place}1/objection/", {"text": "虚构的理由"})
    assert "规定里没有写天数" in text(objection) and scene.agent.name not in text(objection)


def test_a_fact_that_rests_on_the_row_of_somebody_else_says_who_can_ask_for_its_correction(scene: Scene) -> None:
    client = client_of(scene.agent)
    page = client.get("/my/entitled/3.2a/")
    for row in page.context["rows"]:
        [asks] = {fact["asks"] for fact in row["facts"] if fact["asks"]}
        assert asks == f"这是{row['name']}的登记，有误由本人申请更正" and asks in text(page)
        stated = [fact for fact in row["facts"] if fact["row"]]
        assert all(bool(fact["column"]) != bool(fact["asks"]) for fact in stated)
        assert {bool(fact["column"]) for fact in stated} == {True, False}
    # A number of people is counted from rows of the firm's people: the way leads to the page on which they stand.
    counted = [f for f in card_of(client, "5.2")["row"]["facts"] if f["counted_in"]]
    assert counted and all(
        f"/my/entitled/{f['counted_in']}/?party=" in text(client.get("/my/entitled/")) for f in counted
    )
