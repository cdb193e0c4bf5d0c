"""The page of the design language in a browser: what axe, targets, print sizes and narrow screens say of every component."""

import pytest
from tests.browser.measuring import MOST_BYTES, SCREENS, measured, put_up, weight


@pytest.fixture(scope="module")
def seen(visitors):
    v = visitors()
    v.open("/design/")
    v.unfold()
    found = {}
    for width, large in SCREENS:
        put_up(v, width, large)
        found[width, large] = measured(v, large, with_axe=True) | {"bytes": weight(v)}
    visitors.see_out()
    return found


@pytest.mark.parametrize("what", ["axe", "small targets", "small print"])
def test_no_component_has_a_fault_in_normal_or_in_large_print(seen, what):
    assert {screen: seen[screen][what] for screen in SCREENS if seen[screen][what]} == {}


def test_no_component_sticks_out_and_the_page_is_light(seen):
    assert all(found["width"] <= screen[0] and found["bytes"] < MOST_BYTES for screen, found in seen.items())


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_the_first_page_has_its_question_statements_and_button_on_one_screen(visitor, width, height):
    v = visitor(width=width)
    v.page.set_viewport_size({"width": width, "height": height})
    v.open("/")
    seen = v.page.evaluate(
        "() => [...document.querySelectorAll('h1, .wj-tick, button[value=start]')].map(e => e.getBoundingClientRect())"
        f".filter(box => box.top >= 0 && box.bottom <= {height}).length"
    )
    every = v.page.locator("h1, .wj-tick, button[value=start]").count()
    button = v.page.locator("button[value=start]").bounding_box()
    assert button and button["y"] + button["height"] <= height
    assert seen == every if width == 1280 else seen >= 4
    if width == 360:  # the statements of an organisation are one tap away, without a script too
        v.page.locator(".wj-jumps a").click()
        v.page.wait_for_function("() => document.getElementById('side-organisation').getBoundingClientRect().top < 200")


def test_pictures_keep_their_shapes_in_forced_colours_and_need_no_script(chromium, site):
    context = chromium.new_context(forced_colors="active", java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/design/")
    window, given = (page.locator(f"#pictures ~ figure .{name}").first for name in ("wj-window", "wj-mark-given"))
    drawn = [shape.evaluate("e => [getComputedStyle(e).stroke, getComputedStyle(e).fill]") for shape in (window, given)]
    context.close()
    assert all(stroke not in ("none", fill) for stroke, fill in drawn)


def test_nothing_covers_a_button_of_a_compact_result(visitor):
    v = visitor()
    v.start("prize", "young_firm", "hires", "kept_staff")
    v.press("results")
    covered = v.page.evaluate(
        """() => [...document.querySelectorAll('.wj-card-compact :is(button, a)')].filter(e => {
          if (!e.checkVisibility()) return false
          e.scrollIntoView({block: 'center'})
          const box = e.getBoundingClientRect()
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
          return !e.contains(top)
        }).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert v.page.locator(".wj-card-compact").count() > 3 and covered == []
