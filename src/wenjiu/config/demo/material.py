"""Loads what the demo district of a policy is made of: `demo.yaml` in its folder. A policy without the file has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wenjiu import policies
from wenjiu.standards.data_files import read_yaml

FILE = "demo.yaml"


@dataclass(frozen=True)
class RowForm:
    """One row of a register.

    `refers`: firm or person -> the column that refers to it. Without it the row is the subject's own.
    `facts`: column -> value; a text in braces, such as ``{home}``, is filled in.
    """

    table: str
    facts: Mapping[str, Any]
    refers: Mapping[str, str] = field(default_factory=dict)

    def filled(self, **known: Any) -> dict[str, Any]:
        """Return the facts with what is in braces filled in. Raise KeyError for a name that is not given."""
        return {
            name: known[value[1:-1]] if isinstance(value, str) and value.startswith("{") else value
            for name, value in self.facts.items()
        }


@dataclass(frozen=True)
class Turn:
    """A step on the way to the decision, its outcome, and the persona who takes it."""

    step: str
    outcome: str
    by: str


@dataclass(frozen=True)
class Material:
    """What the demo district of a policy is made of.

    `budgets`: yuan a year by group of claims.
    `registers`: person, firm, hire and others -> a row of a register.
    `roster`, `refused`, `founder`: the measures of the cases, and what is said of them.
    `office`: what the office pays without an application; see `office.py`.
    `paid`: measures of which one case was paid; see `paid.py`.
    `programmes`: classes, traineeships and calls; see `programmes.py`.
    `checked`, `opened`: what an audit finds beside the cases; see `audited.py`.
    `way`, `against`: how a case goes to its decision, and the outcomes of those who do not agree.
    """

    budgets: Mapping[str, int]
    registers: Mapping[str, RowForm]
    roster: Mapping[str, Any]
    refused: Mapping[str, str]
    founder: Mapping[str, Any]
    way: tuple[Turn, ...]
    against: Mapping[str, str]
    office: Mapping[str, Any]
    programmes: tuple[Mapping[str, Any], ...] = ()
    paid: tuple[Mapping[str, Any], ...] = ()
    checked: Mapping[str, str] = field(default_factory=dict)
    opened: str = ""

    def taker(self, step: str) -> str:
        """Return the persona who takes a step."""
        return next(turn.by for turn in self.way if turn.step == step)


def material_of(policy: str) -> Material | None:
    """Return the material of a policy; None where it has no demo district. Raise ValueError for a broken file."""
    path = Path(policies.__file__).parent / policy / FILE
    if not path.is_file():
        return None
    raw = read_yaml(path, ValueError)
    return Material(
        budgets=raw["budgets"],
        registers={name: RowForm(**form) for name, form in raw["registers"].items()},
        roster=raw["roster"],
        refused=raw["refused"],
        founder=raw["founder"],
        way=tuple(Turn(**turn) for turn in raw["way"]),
        against=raw["against"],
        office=raw["office"],
        programmes=tuple(raw.get("programmes", ())),
        paid=tuple(raw.get("paid", ())),
        checked=raw.get("checked", {}),
        opened=raw.get("opened", ""),
    )
