"""Guards of the working days that an installation sets for its steps. All people and firms are invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from tests.bureau.cases.scene import POLICY, SINCE, Scene, decide, file_roster, make_scene, step
from tests.bureau.rulebook.admins import propose_setting
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases import periods
from wenjiu.bureau.cases.actions.notices import publish_notice
from wenjiu.bureau.cases.clocks import due_on
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.rulebook import actions
from wenjiu.bureau.rulebook.errors import RulebookRefused
from wenjiu.bureau.rulebook.models import Draft, Look

pytestmark = pytest.mark.django_db
LIST = "/desk/rulebook/kinds/period/"
ADDRESS = "/desk/rulebook/new/"


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")


@pytest.fixture
def scene() -> Scene:
    made = make_scene()
    without_second_factor(actor="a test")
    return made


@pytest.fixture
def two(scene: Scene) -> tuple[User, User]:
    """Two policy administrators."""
    one, other = (create_user(actor="a test", username=f"rules{n}", name=f"虚构政策{n}", demo=True) for n in (1, 2))
    for user in (one, other):
        give_post(actor="a test", user=user, role="policy_admin", area=scene.streets[0].parent, from_day=SINCE)
    return one, other


def given(**changed: str) -> dict[str, str]:
    """What the form sends for a notice of 7 working days from today on."""
    values = {"kind": "period", "name": "subsidy/notice", "value": "7", "from_day": clock.today().isoformat()}
    return values | {"source": "虚构办法第9条", "confirmed_source": "1"} | changed


def press(client: Client, do: str, **more: object) -> int:
    """Press a button of the page of the draft that waits, and return the status."""
    draft = Draft.objects.get(state="open")
    form = {"do": do, "revision": draft.revision, **more}
    return client.post(f"/desk/rulebook/drafts/{draft.pk}/", form).status_code


def confirm(client: Client, **more: object) -> int:
    """Look at the effect of the draft that waits and confirm it, and return the status."""
    assert press(client, "look") == 302
    look = Look.objects.order_by("-pk").first()
    return press(client, "confirm", look=look.pk, **more)


def days(step: str = "notice", on: dt.date | None = None) -> int | None:
    return periods.procedures_on(POLICY, on or clock.today()).flows["subsidy"][-1].step(step).days


def test_in_production_nothing_is_published_before_a_period_is_set(
    scene: Scene, two: tuple[User, User], settings: object
) -> None:
    case = decide(scene, file_roster(scene))
    settings.WENJIU_PROFILE = "production"
    with pytest.raises(CaseRefused, match="公示期"):
        publish_notice(actor=scene.district, case_ids=[case.id])
    assert as_(two[0]).post(ADDRESS, given()).status_code == 302
    with pytest.raises(CaseRefused, match="公示期"):
        publish_notice(actor=scene.district, case_ids=[case.id])
    assert confirm(as_(two[1])) == 302
    notice = publish_notice(actor=scene.district, case_ids=[case.id])
    assert notice.ends_on == due_on(clock.today(), 7)


def test_the_days_count_once_another_person_has_confirmed_them(two: tuple[User, User]) -> None:
    before = days()
    one, other = as_(two[0]), as_(two[1])
    assert one.post(ADDRESS, given()).status_code == 302
    assert confirm(one) == 422 and days() == before, "two people"
    assert press(other, "confirm", look=0) == 422 and days() == before, "nobody confirms what he was not shown"
    assert press(other, "look") == 302
    draft = Draft.objects.get()
    actions.edit_draft(
        actor=two[0], draft_id=draft.pk, revision=1, value=8, from_day=draft.from_day, source="虚构办法第9条",
        confirmed_source=True,
    )  # fmt: skip
    assert press(other, "confirm", look=Look.objects.latest("pk").pk, revision=1) == 422 and days() == before
    assert confirm(other) == 302
    assert (days(), days(on=clock.today() - dt.timedelta(days=1))) == (8, before)
    shown = page(other, LIST)
    assert "8个工作日" in shown and "虚构办法第9条" in shown and "虚构政策2" in shown


def test_a_later_period_follows_and_what_is_confirmed_never_changes(two: tuple[User, User]) -> None:
    later = clock.today() + dt.timedelta(days=30)
    for form in (given(), given(value="9", from_day=later.isoformat(), source="虚构办法修订")):
        assert as_(two[0]).post(ADDRESS, form).status_code == 302
        assert confirm(as_(two[1])) == 302
    assert (days(), days(on=later - dt.timedelta(days=1)), days(on=later)) == (7, 7, 9)
    assert "起：9个工作日" in page(as_(two[0]), LIST)
    for statement in ("UPDATE rulebook_change SET value = '1'", "DELETE FROM rulebook_change"):
        with (
            pytest.raises(DatabaseError, match="never change|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            connection.execute_wrappers.clear()
            cursor.execute(statement)


def test_a_proposal_that_waits_is_edited_and_not_doubled(two: tuple[User, User]) -> None:
    assert as_(two[0]).post(ADDRESS, given(value="8")).status_code == 302
    again = as_(two[0]).post(ADDRESS, given(value="6"))
    assert again.status_code == 422 and "已经有一份草案" in again.content.decode()
    draft = Draft.objects.get()
    edit = f"/desk/rulebook/drafts/{draft.pk}/edit/"
    assert 'value="8"' in page(as_(two[0]), edit)
    assert as_(two[0]).post(edit, given(value="6个工作日", revision="1")).status_code == 302
    assert Draft.objects.get().value == 6


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"value": "0"}, "1到250"),
        ({"value": "251"}, "1到250"),
        ({"value": "五"}, "“五”不对"),
        ({"from_day": "1.12.2026"}, "不是日期"),
        ({"from_day": "2020-01-01"}, "已经过去"),
        ({"source": " "}, "请写明依据"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(two: tuple[User, User], changed: dict[str, str], said: str) -> None:
    answer = as_(two[0]).post(ADDRESS, given(**changed))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("step", ["subsidy/close", "subsidy/nowhere", "nowhere/notice", ""])
def test_a_step_that_nobody_takes_has_no_period(two: tuple[User, User], step: str) -> None:
    """The form leads back to the list of what can be changed; the action refuses it as well."""
    answer = as_(two[0]).post(ADDRESS, given(name=step))
    assert answer.status_code == 200 and "改什么" in answer.content.decode()
    with pytest.raises(RulebookRefused, match="从列表中选择"):
        propose_setting(two[0], "period", step, 7)
    assert not Draft.objects.exists()


def test_only_policy_administrators_have_the_page(scene: Scene) -> None:
    assert as_(scene.approver).get(LIST).status_code == 404
    assert as_(scene.approver).post(ADDRESS, given()).status_code == 404


def test_a_step_is_due_by_the_days_of_the_installation_and_says_so(scene: Scene, two: tuple[User, User]) -> None:
    as_(two[0]).post(ADDRESS, given(name="subsidy/accept", value="17"))
    confirm(as_(two[1]))
    case = file_roster(scene)
    assert case.due_on == due_on(clock.today(), 17)
    assert "没有文件依据" not in page(as_(scene.clerk), f"/desk/cases/{case.number}/")


def test_the_days_for_a_correction_are_set_in_the_same_way(scene: Scene, two: tuple[User, User]) -> None:
    as_(two[0]).post(ADDRESS, given(name="subsidy/answer", value="12"))
    assert "等另一个人确认" in page(as_(two[0]), LIST)
    confirm(as_(two[1]))
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "correct", items=[{"line": 1, "field": "", "text": "请补合同"}])
    assert case.corrections.get().due_on == due_on(clock.today(), 12)
    assert "申请人补正" in page(as_(two[0]), LIST)
