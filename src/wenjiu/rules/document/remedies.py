"""Loads what somebody can do against a decision, and against none: reconsideration, a suit. It is national, dated data.

remedies:
  review:
    zh: 行政复议
    en: administrative reconsideration
    versions:
    - {from: 2031-01-01, period: {days: 60}, since: {…}, to: {…}, source: law}
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...standards import civil, working_days
from ...standards.data_files import read_yaml
from ..language.checked import CheckedFile
from ..language.nodes import DefinitionError
from ..language.text import Text
from .services import Source

#: Units of a time limit of the law: calendar days and calendar months.
UNITS = {"days": Text("{n}日", "{n} days"), "months": Text("{n}个月", "{n} months")}


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit of the law in calendar days or months; see `UNITS`."""

    count: int
    unit: str

    def shown(self, lang: str) -> str:
        """Return it in words, such as ``60日``."""
        return UNITS[self.unit](lang, lambda _: str(self.count))

    def last_day(self, since: dt.date) -> dt.date:
        """Return the last day of the limit.

        The day on which it begins does not count. A limit that ends on a free day ends on the next working day
        (Civil Code art. 201 to 203, Civil Procedure Law art. 85).
        """
        k = civil.of(since)
        end = (
            civil.of(since + dt.timedelta(days=self.count)) if self.unit == "days" else civil.plus_months(k, self.count)
        )
        return civil.date(working_days.roll_forward(end))


@dataclass(frozen=True, slots=True)
class Remedy:
    """One remedy as it stands from a day on.

    `period`: the time within which somebody must turn to `to`.
    `since`: the event from which the time runs.
    `answer`: within which time there is an answer; None where none is stated.
    """

    code: str
    name: Text
    start: dt.date
    period: TimeLimit
    since: Text
    to: Text
    answer: Text | None
    source: Source


@dataclass(frozen=True)
class Remedies:
    """Remedies by code, each with its versions in the order of their first days."""

    versions: Mapping[str, tuple[Remedy, ...]] = field(default_factory=dict)

    def on(self, code: str, day: dt.date) -> Remedy:
        """Return a remedy as it stands on a day. Raise LookupError for an unknown one and for an earlier day."""
        found = [r for r in self.versions.get(code, ()) if r.start <= day]
        if not found:
            raise LookupError(f"no remedy {code!r} on {day}; there are: {', '.join(self.versions)}")
        return found[-1]

    def all_on(self, codes: Iterable[str], day: dt.date) -> tuple[Remedy, ...]:
        """Return several remedies as they stand on a day, without those that do not exist yet."""
        return tuple(self.on(code, day) for code in codes if self.versions[code][0].start <= day)


def load_remedies(path: Path) -> Remedies:
    """Return the remedies of a file. Raise DefinitionError with file, place and value for a wrong entry."""
    return _Reader(path.name).read(read_yaml(path, DefinitionError))


def read_sources(file: CheckedFile, raw: Any) -> dict[str, Source]:
    """Return the sources of a file by id: wording, and whether it settles what names it."""
    found = {}
    for id, entry in file.names(raw, "sources"):
        name = file.text(entry, f"sources.{id}", ("confirmed",))
        if not isinstance(entry["confirmed"], bool):
            file.complain(f"sources.{id}.confirmed", f"{entry['confirmed']!r} is neither true nor false")
        found[id] = Source(name, entry["confirmed"])
    return found


def read_dated(file: CheckedFile, raw: Any, at: str) -> list[tuple[str, dict[str, Any]]]:
    """Return versions with the place of each. Their first days, `from`, must rise."""
    if not isinstance(raw, list) or not raw:
        file.complain(at, f"{raw!r} is no list of versions")
    places = [(f"{at}[{i}]", entry) for i, entry in enumerate(raw)]
    last = dt.date.min
    for place, entry in places:
        if not isinstance(entry, dict):
            file.complain(place, f"{entry!r} is no mapping")
        start = file.date(file.need(entry, "from", place), f"{place}.from")
        if start <= last:
            file.complain(f"{place}.from", f"{start} is not after {last}")
        last = start
    return places


class _Reader(CheckedFile):
    def read(self, raw: Any) -> Remedies:
        raw = self.mapping(raw, "file", ("sources", "remedies"))
        self.sources = read_sources(self, raw["sources"])
        return Remedies({code: self.remedy(code, r) for code, r in self.names(raw["remedies"], "remedies")})

    def remedy(self, code: str, raw: Any) -> tuple[Remedy, ...]:
        name = self.text(raw, f"remedies.{code}", ("versions",))
        dated = read_dated(self, raw["versions"], f"remedies.{code}.versions")
        return tuple(self.version(code, name, entry, at) for at, entry in dated)

    def version(self, code: str, name: Text, raw: Any, at: str) -> Remedy:
        raw = self.mapping(raw, at, ("from", "period", "since", "to", "source"), ("answer",))
        return Remedy(
            code,
            name,
            raw["from"],
            self.limit(raw["period"], f"{at}.period"),
            self.text(raw["since"], f"{at}.since"),
            self.text(raw["to"], f"{at}.to"),
            self.text(raw["answer"], f"{at}.answer") if "answer" in raw else None,
            self.sources[self.known(raw["source"], self.sources, f"{at}.source")],
        )

    def limit(self, raw: Any, at: str) -> TimeLimit:
        raw = self.mapping(raw, at, (), tuple(UNITS))
        if len(raw) != 1:
            self.complain(at, f"{raw!r} has not exactly one of {', '.join(UNITS)}")
        [(unit, count)] = raw.items()
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            self.complain(f"{at}.{unit}", f"{count!r} is no whole number from 1 on")
        return TimeLimit(count, unit)
