"""Pages below /my/: a filing from its first click to its cases, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.bureau.cases.scene import Scene, make_scene
from tests.bureau.my_pages import add_people, begin, client_of, good_row, send, text, workbook
from tests.bureau.people import resident_number

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Case, Filing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test turn the calendar forward without the others noticing."""
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=3)


class TestARosterIsFiled:
    def test_fifty_lines_of_a_file_go_in_and_three_with_faults_stay_behind(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        rows = [good_row(n) for n in range(100, 150)]
        rows[3][0] = rows[3][0][:-1] + ("1" if rows[3][0][-1] != "1" else "2")
        rows[7][3] = "2026年13月1日"
        rows[9] = [*rows[8]]
        page = client.post(place, {"do": "save", "roster": workbook(*rows)}, follow=True)
        assert "读入了 50 行" in text(page)
        assert page.context["going"] == 47 and len(page.context["staying"]) == 3
        assert page.context["total_fen"] == 47 * 500_000
        assert "身份证第18位校验码不对" in text(page) and "没有13月" in text(page) and "和第9行是同一个人" in text(page)
        confirm = text(client.get(f"{place}submit/"))
        assert "名单 47 人" in confirm and "有 3 行填写有错" in confirm
        [case] = send(client, place)
        assert case.lines.count() == 47
        receipt = text(client.get(place))
        assert case.number in receipt and "有 3 行没有提交" in receipt and scene.streets[0].name in receipt

        again = client.post(f"{place}rest/", follow=True)
        assert len(again.context["lines"]) == 3
        assert client.post(f"{place}rest/")["Location"] == again.redirect_chain[0][0]

    def test_the_page_of_fifty_lines_asks_the_database_a_bounded_number_of_times(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        few = self._statements(client, place, 5)
        many = self._statements(client, place, 50)
        assert many <= few + 3

    @staticmethod
    def _statements(client: Client, place: str, lines: int) -> int:
        client.post(place, {"do": "save", "roster": workbook(*(good_row(n) for n in range(200, 200 + lines)))})
        with CaptureQueriesContext(connection) as asked:
            assert client.get(place).status_code == 200
        return len(asked)

    def test_lines_from_the_registers_need_only_number_and_name(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        page = client.get(place)
        assert page.context["total_fen"] == 3 * 500_000
        assert "已从市场主体登记查到" in text(page)
        assert "已从" in text(client.get(f"{place}lines/1/"))

    def test_what_follows_from_the_day_is_not_said_to_be_in_a_register(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        page = client.get(begin(client, "3.1b"))
        [year] = [k for k in page.context["known"] if k.label == "申报年度"]
        assert year.register == "" and "由系统算出" in text(page) and "已从申请表查到" not in text(page)

    def test_a_fault_of_a_line_is_shown_at_its_field_and_nothing_typed_is_lost(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        line = {"number": resident_number(7), "name": "虚构七", "a-hire_date": "去年三月"}
        page = client.post(f"{place}lines/new/", line, follow=True)
        assert "“去年三月”" in text(page) and 'value="去年三月"' in text(page)
        assert "不会提交" in text(client.get(place))
        fixed = line | {"a-hire_date": "2026年3月2日", "was": page.context["was"]}
        assert client.post(f"{place}lines/1/", fixed).status_code == 302
        assert client.get(place).context["going"] == 1

    def test_a_name_that_was_typed_wrong_can_be_corrected(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        client.post(f"{place}lines/new/", {"number": resident_number(8), "name": "虚构八错"})
        was = client.get(f"{place}lines/1/").context["was"]
        client.post(f"{place}lines/1/", {"number": resident_number(8), "name": "虚构八", "was": was})
        assert client.get(place).context["going"] == 1

    def test_a_line_that_changed_in_another_tab_is_not_overwritten(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        was = client.get(f"{place}lines/1/").context["was"]
        client.post(place, {"do": "drop:1"})
        answer = client.post(f"{place}lines/1/", {"number": resident_number(9), "name": "虚构九", "was": was})
        assert answer.status_code == 422 and "这一行没有保存" in text(answer) and "虚构九" in text(answer)

    def test_the_roster_comes_back_as_a_file_with_what_is_wrong_and_can_be_sent_again(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        client.post(place, {"do": "save", "roster": workbook(good_row(2), ["110105", "虚构", "也许", "", "", ""])})
        content = client.get(f"{place}roster.xlsx").content
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][-1] == "错误原因" and "也许" in rows[2][-1]
        again = client.post(place, {"roster": SimpleUploadedFile("a.xlsx", content)}, follow=True)
        assert len(again.context["lines"]) == 2 and again.context["going"] == 1

    def test_a_cell_with_a_formula_is_a_fault_of_its_line(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        row = good_row(1)
        row[3] = "=DATE(2026,3,2)"
        page = client.post(place, {"roster": workbook(row, good_row(2))}, follow=True)
        assert "这一格是公式" in text(page) and page.context["going"] == 1

    def test_lines_that_would_not_be_granted_can_be_left_out_at_once(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        client.post(f"{place}lines/new/", {"number": "110105", "name": "虚构"})
        page = client.post(place, {"do": "leave-out"}, follow=True)
        assert len(page.context["lines"]) == 3 and "去掉了 1 行" in text(page)


class TestOneFilingHoweverOftenItIsPosted:
    def test_a_double_click_and_a_second_tab_are_one_draft(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        first, second = client.get("/my/new/"), client.get("/my/new/")
        assert first.context["key"] == second.context["key"]
        places = {begin(client, "3.2a", key=page.context["key"]) for page in (first, first, second)}
        assert len(places) == 1 and Filing.objects.count() == 1
        assert begin(client, "5.2", key=first.context["key"]) not in places

    def test_a_draft_that_is_submitted_twice_is_one_case(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        key = client.get("/my/new/").context["key"]
        place = begin(client, "3.2a", key=key)
        add_people(client, place, scene)
        version = client.get(f"{place}submit/").context["filing"].version
        for _time in range(3):
            assert client.post(f"{place}submit/", {"version": version, "true": "yes"}).status_code == 302
        assert begin(client, "3.2a", key=key) == place
        assert Case.objects.count() == 1

    def test_what_changed_after_it_was_shown_is_shown_again_before_it_is_sent(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        version = client.get(f"{place}submit/").context["filing"].version
        client.post(place, {"do": "drop:1"})
        answer = client.post(f"{place}submit/", {"version": version, "true": "yes"})
        assert answer.status_code == 422 and "又有改动" in text(answer) and not Case.objects.exists()

    def test_nothing_is_sent_before_somebody_says_that_it_is_true(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        version = client.get(f"{place}submit/").context["filing"].version
        assert client.post(f"{place}submit/", {"version": version}).status_code == 422
        assert not Case.objects.exists()

    def test_a_deleted_draft_cannot_be_sent(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        assert client.get(f"{place}delete/").status_code == 200
        client.post(f"{place}delete/")
        assert "草稿已经删除" in text(client.get(place))
        assert client.get(f"{place}submit/").status_code == 302
        assert client.get("/my/").context["drafts"] == []
