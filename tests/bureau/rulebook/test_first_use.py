"""Guards of what policy administrators stumbled over who had never seen the rulebook. All documents are invented."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.test import Client
from tests.bureau.cases.scene import TODAY, Scene, decide, file_roster, make_scene
from tests.bureau.rulebook.admins import POLICY, admin, confirm, propose, propose_setting
from tests.bureau.test_desk import as_, page

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.rulebook import actions, queries
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.web.desk.rulebook.before import value_before

pytestmark = pytest.mark.django_db
DESK = "/desk/rulebook/"
LOWEST = "si_min_contribution_table"
FORM = {"kind": "parameter", "name": LOWEST, "from_day": "2026-10-01", "source": "虚构3号"}


@pytest.fixture
def two() -> tuple[User, User]:
    return admin("one", demo=True), admin("other", demo=True)


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=5)


def said(body: str) -> str:
    """Return what can be read on a page or a part of it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_every_column_of_a_table_is_typed_and_kept(two: tuple[User, User]) -> None:
    """In July 2026 the lowest contribution is 1,912.01 yuan of the employer and 766.35 of the person."""
    one = as_(two[0])
    form = page(one, f"{DESK}new/?kind=parameter&name={LOWEST}")
    assert 'value="1912.01"' in form and 'value="766.35"' in form and "单位 1,912.01元 + 个人 766.35元" in said(form)
    other = "value-individual_yuan_month"
    answer = one.post(f"{DESK}new/", FORM | {"value": "2000"})
    assert answer.status_code == 422 and "还没有填“个人”" in answer.content.decode() and not Draft.objects.exists()
    assert "个人：“七百”不是数" in one.post(f"{DESK}new/", FORM | {"value": "2000", other: "七百"}).content.decode()
    assert one.post(f"{DESK}new/", FORM | {"value": "2,000元", other: "800"}).status_code == 302
    draft = Draft.objects.get()
    assert draft.value == {"employer_yuan_month": "2000", "individual_yuan_month": "800"}
    shown = said(page(one, f"{DESK}drafts/{draft.pk}/"))
    assert "单位 1,912.01元 + 个人 766.35元" in shown and "单位 2,000元 + 个人 800元" in shown
    edit = page(one, f"{DESK}drafts/{draft.pk}/edit/")
    assert 'value="2000"' in edit and 'value="800"' in edit
    with pytest.raises(actions.RulebookRefused, match="还没有填“个人”"):
        actions.edit_draft(
            actor=two[0], draft_id=draft.pk, revision=1, value="2100", from_day=draft.from_day, source="虚构3号",
            confirmed_source=True,
        )  # fmt: skip


def test_a_figure_of_the_office_stands_under_no_version_of_the_document(two: tuple[User, User], client: Client) -> None:
    """The document says 5,000 yuan; the office sets 6,000, and takes it back from November on."""
    change = confirm(two[1], propose(two[0], "3.2a.per_person", "6,000元", "2026-09-01"))
    body = page(client, "/versions/")
    second = body[body.index('id="v2"') : body.index('id="set"')]
    assert "已知改了的数字" not in second and "/parameters/3.2a.per_person/" not in second
    by_office = said(body[body.index('id="set"') : body.index('id="load"')])
    assert "每人补贴标准 6,000元 （自 2026年9月1日 起）" in by_office and "依据：虚构〔2026〕1号" in by_office
    guide = said(page(client, "/guide/3.2a/"))
    assert "修订。其中“每人补贴标准”不是文件里的数字：办理单位设定，依据：虚构〔2026〕1号。" in guide
    assert "不是文件里的数字" not in page(client, "/guide/5.2/")
    end = actions.draft_revocation(
        actor=two[0], change_id=change.pk, from_day=clock.today().replace(month=11, day=1), source="虚构2号"
    )
    confirm(two[1], end)
    assert 'id="set"' not in page(client, "/versions/?on=2026-11-01")
    assert "不是文件里的数字" not in page(client, "/guide/3.2a/?on=2026-11-01")
    assert "不是文件里的数字" in page(client, "/guide/3.2a/?on=2026-10-31")


def test_what_is_confirmed_for_later_is_said_before_another_draft(two: tuple[User, User], client: Client) -> None:
    confirm(two[1], propose(two[0], "3.2a.per_person", "6,000元", "2026-12-01"))
    confirm(two[1], propose(two[0], "A-4.3-1", "B", "2026-12-01", kind="reading"))
    confirm(two[1], propose_setting(two[0], "period", "subsidy/accept", 9, dt.date(2026, 12, 1)))
    one, later = as_(two[0]), "2026年12月1日起：6,000元（第1号改动）"
    assert later in said(page(one, f"{DESK}new/?kind=parameter&name=3.2a.per_person"))
    assert "（第2号改动）" in page(one, f"{DESK}new/?kind=reading&name=A-4.3-1")
    assert "9个工作日（第3号改动）" in page(one, f"{DESK}new/?kind=period&name=subsidy/accept")
    draft = propose(two[0], "3.2a.per_person", "5,500元", "2026-10-01")
    assert later in said(page(one, f"{DESK}drafts/{draft.pk}/"))
    listed = said(page(one, f"{DESK}kinds/parameter/?q=3.2a"))
    assert f"5,000元 {later} 虚构one的草案，等确认 起草改动" in listed and "5.2" not in listed
    assert "（第2号改动）" in page(one, f"{DESK}kinds/reading/?q=A-4.3-1")
    for address in ("/parameters/", "/parameters/3.2a.per_person/"):
        assert "2026年12月1日起： 6,000元" in said(page(client, address))


def test_both_people_are_told_that_a_first_day_has_passed(scene: Scene, two: tuple[User, User]) -> None:
    """One case of 3.2a is decided and one waits; both were filed on the first of September."""
    scene.people, rest = scene.people[:2], scene.people[2:]
    decide(scene, file_roster(scene))
    scene.people = rest
    file_roster(scene, intent="two")
    draft = propose(two[0], "3.2a.per_person", "6,000元", "2026-03-01")
    note = "2026年3月1日已经过去。从那天起申报的案件里，还没有决定的有 1 件，会按新的算；已经决定的有 1 件，不变。"
    for user in two:
        assert note in page(as_(user), f"{DESK}drafts/{draft.pk}/")
    version = propose(two[0], "虚构〔2026〕9号", None, "2026-03-01", kind="version")
    assert "公开页面写明文件从那天起修订过" in page(as_(two[1]), f"{DESK}drafts/{version.pk}/")
    today = propose(two[0], "5.2.cap", "250000", TODAY.isoformat())
    assert "往前改" not in page(as_(two[1]), f"{DESK}drafts/{today.pk}/")


def test_a_guide_under_a_draft_offers_no_filing(two: tuple[User, User]) -> None:
    draft = propose(two[0], "3.2a.per_person", "6000", "2026-10-01")
    below = f"{DESK}drafts/{draft.pk}/seen/"
    assert "去申报这一项" not in page(as_(two[0]), f"{below}guide/3.2a/")
    assert "去申报这一项" in page(as_(two[0]), "/guide/3.2a/")
    assert as_(two[0]).get(f"{below}notices/?q=3.2a").url == "/notices/?q=3.2a"


def test_an_effect_says_its_units_why_nothing_is_certain_and_who_is_meant(scene: Scene, two: tuple[User, User]) -> None:
    """Five people were filed for on the first of September; a figure of October does not touch them."""
    case = file_roster(scene)
    later = propose(two[0], "3.2a.per_person", "6000", "2026-10-01")
    address = f"{DESK}drafts/{later.pk}/"
    as_(two[1]).post(address, {"do": "look"})
    shown = said(page(as_(two[1]), address))
    assert "其中 1 件在2026年10月1日以前申报，按申报那天的规则算，所以不变。" in shown
    assert "5 个 0 个 0 个 0 个、0 个" in shown and "3.2a 确定要发是0元：有些条件登记表里没有" in shown
    replay = f"{address}replay/?since=2026-09-01"
    unnamed = page(as_(two[1]), replay)
    assert case.number in unnamed and scene.firm.name not in unnamed
    give_post(
        actor="a test",
        user=two[1],
        role="district_reviewer",
        area=scene.streets[0].parent,
        from_day=dt.date(2020, 1, 1),
    )
    named = page(as_(two[1]), replay)
    assert f'href="/desk/cases/{case.number}/"' in named and scene.firm.name in named


def test_the_calendar_lists_the_days_that_are_known_and_the_year_that_is_not(two: tuple[User, User]) -> None:
    """The notice for 2026 frees the first week of October; no notice for 2027 is packaged."""
    shown = said(page(as_(two[0]), f"{DESK}kinds/day/"))
    assert "2026年10月1日至2026年10月7日放假" in shown and "2026年10月10日上班" in shown
    assert "2027年的放假安排还没有登记" in shown
    confirm(two[1], propose_setting(two[0], "day", "2027-02-08", False))
    assert "2027年2月6日至2027年2月8日放假" in said(page(as_(two[0]), f"{DESK}kinds/day/"))


def test_a_list_of_codes_says_what_to_type(two: tuple[User, User]) -> None:
    form = page(as_(two[0]), f"{DESK}new/?kind=parameter&name=key_group_extra_categories")
    assert "有几个就用顿号隔开，没有就写“无”" in form


def test_the_list_of_changes_has_the_value_before_each_and_can_be_read_by_year(two: tuple[User, User]) -> None:
    """As published it is 5,000 yuan; 6,000, then 7,000 from another day; the second is taken back."""
    confirm(two[1], propose(two[0], "3.2a.per_person", "6000", "2026-09-01"))
    second = confirm(two[1], propose(two[0], "3.2a.per_person", "7000", "2026-10-01"))
    confirm(two[1], propose_setting(two[0], "period", "subsidy/accept", 9))
    confirm(two[1], propose(two[0], "A-4.3-1", "B", "2026-10-01", kind="reading"))
    end = actions.draft_revocation(actor=two[0], change_id=second.pk, from_day=dt.date(2026, 11, 1), source="虚构")
    confirm(two[1], end)
    changes = list(queries.changes_of(POLICY))
    found = {change.number: value_before(change, changes) for change in changes}
    assert (found[1], found[2], found[5]) == ("5,000元", "6,000元", "7,000元")
    assert found[3] == "5个工作日" and found[4].startswith("A：")
    one = as_(two[0])
    listed = said(page(one, f"{DESK}?year=2026"))
    assert "每人补贴标准 5,000元 6,000元 2026年9月1日" in listed
    assert "data-print" in page(one, DESK)
    assert said(page(one, f"{DESK}?year=2031")).count("每人补贴标准") == listed.count("每人补贴标准"), (
        "no such year: all"
    )


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"kind": "period", "name": "subsidy/accept", "value": " "}, "请填写“改成”"),
        ({"kind": "share", "name": "3.2a", "budget": "3.2a", "district": "100", "city": ""}, "请填写“市级资金承担”"),
        ({"kind": "limit", "name": "approver", "value": ""}, "请填写“每件最多”"),
        ({"kind": "parameter", "name": "3.2a.per_person", "value": "6000", "from_day": ""}, "请填日期，例如2026-10-01"),
        ({"kind": "parameter", "name": "5.3.most_years", "value": "4年"}, "没有单位。请只填数字4"),
    ],
)
def test_what_is_left_out_is_asked_for_by_its_name(two: tuple[User, User], form: dict[str, str], told: str) -> None:
    answer = as_(two[0]).post(f"{DESK}new/", {"from_day": "2026-10-01", "source": "虚构3号"} | form)
    assert answer.status_code == 422 and told in answer.content.decode() and not Draft.objects.exists()
