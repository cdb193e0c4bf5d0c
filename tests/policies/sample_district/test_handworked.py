"""The invented district: every case worked out by hand is answered so, and every small change to a measure is noticed."""

import json

import pytest
from tests.policies.sample_district.tables import CASES, EQUIVALENT, POLICY
from tests.support.command import wenjiu
from tests.support.counts import some
from tests.support.handworked import disagreements
from tests.support.mutated import argued_without_a_mutant, survivors

from wenjiu.cli.case_files import parse_json
from wenjiu.rules.language.problems import CaseError


@pytest.mark.parametrize("code", list(CASES))
def test_each_answer_is_the_one_worked_out_by_hand(code: str) -> None:
    found = disagreements(POLICY, CASES[code])
    assert not found, "\n\n".join([f"{len(found)} of {len(CASES[code])} rows differ", *found])


def test_every_measure_has_a_table_and_no_two_cases_share_an_id() -> None:
    ids = [case.id for cases in CASES.values() for case in cases]
    assert list(CASES) == list(POLICY.measures)
    assert len(ids) == len(set(ids)) >= 190


@pytest.mark.parametrize("code", some(list(CASES), 3, "a file of the program, sample district"))
def test_the_program_answers_the_table_of_this_district_as_the_library_does(code: str) -> None:
    given = "\n".join(case.text for case in CASES[code])
    run = wenjiu("assess", "--policy", "sample_district", "--cases", "-", "--json", "--lang", "en", given=given)
    for number, (case, line) in enumerate(zip(CASES[code], run.lines, strict=True), 1):
        try:
            expected = json.loads(POLICY.assess(parse_json(case.text), "en").json())
        except CaseError as error:
            expected = {"id": case.id, "line": number, "error": error.as_dict("en")}
        assert line == expected, case.why
    assert run.status == (2 if any(case.refused for case in CASES[code]) else 0)


@pytest.mark.parametrize("code", list(CASES))
def test_every_mutant_is_noticed_or_argued_equivalent(code: str) -> None:
    found = survivors(POLICY, code, CASES[code], EQUIVALENT)
    assert not found, f"{code}: no case notices\n" + "\n".join(found)


def test_every_argued_equivalence_still_has_a_mutant() -> None:
    assert argued_without_a_mutant(POLICY, EQUIVALENT) == []
