"""The dates of a case on a line: days given, windows of the rule, today."""

import pytest
from tests.rules.real import POLICY
from tests.support.handworked import files

from wenjiu.cli.case_files import parse_json
from wenjiu.rules.ask.timelines import CLOSES, GIVEN, OPENS, TODAY, timeline_of
from wenjiu.standards import civil


def line(code, facts, today="2021-03-15"):
    """The timeline of a measure's example with other facts, on a day."""
    example = dict(POLICY.measures[code].example) | facts
    answer = POLICY.assess({"measure": code, "facts": example}, "zh")
    return timeline_of(answer, civil.parse(today))


def shown(timeline):
    return [(civil.iso(m.day), m.kind) for m in timeline.marks]


def test_a_founding_shows_when_the_window_opens_and_the_last_day_to_apply():
    found = line("5.2", {"operation_start_date": "2018-06-15", "application_date": "2021-03-15"})
    assert shown(found) == [("2018-06-15", GIVEN), ("2019-06-15", OPENS), ("2021-03-15", TODAY), ("2023-06-15", CLOSES)]
    assert [(civil.iso(w.first), civil.iso(w.last)) for w in found.windows] == [("2019-06-15", "2023-06-15")]
    assert found.marks[-1].text == "申请" and found.ahead


def test_a_window_that_opens_later_is_still_ahead():
    found = line("5.2", {"operation_start_date": "2020-09-15", "application_date": "2021-03-15"})
    assert ("2021-09-15", OPENS) in shown(found) and found.ahead


def test_a_window_that_is_over_is_drawn_but_not_ahead():
    found = line("5.2", {"operation_start_date": "2015-01-10", "application_date": "2021-03-15"})
    assert ("2020-01-10", CLOSES) in shown(found) and not found.ahead


def test_nothing_is_ahead_once_what_the_window_is_for_has_its_day():
    found = line("3.4a", {"graduation_date": "2020-07-01", "traineeship_start": "2020-09-01"})
    assert ("2022-07-01", CLOSES) in shown(found) and not found.ahead


def test_a_birth_is_not_drawn_because_it_would_crowd_the_other_days():
    for case in files()["3.4a"]:
        if not case.refused:
            found = timeline_of(POLICY.assess(parse_json(case.text), "zh"), civil.parse("2021-06-01"))
            assert found is None or min(m.day for m in found.marks) > civil.parse("2011-06-01")


def test_a_measure_without_a_window_has_no_line():
    assert line("3.2a", {}) is None


@pytest.mark.parametrize("code", [code for code, m in POLICY.measures.items() if m.latest])
def test_the_days_of_every_case_are_in_order_and_each_window_lies_between_them(code):
    drawn = 0
    for case in files()[code]:
        if case.refused:
            continue
        found = timeline_of(POLICY.assess(parse_json(case.text), "en"), civil.parse("2021-06-01"))
        if found is not None:
            drawn += 1
            days = [m.day for m in found.marks]
            assert days == sorted(days) and sum(m.kind == TODAY for m in found.marks) == 1
            assert all(w.first <= w.last and w.last in days for w in found.windows), case.id
            assert all(m.text for m in found.marks if m.kind != TODAY)
    assert drawn
