"""Stacking: what one person or firm may have together, over cases and past awards, by rules that are data of the policy.

A rule names pairs of branches, the labels that must agree (person, employer, year ...), whether the days that they pay
for must meet, and what follows: `stop` (the later one is not paid), `warn` (an official looks), `allow`. Where the
days are not known, or an answer is still open, a stop becomes a warning that is not certain. Past awards stay; of two
cases the earlier in the file stays. Source: clauses.md section 0.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.nodes import DefinitionError
from ..language.text import Text

LEVELS = ("stop", "warn", "allow")


@dataclass(frozen=True)
class Rule:
    """One rule. `under`, `unless`: reading id -> letter with which it exists, or does not."""

    id: str
    between: frozenset[frozenset[str]]
    level: str
    text: Text
    same: tuple[str, ...] = ()
    same_any: tuple[str, ...] = ()
    overlap: bool = False
    keep: str = "earlier"
    under: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, str] = field(default_factory=dict)

    def stands(self, letters: Mapping[str, str]) -> bool:
        """Whether the rule exists under some letters."""
        chosen = [letters.get(id, "A") == letter for id, letter in self.under.items()]
        dropped = [letters.get(id, "A") == letter for id, letter in self.unless.items()]
        return all(chosen) and not any(dropped)


@dataclass(frozen=True)
class Stacking:
    """The rules of a policy, and the days that its branches pay for where a case does not say."""

    rules: tuple[Rule, ...] = ()
    periods: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def readings(self) -> set[str]:
        """The readings that some rule depends on."""
        return {id for rule in self.rules for id in (*rule.under, *rule.unless)}


def load_stacking(path: Path) -> Stacking:
    """Read a policy's stacking.yaml. DefinitionError with the rule that is wrong."""
    document = read_yaml(path, DefinitionError)
    rules = []
    for entry in document["rules"]:
        if entry["level"] not in LEVELS:
            raise DefinitionError(f"{path.name}: rule {entry['id']}: level {entry['level']!r}; {', '.join(LEVELS)}")
        rules.append(
            Rule(
                entry["id"],
                frozenset(frozenset(map(str, pair)) for pair in entry["between"]),
                entry["level"],
                Text(entry["zh"], entry["en"]),
                tuple(entry.get("same", ())),
                tuple(entry.get("same_any", ())),
                entry.get("overlap", False),
                entry.get("keep", "earlier"),
                entry.get("under", {}),
                entry.get("unless", {}),
            )
        )
    return Stacking(tuple(rules), document.get("periods", {}))
