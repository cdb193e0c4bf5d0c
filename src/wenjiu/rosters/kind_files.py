"""Reads and checks the file `rosters.yaml` of a policy. Every error names the place and the value."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import policies
from ..rules.language.checked import CheckedFile
from ..rules.language.facts import Fact, Relation
from ..rules.language.nodes import DefinitionError
from ..rules.language.text import Text
from ..rules.policy import Policy
from ..standards.data_files import read_yaml
from .kinds import PERSON_LABEL, Count, Kind, Label, OwnColumn

FILE = "rosters.yaml"
REQUIRED = ("id", "audience", "name", "about", "measures", "once")
OPTIONAL = ("each", "file", "labels", "one_claim", "members", "own", "borrowed", "counts", "apart")


def kinds_of(policy: Policy) -> dict[str, Kind]:
    """Return the rosters of a policy by id; none for a policy without the file.

    Raise DefinitionError for a field, measure, fact or label that does not exist.
    """
    return _kinds_in(policy, Path(policies.__path__[0]) / policy.name / FILE)


@lru_cache(maxsize=32)
def _kinds_in(policy: Policy, path: Path) -> dict[str, Kind]:
    return load(policy, path) if path.is_file() else {}


def load(policy: Policy, path: Path) -> dict[str, Kind]:
    """Return the rosters in a file by id, checked against a policy."""
    return _Reader(policy, path.name).kinds(read_yaml(path, DefinitionError))


def group_label(policy: Policy, kind: Kind) -> str | None:
    """Return a label whose different values never concern each other under the stacking rules; None where none is such.

    Rows are weighed in groups of one value, because the time grows with the square of the claims that are weighed.
    """
    codes, stacking = set(kind.measures), policy.stacking
    same = [r.same for r in stacking.rules if any(pair <= codes for pair in r.between)]
    same += [x.same for code, x in stacking.limits.items() if code in codes]
    same += [s.same + s.given for s in stacking.subjects if s.measure in codes]
    for label in kind.labels:
        if set(kind.one_claim.values()) <= {label.id} and all(label.id in labels for labels in same):
            return label.id
    return None


class _Reader(CheckedFile):
    """Reads the file of one policy."""

    def __init__(self, policy: Policy, name: str) -> None:
        super().__init__(name)
        self.policy = policy

    def kinds(self, raw: Any) -> dict[str, Kind]:
        """Return the rosters by id."""
        found: dict[str, Kind] = {}
        for k, entry in enumerate(self._list(self.mapping(raw, "the file", ("rosters",)), "rosters", "the file")):
            kind = self._kind(entry, f"rosters[{k}]")
            if kind.id in found:
                self.complain(f"rosters[{k}].id", f"{kind.id!r} is there twice")
            if not kind.as_a_whole and group_label(self.policy, kind) is None:
                self.complain(kind.id, "under the stacking rules the rows of different people concern each other")
            found[kind.id] = kind
        return found

    def _kind(self, raw: Any, at: str) -> Kind:
        entry = self.mapping(raw, at, REQUIRED, OPTIONAL)
        at = str(entry["id"])
        measures = self._codes(self._list(entry, "measures", at), f"{at}.measures")
        names = self._facts(measures)
        labels = (PERSON_LABEL, *(self._label(x, f"{at}.labels") for x in self._list(entry, "labels", at)))
        one_claim = self._names(entry, "one_claim", at)
        self._codes(list(one_claim), f"{at}.one_claim", among=measures)
        for code, label in one_claim.items():
            self.known(label, [x.id for x in labels], f"{at}.one_claim.{code}")
        own = tuple(self._own(x, f"{at}.own") for x in self._list(entry, "own", at))
        borrowed = tuple(self._borrowed(x, f"{at}.borrowed") for x in self._list(entry, "borrowed", at))
        counts = self._counts(entry, at, names, {x.id for x in own} | {name for _, name in borrowed})
        members = entry.get("members", "")
        if members and not isinstance(names.get(members), Relation):
            self.complain(f"{at}.members", f"{members!r} is no list of members of {', '.join(measures)}")
        return Kind(
            str(entry["id"]),
            self.known(entry["audience"], self.policy.audiences, f"{at}.audience"),
            self.text(entry["name"], f"{at}.name"),
            self.text(entry["about"], f"{at}.about"),
            measures,
            tuple(self.known(name, list(names), f"{at}.once") for name in self._list(entry, "once", at)),
            {self.known(n, list(names), f"{at}.each"): v for n, v in self._names(entry, "each", at).items()},
            tuple(map(str, self._list(entry, "file", at))),
            labels,
            one_claim,
            members,
            own,
            borrowed,
            counts,
            self._apart(entry, at, counts),
        )

    def _list(self, entry: dict[str, Any], name: str, at: str) -> list[Any]:
        found = entry.get(name, [])
        if not isinstance(found, list):
            self.complain(f"{at}.{name}", f"{found!r} is no list")
        return found

    def _names(self, entry: dict[str, Any], name: str, at: str) -> dict[str, Any]:
        return dict(self.names(entry.get(name, {}), f"{at}.{name}"))

    def _codes(self, codes: list[Any], at: str, among: tuple[str, ...] = ()) -> tuple[str, ...]:
        return tuple(self.known(str(code), list(among or self.policy.measures), at) for code in codes)

    def _facts(self, measures: tuple[str, ...]) -> dict[str, Fact | Relation]:
        accepted = self.policy.accepted_facts
        return {name: f for code in measures for name, f in accepted(self.policy.measures[code]).items()}

    def _label(self, raw: Any, at: str) -> Label:
        entry = self.mapping(raw, at, ("id", "name", "help"))
        return Label(entry["id"], self.text(entry["name"], f"{at}.name"), self.text(entry["help"], f"{at}.help"))

    def _own(self, raw: Any, at: str) -> OwnColumn:
        entry = self.mapping(raw, at, ("id", "name", "help", "values"))
        values: dict[str, Text] = {
            n: self.text(x, f"{at}.values.{n}") for n, x in self._names(entry, "values", at).items()
        }
        name, told = self.text(entry["name"], f"{at}.name"), self.text(entry["help"], f"{at}.help")
        return OwnColumn(entry["id"], name, told, values)

    def _borrowed(self, raw: Any, at: str) -> tuple[str, str]:
        entry = self.mapping(raw, at, ("measure", "fact"))
        (code,) = self._codes([entry["measure"]], f"{at}.measure")
        return code, self.known(entry["fact"], list(self.policy.measures[code].vocabulary.names), f"{at}.fact")

    def _counts(
        self, entry: dict[str, Any], at: str, facts: dict[str, Fact | Relation], columns: set[str]
    ) -> tuple[Count, ...]:
        found = []
        for name, raw in self._names(entry, "counts", at).items():
            place = f"{at}.counts.{self.known(name, list(facts), f'{at}.counts')}"
            by = dict(self.names(raw, place))
            times = bool(by.pop("times", False))
            where = {self.known(column, columns, place): _values(values) for column, values in by.items()}
            found.append(Count(name, where, times))
        return tuple(found)

    def _apart(self, entry: dict[str, Any], at: str, counts: tuple[Count, ...]) -> tuple[tuple[str, ...], ...]:
        counted = [count.fact for count in counts]
        groups = self._list(entry, "apart", at)
        return tuple(tuple(self.known(name, counted, f"{at}.apart") for name in group) for group in groups)


def _values(raw: Any) -> tuple[str, ...]:
    return tuple(map(str, raw)) if isinstance(raw, list) else (str(raw),)
