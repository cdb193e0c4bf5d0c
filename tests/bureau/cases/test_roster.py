"""Guards of one roster: it is filed once, reviewed by four people, shown, and nobody decides twice."""

from __future__ import annotations

import pytest
from tests.bureau.cases.scene import Scene, decide, file_roster, notice_ended, step

from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Award

pytestmark = pytest.mark.django_db


def test_a_roster_is_filed_decided_and_shown(scene: Scene) -> None:
    case = file_roster(scene)
    assert case.state == "accept"
    assert [line.answer["eligible"] for line in case.lines.all()] == ["yes"] * 3
    decide(scene, case)
    assert case.state == "notice"
    assert Award.objects.filter(line__case=case, live=True).count() == 3
    notice_ended(scene, case)
    case.refresh_from_db()
    assert case.state == "pay"


def test_the_same_person_takes_no_second_step(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    with pytest.raises(CaseRefused, match="不由您办理"):
        step(scene.clerk, case, "first", "agree")
