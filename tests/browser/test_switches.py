"""In a browser: the switches of the header keep what is ticked and typed, and Enter goes on as before."""

import pytest


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_ticks_stay_when_the_language_is_switched_and_enter_in_a_field_goes_on(visitor, javascript):
    v = visitor(javascript=javascript)
    v.open("/")
    v.page.locator("input[name=s][value=young_firm]").check()
    v.page.get_by_role("button", name="English").click()
    v.page.wait_for_selector("html[lang=en]")
    assert v.page.locator("input[name=s]:checked").evaluate_all("found => found.map(e => e.value)") == ["young_firm"]
    v.page.locator("main button[value=start]").click()
    v.page.wait_for_selector("[name='v-firm.registered_district']")
    v.page.locator("[name='v-firm.registered_district'][value=chaoyang]").check()
    v.page.get_by_role("button", name="Large print").click()
    v.page.wait_for_selector("html.large")
    assert v.page.locator("[name='v-firm.registered_district'][value=chaoyang]").is_checked()
    v.page.locator("[name='v-firm.operation_start']").fill("2023-05-01")
    v.page.locator("[name='v-firm.operation_start']").press("Enter")
    v.page.wait_for_selector("#visit input[name='a-firm.operation_start']", state="attached")
    assert v.given()["firm.registered_district"] == "chaoyang"
    assert v.page.locator("html.large").count() == 1


def test_a_day_chosen_before_going_on_keeps_what_is_ticked_now(visitor):
    v = visitor()
    v.open("/")
    v.page.locator("main input[name=s][value=hires]").check()
    for day in ("2021-06-10", "2022-03-18"):
        v.page.locator(".wj-day-choice summary").click()
        v.page.locator(".wj-day-form input[type=date]").fill(day)
        v.page.locator(".wj-day-form button").click()
        v.page.wait_for_url(f"**/?on={day}")
        ticked = v.page.locator("input[name=s]:checked").evaluate_all("found => found.map(e => e.value)")
        assert ticked == (["hires"] if day < "2022" else ["school"])
        v.page.locator("main input[name=s][value=hires]").uncheck()
        v.page.locator("main input[name=s][value=school]").check()
