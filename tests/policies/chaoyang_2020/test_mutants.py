"""The hand-worked tables notice every small change to a measure, but for those argued equivalent."""

import pytest
import yaml
from tests.support.handworked import FOLDER, TABLES, files, settled
from tests.support.mutated import argued_without_a_mutant, survivors

from wenjiu.policies import load_policy

POLICY = load_policy("chaoyang_2020")
EQUIVALENT = yaml.safe_load((FOLDER / "equivalent_mutants.yaml").read_text("utf-8"))


@pytest.mark.parametrize("code", list(POLICY.measures))
def test_every_mutant_is_noticed_or_argued_equivalent(code: str) -> None:
    rows = [*(case for table in TABLES for case in files(table).get(code, ())), *settled(code)]
    found = survivors(POLICY, code, rows, EQUIVALENT)
    assert not found, f"{code}: no row notices\n" + "\n".join(found)


def test_every_argued_equivalence_still_has_a_mutant() -> None:
    assert argued_without_a_mutant(POLICY, EQUIVALENT) == []
