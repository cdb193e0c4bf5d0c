"""The result and the reasons show how each amount comes about."""

import re

import pytest
from tests.support.visitors import small_firm

SHOWN = "30,000元 + 5人 × 10,000元 = 80,000元，不超过200,000元"


@pytest.mark.parametrize("do", ["results", "why:5.2"])
def test_results_and_reasons_show_the_working_of_the_amount(post, do):
    body = post("/check/", ["young_firm"], small_firm(), do=do).content.decode()
    assert "怎么算的" in body and SHOWN in body


def test_a_saved_copy_of_the_reasons_shows_the_working(post):
    assert SHOWN in post("/check/5.2/save.html", ["young_firm"], small_firm()).content.decode()


def test_the_working_is_in_english_on_an_english_page(post):
    body = post("/check/", ["young_firm"], small_firm(), do="results", language="en").content.decode()
    assert "CNY 30,000 + 5 people × CNY 10,000 = CNY 80,000, within the limit of CNY 200,000" in body


def test_where_several_are_paid_each_working_names_its_payee(post):
    known = {
        "person.household_district": "chaoyang",
        "training.kind": "skill",
        "training.completed": "true",
        "training.end": "2025-07-01",
        "training.employed_from": "2025-07-01",
        "training.by_unit": "true",
        "training.work_paid": "false",
    }
    body = post("/check/", ["trained"], known, do="why:4.1a").content.decode()
    assert re.search(r"<p>培训机构：培训机构补贴 1,000元</p><p>就业人员：就业人员补贴 1,000元</p>", body)


def test_a_measure_with_open_questions_has_no_working(post):
    body = post("/check/", ["young_firm"], {}, do="why:5.2").content.decode()
    assert "怎么算的" not in body


def test_the_leaflet_has_no_working(get):
    assert "怎么算的" not in get("/guide/5.2/leaflet/").body
