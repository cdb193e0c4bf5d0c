"""The words and the looks of a standing: none can be read as another one."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from tests.support.visitors import small_firm

from wenjiu.rules.ask.standings import ALMOST, CAN, CANNOT, OPEN, STANDINGS, VERIFY


def test_the_words_of_the_standings():
    assert {id: (text.zh, text.en) for id, text in STANDINGS.items() if id != OPEN} == {
        CAN: ("符合", "Yes"),
        ALMOST: ("还差", "Almost"),
        VERIFY: ("需核实", "To be checked"),
        CANNOT: ("暂不符合", "Not now"),
    }


@pytest.mark.parametrize(
    ("changed", "word", "standing"),
    [
        ({}, "符合", CAN),
        ({"firm.local_workers": "2"}, "还差", ALMOST),
        ({"firm.tax_district": "other"}, "暂不符合", CANNOT),
        ({"firm.size": ""}, "需核实", VERIFY),
    ],
)
def test_the_result_shows_the_word_with_the_look_of_its_standing(post, changed, word, standing):
    body = post("/check/", ["young_firm"], small_firm() | changed, do="results").content.decode()
    item = body[body.index('id="m-5.2"') :]
    shown = re.search(r'<span class="wj-standing wj-standing-(\w+)"><svg.*?</svg>(.*?)</span>', item, re.DOTALL)
    assert (shown.group(1), shown.group(2)) == (standing, word)


def test_each_standing_has_a_look_of_its_own_that_needs_no_colour():
    css = Path(finders.find("css/wenjiu.css")).read_text("utf-8")
    looks = {}
    for standing in (CAN, ALMOST, VERIFY, CANNOT):
        rule = re.search(rf"^\.wj-standing-{standing} {{(.*?)}}", css, re.MULTILINE).group(1)
        looks[standing] = re.sub(r"(?:^| )color: [^;]*;", "", rule)
    assert "background: var(--wj-blue)" in looks[CAN]
    assert "border-left-width" in looks[ALMOST]
    assert "double" in looks[VERIFY]
    assert "transparent" in looks[CANNOT]
