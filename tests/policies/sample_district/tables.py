"""The invented district's hand-worked table and its arguments about mutants."""

from __future__ import annotations

from pathlib import Path

from tests.support.handworked import Handworked, case_of, from_yaml

from wenjiu.policies import load_policy

FOLDER = Path(__file__).parent
POLICY = load_policy("sample_district")
EQUIVALENT = from_yaml((FOLDER / "equivalent_mutants.yaml").read_text("utf-8"))
CASES: dict[str, tuple[Handworked, ...]] = {
    code: tuple(case_of(code, table["base"], case) for case in table["cases"])
    for code, table in from_yaml((FOLDER / "handworked.yaml").read_text("utf-8")).items()
}
