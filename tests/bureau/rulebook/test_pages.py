"""Guards of the pages of the policy administrator. All people, firms and documents are invented."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.bureau.people import new_user
from tests.bureau.rulebook.admins import admin, per_person, propose
from tests.bureau.test_desk import as_, page

from wenjiu.bureau.rulebook.models import Change, Draft, Look

pytestmark = pytest.mark.django_db
DESK = "/desk/rulebook/"
FORM = {
    "kind": "parameter",
    "name": "3.2a.per_person",
    "value": "6,000元",
    "from_day": "2026-09-01",
    "source": "虚构3号",
}


@pytest.fixture
def two() -> tuple[Client, Client]:
    return as_(admin("one", demo=True)), as_(admin("other", demo=True))


def press(client: Client, draft: Draft, do: str, **more: object) -> int:
    """Press a button of the page of a draft and return the status."""
    given = {"do": do, "revision": draft.revision, **more}
    return client.post(f"{DESK}drafts/{draft.pk}/", given).status_code


def test_a_change_from_the_form_to_the_public_page(two: tuple[Client, Client], client: Client) -> None:
    one, other = two
    assert "没有等确认的草案" in page(one, DESK)
    assert "每人补贴标准" in page(one, f"{DESK}new/?q=3.2a") and "5.2.cap" not in page(one, f"{DESK}new/?q=3.2a")
    assert one.post(f"{DESK}new/", FORM).status_code == 302
    draft, address = Draft.objects.get(), f"{DESK}drafts/{Draft.objects.get().pk}/"
    shown = page(one, address)
    assert "请由另一位政策管理员确认" in shown and "5,000" in shown and "6,000" in shown
    assert press(one, draft, "confirm", look=0) == 422
    assert "先点“计算影响”" in page(other, address)
    assert press(other, draft, "confirm", look=0) == 422
    assert press(other, draft, "look") == 302
    assert "看了 0 件" in page(other, address) and per_person("2026-09-01") == 500_000
    assert press(other, draft, "confirm", look=Look.objects.get().pk) == 302
    assert per_person("2026-09-01") == 600_000
    public = client.get("/guide/3.2a/").content.decode()
    assert "6,000" in public and "办理单位设定" in public and "虚构3号" in public
    told = client.get("/api/v1/parameters/3.2a.per_person").json()
    assert "虚构3号" in str(told) and "6000.00" in str(told)
    listed = page(one, DESK)
    assert "现在是第 1 号改动" in listed and f"/changes/{Change.objects.get().pk}/revoke/" in listed
    revoke = f"{DESK}changes/{Change.objects.get().pk}/revoke/"
    assert one.post(revoke, {"from_day": "2026-09-01", "source": "虚构4号"}).status_code == 422
    assert one.post(revoke, {"from_day": "2026-10-01", "source": "虚构4号"}).status_code == 302
    assert "5,000" in page(other, f"{DESK}drafts/{Draft.objects.first().pk}/")


def test_a_wrong_value_comes_back_with_what_was_typed(two: tuple[Client, Client]) -> None:
    answer = two[0].post(f"{DESK}new/", FORM | {"value": "6000人"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "单位不对" in shown and 'value="6000人"' in shown and "虚构3号" in shown
    assert two[0].post(f"{DESK}new/", FORM | {"from_day": "1.9.2026"}).status_code == 422
    assert two[0].post(f"{DESK}new/", FORM | {"value": ""}).status_code == 422
    assert not Draft.objects.exists()


def test_an_edited_draft_is_computed_anew(two: tuple[Client, Client]) -> None:
    one, other = two
    one.post(f"{DESK}new/", FORM)
    draft = Draft.objects.get()
    press(other, draft, "look")
    edit = f"{DESK}drafts/{draft.pk}/edit/"
    assert 'value="6000"' in page(one, edit) and other.get(edit).status_code == 302
    assert one.post(edit, FORM | {"revision": 1, "value": "7000"}).status_code == 302
    assert one.post(edit, FORM | {"revision": 1, "value": "8000"}).status_code == 422, "from a page that was left open"
    assert press(other, draft, "confirm", look=Look.objects.get().pk) == 422 and not Change.objects.exists()
    assert press(other, Draft.objects.get(), "withdraw") == 422, "who rejects says why"
    assert press(other, Draft.objects.get(), "withdraw", reason="依据不对") == 302
    assert Draft.objects.get().state == "withdrawn" and "退回：依据不对" in page(one, DESK)


def test_staff_see_what_an_applicant_would_see_and_nobody_else_does(two: tuple[Client, Client], client: Client) -> None:
    draft = propose(admin("maker"), "3.2a.per_person", "6000", "2026-10-01")
    below = f"{DESK}drafts/{draft.pk}/seen/"
    guide = page(two[0], f"{below}guide/3.2a/")
    assert "草案" in guide and "6,000" in guide and f'href="{below}policies/' in guide and "2026年10月1日" in guide
    assert "草案" not in client.get("/guide/3.2a/?on=2026-10-01").content.decode()
    assert "5,000" in client.get("/guide/3.2a/?on=2026-10-01").content.decode()
    check = two[0].post(f"{below}check/", {"s": "young_firm", "do": "start"})
    assert check.status_code == 200 and f'action="{below}check/' in check.content.decode()
    assert two[0].get(f"{below}notices/").url == "/notices/" and two[0].get(f"{below}desk/").url == "/desk/"
    filed = two[0].post(f"{below}check/3.2a/file/")
    assert filed.url == f"{DESK}drafts/{draft.pk}/" and two[0].get(f"{below}nowhere/").status_code == 404
    assert client.get(f"{below}guide/3.2a/").status_code == 302
    assert as_(new_user("somebody", demo=True)).get(f"{below}guide/3.2a/").status_code == 404
    assert "5,000" in page(two[0], "/guide/3.2a/"), "the preview ends with its request"
    reading = propose(admin("reader"), "A-4.3-1", "B", "2026-10-01", kind="reading")
    shown = page(two[0], f"{DESK}drafts/{reading.pk}/seen/readings/A-4.3-1/")
    assert "办理单位设定，依据：虚构〔2026〕1号" in shown and "为什么原来采用 A" in shown


def test_the_comparison_asks_for_another_first_day(two: tuple[Client, Client]) -> None:
    draft = propose(admin("maker"), "3.2a.per_person", "6000", "2026-10-01")
    address = f"{DESK}drafts/{draft.pk}/replay/"
    assert "2026年1月1日起，从“5,000元”" in page(two[0], f"{address}?since=2026-01-01")
    assert "没有一条不同" in page(two[0], address) and 'value="2026-01-01"' in page(
        two[0], f"{address}?since=2026-01-01"
    )
    assert two[0].get(f"{address}?since=yesterday").status_code == 422


def test_the_effect_names_the_drafts_beside_it_and_the_figures_that_still_have_no_value(
    two: tuple[Client, Client],
) -> None:
    """The refund of 3.1a needs a limit of layoffs and ratios; no source states them for 2026."""
    one, other = two
    first = propose(admin("third"), "max_layoff_rate", "5.5%", "2026-09-01")
    assert press(other, first, "look") == 302
    shown = page(other, f"{DESK}drafts/{first.pk}/")
    assert "没有算在内：" not in shown and "还缺" in shown
    second = propose(admin("fourth"), "refund_ratio_by_size", "60%", "2026-09-01", key="small")
    shown = page(other, f"{DESK}drafts/{first.pk}/")
    assert "没有算在内：" in shown and f"{DESK}drafts/{second.pk}/" in shown and "60%" in shown
    assert "没有算在内：" not in page(one, f"{DESK}drafts/{propose(admin('fifth'), '5.2.cap', '1元').pk}/")
