"""Whether the money has come: advice for each of three answers, and none of them is sent."""

import re

import pytest


def test_the_page_advises_for_each_answer_and_says_that_nothing_is_stored(get):
    page = get("/followup/?m=5.2")
    assert page.status == 200
    assert "不会发送，也不会保存" in page.text
    for answer in ("领到了", "还没有", "被拒绝了"):
        assert re.search(rf"<summary><h2>{answer}</h2></summary>", page.body)
    main = page.body[page.body.index("<main") :]
    assert "<form" not in main[: main.index("</main>")]


@pytest.mark.parametrize(
    "leads_to", ["/guide/5.2/#materials", "/guide/5.2/#conditions", "/check/?about=5.2", "tel:12345", "tel:12333"]
)
def test_the_advice_leads_to_guide_check_and_hotlines(get, leads_to):
    assert f'href="{leads_to}"' in get("/followup/?m=5.2").body


def test_the_page_works_without_a_measure(get):
    page = get("/followup/")
    assert page.status == 200
    assert "tel:12345" in page.body


def test_an_unknown_measure_is_not_found(get):
    assert get("/followup/?m=9.9").status == 404
