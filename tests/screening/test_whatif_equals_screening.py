"""A what-if says what a screening under the new figures or readings would say, however much of it was reused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support.counts import few, some

from wenjiu.policies import load_policy
from wenjiu.rules.case.parsing import parse_params
from wenjiu.rules.policy import Policy
from wenjiu.screening.population import Population
from wenjiu.screening.population.generate import generate
from wenjiu.screening.screen import ScreeningRequest, screen
from wenjiu.screening.whatif import whatif
from wenjiu.standards import civil

ON = civil.key(2021, 12, 31)
#: Those that the changes touch, and one that none does.
CODES = ("3.1a", "3.1b", "3.2a", "3.4a", "4.2", "5.2", "5.3", "6.3b")
CHANGES: list[tuple[str, dict[str, Any], dict[str, str], dict[str, str]]] = [
    ("a cap", {"5.2.cap": 300_000}, {}, {"5.2": "amounts"}),
    ("a sum a head", {"3.2a.per_person": 6_000}, {}, {"3.2a": "amounts"}),
    ("fewer workers are enough", {"5.2.first_workers": 2}, {}, {"5.2": "again"}),
    ("a figure that nobody has published", {"monitoring_project_amount": 80_000}, {}, {"6.3b": "amounts"}),
    ("a longer period", {"5.3.oldest": 72}, {}, {"5.3": "again"}),
    ("part months pro rata", {}, {"A-3.4-5": "B"}, {"3.4a": "amounts"}),
    ("household at the application", {}, {"G5": "C"}, {"3.2a": "amounts"}),
    ("a layoff limit", {"max_layoff_rate": 0.1}, {}, {"3.1a": "again", "3.1b": "again"}),
    ("the same figure again", {"5.2.cap": 200_000}, {}, {}),
]
TRIED = some(CHANGES, 3, "changes of a what-if")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy("chaoyang_2020")


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> Population:
    return generate(tmp_path_factory.mktemp("population") / "p", few(8_000, 20_000), 5, policy)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, policy: Policy, population: Population) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "k"
    screen(population, ScreeningRequest(CODES, ON), folder)
    return folder


@pytest.mark.parametrize(("figures", "letters", "modes"), [c[1:] for c in TRIED], ids=[c[0] for c in TRIED])
def test_a_what_if_is_a_screening_under_the_change(
    policy: Policy,
    population: Population,
    kept: Path,
    tmp_path: Path,
    figures: dict[str, Any],
    letters: dict[str, str],
    modes: dict[str, str],
) -> None:
    own = parse_params(policy, figures)
    found = whatif(population, kept, tmp_path / "w", params=own, letters=letters)
    told = {m["measure"]: m for m in found.summary["measures"]}
    assert {code: m["mode"] for code, m in told.items() if m["mode"] != "same"} == modes
    anew = screen(population, ScreeningRequest(CODES, ON, own, letters), tmp_path / "s")
    for row in anew.summary["measures"]:
        after = told[row["measure"]]["after"]
        assert {n: after[n] for n in after} == {n: row[n] for n in after}, row["measure"]
    before = {(r["measure"], r["id"]): r for r in _amounts(kept, policy)}
    after_rows = {(r["measure"], r["id"]): r for r in _amounts(tmp_path / "s", policy)}
    differ = {k for k in before.keys() | after_rows.keys() if before.get(k) != after_rows.get(k)}
    assert {(r["measure"], r["id"]) for r in found.rows().to_pylist()} == differ


def _amounts(folder: Path, policy: Policy) -> list[dict[str, Any]]:
    from wenjiu.screening.results.results import Results

    table = Results(folder, policy).arrow()
    rows: list[dict[str, Any]] = table.select(["measure", "id", "verdict", "low_fen", "high_fen"]).to_pylist()
    return rows
