"""Stacking rules: which measures one person or firm may have together, over cases and past awards.

The rules are data of the policy. A rule names:
- pairs of branches,
- the labels that must agree (person, employer, year ...),
- whether the days that they pay for must overlap,
- the effect: `stop` (the later one is not paid), `warn` (an official checks) or `allow`.

Where the days are not known, or an answer is undecided, a stop becomes an uncertain warning. Past awards are kept; of
two cases, the earlier one in the file is kept. A claim is paid only once, and some limits add up over the cases of a
file. Source: clauses.md section 0.4, and the contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.measures import Measure
from ..language.nodes import DefinitionError
from ..language.readings import RECOMMENDED
from ..language.text import Text

LEVELS = ("stop", "warn", "allow")
EACH = ("month", "case", "yuan")


@dataclass(frozen=True)
class Rule:
    """One rule.

    `first_day`: branches that count only with their first day.
    `under`, `unless`: reading id -> letter with which the rule exists, or does not.
    `apart`: what holds where the labels of `same` differ, as a sentence; None where nothing is said.
    """

    id: str
    between: frozenset[frozenset[str]]
    level: str
    text: Text
    same: tuple[str, ...] = ()
    same_any: tuple[str, ...] = ()
    overlap: bool = False
    first_day: frozenset[str] = frozenset()
    keep: str = "earlier"
    under: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, str] = field(default_factory=dict)
    apart: Text | None = None

    def stands(self, letters: Mapping[str, str]) -> bool:
        """Whether the rule exists under some letters."""
        return _under(self.under, self.unless, letters)


#: Two cases of one branch with one key, or of a branch that is paid once per subject, are one claim.
ONCE = Rule(
    "once",
    frozenset(),
    "stop",
    Text(
        "同一事项只领一次，前面的案件或已领补贴已经算过",
        "one claim is paid once; an earlier case, or what was paid before, is the same",
    ),
)


@dataclass(frozen=True)
class Subject:
    """A branch that is paid once for its subject, so its cases are one claim even without a key.

    `same`: labels that must agree; a label that a case does not give counts as agreeing.
    `given`: labels that both cases give with the same value.
    `again`: a fact that makes a later claim a separate one where it holds.
    `under`, `unless`: as for a rule.
    """

    measure: str
    same: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    again: str = ""
    under: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, str] = field(default_factory=dict)

    def stands(self, letters: Mapping[str, str]) -> bool:
        """Whether the branch is paid only once under some letters."""
        return _under(self.under, self.unless, letters)


@dataclass(frozen=True)
class Limit:
    """A limit that adds up over the cases of a file.

    `used`: the fact that states how much of it is used up.
    `each`: what a paid case uses: its paid months ("month"), one ("case"), or its amount ("yuan").
    """

    measure: str
    used: str
    each: str
    same: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stacking:
    """The stacking rules of a policy, what is paid once, its limits, and the default days that its branches pay for."""

    rules: tuple[Rule, ...] = ()
    periods: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    subjects: tuple[Subject, ...] = ()
    limits: Mapping[str, Limit] = field(default_factory=dict)

    @property
    def readings(self) -> set[str]:
        """Return the readings that a rule depends on."""
        return {id for rule in self.rules for id in (*rule.under, *rule.unless)}


def _under(under: Mapping[str, str], unless: Mapping[str, str], letters: Mapping[str, str]) -> bool:
    chosen = [letters.get(id, RECOMMENDED) == letter for id, letter in under.items()]
    dropped = [letters.get(id, RECOMMENDED) == letter for id, letter in unless.items()]
    return all(chosen) and not any(dropped)


def load_stacking(path: Path) -> Stacking:
    """Return a policy's stacking.yaml. DefinitionError names the wrong rule."""
    document = read_yaml(path, DefinitionError)
    return Stacking(
        tuple(_rules(path, document["rules"])),
        document.get("periods", {}),
        tuple(map(_subject, document.get("once", ()))),
        _limits(path, document),
    )


def refuse_unknown(stacking: Stacking, measures: Mapping[str, Measure]) -> None:
    """Raise DefinitionError for a branch, or a fact of it, that the policy does not have."""
    named = [(s.measure, s.again) for s in stacking.subjects] + [(x.measure, x.used) for x in stacking.limits.values()]
    named += [(code, "") for rule in stacking.rules for pair in rule.between for code in pair]
    named += [(code, "") for rule in stacking.rules for code in rule.first_day]
    named += [
        (code, days[w]) for code, days in stacking.periods.items() for w in ("day", "year", "months", "to") if w in days
    ]
    for code, fact in named:
        if code not in measures or (fact and fact not in measures[code].vocabulary.names):
            raise DefinitionError(f"stacking.yaml: there is no {f'{code} with a fact {fact}' if fact else code}")


def _rules(path: Path, entries: list[dict[str, Any]]) -> list[Rule]:
    rules = []
    for entry in entries:
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
                frozenset(map(str, entry.get("first_day", ()))),
                entry.get("keep", "earlier"),
                entry.get("under", {}),
                entry.get("unless", {}),
                Text(entry["apart"]["zh"], entry["apart"]["en"]) if "apart" in entry else None,
            )
        )
    return rules


def _subject(entry: dict[str, Any]) -> Subject:
    return Subject(
        str(entry["measure"]),
        tuple(entry.get("same", ())),
        tuple(entry.get("given", ())),
        entry.get("again", ""),
        entry.get("under", {}),
        entry.get("unless", {}),
    )


def _limits(path: Path, document: dict[str, Any]) -> dict[str, Limit]:
    found: dict[str, Limit] = {}
    for entry in document.get("limits", ()):
        measure = str(entry["measure"])
        if entry["each"] not in EACH or measure in found:
            raise DefinitionError(f"{path.name}: limit of {measure}: each {entry['each']!r}; {', '.join(EACH)}, once")
        found[measure] = Limit(measure, entry["used"], entry["each"], tuple(entry.get("same", ())))
    return found
