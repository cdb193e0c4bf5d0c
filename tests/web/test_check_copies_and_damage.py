"""What a visitor takes home from the self-check, and posts that no page of the site sends."""

import json
import re

import pytest
from django.conf import settings

from wenjiu.policies import load_policy

POLICY = load_policy(settings.WENJIU_POLICY)
AUDIENCES = list(POLICY.audiences)
QUOTED = re.compile(r"朝政发〔\d{4}〕\d+号")


class TestCopies:
    """What a visitor takes home."""

    def test_the_data_holds_the_librarys_answer_to_the_letter(self, answered, firm):
        visitor = answered("firm", firm)
        copy = visitor.post("", url="/check/firm/5.2/save.json")
        data = json.loads(copy.body)
        parsed = {key: POLICY.parse_answer(key, text) if text else None for key, text in visitor.page.answers.items()}
        results = {r.code: r for r in POLICY.check("firm", parsed, "zh").results}
        assert data["result"] == json.loads(results["5.2"].answer.json())
        assert {a["key"] for a in data["answers"]} == set(visitor.page.answers)
        assert copy.response.headers["Content-Disposition"].startswith('attachment; filename="wenjiu-5.2-')

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_the_saved_page_needs_nothing_but_itself(self, answered, firm, language):
        visitor = answered("firm", firm, language)
        copy = visitor.post("", url="/check/firm/5.2/save.html")
        assert copy.response.headers["Content-Disposition"].startswith("attachment;")
        assert not re.search(r"\b(?:src|href|action)=|<button|<form|<input|<script", copy.body)
        for key in visitor.page.answers:
            assert POLICY.check("firm", {key: None}, language).answered[0][0].text in copy.text


class TestDamagedPages:
    """Posts that no page of the site sends."""

    def test_an_unknown_question_is_left_out_and_the_others_stay(self, young_firm):
        visitor = young_firm
        visitor.go_on("answer", "chaoyang")
        page = visitor.post("", **{"a-firm.colour": "blue", "a-": "x", "a-__class__": "y"})
        assert page.status == 400
        assert "3 项不认识的内容" in page.text
        assert page.answers == {"firm.registered_district": "chaoyang"}

    def test_a_question_of_another_audience_is_an_unknown_question(self, visit):
        page = visit("firm").post("", **{"a-person.birth_date": "2000-01-01"})
        assert page.status == 400
        assert page.answers == {}

    def test_an_answer_that_was_tampered_with_is_asked_again_and_the_others_stay(self, visit):
        visitor = visit("firm")
        page = visitor.post("", **{"a-firm.local_workers": "1" + "0" * 30, "a-firm.size": "small"})
        assert page.status == 400
        assert page.answers == {"firm.size": "small"}

    def test_two_different_answers_to_one_question_count_as_none(self, client):
        sent = {"a-firm.size": ["small", "large"], "a-firm.operates_normally": ["true", "true"]}
        body = client.post("/check/firm/", sent, headers={"accept-language": "zh"}).content.decode()
        assert "2 个不同的回答" in body
        assert 'name="a-firm.operates_normally" value="true"' in body
        assert 'name="a-firm.size"' not in body

    @pytest.mark.parametrize(
        "do",
        [
            "",
            "nonsense",
            "ask:",
            "ask:no.such",
            "ask:all:",
            "ask:all:9.9",
            "aside:9.9",
            "include:",
            "answer",
            "x" * 10_000,
        ],
    )
    def test_an_unknown_button_shows_the_page_again(self, young_firm, do):
        visitor = young_firm
        visitor.go_on("answer", "chaoyang")
        page = visitor.post(do, asked="no.such.question")
        assert page.status == 200
        assert page.answers == {"firm.registered_district": "chaoyang"}

    @pytest.mark.parametrize(
        "more",
        [
            {"topic": "no-such"},
            {"topic": ["young_firm", "../../etc", ""]},
            {"all": "5.2 firm.size"},
            {"all": "9.9 x"},
            {"all": ""},
            {"all": "5.2"},
            {"all": "5.2 no.such firm.registered_district"},
            {"apart": ["9.9", "5.2", "\x00"]},
            {"about": ["no-such"] * 50, "asked": "topics", "do": "answer"},
            {"asked": "all:5.2", "do": "answer", "value": "<b>"},
            {"asked": "all:3.4a", "do": "answer", "value": "yes"},
        ],
    )
    def test_a_tampered_way_of_being_asked_does_no_harm_and_the_answers_stay(self, young_firm, more):
        young_firm.go_on("answer", "chaoyang")
        sent = young_firm.page.fields | {"do": ""} | more
        answer = young_firm.client.post(young_firm.url, sent, headers=young_firm.headers)
        assert answer.status_code == 200
        assert 'name="a-firm.registered_district" value="chaoyang"' in answer.content.decode()
        assert "<b>" not in answer.content.decode()

    @pytest.mark.parametrize("do", ["answer", "skip", "ask:topics", "ask:all:4.3a"])
    def test_topics_where_there_are_none_to_choose_are_ignored(self, visit, do):
        page = visit("government").post(do, asked="topics", about="hired", topic="hired")
        assert page.status == 200
        assert page.asked == "budget.is_competition_year"
        assert "topic" not in page.fields

    def test_a_post_that_is_too_large_is_refused_on_a_page(self, client):
        answer = client.post("/check/firm/", {"value": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)},
                             content_type="application/x-www-form-urlencoded", headers={"accept-language": "zh"})  # fmt: skip
        assert answer.status_code == 400
        assert "这个请求处理不了" in answer.content.decode()

    def test_a_post_with_too_many_fields_is_refused_on_a_page(self, client):
        answer = client.post("/check/firm/", {f"a-{n}": "" for n in range(2000)}, headers={"accept-language": "zh"})
        assert answer.status_code == 400
        assert "这个请求处理不了" in answer.content.decode()

    @pytest.mark.parametrize(
        "body", [b"\xff\xfe=\xff&a-firm.size=%ff%fe", b"a-firm.size=small&\x00=\x00", b"%", b"=&=&=", b"{}"]
    )
    @pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=gbk",
                                      "multipart/form-data; boundary=x", "multipart/form-data", "application/json"])  # fmt: skip
    def test_bytes_that_are_no_form_end_on_a_page_and_never_in_a_failure(self, client, body, kind):
        for url in ("/check/firm/", "/check/firm/5.2/", "/check/firm/5.2/save.json", "/language/", "/print-size/"):
            answer = client.generic("POST", url, body, content_type=kind)
            assert answer.status_code in (200, 303, 400)

    @pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
    def test_other_methods_are_refused(self, client, method):
        assert getattr(client, method)("/check/firm/").status_code == 405
