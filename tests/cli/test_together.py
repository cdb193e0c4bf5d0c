"""`wenjiu assess --together`: several cases of one person or firm, from a file or a pipe, in text and JSON."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.answers import ROOT, Form, breaches
from tests.support.command import wenjiu
from tests.support.handworked import FOLDER, from_yaml

from wenjiu.policies import load_policy
from wenjiu.standards.columns import width

POLICY = load_policy("chaoyang_2020")
FILES = from_yaml((FOLDER / "together" / "cases.yaml").read_text("utf-8"))["cases"]
PUBLISHED = Form(json.loads((ROOT / "docs" / "together.schema.json").read_text("utf-8")))


def _file(id: str) -> str:
    return json.dumps(next(c for c in FILES if c["id"] == id)["file"], ensure_ascii=False)


def test_every_answer_keeps_to_the_published_schema() -> None:
    for case in FILES:
        answer: dict[str, Any] = json.loads(POLICY.together(copy.deepcopy(case["file"])).json())
        assert PUBLISHED.objections(answer) == [], case["id"]
        for line in answer["cases"]:
            assert breaches({k: v for k, v in line.items() if k != "alone"}) == [], case["id"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_answer_fits_eighty_columns(lang: str) -> None:
    for case in FILES:
        text = POLICY.together(copy.deepcopy(case["file"]), lang).text()
        assert max(map(width, text.splitlines())) <= 80
    run = wenjiu("assess", "--together", "-", "--lang", lang, given=json.dumps(FILES[-1]["file"]))
    assert (run.status, run.text) == (0, text + "\n")


def test_a_list_of_cases_is_taken_as_one_persons(tmp_path: Path) -> None:
    cases = json.loads(_file("together-7-same-year"))["cases"]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, cases)), "utf-8")
    assert json.loads(wenjiu("assess", "--together", str(path), "--json").text)["stopped"] == ["difficulty"]


def test_a_reading_of_the_command_line_reaches_the_rules_of_stacking() -> None:
    run = wenjiu("assess", "--together", "-", "--json", "--reading", "G10=B", given=_file("together-4-same-employer"))
    assert json.loads(run.text)["stopped"] == ["kept"]


def test_a_malformed_case_is_told_and_the_status_is_2() -> None:
    file = json.loads(_file("together-7-same-year"))
    file["cases"].append({"id": "x", "measure": "9.9", "facts": {}})
    run = wenjiu("assess", "--together", "-", "--json", given=json.dumps(file))
    assert run.status == 2
    assert json.loads(run.text)["cases"][2]["error"]["field"] == "measure"
    assert json.loads(run.text)["payable"] == "48000.00"


@pytest.mark.parametrize("given", ["", "{}", "[]", "3", '{"cases": {}}', "[1", '{"cases": [], "x": 1}', "\x00"])
def test_a_file_that_is_none_is_one_clear_line(given: str) -> None:
    run = wenjiu("assess", "--together", "-", "--lang", "en", given=given)
    assert (run.status, run.text) == (2, "")
    assert len(run.messages.splitlines()) == 1 and "Traceback" not in run.messages


def test_it_does_not_go_with_a_single_measure() -> None:
    run = wenjiu("assess", "5.2", "--together", "-", "--lang", "en", given="{}")
    assert run.status == 2 and "--together" in run.messages
