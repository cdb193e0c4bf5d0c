"""Every boundary that the definitions have is asked, and answered as a reader of the clause worked it out by hand."""

import json

import pytest
import yaml
from tests.support.answers import breaches, differences
from tests.support.handworked import FOLDER, Handworked, files

from wenjiu.cli.case_files import parse_json
from wenjiu.policies import load_policy
from wenjiu.rules.boundaries import boundary_yaml
from wenjiu.rules.cases import CaseError

POLICY = load_policy("chaoyang_2020")
CASES = [
    pytest.param(case, id=f"{code} {case.id}")
    for table in ("boundaries", "combinations")
    for code, cases in files(table).items()
    for case in cases
]


@pytest.mark.parametrize("case", CASES)
def test_the_answer_at_a_boundary_is_the_one_worked_out_by_hand(case: Handworked) -> None:
    assert case.expected, "this row has no answer worked out by hand yet"
    asked = parse_json(case.text)
    if case.refused:
        with pytest.raises(CaseError):
            POLICY.assess(asked)
        return
    answer = json.loads(POLICY.assess(asked).json())
    wrong = differences(case.expected, answer) + breaches(answer)
    assert not wrong, "\n".join([case.id, *wrong, case.text])


@pytest.mark.parametrize("code", list(POLICY.measures))
def test_the_table_asks_exactly_what_the_definition_raises(code: str) -> None:
    raised = yaml.safe_load(boundary_yaml(POLICY, code))
    kept = yaml.safe_load((FOLDER / "boundaries" / f"{code}.yaml").read_text("utf-8"))
    assert kept["base"] == raised["base"]
    questions = [{**case, "expected": None} for case in kept["cases"]]
    assert questions == raised["cases"]
