"""What a visitor takes home from a visit, and posts that no page of the site sends."""

import json
import re

import pytest
from django.conf import settings

from wenjiu.policies import load_policy
from wenjiu.rules.ask.visits import Stated, Visit

POLICY = load_policy(settings.WENJIU_POLICY)


class TestCopies:
    """What a visitor takes home."""

    def test_the_data_holds_the_librarys_answer_to_the_letter(self, answered, firm):
        visitor = answered("young_firm", firm)
        copy = visitor.post("", url="/check/5.2/save.json")
        data = json.loads(copy.body)
        parsed = {key: POLICY.parse_answer(key, text) if text else None for key, text in visitor.page.answers.items()}
        results = {
            f.result.code: f.result
            for f in Visit(POLICY, Stated(frozenset(["young_firm"]), answers=parsed), "zh").found
        }
        assert data["result"] == json.loads(results["5.2"].answer.json())
        assert {a["key"] for a in data["answers"]} == set(visitor.page.answers)
        assert data["situations"] == [POLICY.situations.chosen({"young_firm"})[0].text("zh")]
        assert copy.response.headers["Content-Disposition"].startswith('attachment; filename="wenjiu-5.2-')

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_the_saved_page_needs_nothing_but_itself(self, answered, firm, language):
        visitor = answered("young_firm", firm, language)
        copy = visitor.post("", url="/check/5.2/save.html")
        assert copy.response.headers["Content-Disposition"].startswith("attachment;")
        assert not re.search(r"\b(?:src|href|action)=|<button|<form|<input|<script", copy.body)
        current = Visit(POLICY, Stated(frozenset(["young_firm"])), language)
        for key in visitor.page.answers:
            assert current.question(key).text in copy.text

    def test_a_copy_of_a_measure_that_was_not_ticked_is_its_own(self, visit):
        visitor = visit("platform")
        data = json.loads(visitor.post("", url="/check/5.2/save.json").body)
        assert data["result"]["measure"] == "5.2"

    @pytest.mark.parametrize("url", ["/check/9.9/save.html", "/check/5.2/save.pdf", "/check/5.2/save.", "/check/5.2/"])
    def test_there_is_no_copy_of_what_does_not_exist(self, visit, url):
        assert visit("young_firm").post("", url=url).status == 404


class TestDamagedPages:
    """Posts that no page of the site sends."""

    def test_an_unknown_question_is_left_out_and_the_others_stay(self, young_firm):
        young_firm.go_on("answer", **{"v-firm.registered_district": "chaoyang"})
        page = young_firm.post("", **{"a-firm.colour": "blue", "a-": "x", "a-__class__": "y"})
        assert page.status == 400
        assert "3 项不认识的内容" in page.text
        assert page.answers == {"firm.registered_district": "chaoyang"}

    @pytest.mark.parametrize("do", ["", "results", "why:5.2", "about:5.2", "answer"])
    def test_an_answer_that_was_tampered_with_is_left_out_and_reported_and_the_others_stay(self, young_firm, do):
        page = young_firm.post(do, **{"a-firm.local_workers": "1" + "0" * 30, "a-firm.size": "small"})
        assert page.status == 400
        assert page.answers == {"firm.size": "small"}
        assert "有一个回答读不出来" in page.text

    def test_two_different_answers_to_one_question_count_as_none(self, client):
        sent = {"s": "young_firm", "a-firm.size": ["small", "large"], "a-firm.operates_normally": ["true", "true"]}
        body = client.post("/check/", sent, headers={"accept-language": "zh"}).content.decode()
        assert "2 个不同的回答" in body
        assert 'name="a-firm.operates_normally" value="true"' in body
        assert 'name="a-firm.size"' not in body

    @pytest.mark.parametrize(
        "do",
        ["", "nonsense", "about:", "about:9.9", "change:", "change:no.such", "why:", "why:9.9", "add:", "add:nobody",
         "answer", "results:", ":", "x" * 10_000, "about:5.2:5.3", "change:<b>"],
    )  # fmt: skip
    def test_an_unknown_button_shows_a_page_and_the_answers_stay(self, young_firm, do):
        young_firm.go_on("answer", **{"v-firm.registered_district": "chaoyang"})
        page = young_firm.post(do)
        assert page.status == 200
        assert page.answers == {"firm.registered_district": "chaoyang"}
        assert "<b>" not in page.body

    @pytest.mark.parametrize(
        "page_name", ["", "nonsense", "about:9.9", "why:9.9", "change:no.such", "about:", "\x00", "x" * 10_000]
    )
    def test_an_unknown_page_is_answered_with_a_page_and_wrong_answers_are_still_named(self, young_firm, page_name):
        young_firm.go_on("answer", **{"v-firm.registered_district": "chaoyang"})
        assert young_firm.post("", page=page_name).status == 200
        page = young_firm.post("answer", page=page_name, **{"v-firm.local_workers": "many"})
        assert page.status == 422
        assert page.answers == {"firm.registered_district": "chaoyang"}
        assert 'aria-describedby="w-firm.local_workers"' in page.main

    @pytest.mark.parametrize(
        "more",
        [
            {"s": ["young_firm", "nobody", "../../etc", ""]},
            {"no": ["nobody", "young_firm"]},
            {"unsure": ["king", ""]},
            {"about": ["9.9", "", "\x00"]},
            {"none": ["no.such", "", "firm.registered_district"]},
            {"s": ["young_firm"] * 300},
            {"v-situation:nobody": "true", "do": "answer"},
            {"v-situation:": "true", "do": "answer"},
            {"v-no.such": "<b>", "x-no.such": "none", "v-": "x", "x-": "none", "do": "answer"},
            {"x-firm.size": "<b>", "do": "answer"},
            {"x-firm.size": "none", "x-firm.operates_normally": "none", "do": "answer"},
            {"csrfmiddlewaretoken": "<b>", "page": "<b>"},
        ],
    )
    def test_a_tampered_field_does_no_harm_and_the_answers_stay(self, young_firm, more):
        young_firm.go_on("answer", **{"v-firm.registered_district": "chaoyang"})
        sent = young_firm.page.fields | {"do": ""} | more
        answer = young_firm.client.post("/check/", sent, headers=young_firm.headers)
        assert answer.status_code == 200
        assert 'name="a-firm.registered_district" value="chaoyang"' in answer.content.decode()
        assert "<b>" not in answer.content.decode()

    def test_a_visit_with_nothing_that_exists_begins_again(self, client):
        for sent in ({}, {"s": "nobody"}, {"a-firm.size": "small"}, {"do": "answer", "v-firm.size": "small"}):
            answer = client.post("/check/", sent, headers={"accept-language": "zh"})
            assert answer.status_code == 422
            assert "请至少勾选一项" in answer.content.decode()

    def test_everything_ticked_at_once_is_answered_with_a_page(self, client):
        every = {"s": [s.id for s in POLICY.situations.statements], "unsure": list(POLICY.situations.sides),
                 "about": list(POLICY.measures), "none": [q.key for q in POLICY.check("firm", {}).questions]}  # fmt: skip
        for do in ("start", "results", "about:5.2", "why:3.4a"):
            answer = client.post("/check/", every | {"do": do}, headers={"accept-language": "zh"})
            assert answer.status_code == 200
            assert len(answer.content) < 100_000

    def test_a_post_that_is_too_large_is_refused_on_a_page(self, client):
        answer = client.post("/check/", {"v-firm.size": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)},
                             content_type="application/x-www-form-urlencoded", headers={"accept-language": "zh"})  # fmt: skip
        assert answer.status_code == 400
        assert "这个请求处理不了" in answer.content.decode()

    def test_a_post_with_too_many_fields_is_refused_on_a_page(self, client):
        answer = client.post("/check/", {f"a-{n}": "" for n in range(2000)}, headers={"accept-language": "zh"})
        assert answer.status_code == 400
        assert "这个请求处理不了" in answer.content.decode()

    @pytest.mark.parametrize(
        "body",
        [b"\xff\xfe=\xff&a-firm.size=%ff%fe", b"s=young_firm&a-firm.size=small&\x00=\x00", b"%", b"=&=&=", b"{}"],
    )
    @pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=gbk",
                                      "multipart/form-data; boundary=x", "multipart/form-data", "application/json"])  # fmt: skip
    def test_bytes_that_are_no_form_end_on_a_page_and_never_in_a_failure(self, client, body, kind):
        for url in ("/check/", "/check/5.2/save.json", "/language/", "/print-size/"):
            answer = client.generic("POST", url, body, content_type=kind)
            assert answer.status_code in (200, 303, 400, 422)

    @pytest.mark.parametrize(
        "query", ["s=%ff&about=%00", "s=" + "x" * 5000, "&".join(f"s={n}" for n in range(900)), "about=5.2&about=5.3"]
    )
    def test_a_hostile_address_is_answered_with_a_page(self, client, query):
        assert client.get(f"/check/?{query}").status_code in (200, 400)

    @pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
    def test_other_methods_are_refused(self, client, method):
        assert getattr(client, method)("/check/").status_code == 405
        assert getattr(client, method)("/check/5.2/save.html").status_code == 405
