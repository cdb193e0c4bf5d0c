"""What is wrong with a page: axe, sizes of targets and of print, width, weight; measured once for each kind of screen.

A walk goes through the pages once for each language, and on every page of it puts up one kind of screen after the other.
A usual run makes one walk, in one of the languages; axe, which takes most of the time, sees half of its pages, each on one
of two screens. A full run makes one walk too, and axe sees all its pages; a campaign makes both walks. Axe sees every page on every screen in Chinese, and in English on two, which between
them have both widths and both prints; pages take turns.
"""

import gzip
import zlib
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.support.counts import CAMPAIGN, FULL, seed, some

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
STRICT = RULES | {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}
#: A box or a button of a choice is pressed by its label, which is what is measured.
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), summary, label:has(input)')]
  .filter(e => e.checkVisibility() && !e.closest('.wj-choice:not(label)') && !e.matches('label input'))
  .filter(e => !(e.matches('a') && e.closest('p') && getComputedStyle(e).display === 'inline'))
  .filter(e => e.getBoundingClientRect().height < 44 && !e.matches('.wj-skip'))
  .map(e => e.outerHTML.slice(0, 120))"""
SMALL_PRINT = """least => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && [...e.childNodes]
  .some(n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < least).map(e => e.outerHTML.slice(0, 120))"""
#: Width and large print of the screens that axe sees: all four, or in a usual run two, which between them have both.
SCREENS = [(1280, False), (360, True)] + ([(1280, True), (360, False)] if FULL else [])
NAMES = [f"{width} pixels, {'large' if large else 'normal'} print" for width, large in SCREENS]
CHINESE, ENGLISH = "zh-CN", "en-US"
#: The languages of the walks. Words of another length, and parts that only one language has, can be faults of their own.
LANGUAGES = [CHINESE, ENGLISH] if CAMPAIGN else [[CHINESE, ENGLISH][int(seed()) % 2]]
#: A window of 1280 pixels that shows pages at 400 percent.
ENLARGED = (320, False)
#: The screens put up on each page of a walk.
PUT_UP = [*dict.fromkeys([*SCREENS, (360, False), ENLARGED])]


#: The most bytes of a page as it is sent: its HTML, and its style sheets and scripts as they are sent compressed.
MOST_BYTES = 100_000
LOADED = "() => [...document.querySelectorAll('link[rel=stylesheet], script[src]')].map(e => e.href || e.src)"


SENT = {}


def sent(v, url):
    """How many bytes a style sheet or a script is when it is sent; servers compress these files."""
    if url not in SENT:
        SENT[url] = len(gzip.compress(v.page.request.get(url).body()))
    return SENT[url]


def weight(v):
    """How many bytes the page is with its style sheets and scripts."""
    files = v.page.evaluate(LOADED)
    return len(v.page.content().encode()) + sum(sent(v, url) for url in files)


def measured(v, large, with_axe):
    """What is wrong with the page shown: axe, width, sizes."""
    axe = Axe().run(v.page, options=STRICT if large else RULES).response["violations"] if with_axe else []
    return {
        "axe": [(x["id"], [n["html"][:150] for n in x["nodes"]][:5]) for x in axe],
        "width": v.page.evaluate("document.documentElement.scrollWidth"),
        "small targets": v.page.evaluate(SMALL_TARGETS),
        "small print": v.page.evaluate(SMALL_PRINT, 18 if large else 14),
    }


def surveyor(visitors, states):
    """``survey(width, large, language)``: what was measured in every state of a walk; each walk is made once.

    `states` takes the visitor and yields the name of each page or state when it is shown.
    """

    @cache
    def walk(language):
        v = visitors(language=language)
        found = {}
        for state in states(v):
            seen = seen_by_axe(state, language)
            heavy = weight(v)
            for screen in PUT_UP:
                put_up(v, *screen)
                here = measured(v, screen[1], with_axe=screen in seen)
                found.setdefault(screen, {})[state] = here | {"bytes": heavy}
            put_up(v, 1280, False)
        visitors.see_out()
        return found

    return lambda width, large, language=LANGUAGES[0]: walk(language)[width, large]


def seen_by_axe(state, language):
    """The screens on which axe sees a page of a walk."""
    if not FULL:
        return some([*SCREENS, None, None], 4, f"axe on {state}")
    first = 2 * (zlib.crc32(state.encode()) % 2)
    return SCREENS if language == CHINESE else SCREENS[first : first + 2]


def put_up(v, width, large):
    """Show the page on a screen of that width, in large print or not."""
    v.page.set_viewport_size({"width": width, "height": 800})
    v.page.evaluate("large => { document.documentElement.classList.toggle('large', large) }", large)


def faults(survey, what):
    """The states of a walk in which something was found."""
    return {state: found[what] for state, found in survey.items() if found[what]}


class SurveyedPages:
    """What holds for every page of a walk; a module subclasses it and has a fixture ``survey`` made by `surveyor`."""

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(("width", "large"), SCREENS, ids=NAMES)
    def test_axe_finds_nothing_wrong_with_any_page(self, survey, width, large, language):
        assert faults(survey(width, large, language), "axe") == {}

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(("width", "large"), SCREENS, ids=NAMES)
    def test_what_can_be_pressed_is_at_least_44_pixels_high(self, survey, width, large, language):
        assert faults(survey(width, large, language), "small targets") == {}

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(("width", "large"), SCREENS, ids=NAMES)
    def test_no_text_is_smaller_than_14_pixels_or_in_large_print_18(self, survey, width, large, language):
        assert faults(survey(width, large, language), "small print") == {}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_page_is_heavier_than_100_kilobytes_as_it_is_sent(self, survey, language):
        assert {state: x["bytes"] for state, x in survey(360, True, language).items() if x["bytes"] > MOST_BYTES} == {}

    @pytest.mark.parametrize("large", [False, True], ids=["normal print", "large print"])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_nothing_sticks_out_of_a_screen_of_360_pixels(self, survey, large, language):
        assert {state: x["width"] for state, x in survey(360, large, language).items() if x["width"] > 360} == {}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_nothing_sticks_out_of_a_screen_of_1280_pixels(self, survey, language):
        assert {state: x["width"] for state, x in survey(1280, False, language).items() if x["width"] > 1280} == {}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_screen_of_1280_pixels_at_400_percent_shows_every_page_without_scrolling_sideways(self, survey, language):
        assert {state: x["width"] for state, x in survey(*ENLARGED, language).items() if x["width"] > ENLARGED[0]} == {}
