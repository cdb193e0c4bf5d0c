"""The hand-worked tables notice every small change to a measure, but for those argued equivalent."""

import json
import re

import pytest
import yaml
from tests.support.answers import differences
from tests.support.handworked import FOLDER, TABLES, Handworked, files

from wenjiu.cli.case_files import parse_json
from wenjiu.policies import load_policy
from wenjiu.rules.cases import CaseError
from wenjiu.rules.mutants import Mutant, mutants

POLICY = load_policy("chaoyang_2020")
EQUIVALENT = yaml.safe_load((FOLDER / "equivalent_mutants.yaml").read_text("utf-8"))


@pytest.mark.parametrize("code", list(POLICY.measures))
def test_every_mutant_is_noticed_or_argued_equivalent(code: str) -> None:
    table = _Table(code)
    assert table.agrees(), "the tables must agree with the measure itself first"
    survivors = [m.what for m in mutants(POLICY, code) if not _argued(code, m) and table.misses(m)]
    assert table.agrees(), "a mutant was not put back"
    assert not survivors, f"{code}: no row notices\n" + "\n".join(survivors)


def test_every_argued_equivalence_still_has_a_mutant() -> None:
    described = {code: [m.what for m in mutants(POLICY, code)] for code in POLICY.measures}
    for entry in EQUIVALENT:
        for code in entry["measures"]:
            assert any(re.search(entry["what"], what) for what in described[code]), (code, entry["what"])


def _argued(code: str, mutant: Mutant) -> bool:
    return any(code in e["measures"] and re.search(e["what"], mutant.what) for e in EQUIVALENT)


class _Table:
    """All hand-worked rows of a measure; the row that noticed the last mutant is tried first on the next."""

    def __init__(self, code: str) -> None:
        self.rows = [case for table in TABLES for case in files(table).get(code, ())]

    def agrees(self) -> bool:
        return all(_as_expected(case) for case in self.rows)

    def misses(self, mutant: Mutant) -> bool:
        with mutant.apply():
            for i, case in enumerate(self.rows):
                if not _as_expected(case):
                    self.rows.insert(0, self.rows.pop(i))
                    return False
        return True


def _as_expected(case: Handworked) -> bool:
    try:
        answer = POLICY.assess(parse_json(case.text)).data
    except CaseError:
        return case.refused
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False  # a mutant that cannot even be evaluated is noticed
    return not case.refused and not differences(case.expected, json.loads(json.dumps(answer)))
