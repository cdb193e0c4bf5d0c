"""Every boundary that the definitions have is asked, and answered as a reader of the clause worked it out by hand."""

import pytest
from tests.support.handworked import FOLDER, disagreements, files, from_yaml

from wenjiu.policies import load_policy
from wenjiu.rules.verify.boundaries import boundary_yaml

POLICY = load_policy("chaoyang_2020")


@pytest.mark.parametrize("table", ["boundaries", "combinations"])
@pytest.mark.parametrize("code", list(POLICY.measures))
def test_each_answer_at_a_boundary_is_the_one_worked_out_by_hand(code: str, table: str) -> None:
    found = disagreements(POLICY, files(table)[code])
    assert not found, "\n\n".join([f"{len(found)} of {len(files(table)[code])} rows differ", *found])


@pytest.mark.parametrize("code", list(POLICY.measures))
def test_the_table_asks_exactly_what_the_definition_raises(code: str) -> None:
    raised = from_yaml(boundary_yaml(POLICY, code))
    kept = from_yaml((FOLDER / "boundaries" / f"{code}.yaml").read_text("utf-8"))
    assert kept["base"] == raised["base"]
    questions = {case["id"]: {**case, "expected": None} for case in kept["cases"]}
    assert len(questions) == len(kept["cases"])
    assert questions == {case["id"]: case for case in raised["cases"]}
