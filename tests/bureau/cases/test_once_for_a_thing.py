"""Guards of what is paid once for a thing: an award for one edition or project says nothing of another one.

Each amount is worked out by hand from the clause; the test says how.
"""

from __future__ import annotations

import pytest
from tests.bureau.cases.scene import POLICY, SINCE, Scene, decide, rows, set_budget
from tests.bureau.rulebook.test_effects import competition

from wenjiu.bureau.cases.actions import drafts, filing
from wenjiu.bureau.cases.models import Award, Case
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db


def file_project(scene: Scene, number: str, intent: str) -> Case:
    """File 5.1 for one of the projects of the firm."""
    made = drafts.open_filing(actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["5.1"], intent_key=intent)
    key = Row.objects.filter(table="projects", key=number).latest("id").key
    drafts.save_rows(actor=scene.agent, filing_id=made.pk, code="5.1", keys=[key])
    [case] = filing.submit_filing(actor=scene.agent, filing_id=made.pk, street=scene.streets[0])
    return case


def test_an_organiser_is_paid_for_each_of_two_editions_and_once_for_each(scene: Scene) -> None:
    """4.3b, G8: once for an edition. 100 people 50,000 yuan, 200 people 100,000."""
    set_budget(scene, "4.3b", 100_000_000)
    first, second = (decide(scene, competition(scene, people)) for people in ("100", "200"))
    assert [Award.objects.get(line__case=case).amount_fen for case in (first, second)] == [5_000_000, 10_000_000]
    again = drafts.open_filing(
        actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["4.3b"], intent_key="again"
    )
    key = Row.objects.get(table="competitions", key="edition-100").key
    drafts.save_rows(actor=scene.agent, filing_id=again.pk, code="4.3b", keys=[key])
    [case] = filing.submit_filing(actor=scene.agent, filing_id=again.pk, street=scene.streets[0])
    assert case.lines.get().facts["already_paid_this_edition"] == {"value": True, "source": "award"}
    assert case.lines.get().answer["eligible"] == "no"
    assert ("once", "stop") in case.findings.values_list("code", "level")


def test_an_owner_is_paid_for_each_of_two_projects_and_once_for_each(scene: Scene) -> None:
    """5.1: 50,000 yuan for a project that is newly in the library."""
    set_budget(scene, "5.1", 100_000_000)
    facts = {"in_library": True, "newly_included": True, "included_on": "2026-03-15", "first_included_on": "2026-03-15"}
    for number in ("P-1", "P-2"):
        rows(scene, "projects", [Statement(facts, {"firm_id": scene.firm}, number=number, valid_from=SINCE)])
    cases = [decide(scene, file_project(scene, number, number)) for number in ("P-1", "P-2")]
    assert [Award.objects.get(line__case=case).amount_fen for case in cases] == [5_000_000, 5_000_000]
    again = file_project(scene, "P-1", "again")
    assert again.lines.get().facts["already_paid_5_1"] == {"value": True, "source": "award"}
    assert ("once", "stop") in again.findings.values_list("code", "level")
