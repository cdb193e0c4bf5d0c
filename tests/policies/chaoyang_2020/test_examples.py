"""The published example cases, which are not shipped: read from the file that WENJIU_EXAMPLES names.

Each is asked with `params_only: true`. Without that variable there is nothing to run, and conftest.py says so.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.answers import breaches, differences
from tests.support.command import wenjiu

from wenjiu.cli.case_files import parse_json
from wenjiu.policies import load_policy

POLICY = load_policy("chaoyang_2020")


def examples() -> list[dict[str, Any]]:
    """The cases of measures that exist here."""
    name = os.environ.get("WENJIU_EXAMPLES")
    cases = yaml.safe_load(Path(name).read_text("utf-8"))["cases"] if name else []
    return [case for case in cases if case["measure"] in POLICY.measures]


def questions() -> Iterator[Any]:
    """Each case as it stands, and once for each reading that it gives an answer under."""
    for case in examples():
        yield pytest.param(case, {}, case["expected"], id=case["id"])
        for other in case.get("other_readings", []):
            letters = other["reading"]
            expected = {name: value for name, value in other.items() if name not in ("reading", "note")}
            yield pytest.param(case, letters, expected, id=f"{case['id']} {letters}")


QUESTIONS = list(questions())

if QUESTIONS:

    @pytest.mark.parametrize(("case", "letters", "expected"), QUESTIONS)
    def test_an_example_is_answered_as_published(
        case: dict[str, Any], letters: dict[str, str], expected: dict[str, Any]
    ) -> None:
        asked = {name: case[name] for name in ("id", "measure", "facts", "params")}
        text = json.dumps({**asked, "params_only": True, "readings": letters})
        answer = json.loads(POLICY.assess(parse_json(text)).json())
        wrong = differences(expected, answer) + breaches(answer)
        assert not wrong, "\n".join([f"{case['id']}: {case['what']} ({case['why']})", *wrong])

    def test_the_program_answers_the_example_file_as_it_stands() -> None:
        lines = wenjiu("assess", "--cases", os.environ["WENJIU_EXAMPLES"], "--json", "--params-only").lines
        answers = {line["id"]: line for line in lines if "eligible" in line}
        for case in examples():
            assert not differences(case["expected"], answers[case["id"]]), case["id"]
