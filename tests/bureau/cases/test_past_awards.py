"""Guards of a file of past awards: keys, months and slots are taken as it says, and what cannot stand is named by its line."""

from __future__ import annotations

from typing import Any

import pytest
from tests.bureau.cases.scene import POLICY, SETUP, TODAY, Scene

from wenjiu.bureau.cases.actions import past as past_actions
from wenjiu.bureau.cases.actions.past import bring_past_awards
from wenjiu.bureau.cases.keys import make_keys
from wenjiu.bureau.cases.models import Award
from wenjiu.bureau.cases.things import things_of
from wenjiu.bureau.registry.models import Import, Row
from wenjiu.bureau.registry.past_awards import PastAward
from wenjiu.bureau.writes import action
from wenjiu.rules.document.claims import ClaimError


def past(code: str, roles: dict[str, Any], **facts: Any) -> PastAward:
    """Return an award as a file of past awards states it."""
    return PastAward(code, roles, facts, 100, TODAY, "a test")


def bring(scene: Scene, *awards: PastAward) -> dict[int, str]:
    sha256 = f"{Import.objects.count():064x}"
    values = {
        "policy": POLICY.name, "table": "awards", "file_name": "a.csv", "source": "a test", "mode": "good_rows",
        "by": scene.clerk2, "sha256": sha256, "good": len(awards), "bad": 0,
    }  # fmt: skip
    imported = new_import(actor=SETUP, values=values)
    return bring_past_awards(actor=scene.clerk2, policy=POLICY, awards=awards, imported=imported)


@action
def new_import(*, actor: Any, values: dict[str, Any]) -> Import:
    made: Import = Import.objects.create(**values)
    return made


def test_a_file_of_past_awards_takes_keys_months_and_slots_and_names_what_cannot_stand(scene: Scene) -> None:
    firm, one = scene.firm, scene.people[0]
    rent = {"person": one, "entity": firm}
    faults = bring(
        scene,
        past("3.2a", {"employer": firm, "person": one}),
        past("3.2a", {"employer": firm, "person": one}),
        past("3.4a", {"person": one}, first_month="2025-01", months=8),
        past("3.4a", {"person": one}, first_month="2025-08", months=1),
        past("3.4a", {"person": one}, first_month="2025-09", months=5),
        past("5.3", rent, slot=2),
        past("5.3", rent, slot=2),
        past("5.3", rent, slot=4),
        past("5.2", {}),
    )
    assert sorted(faults) == [1, 3, 4, 6, 7, 8]
    assert "2025-01至2025-08" in faults[3] and "已有8，这次5，最多12" in faults[4] and "employer" in faults[8]
    assert Award.objects.get(group="5.3").slot == 2


def test_a_slot_that_a_file_names_for_a_claim_without_slots_opens_no_second_claim(scene: Scene) -> None:
    roles = {"employer": scene.firm, "person": scene.people[0]}
    assert list(bring(scene, past("3.2a", roles), past("3.2a", roles, slot=2))) == [1]


def test_a_past_award_of_a_project_has_the_key_that_a_line_of_the_project_has() -> None:
    claim = POLICY.claims["4.2"]
    row = Row(table="training_projects", key="虚构1", refers={})
    assert things_of(POLICY, claim, row) == past_actions._things(POLICY, claim, past("4.2", {}, project="虚构1"))


def test_a_refund_without_a_stated_year_is_of_the_year_of_its_application(scene: Scene) -> None:
    """3.1a takes the year from the register; where it has none, the year of the application counts, as the rules take it."""
    claim = POLICY.claims["3.1a"]

    def key(**facts: Any) -> str:
        return make_keys(POLICY, claim, {"employer": scene.firm}, {}, facts, 0, "2021-03-31").claim_key

    stated = key(application_year=2020, application_date="2021-03-31")
    assert key(application_date="2021-03-31") == key(application_year=2021) != stated
    with pytest.raises(ClaimError):
        key()
