"""A visitor tries another reading on own answers: both results side by side, nothing stored, nothing in the address."""

import html
import re

import pytest
from django.conf import settings
from tests.support.pages import LANGUAGES
from tests.support.visitors import first_of_july, small_firm

from wenjiu.policies import load_policy
from wenjiu.web.public.trying import FEW, policy_under

POLICY = load_policy(settings.WENJIU_POLICY)
FIRM = {f"a-{key}": text for key, text in small_firm().items()}
HIRE = {
    "a-hire.date": first_of_july(1),
    "a-hire.claim_year": first_of_july(1)[:4],
    "a-hire.is_new": "true",
    "a-hire.household_district": "chaoyang",
    "a-hire.was_registered_unemployed": "true",
    "a-hire.already_paid": "false",
}


@pytest.fixture
def attempt(client):
    """Posts answers to try a letter: ``attempt("A-5.2-2", FIRM, letter="C")``; the answer as text of two sides."""

    def post(id, answers, language="zh-hans", **more):
        response = client.post(f"/readings/{id}/try/", answers | more, headers={"accept-language": language})
        return response, response.content.decode()

    return post


def sides(body, code):
    """The two results of a measure as they read."""
    section = body.split(f' id="t{code}"')[1].split("<h2")[0]
    parts = re.split(r'<section class="wj-verdict', section)[1:]
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split()) for part in parts]


def test_the_same_answers_give_another_amount_under_another_reading_and_both_are_shown(attempt):
    _, body = attempt("A-5.2-2", FIRM, letter="B", page="why:5.2")
    first, second = sides(body, "5.2")
    assert "符合" in first
    assert "80,000 元" in first
    assert "今年新招用了多少名" in second
    assert "两种读法结果不同" in body


def test_a_hire_of_last_year_is_paid_under_a_and_refused_under_b(attempt):
    _, body = attempt("A-3.2-1", HIRE, letter="B", page="why:3.2a")
    first, second = sides(body, "3.2a")
    assert "符合" in first
    assert "5,000 元" in first
    assert "5,000 元" not in second
    assert "不符合的条件" in second


@pytest.mark.parametrize("id", [id for id, a in POLICY.ambiguities.items() if a.switchable][::5])
def test_each_side_is_what_the_rules_answer_under_its_letter(attempt, id):
    ambiguity = POLICY.ambiguities[id]
    for letter in ambiguity.switchable:
        response, body = attempt(id, FIRM | HIRE, letter=letter)
        assert response.status_code == 200
        for code, letters in ambiguity.computable.items():
            if letter in letters and f' id="t{code}"' in body:
                assert len(sides(body, code)) == 2
        assert policy_under(POLICY, id, letter).letters[id] == letter


def test_the_answers_go_back_to_the_check_with_the_visitor_and_into_no_address(attempt):
    response, body = attempt("A-5.2-2", FIRM, letter="B", page="why:5.2")
    for name, text in FIRM.items():
        assert f'<input type="hidden" name="{name}" value="{text}">' in body
    assert '<input type="hidden" name="page" value="why:5.2">' in body
    assert 'formaction="/check/"' in body
    assert response.headers["Cache-Control"].startswith("max-age=0")
    assert [href for href in re.findall(r'(?:href|action)="([^"]+)"', body) if "local_workers" in href] == []


def test_what_only_the_other_reading_asks_can_be_answered_in_the_check(attempt):
    _, body = attempt("A-5.2-2", FIRM, letter="B", page="why:5.2")
    assert re.search(r'formaction="/check/" name="do" value="change:firm\.[a-z_]+"', body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_answers_the_page_says_that_they_come_from_a_check_and_leads_there(client, language):
    for method in (client.get, client.post):
        response = method("/readings/A-5.2-2/try/", headers={"accept-language": language})
        body = response.content.decode()
        assert response.status_code == 200
        assert 'href="/check/?about=5.2"' in body
        assert {"zh": "从自测走过来", "en": "come here from the check"}[language] in body


def test_a_letter_that_no_measure_computes_is_answered_with_one_that_can_be(attempt):
    _, body = attempt("A-5.2-2", FIRM, letter="Z", page="why:5.2")
    assert len(sides(body, "5.2")) == 2
    assert ">Z<" not in body


def test_a_page_of_a_general_reading_stays_small_for_a_visitor_who_opened_no_measure(attempt):
    response, body = attempt("G1", FIRM, letter="B")
    assert body.count('class="wj-two"') == FEW
    assert len(response.content) < 100_000


def test_damaged_answers_are_named_and_the_others_are_used(attempt):
    response, body = attempt("A-5.2-2", FIRM | {"a-firm.local_workers": "1" + "0" * 30}, letter="B", page="why:5.2")
    assert response.status_code == 400
    assert "读不出来" in body
    assert "<script>" not in attempt("A-5.2-2", FIRM, letter="<script>", page="<script>")[1]


def test_the_reasons_of_a_measure_offer_each_letter_that_it_can_compute(client):
    sent = FIRM | {"about": "5.2", "do": "why:5.2"}
    body = client.post("/check/", sent, headers={"accept-language": "zh-hans"}).content.decode()
    for a, letters in POLICY.measures["5.2"].ambiguities().items():
        for letter in letters - {"A"}:
            assert f'formaction="/readings/{a.id}/try/" name="letter" value="{letter}"' in body


def test_the_page_of_a_reading_leads_to_a_check_of_each_measure_that_computes_it(get):
    body = get("/readings/A-3.2-1/").body
    assert 'href="/check/?about=3.2a"' in body
    assert 'id="try"' not in get("/readings/G2/").body
