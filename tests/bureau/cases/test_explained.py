"""How an amount comes about stands on the pages of its case, also after the figure was changed. All people are invented."""

from __future__ import annotations

import pytest
from tests.bureau.cases.scene import Scene, decide, file_roster, make_scene
from tests.bureau.my_pages import client_of, text
from tests.bureau.rulebook.admins import admin, confirm, propose
from tests.bureau.test_desk import without_second_factor

from wenjiu.bureau.cases.explained import workings_of
from wenjiu.bureau.cases.queries import review

pytestmark = pytest.mark.django_db


def test_an_amount_is_explained_before_and_after_its_decision(scene: Scene) -> None:
    """Clause 5.2: 30,000 yuan for three residents and 10,000 for each further one, 200,000 at most."""
    without_second_factor(actor="a test")
    case = file_roster(scene, "5.2")
    said = text(client_of(scene.clerk).get(f"/desk/cases/{case.number}/"))
    assert "怎么算的" in said and "30,000元" in said
    decide(scene, case)
    [view] = review.lines_of(case)
    explained = workings_of(case, {1: (view.answer, view.facts)})
    assert explained[1][-1].startswith("30,000元")
    confirm(admin("other"), propose(admin("one"), "5.2.first_amount", "40000", "2026-09-01"))
    assert workings_of(case, {1: (view.answer, view.facts)}) == explained, "what was decided stays as it was decided"
    assert "怎么算的" in text(client_of(scene.agent).get(f"/my/cases/{case.number}/"))


def test_what_is_not_granted_is_not_explained() -> None:
    case = file_roster(make_scene(people=1), "5.2")
    [view] = review.lines_of(case)
    assert (view.verdict, workings_of(case, {1: (view.answer, view.facts)})) == ("no", {})
