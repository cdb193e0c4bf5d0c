"""Guards of what the desk does beside the steps: equal cases at once, kept filters, notes. All people are invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.bureau.cases.scene import POLICY, TODAY, Scene, make_scene, step
from tests.bureau.files.made import PDF
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases import effects
from wenjiu.bureau.cases.actions import bulk, drafts, filing, filters, reviews, steps, talk
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Bulk, BulkCase, Case, CaseNote, Decision, Evidence, Finding, SavedFilter
from wenjiu.bureau.cases.queries import history
from wenjiu.bureau.cases.queries.bulk import equal_cases, sample_size
from wenjiu.bureau.files import actions as files
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.writes import action
from wenjiu.standards import civil

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    monkeypatch.setattr(civil, "today", lambda: civil.of(TODAY))
    yield


@action
def hand_in(*, actor: User, filing_id: int) -> None:
    """Put one file into a filing as every paper that has to be handed in."""
    kept = files.store(actor=actor, name="材料.pdf", data=PDF)
    Evidence.objects.bulk_create(
        Evidence(filing_id=filing_id, measure="3.2a", material=paper, origin="upload", file=kept, given_by=actor)
        for paper in ("application", "roster", "contract", "wages")
    )


def file_each(scene: Scene) -> list[Case]:
    """File one case with its papers for each person whom the firm hired, and return the cases."""
    cases = []
    for n, who in enumerate(scene.people):
        made = drafts.open_filing(
            actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["3.2a"], intent_key=f"each {n}"
        )
        drafts.save_lines(
            actor=scene.agent, filing_id=made.pk, lines=[{"number": number_of(who), "name": who.name, "facts": {}}]
        )
        hand_in(actor=scene.agent, filing_id=made.pk)
        cases += filing.submit_filing(actor=scene.agent, filing_id=made.pk)
    return cases


@action
def raise_finding(*, actor: str, case: Case) -> None:
    Finding.objects.create(case=case, code="test", level="warn", text="虚构疑点")


@action
def write(*, actor: str, row: BulkCase, decision: Decision) -> None:
    """Give a case of a bulk its decision by hand, as code that forgets the rule could."""
    BulkCase.objects.filter(pk=row.pk).update(decision=decision)


def test_equal_cases_are_taken_with_one_press_after_the_sample_was_opened() -> None:
    scene = make_scene(people=6)
    without_second_factor(actor="a test")
    cases = file_each(scene)
    raise_finding(actor="a test", case=cases[0])
    client = as_(scene.clerk)
    [equal] = equal_cases(scene.clerk)
    assert {case.pk for case in equal.cases} == {case.pk for case in cases[1:]}
    # A doubt that somebody released is one that the next official reads: the case is not equal to the others.
    doubt, seen = Finding.objects.get(), Case.objects.get(pk=cases[0].pk).version
    reviews.clear_finding(actor=scene.clerk2, finding_id=doubt.pk, seen_version=seen, reason="虚构：核对过原件")
    [equal] = equal_cases(scene.clerk)
    assert {case.pk for case in equal.cases} == {case.pk for case in cases[1:]}
    # A firm is given 5,000 yuan for each person: five cases of one person.
    shown = page(client, "/desk/bulk/")
    assert "25,000" in shown
    assert "5" in re.sub(r"<[^>]+>", " ", shown) and "抽样" in shown
    drawn = client.post("/desk/bulk/", {"measure": "3.2a", "state": "accept"})
    made = Bulk.objects.get()
    assert drawn.url == f"/desk/bulk/{made.pk}/"
    assert made.cases.filter(sampled=True).count() == 3
    refused = client.post(f"/desk/bulk/{made.pk}/press/", {"do": "press"})
    assert refused.status_code == 422 and "还有3件没看" in refused.content.decode()
    assert not Decision.objects.exists()
    # One of the sample is not like the others: it is left out, and another one is drawn in its place.
    for n, row in enumerate(made.cases.filter(sampled=True)):
        assert "抽到的样本" in page(client, f"/desk/cases/{row.case.number}/")
        said = {"case": row.case_id, "version": row.case.version, "do": "other" if n == 0 else "like"}
        assert client.post(f"/desk/bulk/{made.pk}/look/", said).status_code == 302
    left = made.cases.get(left_out=True)
    another = made.cases.get(sampled=True, looked_at=None)
    client.post(f"/desk/bulk/{made.pk}/look/", {"case": another.case_id, "version": another.case.version, "do": "like"})
    # The page says what all of them give before it is pressed: four cases are left.
    assert "20,000" in page(client, f"/desk/bulk/{made.pk}/")
    # A case that somebody else took since the draw is not taken again, and says why.
    gone = made.cases.get(sampled=False).case
    step(scene.clerk2, gone, "accept", "accepted")
    assert client.post(f"/desk/bulk/{made.pk}/press/", {"do": "press"}).status_code == 302
    result = page(client, f"/desk/bulk/{made.pk}/")
    assert "办成 3 件" in result and "没有办" in result and "看过，单独办" in result
    assert Decision.objects.filter(actor=scene.clerk, outcome="accepted").count() == 3
    assert made.cases.get(case=gone).refused and made.cases.get(case=left.case_id).decision is None
    # The history of a case says that it was taken in bulk, and whether it was opened.
    for row in made.cases.exclude(decision=None):
        [told] = [t for t in history.history(row.case) if "受理" in t.text]
        seen = "打开看过这一件" if row.looked_at else "没有打开这一件"
        assert told.parts == (f"批量办理：第{made.pk}批，一共4件，抽看4件，{seen}",)
    assert all(not told.parts for told in history.history(gone))
    left.case.refresh_from_db()
    assert left.case.state == "accept"
    assert client.post(f"/desk/bulk/{made.pk}/press/", {"do": "press"}).status_code == 422
    # The next step is another person's: who took one is offered none of these cases.
    assert equal_cases(scene.clerk) == []
    [next_step] = equal_cases(scene.street)
    assert (next_step.step.code, next_step.outcome.code, len(next_step.cases)) == ("first", "agree", 4)


def test_the_database_refuses_a_bulk_whose_sample_nobody_looked_at() -> None:
    scene = make_scene(people=2)
    first, second = file_each(scene)
    made = bulk.draw(actor=scene.clerk, measure="3.2a", state="accept")
    decision = steps.take_step(
        actor=scene.clerk, case_id=first.pk, step="accept", outcome="accepted", seen_version=first.version
    )
    with pytest.raises(IntegrityError, match="sample"), transaction.atomic():
        write(actor="a test", row=made.cases.get(case=first), decision=decision)
    for row in made.cases.all():
        if row.case_id == second.pk:
            bulk.look(
                actor=scene.clerk, bulk_id=made.pk, case_id=second.pk, seen_version=second.version, like_the_others=True
            )
    with pytest.raises(CaseRefused):
        bulk.look(
            actor=scene.clerk, bulk_id=made.pk, case_id=first.pk, seen_version=first.version, like_the_others=True
        )
    with pytest.raises(CaseRefused, match="没有这一批"):
        bulk.press(actor=scene.clerk2, bulk_id=made.pk)
    for wrong in ({"case": "0", "version": "x", "do": "like"}, {"do": "?"}, {"case": "9" * 40, "do": "other"}):
        without_second_factor(actor="a test")
        assert as_(scene.clerk).post(f"/desk/bulk/{made.pk}/look/", wrong).status_code == 422
    assert as_(scene.clerk2).get(f"/desk/bulk/{made.pk}/").status_code == 404
    assert as_(scene.clerk).post(f"/desk/bulk/{made.pk}/press/", {"do": "drop"}).status_code == 302
    second.refresh_from_db()
    assert second.state == "accept"


def test_a_sample_is_a_tenth_and_at_least_three() -> None:
    assert [sample_size(n) for n in (2, 3, 30, 31, 50)] == [2, 3, 3, 4, 5]


def test_filters_stay_in_the_address_and_are_kept_by_name() -> None:
    scene = make_scene(people=3)
    without_second_factor(actor="a test")
    first, second, third = file_each(scene)
    step(scene.clerk, first, "accept", "accepted")
    client = as_(scene.clerk2)
    shown = page(client, f"/desk/cases/?holder={scene.clerk.pk}&sort=due")
    assert first.number in shown and second.number not in shown
    newest = page(client, "/desk/queue/?sort=newest")
    assert newest.index(third.number) < newest.index(second.number) and first.number not in newest
    for hostile in ("holder=1%00", f"holder={'9' * 30}", "sort=x", "due=week", "page=zz", f"text={'永' * 500}"):
        page(client, f"/desk/queue/?{hostile}")
    said = client.post("/desk/filters/queue/", {"name": " 本周 ", "query": "?due=week&sort=newest&page=3&x=1"})
    assert said.url == "/desk/queue/?due=week&sort=newest"
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("本周", "due=week&sort=newest")
    assert "?due=week&amp;sort=newest" in page(client, "/desk/queue/")
    client.post("/desk/filters/queue/", {"name": "本周", "query": "?due=over"})
    assert SavedFilter.objects.get().query == "due=over"
    client.post("/desk/filters/queue/", {"name": "空的", "query": ""})
    client.post("/desk/filters/queue/", {"name": " ", "query": "due=over"})
    assert SavedFilter.objects.count() == 1
    assert client.post("/desk/filters/elsewhere/", {"name": "a", "query": "due=over"}).status_code == 404
    assert as_(scene.clerk).post(f"/desk/filters/queue/{kept.pk}/drop/").status_code == 404
    assert "本周" not in page(as_(scene.clerk), "/desk/queue/")
    assert client.post(f"/desk/filters/queue/{kept.pk}/drop/").status_code == 302
    assert not SavedFilter.objects.exists()
    for n in range(filters.MOST):
        filters.save_filter(actor=scene.clerk, place="cases", name=str(n), query="due=over")
    with pytest.raises(CaseRefused, match="20组"):
        filters.save_filter(actor=scene.clerk, place="cases", name="one more", query="due=over")


def test_a_note_names_only_those_who_may_see_the_case_and_they_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make_scene(people=1)
    without_second_factor(actor="a test")
    [case] = file_each(scene)
    told: list[str] = []
    monkeypatch.setattr(effects, "on_mentioned", [lambda _actor, mentions: told.extend(m.user.name for m in mentions)])
    client, address = as_(scene.clerk), f"/desk/cases/{case.number}/notes/"
    assert client.post(address, {"note": f"@{scene.street.name}请看合同日期，@{scene.clerk.name}"}).status_code == 302
    assert told == [scene.street.name]
    home = page(as_(scene.street), "/desk/")
    assert "有人找您" in home and "请看合同日期" in home and case.number in home
    assert "有人找您" not in page(as_(scene.district), "/desk/")
    assert "请看合同日期" in page(as_(scene.district), f"/desk/cases/{case.number}/")
    mention = CaseNote.objects.get().mentions.get()
    assert as_(scene.district).post(f"/desk/mentions/{mention.pk}/").status_code == 404
    assert as_(scene.street).post(f"/desk/mentions/{mention.pk}/", {"do": "open"}).url.endswith("#notes")
    assert "有人找您" not in page(as_(scene.street), "/desk/")
    for wrong, why in (("", "请写备注的内容"), ("@没有这人 看看", "没有“@没有这人”"), ("字" * 2500, "最多写2000字")):
        refused = client.post(address, {"note": wrong})
        assert refused.status_code == 422 and why in refused.content.decode()
        assert wrong[:2000] in refused.content.decode()
    assert CaseNote.objects.count() == 1
    client.post(address, {"note": "<script>alert(1)</script>"})
    assert "<script>alert" not in page(client, f"/desk/cases/{case.number}/")
    with pytest.raises(CaseRefused, match="不归您看"):
        talk.write_note(actor=scene.agent, case=case, text="虚构")
    assert "请看合同日期" not in page(as_(User.objects.get(username="agent")), f"/my/cases/{case.number}/")
