"""The hand-worked tables notice every small change to a measure, but for those argued equivalent."""

import json
import re
from collections.abc import Callable

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


def test_every_mutant_is_noticed_or_argued_equivalent(subtests: Callable[..., object] | None = None) -> None:
    for code in POLICY.measures:
        survivors = [m.what for m in mutants(POLICY, code) if not _argued(code, m) and _survives(code, m)]
        assert not survivors, f"{code}: no row notices\n" + "\n".join(survivors)


@pytest.mark.parametrize("code", list(POLICY.measures))
def test_the_measure_is_whole_again_after_its_mutants(code: str) -> None:
    for mutant in mutants(POLICY, code):
        with mutant.apply():
            pass
    assert all(_as_expected(case) for table in TABLES for case in files(table).get(code, ()))


def _argued(code: str, mutant: Mutant) -> bool:
    return any(code in e["measures"] and re.search(e["what"], mutant.what) for e in EQUIVALENT)


def _survives(code: str, mutant: Mutant) -> bool:
    with mutant.apply():
        return all(_as_expected(case) for case in _rows(code))


_order: dict[str, list[Handworked]] = {}


def _rows(code: str) -> list[Handworked]:
    return _order.setdefault(code, [case for table in TABLES for case in files(table).get(code, ())])


def _as_expected(case: Handworked) -> bool:
    try:
        answer = json.loads(POLICY.assess(parse_json(case.text)).json())
    except CaseError:
        return case.refused
    except Exception:
        return False
    return not case.refused and not differences(case.expected, answer)
