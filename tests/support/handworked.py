"""The tables of cases worked out by hand, in `policies/chaoyang_2020/`; the legend is at the head of each file.

`handworked`: cases that a reader of the clause thought of; `boundaries`: the questions that the definitions raise;
`combinations`: two readings at once, and what else the mutants of a measure asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from tests.support.answers import breaches, differences

from wenjiu.cli.case_files import parse_json
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.policy import Policy

FOLDER = Path(__file__).resolve().parents[1] / "policies" / "chaoyang_2020"
TABLES = ("handworked", "boundaries", "combinations")


@dataclass(frozen=True)
class Handworked:
    """One case: its id, why the answer is what it is, the case as JSON text, the expected fields."""

    id: str
    why: str
    text: str
    expected: dict[str, Any]

    @property
    def refused(self) -> bool:
        """Whether the case is expected to be an error line."""
        return bool(self.expected.get("error"))


def from_yaml(text: str) -> Any:
    """The content of a table; read by the parser in C where there is one, which is ten times as fast."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def files(table: str = "handworked") -> dict[str, tuple[Handworked, ...]]:
    """Branch code -> its cases of a table, in the order of the file."""
    return {
        path.stem: tuple(case_of(path.stem, document["base"], case) for case in document["cases"])
        for path in sorted((FOLDER / table).glob("*.yaml"))
        for document in [from_yaml(path.read_text("utf-8"))]
    }


@cache
def _settled() -> list[dict[str, Any]]:
    """The single cases of all branches, as they are written."""
    found = sorted((FOLDER / "settled" / "single").glob("*.yaml"))
    return [row for path in found for row in from_yaml(path.read_text("utf-8"))]


@cache
def settled(code: str) -> tuple[Handworked, ...]:
    """The single cases of a branch in `settled/single/`, which answer what the contract settles after the second audit."""
    asked = ("id", "measure", "facts", "params", "params_only", "readings")
    return tuple(
        Handworked(
            row["id"],
            row["why"],
            json.dumps({**{name: row[name] for name in asked}, **row.get("more", {})}, ensure_ascii=False),
            row["expected"],
        )
        for row in _settled()
        if row.get("measure") == code
    )


def disagreements(policy: Policy, cases: Iterable[Handworked]) -> list[str]:
    """Every case that is answered otherwise than was worked out by hand: one entry each, which begins with its id."""
    return [said for case in cases if (said := disagreement(policy, case))]


def disagreement(policy: Policy, case: Handworked) -> str:
    """What an answer says otherwise than was worked out by hand, or against the schema; empty where all agrees."""
    if not case.expected:
        return f"{case.id}: no answer was worked out by hand yet"
    try:
        answer = json.loads(policy.assess(parse_json(case.text)).json())
    except CaseError as error:
        wrong = [] if case.refused else [f"refused: {error}"]
    except Exception as error:  # noqa: BLE001 - a case that ends in one must not hide those behind it
        wrong = [f"{type(error).__name__}: {error}"]
    else:
        wrong = ["answered, not refused"] if case.refused else differences(case.expected, answer) + breaches(answer)
    return "\n".join([f"{case.id}: {case.why}", *wrong, case.text]) if wrong else ""


def case_of(code: str, base: dict[str, Any], case: dict[str, Any]) -> Handworked:
    """One case of a table: its changes laid over the base of its measure."""
    asked = {
        "id": case["id"],
        "measure": code,
        "facts": _given({**base["facts"], **case.get("change", {})}),
        "params": _given({**base.get("params", {}), **case.get("params", {})}),
        "params_only": True,
        "readings": case.get("readings", {}),
    }
    return Handworked(case["id"], case.get("why", ""), json.dumps(asked, ensure_ascii=False), case["expected"])


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
