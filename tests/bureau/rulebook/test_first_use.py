"""Guards of what policy administrators stumbled over who had never seen the rulebook. All documents are invented."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from tests.bureau.cases.scene import TODAY
from tests.bureau.rulebook.admins import admin, confirm, propose
from tests.bureau.test_desk import as_, page

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.rulebook import actions
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.standards import civil

pytestmark = pytest.mark.django_db
DESK = "/desk/rulebook/"
LOWEST = "si_min_contribution_table"
FORM = {"kind": "parameter", "name": LOWEST, "from_day": "2026-10-01", "source": "虚构3号"}


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    monkeypatch.setattr(civil, "today", lambda: civil.of(TODAY))
    yield


@pytest.fixture
def two() -> tuple[User, User]:
    return admin("one", demo=True), admin("other", demo=True)


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
