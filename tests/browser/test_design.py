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
    assert {screen: found[what] for screen, found in seen.items() if found[what]} == {}


def test_no_component_sticks_out_and_the_page_is_light(seen):
    assert all(found["width"] <= screen[0] and found["bytes"] < MOST_BYTES for screen, found in seen.items())
