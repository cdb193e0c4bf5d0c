"""Guards of recusal and of delegation while absent, on their page. All people and firms are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.bureau.cases.scene import SINCE, TODAY, Scene, file_roster, make_scene, step
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts import queries as accounts
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.cases.actions import absence
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Case, Decision, Delegation, Recusal
from wenjiu.bureau.writes import action
from wenjiu.standards import civil

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    monkeypatch.setattr(civil, "today", lambda: civil.of(TODAY))
    yield


@action
def decide_directly(*, actor: str, case: Case, who: int) -> None:
    """Insert a decision as code that forgets the rules could."""
    with transaction.atomic():
        Decision.objects.create(
            case=case, round=case.round, step=3, step_code=case.state, actor_id=who, seen_version=case.version,
            outcome="agree",
        )  # fmt: skip


def scene_with_second_street_clerk() -> Scene:
    scene = make_scene(people=1)
    without_second_factor(actor="a test")
    return scene


def test_a_recusal_is_declared_listed_and_ended_with_reasons() -> None:
    scene = scene_with_second_street_clerk()
    case = step(scene.clerk, file_roster(scene), "accept", "accepted")
    client = as_(scene.street)
    found = page(client, f"/desk/absence/?q={scene.firm.name}")
    assert f'value="{scene.firm.pk}"' in found
    for wrong in ({}, {"party": scene.firm.pk}, {"party": scene.firm.pk, "reason": "  "}):
        assert client.post("/desk/absence/recusals/", wrong).status_code == 422
    assert client.post("/desk/absence/recusals/", {"party": "9" * 9, "reason": "亲属"}).status_code == 404
    assert client.post("/desk/absence/recusals/", {"party": scene.firm.pk, "reason": "亲属在这家"}).status_code == 302
    assert "亲属在这家" in page(client, "/desk/absence/")
    assert case.number not in page(client, "/desk/queue/")
    made = Recusal.objects.get()
    with pytest.raises(IntegrityError, match="recused"):
        decide_directly(actor="a test", case=case, who=scene.street.pk)
    assert as_(scene.street2).post(f"/desk/absence/recusals/{made.pk}/end/", {"reason": "x"}).status_code == 404
    assert client.post(f"/desk/absence/recusals/{made.pk}/end/", {"reason": ""}).status_code == 422
    assert client.post(f"/desk/absence/recusals/{made.pk}/end/", {"reason": "亲属已经离开"}).status_code == 302
    assert "亲属已经离开" in page(client, "/desk/absence/")
    assert case.number in page(client, "/desk/queue/")
    step(scene.street, case, "first", "agree")
    client.post("/desk/absence/recusals/", {"party": scene.firm.pk, "reason": "又有关系"})
    assert Recusal.objects.filter(actor=scene.street).count() == 2


def test_a_deputy_acts_in_his_own_name_for_the_days_of_the_absence_and_takes_no_second_step() -> None:
    scene = scene_with_second_street_clerk()
    today = accounts.today()
    case = file_roster(scene)
    post = scene.street.posts.get()
    client, address = as_(scene.street), f"/desk/absence/posts/{post.pk}/"
    assert scene.clerk.name in page(client, address)
    assert as_(scene.street2).get(address).status_code == 404
    given = {"user": scene.clerk.pk, "from": today, "until": today + dt.timedelta(days=4), "reason": "年假"}
    for wrong in (
        {"reason": " "},
        {"from": "昨天"},
        {"from": today - dt.timedelta(days=1)},
        {"until": today + dt.timedelta(days=200)},
        {"until": today - dt.timedelta(days=1)},
        {"user": scene.street.pk},
        {"user": scene.agent.pk},
        {"user": "9" * 30},
    ):
        assert client.post(address, given | wrong).status_code == 422, wrong
    assert client.post(address, given).status_code == 302
    made = Delegation.objects.get()
    assert (made.given.user, made.given.role, made.given.area) == (scene.clerk, "street_reviewer", post.area)
    assert client.post(address, given | {"user": scene.clerk2.pk}).status_code == 422, "nobody is delegated twice"
    with pytest.raises(CaseRefused, match="本身是代办的"):
        absence.delegate(
            actor=scene.clerk, post_id=made.given_id, user_id=scene.clerk2.pk, from_day=today, last_day=today,
            reason="转给别人",
        )  # fmt: skip
    # He took the first step of this case himself, so the second one is not his, deputy or not.
    step(scene.clerk, case, "accept", "accepted")
    assert case.number not in page(as_(scene.clerk), "/desk/queue/")
    with pytest.raises(CaseRefused, match="同一个人"):
        step(scene.clerk, case, "first", "agree")
    other = file_roster(scene, intent="two")
    step(scene.clerk2, other, "accept", "accepted")
    step(scene.clerk, other, "first", "agree")
    history = page(as_(scene.district), f"/desk/cases/{other.number}/")
    assert f"{scene.clerk.name}（代{scene.street.name}）" in history
    assert scene.clerk.name in page(as_(scene.clerk), "/desk/absence/")
    assert as_(scene.clerk2).post(f"/desk/absence/{made.pk}/end/").status_code == 404
    assert as_(scene.clerk).post(f"/desk/absence/{made.pk}/end/").status_code == 422, "the deputy does not end it"
    assert client.post(f"/desk/absence/{made.pk}/end/").status_code == 302
    third = file_roster(scene, intent="three")
    step(scene.clerk2, third, "accept", "accepted")
    with pytest.raises(CaseRefused, match="不由您办理"):
        step(scene.clerk, third, "first", "agree")


def test_a_deputy_is_told_before_the_first_day_and_when_it_ends_early() -> None:
    scene = scene_with_second_street_clerk()
    post, begins = scene.street.posts.get(), accounts.today() + dt.timedelta(days=7)
    client, deputy = as_(scene.street), as_(scene.clerk)
    assert "街乡初审" in page(client, f"/desk/absence/posts/{post.pk}/") or "街乡专员" in page(
        client, f"/desk/absence/posts/{post.pk}/"
    )
    given = {"user": scene.clerk.pk, "from": begins, "until": begins, "reason": "年假"}
    assert client.post(f"/desk/absence/posts/{post.pk}/", given).status_code == 302
    assert f"起请您代{scene.street.name}办案" in page(deputy, "/desk/")
    assert f"请您代{scene.street.name}办“" in page(deputy, "/my/messages/")
    mine = page(client, "/desk/absence/")
    assert "还没开始" in mine and "今天结束" not in mine and "取消" in mine
    assert client.post(f"/desk/absence/{Delegation.objects.get().pk}/end/").status_code == 302
    assert scene.street.name not in page(deputy, "/desk/")
    assert "提前结束了" in page(deputy, "/my/messages/")
    assert "已结束" in page(client, "/desk/absence/")
    assert client.post(f"/desk/absence/posts/{post.pk}/", given).status_code == 302, "the days are free again"


def test_a_security_administrator_names_a_deputy_for_somebody_who_fell_ill() -> None:
    scene = scene_with_second_street_clerk()
    today = accounts.today()
    admin = create_user(actor="a test", username="admin", name="虚构安全")
    give_post(actor="a test", user=admin, role="security_admin", area=scene.streets[0].parent, from_day=SINCE)
    without_second_factor(actor="a test")
    client, post = as_(admin), scene.maker.posts.get()
    shown = page(client, "/desk/absence/")
    assert "我的回避" not in shown and f"/desk/absence/posts/{post.pk}/" in shown
    given = {"user": scene.releaser.pk, "from": today, "until": today, "reason": "生病"}
    assert client.post(f"/desk/absence/posts/{post.pk}/", given).status_code == 302
    assert Delegation.objects.get().made_by == admin
    assert client.post("/desk/absence/recusals/", {"party": scene.firm.pk, "reason": "x"}).status_code == 404
