"""Every boundary that the definitions have is asked, and answered as a reader of the clause worked it out by hand."""

import pytest
import yaml
from tests.support.handworked import FOLDER, Handworked, disagreement, files

from wenjiu.policies import load_policy
from wenjiu.rules.verify.boundaries import boundary_yaml

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
    assert disagreement(POLICY, case) == ""


@pytest.mark.parametrize("code", list(POLICY.measures))
def test_the_table_asks_exactly_what_the_definition_raises(code: str) -> None:
    raised = yaml.safe_load(boundary_yaml(POLICY, code))
    kept = yaml.safe_load((FOLDER / "boundaries" / f"{code}.yaml").read_text("utf-8"))
    assert kept["base"] == raised["base"]
    questions = {case["id"]: {**case, "expected": None} for case in kept["cases"]}
    assert len(questions) == len(kept["cases"])
    assert questions == {case["id"]: case for case in raised["cases"]}
