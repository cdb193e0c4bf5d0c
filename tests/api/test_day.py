"""Guides and parameters are those of the day that is asked for, and the answer names the day."""

import json
from typing import Any

import pytest
from tests.api.test_reading import form

from wenjiu.policies import load_policy
from wenjiu.standards import civil

POLICY = load_policy()
TODAY = civil.iso(civil.today())
MINIMUM_WAGE = {"2021-06-10": "2200.00", "2022-03-18": "2320.00", "2023-08-31": "2320.00", "2023-09-01": "2420.00"}
PATHS = ["measures", "measures/3.4a", "parameters", "parameters/minimum_wage_table"]
SCHEMAS = dict(zip(PATHS, ("measures", "guide", "parameters", "parameter"), strict=True))


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_names_its_day_which_is_today_unless_another_is_asked_for(api: Any, path: str) -> None:
    assert api.get(path).json["on"] == TODAY
    for day in MINIMUM_WAGE:
        told = api.get(f"{path}?on={day}")
        assert (told.status, told.json["on"]) == (200, day)
        assert form(SCHEMAS[path]).objections(told.json) == []


@pytest.mark.parametrize(("day", "wage"), MINIMUM_WAGE.items())
def test_the_guide_marks_the_row_in_force_on_the_day_and_says_its_last_day(api: Any, day: str, wage: str) -> None:
    rows = [p for p in api.get(f"measures/3.4a?on={day}").json["parameters"] if p["name"] == "minimum_wage_table"]
    (current,) = [p for p in rows if p["current"]]
    assert current["public"][0]["yuan_per_month"] == wage
    assert current["until"] >= day


def test_a_parameter_says_the_last_day_of_its_value(api: Any) -> None:
    for day, last in (("2021-06-10", "2021-07-31"), ("2021-08-01", "2023-08-31"), ("2026-11-29", None)):
        assert api.get(f"parameters/minimum_wage_table?on={day}").json["until"] == last
    ended = api.get("parameters/max_layoff_rate?on=2026-11-29").json
    assert (ended["value"], ended["until"]) == (None, None)
    assert api.get("parameters/max_layoff_rate?on=2025-06-10").json["until"] == "2025-12-31"


def test_the_guide_before_the_amendment_has_no_note_about_it(api: Any) -> None:
    assert "2022" not in json.dumps(api.get("measures/5.2?on=2021-06-10").json["notes"])
    assert "2022" in json.dumps(api.get("measures/5.2?on=2022-03-17").json["notes"])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("day", ["2025-02-30", "0000", "99999-01-01", "%3Cscript%3E", "", "1899-12-31", "2201-01-01"])
def test_a_wrong_day_is_refused_with_field_and_remedy(api: Any, path: str, day: str) -> None:
    told = api.get(f"{path}?on={day}&lang=en")
    assert (told.status, told.json["field"]) == (422, "query.on")
    assert "2020-09-01" in told.json["fix"] or "1900 to 2200" in told.json["fix"]


@pytest.mark.parametrize("path", ["policies", "readings", "readings/G1", "openapi.json"])
def test_what_does_not_depend_on_a_day_refuses_one(api: Any, path: str) -> None:
    told = api.get(f"{path}?on=2021-06-10")
    assert (told.status, told.json["field"]) == (422, "query.on")


def test_two_days_have_two_tags(api: Any) -> None:
    tags = {api.get(f"measures?on={day}").headers["ETag"] for day in MINIMUM_WAGE}
    assert len(tags) == len(MINIMUM_WAGE)


def test_the_results_of_a_check_have_the_figures_of_its_day(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    workers = POLICY.book["5.2.first_workers"]
    later = type(workers.rows[0])(civil.key(2090, 1, 1), 7, workers.rows[0].source, "low")
    monkeypatch.setattr(workers, "rows", (*workers.rows, later))
    POLICY.forget()
    try:
        body = {"audience": "firm", "answers": {}}
        told = [api.post("questions", json.dumps(body | {"on": day})).json for day in ("2089-12-31", "2090-01-01")]
    finally:
        POLICY.forget()
    said = [next(r["summary"] for r in t["results"] if r["measure"] == "5.2") for t in told]
    assert [t["on"] for t in told] == ["2089-12-31", "2090-01-01"]
    assert ["带动3名以上" in said[0], "带动7名以上" in said[1]] == [True, True]
