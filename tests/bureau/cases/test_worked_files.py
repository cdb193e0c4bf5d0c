"""The worked files of several cases, filed as real cases, are stopped by the rules by which `--together` stops them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.bureau.cases.worked import open_scene
from tests.bureau.cases.worked_compared import compared
from tests.bureau.cases.worked_files import FILES, POLICY, figures, said_of
from tests.support.counts import some

pytestmark = pytest.mark.django_db

#: File -> why not all of it can be a case. What then differs stands in the test of it.
NOT_AS_WORKED = {
    "together-1-months-unknown": "a claim of 3.2b is decided when its first month is stated",
    "together-10-rural-months-unknown": "a claim of 3.2b is decided when its first month is stated",
    "together-2-past-stipend-without-months": "a stipend that was paid before is imported with its months",
    "together-3-other-course": "no register names the course of a project",
    "together-9-past-year-ended": "a rent year that was paid before is imported without its days",
}
#: Files of which one case stops another.
STOPPING = [f for f in FILES if f["expected"].get("stopped") and len(f["file"]["cases"]) > 1]


@pytest.fixture(scope="module", autouse=True)
def figures_of_the_files() -> Iterator[None]:
    """Give the policy the figures that the files state."""
    with pytest.MonkeyPatch.context() as patch:
        for param, rows in figures():
            patch.setattr(param, "rows", rows)
        POLICY.forget()
        yield
    POLICY.forget()


def of_files(files: list[dict[str, Any]], share: int, what: str) -> Any:
    return pytest.mark.parametrize("file", [pytest.param(f, id=f["id"]) for f in some(files, share, what, full=4)])


@of_files([f for f in FILES if f["id"] not in NOT_AS_WORKED], 40, "worked files")
def test_a_worked_file_filed_as_cases_has_the_same_grants_stops_and_warnings(file: dict[str, Any]) -> None:
    found = compared(file)
    assert [row.found for row in found] == [row.said for row in found], file["why"]


@of_files(STOPPING, 24, "worked files at once")
def test_of_cases_filed_before_any_was_decided_the_later_decision_is_stopped(file: dict[str, Any]) -> None:
    scene = open_scene(file)
    granted = {outcome.id: outcome.granted_fen is not None for outcome in scene.run_at_once()}
    assert granted == {case["id"]: case["eligible"] == "yes" for case in said_of(file)["cases"]}, file["why"]


@of_files([f for f in FILES if f["id"] in NOT_AS_WORKED], 5, "files that are not as worked")
def test_what_cannot_be_a_case_is_refused_or_looked_at_and_never_paid_twice(file: dict[str, Any]) -> None:
    scene = open_scene(file)
    found = {outcome.id: outcome for outcome in scene.run()}
    said = {case["id"]: case for case in said_of(file)["cases"]}
    assert all(said[id]["eligible"] == "yes" for id in found), "no file of these has a hard stop"
    waits = {id: outcome.waits for id, outcome in found.items() if outcome.granted_fen is None}
    warns = {id: outcome.warns for id, outcome in found.items() if outcome.warns}
    assert not any(outcome.stops for outcome in found.values())
    expected: dict[str, tuple[Any, Any, Any]] = {
        "together-1-months-unknown": ({"rural": "key"}, {"kept": {("0.4.1", "3.2b")}}, set()),
        "together-10-rural-months-unknown": ({"rural": "key"}, {"rural": {("0.4.10", "3.5a")}}, set()),
        "together-2-past-stipend-without-months": ({}, {}, {"paid"}),
        "together-3-other-course": ({}, {"project": {("0.4.3", "4.1a")}}, set()),
        "together-9-past-year-ended": ({}, {"rent": {("0.4.9", "5.3")}}, set()),
    }
    assert (waits, warns, set(scene.refused)) == expected[file["id"]], NOT_AS_WORKED[file["id"]]


def test_the_files_are_all_of_them_and_no_file_is_left_out() -> None:
    assert len(FILES) == 83 and {f["id"] for f in FILES} >= set(NOT_AS_WORKED)
    assert len(STOPPING) == 24
