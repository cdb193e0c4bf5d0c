"""Reads what other readings would change in a screening of a SYNTHETIC population: `district_figures.json` of a policy.

`scripts/generate/district_figures.py` writes the file. It says on which population, day and version of the rules it
rests. Figures of another version of the rules are not used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...rules.policy import Policy
from ...standards import money
from .marks import POLICIES

FIGURES_FILE = "district_figures.json"
#: How to make the figures again.
RENEW = "python scripts/generate/district_figures.py"


@dataclass(frozen=True, slots=True)
class Change:
    """What one reading changes in one measure, against the readings in use.

    `rows`: subjects of the measure (people, firms or events) whose answer or amount changes.
    `gain`, `lose`: of these, subjects that become entitled, or cease to be.
    `fen`: the change of the certain amount, in fen.
    `most_fen`: the change of the highest possible amount; None where a figure that limits it is missing.
    `lacking`: the parameters without a value that only this reading needs; with any, the change of money is not known.
    """

    measure: str
    rows: int
    gain: int
    lose: int
    fen: int
    most_fen: int | None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """The figures of a policy, and the synthetic screening that they come from.

    `people`, `seed`: size and seed of the synthetic population.
    `on`: the day of the screening, in ISO form.
    `changes`: ambiguity -> letter -> the measures that change.
    """

    rules_version: str
    people: int
    seed: int
    on: str
    changes: dict[str, dict[str, tuple[Change, ...]]]

    def of(self, id: str, letter: str) -> tuple[Change, ...] | None:
        """Return the measures that a reading changes, none if it changes nothing; None if it was not screened."""
        return self.changes.get(id, {}).get(letter)

    def weight(self, id: str) -> tuple[int, int]:
        """Return a sort key: the largest change of money by any letter of an ambiguity, then of subjects."""
        letters = self.changes.get(id, {}).values()
        fen = max((sum(abs(c.fen) for c in changes if not c.lacking) for changes in letters), default=0)
        return fen, max((sum(c.rows for c in changes) for changes in letters), default=0)

    def data(self, id: str, letter: str) -> dict[str, Any] | None:
        """Return what a reading changes in the synthetic district, for data files: cases, and money in yuan.

        None if it was not screened. The money is None where a figure that it depends on is missing.
        """
        changes = self.of(id, letter)
        if changes is None:
            return None
        return _summed(changes) | {"measures": [{"measure": c.measure} | _summed([c]) for c in changes]}

    def basis(self) -> dict[str, Any]:
        """Return what the figures rest on, for data files."""
        return {
            "synthetic": True,
            "people": self.people,
            "seed": self.seed,
            "on": self.on,
            "rules_version": self.rules_version,
        }


def _summed(changes: Sequence[Change]) -> dict[str, Any]:
    lacking = list(dict.fromkeys(name for c in changes for name in c.lacking))
    most = [c.most_fen for c in changes]
    open_ended = lacking or None in most
    return {
        "cases": sum(c.rows for c in changes),
        "become_entitled": sum(c.gain for c in changes),
        "cease": sum(c.lose for c in changes),
        "certain_yuan": None if lacking else money.yuan(sum(c.fen for c in changes)),
        "most_yuan": None if open_ended else money.yuan(sum(m for m in most if m is not None)),
        "lacking": lacking,
    }


@lru_cache(maxsize=8)
def kept_figures(name: str, policies: Path = POLICIES) -> DistrictFigures | None:
    """Return the kept figures of a policy, of whichever version of the rules; None if there are none."""
    try:
        content = json.loads((policies / name / FIGURES_FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    changes = {
        id: {
            letter: tuple(Change(**change | {"lacking": tuple(change["lacking"])}) for change in of_letter)
            for letter, of_letter in letters.items()
        }
        for id, letters in content["changes"].items()
    }
    basis = content["basis"]
    return DistrictFigures(basis["rules_version"], basis["people"], basis["seed"], basis["on"], changes)


def figures_of(policy: Policy) -> DistrictFigures | None:
    """Return the figures for the rules in use; None if there are none for them.

    The figures compare with the recommended readings, so there are none for an operator's other readings either.
    """
    found = kept_figures(policy.name)
    return None if found is None or found.rules_version != policy.rules_version or policy.letters else found


def outdated(policy: Policy) -> Iterator[str]:
    """Yield why the kept figures of a policy do not fit its rules, a sentence each, with what to do."""
    found = kept_figures(policy.name)
    if found is None:
        yield f"{policy.name} has no {FIGURES_FILE}: run {RENEW}"
        return
    if found.rules_version != policy.rules_version:
        yield (
            f"{policy.name}/{FIGURES_FILE} is of rules {found.rules_version}, the rules are {policy.rules_version}: "
            f"run {RENEW}"
        )
    wanted = {id: list(a.switchable) for id, a in policy.ambiguities.items() if a.switchable}
    screened = {id: list(letters) for id, letters in found.changes.items()}
    for id in sorted(wanted.keys() | screened.keys()):
        if wanted.get(id, []) != screened.get(id, []):
            yield (
                f"{policy.name}/{FIGURES_FILE}: {id} has letters {screened.get(id, [])}, the rules compute "
                f"{wanted.get(id, [])}: run {RENEW}"
            )
