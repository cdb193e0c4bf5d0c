"""Every case worked out by hand is answered as it was worked out: by the library, and alike by the program."""

import json

import pytest
from tests.support.command import wenjiu
from tests.support.handworked import Handworked, disagreement, files

from wenjiu.cli.case_files import parse_json
from wenjiu.policies import load_policy
from wenjiu.rules.language.problems import CaseError

CASES = [pytest.param(case, id=case.id) for cases in files().values() for case in cases]
POLICY = load_policy("chaoyang_2020")


@pytest.mark.parametrize("case", CASES)
def test_the_answer_is_the_one_worked_out_by_hand(case: Handworked) -> None:
    assert disagreement(POLICY, case) == ""


@pytest.mark.parametrize("code", sorted(files()))
def test_the_program_answers_a_whole_file_as_the_library_does(code: str) -> None:
    cases = files()[code]
    run = wenjiu("assess", "--cases", "-", "--json", "--lang", "en", given="\n".join(case.text for case in cases))
    lines = run.lines
    assert [line["id"] for line in lines] == [case.id for case in cases]
    for number, (case, line) in enumerate(zip(cases, lines, strict=True), 1):
        try:
            expected = json.loads(POLICY.assess(parse_json(case.text), "en").json())
        except CaseError as error:
            expected = {"id": case.id, "line": number, "error": error.as_dict("en")}
        assert line == expected, case.why
    assert run.status == (2 if any(case.refused for case in cases) else 0)


def test_no_two_handworked_cases_share_an_id() -> None:
    ids = [case.id for cases in files().values() for case in cases]
    assert len(ids) == len(set(ids)) >= 798


@pytest.mark.parametrize("code", sorted(files()))
def test_failed_conditions_come_first_and_then_open_ones(code: str) -> None:
    rank = ["failed", "unknown", "met", "not_applicable"]
    for case in files()[code]:
        if not case.refused:
            results = [rank.index(c["result"]) for c in POLICY.assess(parse_json(case.text))["conditions"]]
            assert results == sorted(results), case.id
