"""A visit goes on with another device: the answers are in the fragment of a link, and only a click sends them."""

import base64
import json
import zlib

import pytest

GO_ON = "[data-restore-go]"
BROKEN = "[data-restore-broken]"


def fragment(fields, form="v1z."):
    """A fragment as the result page writes it."""
    content = json.dumps(fields).encode() if not isinstance(fields, bytes) else fields
    if form == "v1z.":
        packer = zlib.compressobj(wbits=-15)
        content = packer.compress(content) + packer.flush()
    return form + base64.urlsafe_b64encode(content).decode().rstrip("=")


@pytest.fixture(scope="module")
def link(visitors):
    """A link that a visitor made on the result page, with one answer."""
    v = visitors()
    v.open("/")
    v.page.locator("input[name=s][value=young_firm]").check()
    v.page.locator("button[value=start]").click()
    v.page.wait_for_selector("[name='v-firm.operation_start']")
    v.page.fill("[name='v-firm.operation_start']", "2024-07-01")
    v.page.locator("button[value=answer]").click()
    v.page.wait_for_selector("#carry")
    v.page.locator("[data-carry-make]").click()
    v.page.wait_for_selector("[data-carry-qr] svg")
    made = v.page.locator("[data-carry-link]").input_value()
    visitors.see_out()
    return made


def test_the_link_brings_the_answers_to_another_device_and_only_a_click_sends_them(link, visitor):
    v = visitor()
    before, _, after = link.partition("#")
    assert before.endswith("/check/") and after.startswith("v1z.")
    v.page.goto(link)
    v.page.wait_for_selector(GO_ON)
    assert [r.method for r in v.requests if r.method != "GET"] == []
    assert not any("#" in r.url.removeprefix(link) or "v1z" in r.url.split("#")[0] for r in v.requests)
    v.page.locator(GO_ON).click()
    v.page.wait_for_selector("#m-5\\.2")
    assert v.page.locator("#keep [name='a-firm.operation_start']").input_value() == "2024-07-01"
    assert v.page.locator("#keep [name='s']").input_value() == "young_firm"
    assert "v1z" not in v.page.url


def test_a_link_carries_several_cases_of_one_kind(visitor):
    v = visitor()
    fields = [["s", "competition"], ["a-competition.organiser", "school"], ["more", "competitions.2"]]
    for of, people in (("", "100"), ("~competitions.2", "98")):
        fields += [[f"a-competition.participants{of}", people], [f"a-competition.already_paid{of}", "false"]]
    v.open("/check/#" + fragment(fields))
    v.page.locator(GO_ON).click()
    v.page.wait_for_selector(".wj-case")
    assert [s.split()[0] for s in v.page.locator(".wj-case h4").all_inner_texts()] == ["第1场竞赛", "第2场竞赛"]
    v.page.locator("[data-carry-make]").click()
    v.page.wait_for_selector("[data-carry-made]:visible")
    packed = v.page.locator("[data-carry-link]").input_value().partition("#v1z.")[2]
    carried = json.loads(zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), -15))
    assert sorted(carried) == sorted(fields)


def test_going_back_from_the_result_offers_to_go_on_again(link, visitor):
    v = visitor()
    v.page.goto(link)
    v.page.locator(GO_ON).click()
    v.page.wait_for_selector("#m-5\\.2")
    v.page.on("dialog", lambda dialog: dialog.accept())  # leaving a page with answers is asked about
    v.page.go_back()  # the first step back stays, and loses nothing
    assert v.page.locator("#m-5\\.2").is_visible()
    v.page.go_back()
    v.page.wait_for_selector(GO_ON)


def test_a_broken_or_hostile_link_gets_a_clear_message_and_sends_nothing(visitor):
    v = visitor()
    for broken in (
        "v1z.",
        "v1z.%%%",
        "v1z.AAAA",
        "v2z.AAAA",
        "v1j." + "A" * 30000,
        fragment(b"\xff\xfe", "v1j."),
        fragment([], "v1j."),
        fragment({"s": "young_firm"}),
        fragment([["s"]]),
        fragment([["s", 1]]),
        fragment([["csrfmiddlewaretoken", "x"]]),
        fragment([["s", "x" * 5000]]),
        fragment([["s", "young_firm"]] * 5000),
        fragment(b"[" + b" " * 5_000_000 + b"]"),
    ):
        v.page.goto("about:blank")  # or only the fragment changes
        v.open(f"/check/#{broken}")
        v.page.locator(GO_ON).click()
        v.page.wait_for_selector(f"{BROKEN}:not([hidden])")
        assert "读不出回答" in v.page.locator(BROKEN).inner_text(), broken[:50]
        assert [r.method for r in v.requests if r.method != "GET"] == [], broken[:50]


def test_markup_in_a_link_stays_a_text(visitor):
    v = visitor()
    v.open("/check/#" + fragment([["s", "young_firm"], ["a-firm.size", "<img src=x onerror=alert(1)>"]]))
    v.page.locator(GO_ON).click()
    v.page.wait_for_selector(".wj-visit")
    assert v.page.locator("img[src=x]").count() == 0
    assert "读不出来" in v.page.locator("#main").inner_text()


def test_a_link_opened_over_a_result_asks_before_the_answers_are_replaced(link, visitor):
    v = visitor()
    v.page.goto(link)
    v.page.locator(GO_ON).click()
    v.page.wait_for_selector("#m-5\\.2")
    v.page.on("dialog", lambda dialog: dialog.accept())
    v.page.evaluate("hash => { location.hash = hash }", link.partition("#")[2])
    v.page.wait_for_selector(GO_ON)


def test_without_javascript_nothing_of_it_is_shown(visitor):
    v = visitor(javascript=False)
    v.open("/check/#" + fragment([["s", "young_firm"]]))
    assert not v.page.locator("[data-restore]").is_visible()
