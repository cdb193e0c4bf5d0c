"""What the contract settles after the second audit is answered as worked out by hand (`settled/`).

A file is judged in one pass: every case that is answered otherwise is listed by its id.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.support.answers import breaches, differences
from tests.support.handworked import FOLDER, from_yaml

from wenjiu.cli.case_files import parse_json
from wenjiu.policies import load_policy
from wenjiu.rules.language.problems import CaseError

POLICY = load_policy("chaoyang_2020")
SINGLE = sorted((FOLDER / "settled" / "single").glob("*.yaml"))
TOGETHER = sorted((FOLDER / "settled" / "together").glob("*.yaml"))
ASKED = ("id", "measure", "facts", "params", "params_only", "readings")


@cache
def _cases(path: Path) -> list[dict[str, Any]]:
    document = from_yaml(path.read_text("utf-8"))
    return document["cases"] if isinstance(document, dict) else document


def _disagreement(row: dict[str, Any]) -> list[str]:
    """What is answered otherwise than was worked out by hand, for one single case."""
    asked = {**{name: row[name] for name in ASKED if name in row}, **row.get("more", {})}
    expected = row["expected"]
    try:
        answer = json.loads(POLICY.assess(parse_json(json.dumps(asked))).json())
    except CaseError as error:
        if not expected.get("error"):
            return [f"refused: {error}"]
        named = error.field.rpartition(".")[2].partition("[")[0]
        return [f"refused for {error.field}"] if expected.get("field", named) != named else []
    if expected.get("error"):
        return [f"answered {answer['eligible']}, to be refused"]
    return differences(expected, answer) + breaches(answer)


def _findings(findings: list[dict[str, Any]]) -> Counter[tuple[str, str, bool, tuple[str, ...]]]:
    return Counter((f["rule"], f["level"], f.get("certain", True), tuple(sorted(f["between"]))) for f in findings)


def _together_disagreement(row: dict[str, Any]) -> list[str]:
    """What is answered otherwise than was worked out by hand, for several cases asked together."""
    answer = POLICY.together(parse_json(json.dumps(row["file"]))).data
    expected, found = row["expected"], []
    if "findings" in expected and _findings(answer["findings"]) != _findings(expected["findings"]):
        found.append(f"findings: expected {expected['findings']}, answered {answer['findings']}")
    if "stopped" in expected and sorted(answer["stopped"]) != sorted(expected["stopped"]):
        found.append(f"stopped: expected {expected['stopped']}, answered {answer['stopped']}")
    if "payable" in expected and answer["payable"] != expected["payable"]:
        found.append(f"payable: expected {expected['payable']}, answered {answer['payable']}")
    return found + [f"unknown expectation {name}" for name in set(expected) - {"findings", "stopped", "payable"}]


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in SINGLE])
def test_every_single_case_is_answered_as_worked_out_by_hand(path: Path) -> None:
    wrong = {row["id"]: (row["why"], found) for row in _cases(path) if (found := _disagreement(row))}
    assert not wrong, "\n".join(f"{id}: {why}: {'; '.join(found)}" for id, (why, found) in wrong.items())


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in TOGETHER])
def test_every_file_of_cases_is_answered_as_worked_out_by_hand(path: Path) -> None:
    wrong = {row["id"]: (row["why"], found) for row in _cases(path) if (found := _together_disagreement(row))}
    assert not wrong, "\n".join(f"{id}: {why}: {'; '.join(found)}" for id, (why, found) in wrong.items())


def test_no_two_of_these_cases_share_an_id() -> None:
    ids = Counter(row["id"] for path in (*SINGLE, *TOGETHER) for row in _cases(path))
    assert max(ids.values()) == 1
    assert len(ids) >= 649
