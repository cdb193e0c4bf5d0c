"""The site serves another district by one setting, and then says nothing of the first one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from tests.policies.sample_district.tables import POLICY

import wenjiu
from wenjiu.policies.documents import coverage_report, load_document
from wenjiu.rosters.kind_files import kinds_of

pytestmark = pytest.mark.one_in(3)

TEXT = Path(wenjiu.__file__).parent / "policies" / "sample_district" / "texts" / "2025.txt"
FIRST = ("朝阳", "Chaoyang", "chaoyang", "朝政", "北京", "Beijing")
LANGUAGES = ("zh-hans", "en")
OF_THE_POLICY = [
    "/",
    "/policies/",
    "/policies/by-subject/",
    "/roster/",
    *(f"/roster/{id}/" for id in kinds_of(POLICY)),
    "/document/",
    "/readings/",
    "/readings/?sort=money",
    "/readings/download.json",
    *(f"/clause/{clause}/" for clause in ("0.0", "2.1", "3.1")),
    "/parameters/",
    "/parameters/download.json",
    "/parameters/download.csv",
    *(f"/check/?s={s.id}" for s in POLICY.situations.statements),
    *(f"/check/?about={code}" for code in POLICY.measures),
    *(f"/guide/{code}/" for code in POLICY.measures),
    *(f"/guide/{code}/leaflet/" for code in POLICY.measures),
]
OTHERS = [
    "/about/",
    "/readings/download.csv",
    "/search/",
    "/search/?q=租金",
    "/search/?q=hire",
    *(f"/readings/{id}/" for id in POLICY.declared_ambiguities),
    *(f"/readings/{id}/try/" for id in POLICY.declared_ambiguities),
    *(f"/parameters/{name}/" for name in POLICY.book.params),
    "/guide/5.3/",
]


@pytest.fixture(params=[False, True], ids=["without the text", "with the text"])
def site(request, settings, tmp_path, monkeypatch):
    """The site as it serves the invented district, before and after its text was loaded."""
    monkeypatch.setenv("WENJIU_DATA", str(tmp_path))
    settings.WENJIU_POLICY = "sample_district"
    if request.param:
        load_document(TEXT)
    return Client()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_another_district_speaks_of_the_first_one(site, language):
    for url in (*OF_THE_POLICY, *OTHERS):
        response = site.get(url, headers={"accept-language": language})
        body = response.content.decode()
        assert response.status_code == (404 if url == "/guide/5.3/" else 200), url
        assert [name for name in FIRST if name in body] == [], url


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_name_the_district_that_the_site_serves_and_say_that_it_is_invented(site, language):
    for url in OF_THE_POLICY:
        body = site.get(url, headers={"accept-language": language}).content.decode()
        assert "虚构" in body or "invented" in body, url
    home = site.get("/", headers={"accept-language": language}).content.decode()
    assert str(POLICY.title("en" if language == "en" else "zh")) in home


def test_a_visitor_can_go_through_a_visit_to_a_verdict_of_the_other_district(site):
    answers = {
        "a-person.household_district": "qingxi",
        "a-person.birth_date": "2004-05-20",
        "a-traineeship.unit_is_recognised": "true",
        "a-traineeship.start": "2025-04-10",
        "a-traineeship.end": "2025-09-09",
        "a-traineeship.months_paid": "0",
    }
    sent = answers | {"s": "trainee"}
    for do in ("results", "why:3.1"):
        page = site.post("/check/", sent | {"do": do}, headers={"accept-language": "en"}).content.decode()
        assert "5,850" in page
        assert [name for name in FIRST if name in page] == []
    page = site.post("/check/3.1/save.html", sent, headers={"accept-language": "en"}).content.decode()
    assert "5,850" in page
    assert [name for name in FIRST if name in page] == []


def test_a_measure_about_a_list_of_people_can_be_opened_in_a_visit_and_is_left_to_be_verified(site):
    answers = {"a-firm.registered_district": "qingxi", "a-staff.paid_this_year": "false"}
    page = site.post("/check/", answers | {"s": "staff", "do": "results"}, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "60,000" in page.content.decode()


def test_every_sentence_of_the_invented_text_has_a_mark_that_holds(tmp_path):
    from django.urls import Resolver404, resolve

    def page_exists(path: str) -> bool:
        try:
            resolve(path)
        except Resolver404:
            return False
        return True

    load_document(TEXT, None, tmp_path)
    report = coverage_report("sample_district", tmp_path, page_exists=page_exists)
    assert report.ok, report.as_text("en")
    assert set(report.counts()) - {k for k, n in report.counts().items() if n} == {"workflow"}


def test_the_environment_chooses_the_policy_and_without_it_the_first_one_is_served():
    code = "import django; django.setup(); from django.conf import settings; print(settings.WENJIU_POLICY)"
    base = {k: v for k, v in os.environ.items() if k != "WENJIU_POLICY"}
    served = [
        subprocess.run([sys.executable, "-c", code], env={**base, **more}, capture_output=True, text=True, check=True)
        for more in ({"WENJIU_POLICY": "sample_district"}, {})
    ]
    from wenjiu.policies import DEFAULT

    assert [run.stdout.strip() for run in served] == ["sample_district", DEFAULT]
