"""The check by situations: the API answers what the site shows, for the same statements and answers."""

from __future__ import annotations

import json
import re
import shlex
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.support.answers import ROOT, Form
from tests.support.counts import some

from wenjiu.api import openapi
from wenjiu.api.operations import OPERATIONS
from wenjiu.policies import load_policy, names
from wenjiu.rules.ask.visits import GROUPS, Stated, Visit, facts_of
from wenjiu.rules.together.visits import sum_of
from wenjiu.standards import civil
from wenjiu.web.formats import yuan, yuan_range

POLICY = load_policy("chaoyang_2020")
SITUATIONS = [s.id for s in POLICY.situations.statements]
ANSWERS = {
    "firm.local_workers": 3, "firm.registered_district": "chaoyang", "firm.is_employer": True, "person.birth_date": "2000-05-20",
    "person.household_district": "chaoyang", "person.school": None, "traineeship.months_paid": 2,
    "traineeship.start": "2025-09-01", "traineeship.unit_is_recognised": True,
}  # fmt: skip
DAYS = [key for key, fact in facts_of(POLICY).items() if fact.kind == "date"]
#: What a visitor states, as the API takes it.
STATED: list[dict[str, Any]] = [
    *({"ticked": [id]} for id in SITUATIONS),
    {"ticked": SITUATIONS, "answers": ANSWERS},
    {"ticked": ["out_of_work", "founder"], "not_so": ["rural"], "unsure": ["person"], "answers": ANSWERS},
    {"unsure": list(POLICY.situations.sides), "not_so": SITUATIONS[:5]},
    {"ticked": ["hires", "kept_staff"], "answers": {"firm.local_workers": 0}},
    {"ticked": ["trainee", "takes_trainees"], "answers": ANSWERS, "about": ["5.2"]},
    {"ticked": ["founder"], "without": DAYS},
    {"ticked": ["founder", "hires"], "without": list(facts_of(POLICY))},
    {"about": ["5.2", "3.1a"]},
    {
        "ticked": ["competition"],
        "answers": {
            "competition.organiser": "school",
            "competition.participants": 98,
            "competition.already_paid": False,
        },
        "cases": [
            {"kind": "competitions", "answers": {"competition.participants": 120, "competition.already_paid": False}},
            {"kind": "winners", "answers": {"competition.level": "district"}, "without": ["competition.rank"]},
            {"kind": "competitions"},
        ],
    },
]


@cache
def form(schema: str) -> Form:
    """One schema of the OpenAPI document."""
    schemas = openapi.document(OPERATIONS, POLICY, "en")["components"]["schemas"]
    return Form({"$ref": f"#/components/schemas/{schema}", "components": {"schemas": schemas}})


def posted(stated: dict[str, Any], do: str) -> dict[str, Any]:
    """The same as the fields of a page."""
    text = {True: "true", False: "false", None: ""}
    numbers: dict[str, int] = {}
    cases = [("", stated)]
    for case in stated.get("cases", []):
        numbers[case["kind"]] = numbers.get(case["kind"], 1) + 1
        cases.append((f"~{case['kind']}.{numbers[case['kind']]}", case))
    answers = {
        f"a-{key}{of}": text[value] if value is None or isinstance(value, bool) else str(value)
        for of, case in cases
        for key, value in case.get("answers", {}).items()
    }
    named = {"s": "ticked", "no": "not_so", "unsure": "unsure", "about": "about"}
    fields = {field: stated.get(name, []) for field, name in named.items()}
    fields["none"] = [f"{key}{of}" for of, case in cases for key in case.get("without", [])]
    return {**fields, **answers, "more": [of[1:] for of, _ in cases[1:]], "do": do}


def site(stated: dict[str, Any], do: str, lang: str) -> Any:
    """A page of the site for the same."""
    tag = {"zh": "zh-hans", "en": "en"}[lang]
    response = Client().post("/check/", posted(stated, do), headers={"accept-language": tag})
    assert response.status_code == 200
    return response


def asked_on(response: Any) -> list[str]:
    """The questions of a page, in their order; none on the page of the results."""
    found = re.findall(r'name="v-([^"]+)"', response.content.decode())
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("stated", STATED, ids=lambda s: json.dumps(s)[:40])
@pytest.mark.parametrize("lang", some(["zh", "en"], 2, "languages of the results"))
def test_the_results_are_those_of_the_site(api: Any, stated: dict[str, Any], lang: str) -> None:
    reply = api.post(f"situations?lang={lang}", json.dumps(stated))
    told = reply.json
    assert reply.status == 200 and form("visit").objections(told) == [] and form("stated").is_sound(stated)
    page = site(stated, "results", lang).context
    groups = page["groups"]
    assert [g["id"] for g in told["groups"]] == [g["id"] for g in groups]
    with translation.override({"zh": "zh-hans", "en": "en"}[lang]):
        for group, shown in zip(told["groups"], groups, strict=True):
            for result, item in zip(group["results"], shown["items"], strict=True):
                assert (result["measure"], result["name"], result["once"]) == (item.code, item.name, item.once)
                assert (result["standing"], result["open_questions"]) == (item.standing, item.questions)
                assert tuple(result["titles"]) == item.titles
                own, others = result["own"], result["others"]
                assert item.money == ("" if own is None else yuan_range([own["low"], own["high"]]))
                paid = [yuan_range([s["low"], s["high"]]) for s in (*([own] if own and others else []), *others)]
                assert [p for p in paid if p] == [amount for _, amount in item.parts]
                assert [(d["label"], d["marks"]) for d in result["doubts"]] == [
                    (d["label"], [{"id": m.id, "word": m.word} for m in d["marks"]]) for d in item.doubts
                ]
                assert item.line in (result["headline"], result["gives"], "")
                assert (result["latest_date"] is None) == (item.latest == "") and result["latest_what"] in item.latest
                assert tuple(a["text"] for a in result["lacking"][:2]) == item.lacking
                further = [(c["name"], c["result"]["standing"], f"{c['kind']}.{c['number']}") for c in result["cases"]]
                assert further == [(i.case_name, i.standing, i.case) for i in item.cases[1:]]
                if item.total:
                    assert item.total == yuan_range([result["together"]["due"], result["together"]["at_most"]])
        sums = page["sums"]
        assert sums["due"] == yuan(told["sums"]["due"]) and sums["open_ended"] == told["sums"]["open_ended"]
        assert sums["at_most"] == (told["sums"]["at_most"] and yuan(told["sums"]["at_most"]))
        most = told["sums"]["for_others"]
        assert sums["for_others"] == ("" if most == "0.00" else yuan(most))
    said = [e["text"].rstrip("。.") for e in page["exclusions"]]  # a sentence on the page
    assert [e["text"][:1].upper() + e["text"][1:] for e in told["exclusions"]] == said
    assert [f["situation"] for f in told["further"]] == [s["id"] for s in page["unrelated"]]


@pytest.mark.parametrize("stated", STATED, ids=lambda s: json.dumps(s)[:40])
def test_the_questions_are_those_of_the_site(api: Any, stated: dict[str, Any]) -> None:
    told = api.post("situations?lang=en", json.dumps(stated)).json
    if "about" not in stated or "ticked" in stated:
        ids = [{"situation": "situation:", "question": ""}[q["kind"]] + q["id"] for q in told["first"]]
        assert ids == asked_on(site(stated, "start", "en"))
    worded = {q["key"]: q for q in told["questions"]}
    for result in (r for g in told["groups"] for r in g["results"][:3] if r["open_questions"]):
        page = site(stated, f"about:{result['measure']}", "en")
        assert result["questions"] == asked_on(page), result["measure"]
        for row in page.context["rows"]:
            question = worded[row["key"]]
            assert (question["text"], question["why"], question["unit"]) == (
                row["text"],
                row["why"],
                row["unit"] if row["unit"] != "%" else question["unit"],
            )
            labels = [o["label"] for o in question["options"]]
            assert labels == [label for _, label in row["options"]]


def test_two_competitions_are_paid_together_and_the_answer_says_what_each_gets_and_lacks(api: Any) -> None:
    body = {
        "ticked": ["competition"],
        "answers": {
            "competition.organiser": "school",
            "competition.participants": 100,
            "competition.already_paid": False,
        },
        "cases": [
            {"kind": "competitions", "answers": {"competition.participants": 98, "competition.already_paid": False}}
        ],
    }
    told = api.post("situations?lang=en", json.dumps(body)).json
    result = next(r for g in told["groups"] for r in g["results"] if r["measure"] == "4.3b")
    assert (told["sums"]["due"], result["together"]["due"]) == ("80000.00", "80000.00")
    (case,) = result["cases"]
    assert (case["kind"], case["number"], case["name"]) == ("competitions", 2, "competition 2")
    assert case["result"]["own"]["low"] == "30000.00"
    (lacking,) = case["result"]["lacking"]
    assert (lacking["value"], lacking["needed"], lacking["amount"], lacking["more"]) == (
        98,
        100,
        "50000.00",
        "20000.00",
    )
    assert {k["kind"]: k["measures"] for k in told["kinds"]} == {"competitions": ["4.3b"], "winners": ["4.3c", "4.3d"]}


def test_the_library_says_the_same(api: Any) -> None:
    body = {"ticked": ["hires"], "answers": {"firm.local_workers": 3}, "on": "2021-03-01"}
    told = api.post("situations", json.dumps(body)).json
    visit = Visit(
        POLICY, Stated(frozenset(["hires"]), answers={"firm.local_workers": 3}), "zh", civil.parse("2021-03-01")
    )
    assert told["on"] == "2021-03-01" and told["sums"]["for_others"] == f"{sum_of(visit).for_others / 100:.2f}"
    assert [r["measure"] for g in told["groups"] for r in g["results"]] == [f.result.code for f in visit.found]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_statements_are_those_of_the_home_page(api: Any, lang: str) -> None:
    for name in names():
        rules = load_policy(name)
        told = api.get(f"situations?policy={name}&lang={lang}").json
        assert [s["id"] for s in told["situations"]] == [s.id for s in rules.situations.statements]
        assert {s["side"] for s in told["situations"]} == {s["id"] for s in told["sides"]}
        assert {code for s in told["situations"] for code in s["opens"]} == set(rules.measures)
    home = Client().get("/", headers={"accept-language": {"zh": "zh-hans", "en": "en"}[lang]}).context["sides"]
    told = api.get(f"situations?lang={lang}").json
    shown = [{"id": s["id"], "name": s["name"]} for s in home]
    assert [{"id": s["id"], "name": s["name"]} for s in told["sides"]] == shown
    assert [(s["id"], s["text"]) for s in told["situations"]] == [
        (s["id"], s["text"]) for x in home for s in x["situations"]
    ]


def test_answering_the_first_questions_ends(api: Any) -> None:
    stated: dict[str, Any] = {"unsure": list(POLICY.situations.sides), "ticked": [], "not_so": [], "answers": {}}
    for _ in range(60):
        first = api.post("situations?lang=en", json.dumps(stated)).json["first"]
        if not first:
            break
        for question in first:
            if question["kind"] == "situation":
                stated["ticked" if len(stated["ticked"]) < 3 else "not_so"].append(question["id"])
            else:
                stated["answers"][question["id"]] = None
    told = api.post("situations?lang=en", json.dumps(stated)).json
    assert not told["first"] and {g["id"] for g in told["groups"]} <= set(GROUPS)


def test_everything_stated_at_once_is_answered_in_little_time_and_with_little_text(api: Any) -> None:
    body = {"ticked": SITUATIONS, "unsure": list(POLICY.situations.sides), "about": list(POLICY.measures)}
    reply = api.post("situations", json.dumps(body))
    assert reply.status == 200 and len(reply.raw) < 150_000


def test_the_lines_of_the_manual_can_be_pasted(api: Any) -> None:
    manual = (ROOT / "docs" / "api.md").read_text("utf-8").replace("\\\n", " ")
    lines = [shlex.split(line) for line in manual.splitlines() if line.startswith("curl") and "/situations" in line]
    assert len(lines) == 4
    for words in lines:
        path = next(w for w in words if w.startswith("http")).partition("/api/v1/")[2]
        if "-d" not in words:
            assert api.get(path).status == 200
            continue
        told = api.post(path, words[words.index("-d") + 1])
        assert told.status == 200 and told.json["groups"], words


def test_what_the_visitor_does_not_have_is_named_and_the_measure_is_not_due(api: Any) -> None:
    body = {"ticked": ["founder"], "without": list(facts_of(POLICY))}
    told = api.post("situations?lang=en", json.dumps(body)).json
    lacking = [(g["id"], r) for g in told["groups"] for r in g["results"] if r["lacks"]]
    assert lacking
    for group, result in lacking:
        assert (group, result["standing"], result["own"], result["others"]) == ("not_yours", "cannot", None, [])
        assert result["headline"].startswith("You answered that there is none: ") and set(result["lacks"]) <= set(
            facts_of(POLICY)
        )


def test_nothing_of_it_is_kept(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    reply = api.post("situations", json.dumps({"ticked": ["hires"], "answers": {"firm.local_workers": 31415}}))
    assert (reply.status, reply.headers["Cache-Control"]) == (200, "no-store")
    assert not reply.cookies and "31415" not in caplog.text


#: What is wrong, body, field, words of the English message or fix.
REFUSED: list[tuple[str, Any, str, str]] = [
    ("no object", [], "body", "ticked"),
    ("nothing", {}, "ticked", "at least one"),
    ("only what does not hold", {"not_so": ["hires"]}, "ticked", "at least one"),
    ("an unknown field", {"tick": ["hires"]}, "tick", "did you mean ticked"),
    ("text for a list", {"ticked": "hires"}, "ticked", "write a list"),
    ("null for a list", {"ticked": None}, "ticked", "write a list"),
    ("an unknown statement", {"ticked": ["hires", "hire"]}, "ticked[1]", "did you mean hires"),
    ("a statement that is an object", {"ticked": [{}]}, "ticked[0]", "one of: out_of_work"),
    ("a statement twice", {"ticked": ["hires", "hires"]}, "ticked[1]", "given twice"),
    ("a statement that holds and does not", {"ticked": ["hires"], "not_so": ["hires"]}, "not_so", "'hires' is in ticked"),
    ("an unknown side", {"unsure": ["x"]}, "unsure[0]", "person"),
    ("an unknown measure", {"about": ["9.9"]}, "about[0]", "9.9"),
    ("an unknown question without", {"ticked": ["hires"], "without": ["x"]}, "without[0]", "'x'"),
    ("answers as a list", {"ticked": ["hires"], "answers": []}, "answers", "{question: value}"),
    ("an unknown question", {"ticked": ["hires"], "answers": {"firm.workers": 1}}, "answers.firm.workers", "firm."),
    ("a wrong answer", {"ticked": ["hires"], "answers": {"firm.local_workers": -1}}, "answers.firm.local_workers", "-1"),
    ("an answer and none", {"ticked": ["hires"], "answers": {"firm.local_workers": 1}, "without": ["firm.local_workers"]},
     "without", "is in answers"),
    ("a birth to come", {"ticked": ["hires"], "answers": {"person.birth_date": "2200-01-01"}}, "answers.person.birth_date",
     "2200"),
    ("no day", {"ticked": ["hires"], "on": "today"}, "on", "today"),
    ("cases as an object", {"ticked": ["prize"], "cases": {}}, "cases", "[{kind, answers}]"),
    ("a case that is a text", {"ticked": ["prize"], "cases": ["winners"]}, "cases[0]", "{kind, answers}"),
    ("a kind that the statements do not have", {"ticked": ["prize"], "cases": [{"kind": "hires"}]}, "cases[0].kind", "hires"),
    ("a kind without statements", {"about": ["4.3c"], "cases": [{"kind": "winners"}]}, "cases[0].kind", "leave it out"),
    ("an unknown field of a case", {"ticked": ["prize"], "cases": [{"kind": "winners", "number": 2}]}, "cases[0].number",
     "one of"),
    ("an answer of a case about the visitor", {"ticked": ["hires"], "cases": [{"kind": "hires", "answers": {"firm.size": "small"}}]},
     "cases[0].answers.firm.size", "hire."),
    ("a wrong answer of a case", {"ticked": ["prize"], "cases": [{"kind": "winners", "answers": {"competition.rank": -1}}]},
     "cases[0].answers.competition.rank", "-1"),
    ("an answer of a case and none",
     {"ticked": ["prize"], "cases": [{"kind": "winners", "answers": {"competition.rank": 1}, "without": ["competition.rank"]}]},
     "cases[0].without", "is in cases[0].answers"),
    ("too many cases of a kind", {"ticked": ["prize"], "cases": [{"kind": "winners"}] * 20}, "cases[19]", "at most 20"),
]  # fmt: skip


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in REFUSED])
def test_what_is_wrong_is_named_with_field_value_and_remedy(api: Any, row: tuple[Any, ...]) -> None:
    _, body, field, words = row
    english, chinese = (api.post(f"situations?lang={lang}", json.dumps(body)) for lang in ("en", "zh"))
    assert (english.status, chinese.status) == (422, 422)
    assert english.json["field"] == chinese.json["field"] == field
    assert words in f"{english.json['message']}; {english.json['fix']}"
    assert form("problem").objections(english.json) == []
