"""`wenjiu assess --together`: several cases of one person or firm, from a file or a pipe, in text and JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.support.answers import ROOT, breaches
from tests.support.command import wenjiu
from tests.support.handworked import FOLDER

from wenjiu.standards.columns import width

FILES = yaml.safe_load((FOLDER / "together" / "cases.yaml").read_text("utf-8"))["cases"]
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs" / "together.schema.json").read_text("utf-8")))


def _file(id: str) -> str:
    return json.dumps(next(c for c in FILES if c["id"] == id)["file"], ensure_ascii=False)


def test_every_answer_keeps_to_the_published_schema() -> None:
    for case in FILES:
        run = wenjiu("assess", "--together", "-", "--json", given=json.dumps(case["file"]))
        answer: dict[str, Any] = run.lines[0]
        assert not list(SCHEMA.iter_errors(answer)), case["id"]
        for line in answer["cases"]:
            assert breaches({k: v for k, v in line.items() if k != "alone"}) == [], case["id"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_answer_fits_eighty_columns(lang: str) -> None:
    for case in FILES:
        run = wenjiu("assess", "--together", "-", "--lang", lang, given=json.dumps(case["file"]))
        assert max(map(width, run.out.splitlines())) <= 80
        assert run.status == 0


def test_a_list_of_cases_is_taken_as_one_persons(tmp_path: Path) -> None:
    cases = json.loads(_file("together-7-same-year"))["cases"]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, cases)), "utf-8")
    assert wenjiu("assess", "--together", str(path), "--json").lines[0]["stopped"] == ["difficulty"]


def test_a_reading_of_the_command_line_reaches_the_rules_of_stacking() -> None:
    run = wenjiu("assess", "--together", "-", "--json", "--reading", "G10=B", given=_file("together-4-same-employer"))
    assert run.lines[0]["stopped"] == ["kept"]


def test_a_malformed_case_is_told_and_the_status_is_2() -> None:
    file = json.loads(_file("together-7-same-year"))
    file["cases"].append({"id": "x", "measure": "9.9", "facts": {}})
    run = wenjiu("assess", "--together", "-", "--json", given=json.dumps(file))
    assert run.status == 2
    assert run.lines[0]["cases"][2]["error"]["field"] == "measure"
    assert run.lines[0]["payable"] == "48000.00"


@pytest.mark.parametrize("given", ["", "{}", "[]", "3", '{"cases": {}}', "[1", '{"cases": [], "x": 1}', "\x00"])
def test_a_file_that_is_none_is_one_clear_line(given: str) -> None:
    run = wenjiu("assess", "--together", "-", "--lang", "en", given=given)
    assert (run.status, run.out) == (2, "")
    assert len(run.err.splitlines()) == 1 and "Traceback" not in run.err


def test_it_does_not_go_with_a_single_measure() -> None:
    run = wenjiu("assess", "5.2", "--together", "-", "--lang", "en", given="{}")
    assert run.status == 2 and "--together" in run.err
