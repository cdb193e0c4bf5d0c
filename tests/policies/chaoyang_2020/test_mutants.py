"""The hand-worked tables notice every small change to a measure, but for those argued equivalent."""

import pytest
from tests.support import mutated
from tests.support.counts import QUICK, some
from tests.support.handworked import FOLDER, TABLES, files, from_yaml, settled
from tests.support.mutated import argued_without_a_mutant, survivors

from wenjiu.policies import load_policy
from wenjiu.rules.verify.mutants import mutants

POLICY = load_policy("chaoyang_2020")
EQUIVALENT = from_yaml((FOLDER / "equivalent_mutants.yaml").read_text("utf-8"))


@pytest.mark.parametrize("code", some(list(POLICY.measures), 1 if QUICK else 3, "measures with mutants"))
def test_each_mutant_is_noticed_or_argued_equivalent(code: str) -> None:
    rows = [*(case for table in TABLES for case in files(table).get(code, ())), *settled(code)]
    found = survivors(POLICY, code, rows, EQUIVALENT)
    assert not found, f"{code}: no row notices\n" + "\n".join(found)


def test_every_argued_equivalence_still_has_a_mutant() -> None:
    assert argued_without_a_mutant(POLICY, EQUIVALENT) == []


def test_a_mutant_that_no_row_notices_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutated, "SHARE", 1)
    one = files()["5.2"][0]
    assert set(survivors(POLICY, "5.2", [one], EQUIVALENT)) < {m.what for m in mutants(POLICY, "5.2")}
    assert survivors(POLICY, "5.2", [one], EQUIVALENT)


def test_rows_that_contradict_the_measure_are_refused_as_witnesses() -> None:
    first, second, *_ = files()["5.2"]
    contradiction = type(first)(first.id, first.why, first.text, {"eligible": "perhaps"})
    with pytest.raises(AssertionError, match="do not agree with the measure itself"):
        survivors(POLICY, "5.2", [second, contradiction], EQUIVALENT)
