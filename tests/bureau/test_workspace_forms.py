"""Pages below /my/: the questions of a filing and its papers, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.bureau.cases.scene import POLICY, Scene, make_scene, resident_user
from tests.bureau.files.made import PDF
from tests.bureau.my_pages import add_people, begin, client_of, send, text

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions import drafts, filing
from wenjiu.bureau.cases.models import Case, Evidence, Filing
from wenjiu.bureau.parties.queries import number_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test turn the calendar forward without the others noticing."""
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=3)


class TestTheForm:
    def test_two_measures_of_one_firm_are_one_filing_and_two_cases(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a", "5.2")
        add_people(client, place, scene)
        page = client.get(place)
        assert [p["code"] for p in page.context["previews"]] == ["3.2a", "5.2"]
        assert [case.measure for case in send(client, place)] == ["3.2a", "5.2"]

    def test_a_near_miss_is_told_before_it_is_sent(self) -> None:
        scene = make_scene(people=2)
        client = client_of(scene.agent)
        page = client.get(begin(client, "5.2"))
        assert "不符合" in text(page) and "怎样会改变" in text(page)

    def test_a_resident_files_the_rent_of_his_own_firm(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "5.3")
        answers = {"a-annual_rent": "六万元", "a-rents_premises": "true", "a-is_founder": "true"}
        page = client.post(place, {**answers, "do": "save"}, follow=True)
        assert 'value="60000' in text(page)
        version = client.get(f"{place}submit/").context["filing"].version
        answer = client.post(f"{place}submit/", {"version": version, "true": "yes"})
        assert answer.status_code == 422 and "请选择所在的街道" in text(answer)
        [case] = send(client, place, street=scene.streets[1].code)
        assert case.street == scene.streets[1]
        assert case.lines.get().declared["annual_rent"] == "60000.00"

    def test_a_field_is_saved_as_it_is_changed_and_a_fault_stays_with_what_was_typed(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "5.3")
        answer = client.post(f"{place}field/", {"a-annual_rent": "很多"})
        assert "“很多”" in text(answer) and answer["HX-Trigger"] == "saved"
        page = client.get(place)
        assert 'value="很多"' in text(page) and "“很多”" in text(page)
        assert "已保存" in text(client.post(f"{place}field/", {"a-annual_rent": "60000"}))
        assert "“很多”" not in text(client.get(place))

    def test_who_is_signed_out_while_typing_is_led_to_the_sign_in_and_back_to_the_form(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "5.3")
        part = {"HX-Request": "true", "Referer": f"http://testserver{place}"}
        answer = Client().post(f"{place}field/", {"a-annual_rent": "1"}, headers=part)
        assert answer["HX-Redirect"] == f"/account/login/?next={place}"

    def test_an_answer_that_cannot_be_read_holds_the_filing_back(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "5.3")
        client.post(place, {"a-annual_rent": "很多"})
        page = client.get(f"{place}submit/")
        assert "改好才能提交" in text(page)
        answer = client.post(f"{place}submit/", {"version": page.context["filing"].version, "true": "yes"})
        assert answer.status_code == 422 and not Case.objects.exists()

    def test_a_firm_says_whom_the_rent_is_paid_to_where_no_register_does(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "5.3")
        assert "登记里查不到这个人" in text(client.get(place))
        party = scene.people[0]
        client.post(place, {"number-5.3/person": number_of(party), "name-5.3/person": party.name})
        [case] = send(client, place)
        assert {r.role: r.party for r in case.lines.get().roles.all()}["person"] == party

    def test_a_unit_that_no_register_names_is_named_by_its_own_code_and_checked_at_once(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "3.4a")
        page = text(client.get(place))
        assert "见习单位是哪一家" in page and "统一社会信用代码" in page and "居民身份证号" not in page
        number, name = "number-3.4a/unit", "name-3.4a/unit"
        wrong = number_of(scene.firm)[:-1] + ("0" if number_of(scene.firm)[-1] != "0" else "1")
        assert "wj-wrong" in text(client.post(f"{place}field/", {number: wrong, name: ""}))
        assert "wj-wrong" not in text(client.post(f"{place}field/", {number: number_of(scene.firm), name: ""}))
        client.post(f"{place}field/", {number: wrong, name: scene.firm.name})
        page = text(client.get(f"{place}submit/"))
        assert "确认提交" not in page and "回去改好再提交" in page
        client.post(place, {number: "", name: ""})
        page = text(client.get(f"{place}submit/"))
        assert "确认提交" in page and "还没有写明是谁：</strong>见习单位" in page
        client.post(f"{place}field/", {number: number_of(scene.firm), name: scene.firm.name})
        [case] = send(client, place, street=scene.streets[0].code)
        roles = {r.role: r.party for r in case.lines.get().roles.all()}
        assert roles == {"person": scene.people[0], "unit": scene.firm}

    def test_the_day_of_birth_is_taken_from_the_number_and_never_asked(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "3.4a")
        digits = number_of(scene.people[0])[6:14]
        born = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        page = client.get(place)
        assert "birth_date" not in [row["name"] for row in page.context["questions"] + page.context["spare"]]
        assert "已从您的证件号码查到" in text(page)
        client.post(f"{place}field/", {"number-3.4a/unit": number_of(scene.firm), "name-3.4a/unit": scene.firm.name})
        [case] = send(client, place, street=scene.streets[0].code)
        assert case.lines.get().facts["birth_date"] == {"value": born, "source": "number"}
        # A unit that lists its trainees is not asked for it either: each line has a number.
        agent = client_of(scene.agent)
        page = agent.get(begin(agent, "3.4a"))
        assert page.context["listed"] and "出生" not in text(page)
        listed = [{"number": number_of(scene.people[1]), "name": scene.people[1].name, "facts": {}}]
        made = Filing.objects.get(submitted_at=None)
        drafts.save_lines(actor=scene.agent, filing_id=made.pk, lines=listed)
        [case] = filing.submit_filing(actor=scene.agent, filing_id=made.pk, street=scene.streets[0])
        digits = number_of(scene.people[1])[6:14]
        assert case.lines.get().facts["birth_date"]["value"] == f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"

    def test_measures_are_folded_by_whom_they_are_for_each_once_and_with_its_conditions(self, scene: Scene) -> None:
        page = client_of(scene.agent).get("/my/new/")
        kinds = page.context["offers"]["kinds"]
        codes = [offer["code"] for kind in kinds for offer in kind["offers"]]
        assert sorted(codes) == sorted(offer["code"] for offer in page.context["offers"]["own"])
        assert kinds[0]["open"] and not kinds[-1]["open"] and "数字待确认" in text(page)
        assert all(f'href="/guide/{code}/"' in text(page) for code in codes)
        assert f"/my/entitled/?party={scene.firm.pk}" in text(page)

    def test_measures_of_others_and_of_the_office_cannot_be_begun(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        page = client.get("/my/new/")
        form = {"do": "begin", "key": page.context["key"], "filer": page.context["filer"].pk}
        assert "由单位申报" in text(client.post("/my/new/", {**form, "measure": ["5.2"]}))
        assert "至少选一项" in text(client.post("/my/new/", form))
        assert "至少选一项" in text(client.post("/my/new/", {**form, "measure": ["9.9"]}))
        assert not Filing.objects.exists()


class TestPapers:
    def test_a_file_is_kept_once_shown_downloaded_and_taken_back(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        for _time in range(2):
            client.post(place, {"do": "save", "file-3.2a/contract": SimpleUploadedFile("合同.pdf", PDF)})
        paper = Evidence.objects.get()
        assert "合同.pdf" in text(client.get(place))
        answer = client.get(f"/my/evidence/{paper.pk}/")
        assert b"".join(answer.streaming_content) == PDF and "attachment" in answer["Content-Disposition"]
        client.post(place, {"do": f"take-back:{paper.pk}"})
        assert "合同.pdf" not in text(client.get(place))

    def test_a_refused_file_is_named_and_everything_else_is_saved(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "5.3")
        form = {"a-annual_rent": "50000", "file-5.3/lease": SimpleUploadedFile("a.exe", b"MZ" + bytes(90))}
        answer = client.post(place, form)
        assert answer.status_code == 422 and "可执行程序" in text(answer)
        assert Filing.objects.get().draft["answers"]["annual_rent"] == "50000.00"
        assert not Evidence.objects.exists()

    def test_a_paper_that_the_measure_does_not_ask_for_is_refused(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        for field in ("file-3.2a/lease", "file-5.3/lease", "file-3.2a/nothing"):
            assert client.post(place, {field: SimpleUploadedFile("a.pdf", PDF)}).status_code == 422
        assert not Evidence.objects.exists()

    def test_a_promise_is_kept_with_the_words_that_were_agreed_to(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "5.2")
        client.post(f"{place}field/", {"key": "5.2/size", "promise-5.2/size": "on"})
        [case] = send(client, place)
        assert "承诺" in Evidence.objects.get(case=case, origin="promise").promised

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("a.xlsx", b"PK\x03\x04 not a workbook", "a.xlsx"),
            ("a.csv", "姓名,城市\n虚构,某地\n".encode(), "没有找到表头"),
            ("a.xlsx", b"<html>", "网页"),
        ],
    )
    def test_a_file_that_is_no_roster_changes_nothing(self, scene: Scene, name: str, content: bytes, said: str) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        answer = client.post(place, {"roster": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422 and said in text(answer)
        assert len(Filing.objects.get().draft["lines"]) == 3


def test_the_same_answers_saved_late_leave_a_draft_as_it_is(scene: Scene) -> None:
    made = drafts.open_filing(actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["5.2"], intent_key="late")
    versions = []
    for said in ("true", "true", "false", "", ""):
        drafts.save_answers(actor=scene.agent, filing_id=made.id, answers={"hired_this_year": said})
        made.refresh_from_db()
        versions.append(made.version - versions[0] if versions else made.version)
    assert versions[1:] == [0, 1, 2, 2]
