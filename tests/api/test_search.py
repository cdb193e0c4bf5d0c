"""Search for programs: the answer of the page, in the published form, in both languages; the words are kept nowhere."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from tests.api.test_reading import form

from wenjiu.policies import load_policy
from wenjiu.search.text import LONGEST

POLICY = load_policy("chaoyang_2020")
TYPED = [
    "50岁失业能领什么",
    "失业金怎么领",
    "房租",
    "rent subsidy",
    "jianxi",
    "qqqqxxzz",
    "",
    "的",
    "补贴" * 50_000,
    "\x00\x1b",
]


def found(api: Any, q: str, lang: str = "zh") -> Any:
    reply = api.post(f"search?lang={lang}", json.dumps({"q": q}))
    assert reply.status == 200
    return reply.json


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("q", TYPED, ids=[q[:20] for q in TYPED])
def test_whatever_is_typed_the_answer_has_the_published_form(api: Any, q: str, lang: str) -> None:
    answer = found(api, q, lang)
    assert form("found").objections(answer) == []
    assert [p["number"] for p in answer["phones"]] == ["12345", "12333"]


def test_the_answer_gives_the_situation_who_is_paid_and_who_helps_elsewhere(api: Any) -> None:
    groups = {g["kind"]: g["items"] for g in found(api, "50岁失业能领什么")["groups"]}
    assert next(iter(groups)) == "situation"
    assert groups["situation"][0]["id"] == "hard_to_place"
    assert groups["measure"][0]["to"] == ["其他组织"]
    helps = {i["id"]: i for i in groups["elsewhere"]}
    assert helps["unemployment_insurance"]["by"] == "社会保险经办机构"
    assert helps["unemployment_insurance"]["phones"][0] == {
        "number": "12333",
        "name": "人力资源和社会保障热线",
        "confirmed": False,
    }


def test_both_languages_find_the_same(api: Any) -> None:
    for q in ("招人", "rent", "tuixiu"):
        zh, en = (
            [(g["kind"], [i["id"] for i in g["items"]]) for g in found(api, q, lang)["groups"]] for lang in ("zh", "en")
        )
        assert zh == en != []


def test_where_nothing_is_found_near_words_find_something(api: Any) -> None:
    answer = found(api, "jjianxxxi buttiez")
    assert answer["groups"] == [] and answer["near"]
    assert all(found(api, word)["groups"] for word in answer["near"])


def test_a_policy_without_help_elsewhere_is_searched_too(api: Any) -> None:
    reply = api.post("search?policy=sample_district", '{"q": "租金"}')
    kinds = [g["kind"] for g in reply.json["groups"]]
    assert "measure" in kinds and "elsewhere" not in kinds


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        ("[]", "body", "写成 {q}"),
        ("{}", "q", "“null”不是文字"),
        ('{"q": 4050}', "q", "“4050”不是文字"),
        ('{"q": "x", "most": 3}', "most", "没有字段“most”"),
    ],
)
def test_a_body_that_is_no_query_is_refused_with_what_to_write(api: Any, body: str, field: str, told: str) -> None:
    reply = api.post("search", body)
    assert (reply.status, reply.json["field"]) == (422, field)
    assert told in reply.json["detail"]


def test_the_words_are_in_no_cache_no_cookie_and_no_log(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        reply = api.post("search", json.dumps({"q": "失业金怎么领"}))
    assert reply.headers["Cache-Control"] == "no-store"
    assert not reply.cookies
    assert "失业金" not in caplog.text
    assert api.get("search").status == 405


def test_only_the_beginning_of_a_long_query_counts(api: Any) -> None:
    assert (
        found(api, "房租" + " " * 3 + "a" * LONGEST * 40)["groups"]
        == found(api, ("房租 " + "a" * LONGEST)[:LONGEST])["groups"]
    )
