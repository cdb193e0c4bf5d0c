"""Guards of settings of the office: funds, limits, the calendar, words of documents; dated, by two people, with an effect.

Amounts are worked out by hand: clause 3.2 gives 5,000 yuan a person, the scene's roster has three people. All people,
firms and documents are invented. Periods have a page of their own in tests/bureau/test_periods.py.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.bureau.cases.scene import TODAY, Scene, decide, file_roster, make_scene, step
from tests.bureau.rulebook.admins import admin, confirm, propose_setting, put
from tests.bureau.rulebook.test_effects import replayed
from tests.bureau.test_desk import as_, page

from wenjiu import __version__
from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases import clocks, limits
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.documents.models import Document, Kind
from wenjiu.bureau.funds import actions as funds
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Obligation
from wenjiu.bureau.rulebook import actions, set_values
from wenjiu.bureau.rulebook.errors import RulebookRefused
from wenjiu.bureau.rulebook.kinds import kinds
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.bureau.writes import action
from wenjiu.policies import load_policy

pytestmark = [pytest.mark.django_db, pytest.mark.one_in(2)]
POLICY = "chaoyang_2020"
TOMORROW = TODAY + dt.timedelta(days=1)
CITY_70 = {"budget": "3.2a", "district": 300, "city": 700}


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def two() -> tuple[User, User]:
    return admin("one", demo=True), admin("other", demo=True)


def to_decision(scene: Scene, intent: str) -> Case:
    """File a roster and take it to the step before the decision."""
    case = file_roster(scene, intent=intent)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    return step(scene.district, case, "second", "agree")


def sentences(draft: Draft) -> str:
    """Return the effect of a draft as the page words it."""
    kind = kinds[draft.kind]
    return "\n".join(kind.sentences({"settings": kind.effect(draft)}))


def owed(case: Case) -> set[tuple[str, int]]:
    """Return source and fen of what a case is owed."""
    found = Obligation.objects.filter(award__line__case=case)
    return set(found.values_list("budget__source", "amount_fen"))


def city_budget(scene: Scene) -> None:
    """Open a budget of the city that pays only what a setting says."""
    change = funds.set_budget(
        actor=scene.maker, policy=POLICY, group="3.2a", source="city", year=2026, amount_fen=5_000_000,
        reason="虚构文号2号", share=0,
    )  # fmt: skip
    funds.confirm_budget_change(actor=scene.releaser, change=change)


@action
def limit_of_post(*, actor: str, user: User, amount_fen: int | None) -> None:
    """Give the posts of a user another limit."""
    user.posts.update(approval_limit_fen=amount_fen)


def test_sources_share_by_the_day_of_the_decision(scene: Scene, two: tuple[User, User]) -> None:
    """Of 5,000 yuan the city carries 3,500 and the district 1,500 from the first day on, and nothing before."""
    scene.people, rest = scene.people[:2], scene.people[2:]
    waits = to_decision(scene, "one")
    draft = propose_setting(two[0], "share", "3.2a", CITY_70, TOMORROW)
    effect = sentences(draft)
    assert "还没有审定的案件有1件，按现在的核算共10,000元" in effect
    assert "市级资金承担70%，约7,000元" in effect and "市级资金在2026年度还没有这笔预算" in effect
    city_budget(scene)
    assert "还没有这笔预算" not in sentences(draft) and "本年度预算可用50,000元" in sentences(draft)
    change = confirm(two[1], draft)
    step(scene.approver, waits, "decide", "approved")
    assert owed(waits) == {("district", 500_000)}, "decided on the day before"
    clock.turn_forward(1)
    scene.people = rest
    later = decide(scene, file_roster(scene, intent="two"))
    assert owed(later) == {("city", 350_000), ("district", 150_000)}
    assert owed(waits) == {("district", 500_000)} and replayed() == (4 * 3, 0)
    end = actions.draft_revocation(
        actor=two[0], change_id=change.pk, from_day=TODAY + dt.timedelta(days=5), source="虚构"
    )
    confirm(two[1], end)
    days = [set_values.value_on(POLICY, "share", "3.2a", TODAY + dt.timedelta(days=n)) for n in (0, 1, 4, 5)]
    assert [value is not None for value in days] == [False, True, True, False]


def test_a_source_without_its_budget_refuses_the_decision(scene: Scene, two: tuple[User, User]) -> None:
    put(two, "share", "3.2a", CITY_70)
    case = to_decision(scene, "one")
    with pytest.raises(MoneyRefused, match="市级资金预算付，这笔预算还没有下达"):
        step(scene.approver, case, "decide", "approved")


def test_a_limit_counts_from_its_day_and_that_of_a_person_goes_first(scene: Scene, two: tuple[User, User]) -> None:
    """Three people are 15,000 yuan: a limit of 14,999.99 refuses them, one of 15,000 does not."""
    case = to_decision(scene, "one")
    draft = propose_setting(two[0], "limit", "approver", 1_499_999, TOMORROW)
    effect = sentences(draft)
    assert "还没有审定的案件有1件，其中1件的金额超过14,999.99元" in effect and "现在0件，改了以后1件" in effect
    confirm(two[1], draft)
    assert limits.limit_of(scene.approver, POLICY, "3.2a") is None
    clock.turn_forward(1)
    with pytest.raises(CaseRefused, match="超过您的审批限额14,999.99元"):
        step(scene.approver, case, "decide", "approved")
    put(two, "limit", "approver/3.2a", 1_000_000)
    assert limits.limit_of(scene.approver, POLICY, "3.2a") == 1_000_000
    assert limits.limit_of(scene.approver, POLICY, "5.2") == 1_499_999
    put(two, "limit", "person/approver", 1_500_000)
    assert limits.limit_of(scene.approver2, POLICY, "3.2a") == 1_000_000
    limit_of_post(actor="a test", user=scene.approver, amount_fen=1_200_000)
    assert limits.limit_of(scene.approver, POLICY, "3.2a") == 1_200_000, "that of the post is lower"
    limit_of_post(actor="a test", user=scene.approver, amount_fen=None)
    assert step(scene.approver, case, "decide", "approved").state == "notice"


def test_a_document_keeps_the_words_it_was_made_with(scene: Scene, two: tuple[User, User], client: Client) -> None:
    new = "准予支持的项目要先公示（虚构的新写法）。"
    scene.people, rest = scene.people[:2], scene.people[2:]
    first = decide(scene, file_roster(scene))
    early = first.documents.get(kind=Kind.DECISION)
    draft = propose_setting(two[0], "wording", "decision/notice", new, TOMORROW)
    assert "已经发出的决定书有1份，保留当时的文字" in sentences(draft)
    assert kinds["wording"].seen(draft) == [new]
    confirm(two[1], draft)
    put(two, "wording", "receipt/note", "虚构的凭证说明。", TOMORROW)
    clock.turn_forward(1)
    scene.people = rest
    second = decide(scene, file_roster(scene, intent="two"))
    late = second.documents.get(kind=Kind.DECISION)
    early.refresh_from_db()
    assert (early.version, late.version) == (__version__, f"{__version__}+1")
    assert new in str(late.content) and new not in str(early.content)
    assert second.documents.get(kind=Kind.ACCEPTED).version == __version__, "its own words did not change"
    shown = client.post("/verify/", {"code": late.code}).content.decode()
    assert "按第1号改动的文字（2026年9月2日起）" in shown
    earlier = client.post("/verify/", {"code": early.code}).content.decode()
    assert __version__ in earlier and "号改动" not in earlier


def test_every_layout_lays_out_a_letter(scene: Scene, two: tuple[User, User]) -> None:
    from wenjiu.bureau.documents import rendering

    file_roster(scene, intent="one")
    put(two, "wording", "receipt/layout", "list")
    file_roster(scene, intent="two")
    made = Document.objects.filter(kind=Kind.RECEIPT).order_by("pk")
    assert [document.content["layout"] for document in made] == ["receipt", "list"]
    assert rendering.pdf(POLICY, made[1].content).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("kind", "name", "value", "said"),
    [
        ("share", "3.2a", {"budget": "3.2a", "district": 300, "city": 600}, "合计是90%，应当正好是100%"),
        ("share", "3.2a", {"budget": "9.9", "district": 300, "city": 700}, "没有“9.9”的预算"),
        ("share", "9.9", CITY_70, "请从列表中选择"),
        ("share", "3.2a", {"district": 1000}, "请填由哪笔预算付"),
        ("limit", "approver", 0, "限额“0元”不对"),
        ("limit", "person/clerk", 100, "请从列表中选择"),
        ("wording", "decision/notice", " ", "不能空着"),
        ("wording", "decision/notice", "长" * 501, "压缩到500个字"),
        ("wording", "decision/opening", "你方的申请现决定如下：", "{case}、{filed}、{measure}"),
        ("wording", "decision/opening", "{filed.year}{measure}{case}", "要和原来一样"),
        ("wording", "decision/opening", "{filed}{measure}{case", "大括号不成对"),
        ("wording", "decision/sign", "不予", "文号会重复"),
        ("wording", "decision/layout", "certificate", "没有版式"),
        ("wording", "common/heads", ["行"], "要正好4项"),
        ("wording", "decision/nowhere", "字", "请从列表中选择"),
        ("day", "2026-08-31", False, "已经过去"),
        ("day", "2026-09-02", True, "本来就是上班"),
        ("period", "subsidy/notice", 5, "本来就是5个工作日"),
        ("period", "subsidy/notice", 251, "请填1到250个工作日"),
    ],
)
def test_what_cannot_be_is_refused_with_value_and_remedy(
    scene: Scene, two: tuple[User, User], kind: str, name: str, value: Any, said: str
) -> None:
    with pytest.raises(RulebookRefused, match=said):
        propose_setting(two[0], kind, name, value)
    assert not Draft.objects.exists()


def test_a_draft_changes_nothing_and_a_day_is_not_revoked(scene: Scene, two: tuple[User, User]) -> None:
    propose_setting(two[0], "period", "subsidy/accept", 9)
    propose_setting(two[0], "share", "3.2a", CITY_70)
    case = file_roster(scene)
    assert case.due_on == clocks.due_on(TODAY, 5)
    change = put(two, "day", "2026-09-04", False)
    with pytest.raises(RulebookRefused, match="另外起草一项"):
        actions.draft_revocation(actor=two[0], change_id=change.pk, from_day=dt.date(2026, 9, 9), source="虚构")


@pytest.mark.parametrize("code", ["period", "day", "share", "limit", "wording"])
def test_everything_of_a_kind_is_listed_and_has_a_form_that_its_value_fits(
    scene: Scene, two: tuple[User, User], code: str
) -> None:
    """What a form shows is read back as the value that it shows."""
    policy, kind = load_policy(POLICY), kinds[code]
    assert str(kind.title) in page(as_(two[0]), f"/desk/rulebook/kinds/{code}/")
    names = [named.name for named in kind.names(policy)] or ["2026-09-02"]
    for name in names:
        value = kind.shipped(policy, name) or {"share": CITY_70, "limit": 20_000_000}.get(code)
        if value is not None:
            assert kind.read(policy, name, kind.typed(policy, name, value)) == value
            kind.check(policy, name, value)
            assert kind.words(policy, name, value)
        assert kind.inputs(policy, name)


def test_the_form_of_funds_asks_again_with_what_was_typed(scene: Scene, two: tuple[User, User]) -> None:
    form = {"kind": "share", "name": "3.2a", "budget": "3.2a", "district": "30", "city": "60%", "from_day": "2026-09-01",
            "source": "虚构3号"}  # fmt: skip
    answer = as_(two[0]).post("/desk/rulebook/new/", form)
    shown = answer.content.decode()
    assert answer.status_code == 422 and "合计是90%" in shown and 'value="60%"' in shown and "虚构3号" in shown
    assert as_(two[0]).post("/desk/rulebook/new/", form | {"city": "七成"}).status_code == 422
    assert as_(two[0]).post("/desk/rulebook/new/", form | {"city": "70"}).status_code == 302
    draft = Draft.objects.get()
    assert draft.value == CITY_70
    assert "1 份规则草案等您确认" in page(as_(two[1]), "/desk/") and "等您确认" not in page(as_(two[0]), "/desk/")
    address = f"/desk/rulebook/drafts/{draft.pk}/"
    assert as_(two[1]).post(address, {"do": "look"}).status_code == 302
    shown = page(as_(two[1]), address)
    assert (
        "按预算自己写的份额" in shown
        and "市级资金70%、区级资金30%" in shown
        and "金额和已经决定的案件都不受影响" in shown
    )
