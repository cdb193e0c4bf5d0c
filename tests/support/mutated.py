"""Whether the hand-worked rows of a measure notice its mutants; the same for every policy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.support.answers import differences
from tests.support.counts import some
from tests.support.handworked import Handworked

from wenjiu.cli.case_files import parse_json
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.policy import Policy
from wenjiu.rules.verify.mutants import Mutant, mutants

Equivalents = Iterable[Mapping[str, Any]]
SHARE = 16


def survivors(policy: Policy, code: str, rows: Iterable[Handworked], equivalent: Equivalents) -> list[str]:
    """What no row notices and nobody argued equivalent, in words; of the mutants of a measure, one in `SHARE` is tried.

    Rows that do not agree with the measure itself would notice anything: they must agree when all mutants are put back.
    """
    table = _Table(policy, rows)
    tried = some([m for m in mutants(policy, code) if not _argued(code, m, equivalent)], SHARE, f"mutants {code}")
    found = [m.what for m in tried if table.misses(m)]
    assert table.agrees(), "the rows do not agree with the measure itself, or a mutant was not put back"
    return found


def argued_without_a_mutant(policy: Policy, equivalent: Equivalents) -> list[tuple[str, str]]:
    """(measure, description) of each argued equivalence that no mutant answers to any more."""
    described = {code: [m.what for m in mutants(policy, code)] for code in policy.measures}
    return [
        (code, entry["what"])
        for entry in equivalent
        for code in entry["measures"]
        if not any(re.search(entry["what"], what) for what in described[code])
    ]


def _argued(code: str, mutant: Mutant, equivalent: Equivalents) -> bool:
    return any(code in e["measures"] and re.search(e["what"], mutant.what) for e in equivalent)


class _Table:
    """All hand-worked rows of a measure; the row that noticed the last mutant is tried first on the next."""

    def __init__(self, policy: Policy, rows: Iterable[Handworked]) -> None:
        self.policy = policy
        self.rows = [(case, parse_json(case.text)) for case in rows]

    def agrees(self) -> bool:
        return all(self._as_expected(*row) for row in self.rows)

    def misses(self, mutant: Mutant) -> bool:
        with mutant.apply():
            for i, row in enumerate(self.rows):
                if not self._as_expected(*row):
                    self.rows.insert(0, self.rows.pop(i))
                    return False
        return True

    def _as_expected(self, case: Handworked, asked: Any) -> bool:
        try:
            answer = self.policy.assess(asked).data
        except CaseError:
            return case.refused
        except (ArithmeticError, LookupError, TypeError, ValueError):
            return False  # a mutant that cannot even be evaluated is noticed
        return not case.refused and not differences(case.expected, json.loads(json.dumps(answer)))
