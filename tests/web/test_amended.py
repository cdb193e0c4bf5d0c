"""A document that has been amended in words that are not loaded says so at the top of every page, and beside the amount."""

import re

import pytest
from django.conf import settings
from tests.support.counts import some
from tests.support.forms import pressed
from tests.support.pages import LANGUAGES
from tests.support.visitors import small_firm

from wenjiu.policies import load_policy
from wenjiu.rules.explain.guides import amended
from wenjiu.standards import civil

POLICY = load_policy(settings.WENJIU_POLICY)
#: A usual run opens the guides of one measure in three.
CODES = some(list(POLICY.measures), 3, "guides that were amended")
PAGES = [
    "/",
    "/policies/",
    "/policies/by-subject/",
    "/document/",
    "/versions/",
    "/readings/",
    "/readings/A-3.4-1/",
    "/parameters/",
    "/parameters/5.2.cap/",
    "/lists/",
    "/size/",
    "/search/",
    "/about/",
    "/guide/5.2/",
    "/guide/5.2/leaflet/",
    "/check/",
    "/check/?s=young_firm",
    "/check/?about=5.2",
]
SAID = {
    "zh": "朝政发〔2020〕9号已于2022年3月17日修订（朝政发〔2022〕2号）。这里写的是2020年的规定",
    "en": "朝政发〔2020〕9号 was amended on 2022-03-17 (朝政发〔2022〕2号). What you read here are the rules of 2020",
}
BESIDE = {
    "zh": "按2020年的规定，未计入2022年3月17日的修订。",
    "en": "By the rules of 2020 and without the amendment of 2022-03-17.",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("url", PAGES)
def test_every_page_says_it_before_anything_else_of_its_content(read, url, lang):
    body = read(url, lang).body
    assert body.count(SAID[lang]) == 1
    assert body.index(SAID[lang]) < body.index("<h1")
    assert "wj-noprint" not in body[body.index('<p class="wj-amended"') :].partition(">")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_guide_and_a_leaflet_say_it_beside_the_amount_and_not_at_the_foot(read, code, lang):
    for url in (f"/guide/{code}/", f"/guide/{code}/leaflet/"):
        body = read(url, lang).body
        amount = body[body.index('id="amount"') :].partition("</section>")[0]
        assert BESIDE[lang] in amount
        assert body.count(SAID[lang]) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_verdict_and_the_copy_taken_home_say_it_at_the_top_and_beside_the_amount(answered, lang):
    visitor = answered("young_firm", small_firm(), lang)
    for do, url in (("why:5.2", "/check/"), ("", "/check/5.2/save.html")):
        body = visitor.post(do, url=url).body
        assert body.index(SAID[lang]) < body.index("<h1")
        assert BESIDE[lang] in body[body.index("<h1") : body.index("</header>", body.index("<h1"))]
        assert body.count(SAID[lang]) == 1


def test_an_answer_about_a_day_before_the_amendment_stands_as_it_is():
    assert amended(POLICY, "zh", civil.key(2022, 3, 16)) == ""
    assert amended(POLICY, "zh", civil.key(2022, 3, 17)) != ""


@pytest.mark.parametrize("url", ["/", "/policies/", "/guide/2.1/", "/guide/2.1/leaflet/", "/check/?s=staff"])
def test_a_document_whose_versions_are_all_loaded_says_nothing(get, settings, url):
    settings.WENJIU_POLICY = "sample_district"
    page = get(url)
    assert page.status == 200
    assert "wj-amended" not in page.body
    assert "wj-basis" not in page.body


def test_a_page_that_reports_an_error_reads_no_policy(read):
    assert "wj-amended" not in read("/no-such-page/").body


# What is brought, and where a visit begins -----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_guide_and_leaflet_agree_on_what_is_to_be_brought(read, code, lang):
    table = read(f"/guide/{code}/", lang).body
    rows = re.findall(r'<tr role="row" data-material="(\w+)">(.*?)</tr>', table, re.DOTALL)
    leaflet = read(f"/guide/{code}/leaflet/", lang).body
    lines = re.findall(r"<p><strong>([^<]+)</strong>(.*?)</p>", leaflet, re.DOTALL)
    provided = {id: how for how, rest in lines for id in re.findall(r'data-material="(\w+)"', rest)}
    after = {id: rest for _, rest in lines for id in re.findall(r'data-material="(\w+)"', rest)}
    assert set(provided) == {id for id, _ in rows}
    for id, row in rows:
        assert provided[id] in row
        for note in re.findall(r'<span class="wj-when">((?:查不到|没有掌握|不承诺|to be sent)[^<]*)</span>', row):
            assert note in after[id]


def test_the_results_say_it_before_anything_else_of_their_content(answered):
    visitor = answered("young_firm", small_firm())
    body = visitor.page.body
    assert body.count(SAID["zh"]) == 1
    assert body.index(SAID["zh"]) < body.index("<h1")


def test_a_visit_begun_at_a_guide_goes_on_at_the_address_of_the_visit(read):
    page = read("/check/?about=5.2")
    assert 'action="/check/" novalidate' in page.body
    sent = pressed(page.body, "/language/")
    assert sent["next"] == ["/check/"]
    assert sent["about"] == ["5.2"]
    assert 'data-answers="0"' in page.body


def test_there_is_no_visit_about_a_measure_that_does_not_exist(read):
    assert read("/check/?about=9.9").fields == {}
