"""The invented district's hand-worked table and its arguments about mutants."""

from __future__ import annotations

from pathlib import Path

import yaml
from tests.support.handworked import Handworked, case_of

from wenjiu.policies import load_policy

FOLDER = Path(__file__).parent
POLICY = load_policy("sample_district")
EQUIVALENT = yaml.safe_load((FOLDER / "equivalent_mutants.yaml").read_text("utf-8"))
CASES: dict[str, tuple[Handworked, ...]] = {
    code: tuple(case_of(code, table["base"], case) for case in table["cases"])
    for code, table in yaml.safe_load((FOLDER / "handworked.yaml").read_text("utf-8")).items()
}
