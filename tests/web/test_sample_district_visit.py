"""The check by situations of another district is that district's own data, on the site and in the API."""

import json
import re

import pytest
from django.test import Client
from tests.policies.sample_district.tables import CASES, POLICY
from tests.support.answers import Form

from wenjiu.api import openapi
from wenjiu.api.operations import OPERATIONS

FIRST = ("朝阳", "Chaoyang", "chaoyang", "朝政", "北京", "Beijing")
LANGUAGES = {"zh": "zh-hans", "en": "en"}
SITUATIONS = POLICY.situations.statements
TRAINEE = {
    "person.household_district": "qingxi",
    "person.birth_date": "2004-05-20",
    "traineeship.unit_is_recognised": True,
    "traineeship.start": "2025-04-10",
    "traineeship.end": "2025-09-09",
    "traineeship.months_paid": 0,
}


@pytest.fixture(autouse=True)
def served(settings):
    """The installation serves the invented district."""
    settings.WENJIU_POLICY = "sample_district"


def page(lang, **fields):
    """A page of the visit."""
    answers = {f"a-{key}": str(value).lower() for key, value in fields.pop("answers", {}).items()}
    response = Client().post("/check/", {**fields, **answers}, headers={"accept-language": LANGUAGES[lang]})
    assert response.status_code == 200
    return response


def told(lang, stated):
    """The API's answer."""
    response = Client().post(f"/api/v1/situations?lang={lang}", json.dumps(stated), content_type="application/json")
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_home_page_and_the_api_begin_with_the_statements_of_the_district(lang):
    home = Client().get("/", headers={"accept-language": LANGUAGES[lang]}).content.decode()
    assert re.findall(r'name="s" value="([^"]+)"', home) == [s.id for s in SITUATIONS]
    listed = Client().get(f"/api/v1/situations?lang={lang}").json()
    assert listed["policy"] == "sample_district"
    assert [(s["id"], s["text"]) for s in listed["situations"]] == [(s.id, s.text(lang)) for s in SITUATIONS]
    assert all(s.text(lang) in home for s in SITUATIONS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_trainee_gets_the_allowance_of_the_district(lang):
    assert "5,850" in page(lang, s=["trainee"], do="results", answers=TRAINEE).content.decode()
    answer = told(lang, {"ticked": ["trainee"], "answers": TRAINEE})
    sums = {"due": "5850.00", "open_ended": False, "at_most": "5850.00", "for_others": "0.00"}
    assert answer["sums"] == sums | {"by_payee": [{"audience": "person", "due": "5850.00"}], "waits_for": None}
    assert [(g["id"], [r["measure"] for r in g["results"]]) for g in answer["groups"]] == [("mine", ["3.1"])]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("id", [s.id for s in SITUATIONS])
def test_every_statement_leads_to_the_same_results_and_questions_on_the_site_and_in_the_api(id, lang):
    answer = told(lang, {"ticked": [id]})
    results = page(lang, s=[id], do="results")
    shown = [(g["id"], [i.code for i in g["items"]]) for g in results.context["groups"]]
    assert [(g["id"], [r["measure"] for r in g["results"]]) for g in answer["groups"]] == shown
    asked = re.findall(r'name="v-([^"]+)"', page(lang, s=[id], do="start").content.decode())
    assert [q["id"] for q in answer["first"]] == list(dict.fromkeys(asked))
    opened = next(s.opens for s in SITUATIONS if s.id == id)
    assert {r["measure"] for g in answer["groups"] for r in g["results"]} == set(opened)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_of_the_visit_and_no_answer_speaks_of_the_first_district(lang):
    everything = {"ticked": [s.id for s in SITUATIONS], "unsure": list(POLICY.situations.sides)}
    fields = {"s": everything["ticked"], "unsure": everything["unsure"]}
    pages = [page(lang, **fields, do=do).content.decode() for do in ("start", "results")]
    pages += [page(lang, **fields, do=f"{kind}:{code}").content.decode() for kind in ("about", "why") for code in CASES]
    pages.append(json.dumps(told(lang, everything), ensure_ascii=False))
    for text in pages:
        assert [name for name in FIRST if name in text] == []


def test_a_visitor_who_is_not_sure_is_asked_about_each_statement():
    asked = page("en", unsure=list(POLICY.situations.sides), do="start").content.decode()
    assert set(re.findall(r'name="v-situation:([^"]+)"', asked)) == {s.id for s in SITUATIONS}


def test_the_api_of_the_district_has_its_own_schemas():
    schemas = openapi.document(OPERATIONS, POLICY, "en")["components"]["schemas"]
    stated = Form({"$ref": "#/components/schemas/stated", "components": {"schemas": schemas}})
    visit = Form({"$ref": "#/components/schemas/visit", "components": {"schemas": schemas}})
    assert stated.is_sound({"ticked": ["trainee"], "answers": TRAINEE}) and not stated.is_sound({"ticked": ["hires"]})
    assert visit.objections(told("en", {"ticked": ["trainee"], "answers": TRAINEE})) == []


def test_statements_of_the_first_district_are_refused():
    response = Client().post("/api/v1/situations?lang=en", '{"ticked": ["hires"]}', content_type="application/json")
    assert (response.status_code, response.json()["field"]) == (422, "ticked[0]")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_partner_of_the_district_shows_the_visit_in_a_frame(settings, lang):
    settings.WENJIU_FRAME_HOSTS = ["www.qingxi.example"]
    fields = {"s": "trainee", "do": "results", **{f"a-{key}": str(value).lower() for key, value in TRAINEE.items()}}
    response = Client(enforce_csrf_checks=True).post(f"/embed/?lang={lang}", fields)
    assert response.status_code == 200 and "5,850" in response.content.decode()
    assert [name for name in FIRST if name in response.content.decode()] == []
