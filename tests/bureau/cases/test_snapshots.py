"""Guards of what a decision keeps: the case as it was asked, the source of each fact, the answer; and of the replay."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.db import connection
from tests.bureau.cases.scene import SETUP, SINCE, Scene, decide, file_own, file_roster, past_award, rows, step

from wenjiu.bureau import clock
from wenjiu.bureau.cases.assessing import snapshot_sha
from wenjiu.bureau.cases.models import Case, Decision
from wenjiu.bureau.cases.replay import Difference, replay
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action


def replayed() -> tuple[int, list[Difference]]:
    found = list(replay())
    return sum(lines for lines, _d in found), [d for _lines, differences in found for d in differences]


def decision(case: Case, step: str = "decide") -> Decision:
    found: Decision = Decision.objects.get(case=case, step_code=step, line_no=0)
    return found


def test_replay_of_several_measures_and_refusals_is_equal(scene: Scene) -> None:
    decide(scene, file_roster(scene))
    past_award(actor=SETUP, code="5.2", roles={"employer": scene.firm}, amount_fen=1)
    refused = file_own(scene.agent, scene.firm, "5.2", intent="5.2")
    step(scene.clerk, refused, "accept", "accepted")
    step(scene.street, refused, "first", "refuse", reason="已领")
    lines, differences = replayed()
    assert differences == []
    assert lines == 4 * 3 + 2  # four steps over three hires, two over the firm


def test_replay_asks_what_was_decided_and_not_what_the_registers_say_since(scene: Scene) -> None:
    decide(scene, file_roster(scene))
    changed = Statement({"household_district": "other"}, {"self": scene.people[0]}, valid_from=SINCE)
    rows(scene, "persons", [changed])
    clock.turn_forward(30)
    assert replayed()[1] == []


def test_a_snapshot_names_the_row_or_the_award_that_says_each_fact(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    kept = decision(case).snapshot[0]
    assert kept["sources"].keys() == kept["case"]["facts"].keys()
    hire = kept["sources"]["hire_date"]
    assert hire["source"] == "register" and Row.objects.get(pk=hire["row"]).table == "hires"
    person = kept["sources"]["person_hukou_district"]
    assert Row.objects.get(pk=person["row"]).table == "persons"
    assert kept["sources"]["already_paid_3_2a"] == {"source": "award"}
    assert kept["sources"]["application_date"] == {"source": "clock"}
    assert kept["case"]["params_only"] is True and kept["case"]["on"] == "2026-09-01"
    assert (kept["answer"]["eligible"], kept["answer"]["amount"]) == ("yes", "5000.00")
    assert decision(case).sha == snapshot_sha(decision(case).snapshot)


def test_a_snapshot_names_no_number_and_no_name_of_a_person(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    text = str([d.snapshot for d in Decision.objects.filter(case=case)])
    assert not [p for p in scene.people if number_of(p) in text or p.name in text]


@action
def rewrite(*, actor: Any, decided: Decision, snapshot: Any, sha: str) -> None:
    """Add a decision that is not what was decided, as somebody would who can write rows past every action."""
    fake = Decision(
        case=decided.case,
        line_no=7,
        round=decided.round,
        step=decided.step,
        step_code=decided.step_code,
        actor=decided.actor,
        seen_version=decided.seen_version,
        outcome="approved",
        snapshot=snapshot,
        sha=sha,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET state = %s, version = %s WHERE id = %s",
            [decided.step_code, decided.seen_version, decided.case_id],
        )
    Decision.objects.bulk_create([fake])


@pytest.mark.parametrize("signed", [False, True])
def test_a_snapshot_that_was_rewritten_is_found(scene: Scene, signed: bool) -> None:
    """Without a new SHA-256 the sum shows it; with one the rules do: 6,000 yuan is not what 3.2a gives."""
    case = decide(scene, file_roster(scene))
    decided = decision(case)
    snapshot = copy.deepcopy(decided.snapshot)
    snapshot[0]["answer"]["amount"] = "6000.00"
    rewrite(actor=SETUP, decided=decided, snapshot=snapshot, sha=snapshot_sha(snapshot) if signed else decided.sha)
    found = replayed()[1]
    assert {(d.case, d.line, d.step) for d in found} >= {(case.number, 1, "decide")}
    assert any("amount" in d.what for d in found)
    assert signed or any("SHA-256" in d.what for d in found)


def test_accepting_a_case_keeps_what_was_known_and_a_return_keeps_nothing(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "return", reason="缺合同")
    assert len(decision(case, "accept").snapshot) == 3
    assert decision(case, "first").snapshot == []
