"""The page of the design language: every token and component, for developers, not in production."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from tests.support.pages import INLINE

from wenjiu.rules.ask.standings import STANDINGS
from wenjiu.web.public.design import colours, scale

SHEETS = ("tokens", "controls", "wenjiu", "reference", "pictures", "screens")


def sheet(name):
    return Path(finders.find(f"css/{name}.css")).read_text("utf-8")


@pytest.fixture
def body(client):
    return client.get("/design/").content.decode()


def test_the_page_has_no_inline_script_or_style_and_one_main_heading(body):
    assert not INLINE.search(body) and body.count("<h1") == 1


def test_the_production_profile_does_not_serve_it(client, settings):
    settings.WENJIU_PROFILE = "production"
    assert client.get("/design/").status_code == 404


def test_no_page_for_visitors_links_to_it(client):
    assert "/design/" not in client.get("/").content.decode() + client.get("/about/").content.decode()


def test_every_colour_and_size_of_the_tokens_is_shown(body):
    names = re.findall(r"--wj-(?:size-)?[\w-]+(?=: (?:#|[\d.]+rem))", sheet("tokens"))
    assert len(set(names)) > 15
    assert [name for name in names if name not in body and name != "--wj-target"] == []


def test_contrast_is_computed_from_the_value():
    normal, large = ({c.name: c for c in found} for found in colours())
    assert normal["--wj-blue"].ratio == "10.9" and normal["--wj-blue"].use == "text in any print"
    assert normal["--wj-line"].use == "ground only"
    assert float(large["--wj-muted"].ratio) > float(normal["--wj-muted"].ratio)
    assert ("h1", "1.75", "29.75", "38.5") in scale()


def test_colours_of_text_and_borders_have_the_contrast_they_need():
    normal, large = ({c.name: float(c.ratio) for c in found} for found in colours())
    for name in ("blue", "blue-dark", "ink", "red"):
        assert normal[f"--wj-{name}"] >= 7, name
    assert normal["--wj-muted"] >= 7 and (normal | large)["--wj-muted"] >= 7
    assert normal["--wj-blue-mid"] >= 4.5 and normal["--wj-edge"] >= 3 and large["--wj-edge"] >= 4.5


def test_every_standing_has_a_badge_and_a_card_in_full_and_compact(body):
    for id in STANDINGS:
        assert f"wj-standing-{id}" in body
        assert f'class="wj-card wj-card-{id}"' in body and f'class="wj-card wj-card-{id} wj-card-compact"' in body
    ids = re.findall(r'\bid="([^"]+)"', body)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "component",
    ["btn-primary", "btn-outline-primary", "btn-outline-danger", "btn-link", "btn-sm", "wj-textbutton", "wj-tick", "wj-pick", "wj-row",
     "wj-ask-wrong", "wj-alert", "wj-note", "wj-change", "wj-tag", "wj-sum", "wj-dates", "wj-bar", "wj-bar-cut", "wj-path", "wj-table",
     "wj-facts", "wj-fold", "wj-empty", "htmx-request", "wj-wrong"],
)  # fmt: skip
def test_every_component_is_shown(body, component):
    assert re.search(rf'class="[^"]*\b{component}\b', body)


@pytest.mark.parametrize("name", SHEETS)
def test_a_colour_of_a_sheet_is_a_token(name):
    used = set(re.findall(r"#[0-9a-f]{3,6}\b", sheet(name).lower())) if name != "tokens" else set()
    assert used <= {"#fff", "#777"}  # the white ground, and lines on paper


def test_every_token_that_is_used_exists():
    defined = set(re.findall(r"(--wj-[\w-]+):", sheet("tokens")))
    used = {token for name in SHEETS for token in re.findall(r"var\((--wj-[\w-]+)", sheet(name))}
    assert used <= defined
    assert defined - used <= {"--wj-blue-dark", "--wj-red-tint"}
