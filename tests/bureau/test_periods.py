"""Guards of the working days that an installation sets for its steps. All people and firms are invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from tests.bureau.cases.scene import POLICY, SINCE, Scene, decide, file_roster, make_scene, step
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases import periods
from wenjiu.bureau.cases.actions.notices import publish_notice
from wenjiu.bureau.cases.clocks import due_on
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import StepPeriod

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/periods/"


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
    values = {"step": "subsidy/notice", "days": "7", "from_day": clock.today().isoformat(), "source": "虚构办法第9条"}
    return values | changed


def confirm(client: Client, **changed: object) -> int:
    """Confirm what waits, as the button does, and return the status."""
    row = StepPeriod.objects.get(confirmed_by=None)
    shown = {"id": row.pk, "days": row.days, "day": row.from_day.isoformat()} | changed
    return client.post(ADDRESS, {"confirm": "{id}/{days}/{day}".format(**shown)}).status_code


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
    own = one.post(ADDRESS, {"confirm": f"{StepPeriod.objects.get().pk}/7/{clock.today().isoformat()}"})
    assert own.status_code == 422 and "两个人" in own.content.decode() and days() == before
    assert confirm(other, days=8) == 422 and days() == before, "nobody confirms what he was not shown"
    assert confirm(other) == 302
    assert (days(), days(on=clock.today() - dt.timedelta(days=1))) == (7, before)
    shown = page(other, ADDRESS)
    assert "7个工作日" in shown and "虚构办法第9条" in shown and "虚构政策2" in shown


def test_a_later_period_follows_and_what_is_confirmed_never_changes(two: tuple[User, User]) -> None:
    later = clock.today() + dt.timedelta(days=30)
    for form in (given(), given(days="9", from_day=later.isoformat(), source="虚构办法修订")):
        assert as_(two[0]).post(ADDRESS, form).status_code == 302
        assert confirm(as_(two[1])) == 302
    assert (days(), days(on=later)) == (7, 9)
    assert "起9个工作日" in page(as_(two[0]), ADDRESS)
    for statement in ("UPDATE cases_stepperiod SET days = 1", "DELETE FROM cases_stepperiod"):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
            connection.execute_wrappers.clear()
            cursor.execute(statement)


def test_a_proposal_that_waits_is_replaced_and_not_doubled(two: tuple[User, User]) -> None:
    for n in ("5", "6"):
        assert as_(two[0]).post(ADDRESS, given(days=n)).status_code == 302
    assert StepPeriod.objects.get().days == 6


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"days": "0"}, "1到250"),
        ({"days": "251"}, "1到250"),
        ({"days": "五"}, "不是工作日的天数"),
        ({"from_day": "1.12.2026"}, "不是日期"),
        ({"from_day": "2020-01-01"}, "已经过去"),
        ({"source": " "}, "请写明依据"),
        ({"step": "subsidy/close"}, "没有这个环节"),
        ({"step": ""}, "没有这个环节"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(two: tuple[User, User], changed: dict[str, str], said: str) -> None:
    answer = as_(two[0]).post(ADDRESS, given(**changed))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not StepPeriod.objects.exists()


def test_only_policy_administrators_have_the_page(scene: Scene) -> None:
    assert as_(scene.approver).get(ADDRESS).status_code == 404
    assert as_(scene.approver).post(ADDRESS, given()).status_code == 404


def test_a_step_is_due_by_the_days_of_the_installation_and_says_so(scene: Scene, two: tuple[User, User]) -> None:
    as_(two[0]).post(ADDRESS, given(step="subsidy/accept", days="17"))
    confirm(as_(two[1]))
    case = file_roster(scene)
    assert case.due_on == due_on(clock.today(), 17)
    assert "没有文件依据" not in page(as_(scene.clerk), f"/desk/cases/{case.number}/")


def test_the_days_for_a_correction_are_set_in_the_same_way(scene: Scene, two: tuple[User, User]) -> None:
    as_(two[0]).post(ADDRESS, given(step="subsidy/answer", days="12"))
    assert "等另一个人确认" in page(as_(two[0]), ADDRESS)
    confirm(as_(two[1]))
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "correct", items=[{"line": 1, "field": "", "text": "请补合同"}])
    assert case.corrections.get().due_on == due_on(clock.today(), 12)
    assert "申请人补正" in page(as_(two[0]), ADDRESS)
