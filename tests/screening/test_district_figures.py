"""The kept figures of readings are those that a screening of the same synthetic population gives today."""

import importlib.util
import json
from pathlib import Path

import pytest
from tests.support.counts import CAMPAIGN, some

from wenjiu.policies import load_policy, names
from wenjiu.policies.documents.district_figures import FIGURES_FILE, kept_figures
from wenjiu.policies.documents.marks import POLICIES
from wenjiu.standards import civil

PROGRAM = Path(__file__).resolve().parents[2] / "scripts" / "generate" / "district_figures.py"
LETTERS = [(name, id) for name in names() if (kept := kept_figures(name)) is not None for id in kept.changes]


@pytest.fixture(scope="module")
def program():
    """The program that writes the figures, which is no module of the package."""
    spec = importlib.util.spec_from_file_location("district_figures_program", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def screened(program):
    """Figures of a policy; in a campaign those of all its readings, of one population that is made once."""
    found = {}

    def of(name, id):
        kept, policy = kept_figures(name), load_policy(name)
        if name not in found or id not in found[name]["changes"]:
            found[name] = program.figures(
                policy, kept.people, kept.seed, civil.parse(kept.on), only="" if CAMPAIGN else id
            )
        return found[name]

    return of


@pytest.mark.parametrize(("name", "id"), some(LETTERS, len(LETTERS), "kept figures", full=8))
def test_a_reading_screened_again_gives_the_kept_figures(screened, program, name, id):
    found = screened(name, id)
    content = json.loads((POLICIES / name / FIGURES_FILE).read_text("utf-8"))
    assert found["basis"] == content["basis"]
    assert found["changes"][id] == content["changes"][id], f"run {PROGRAM.name} again"
