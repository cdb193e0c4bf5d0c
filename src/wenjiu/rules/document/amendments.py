"""What an installation changes in a policy as published: dated values of parameters, readings, versions of the document.

An amendment applies from a day on, until a later one follows or it is revoked from a day on. The values as published
stay: an amended policy has them as well, and a case takes the value of its own day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...standards import civil
from ..language.dated_values import OPEN_FROM, DatedValue
from ..language.parameters import Param
from ..language.text import Text
from .versions import Version

#: What an amendment changes.
PARAMETER, READING, VERSION = KINDS = ("parameter", "reading", "version")


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change from a day on.

    `number`: its number; of two for the same day the later one applies.
    `name`: the parameter, the ambiguity, or the number of the amending document.
    `start`: its first day (civil key).
    `value`: the kept value of a parameter, or of one entry of a map; the letter of a reading.
    `key`: the entry of a map.
    `columns`: further columns of a table.
    `known`: the day (civil key) on which it became public.
    `until`: the day (civil key) from which it is revoked; `revoked_by`: the number of the revocation.
    """

    number: int
    kind: str
    name: str
    start: int
    value: Any
    source: Text
    confidence: str
    key: str = ""
    columns: tuple[Any, ...] = ()
    known: int = OPEN_FROM
    until: int | None = None
    revoked_by: int = 0

    @property
    def last(self) -> int:
        """Return the number of the last change of it: its own, or that of its revocation."""
        return max(self.number, self.revoked_by)

    def revoked(self, day: int, by: int) -> Amendment:
        """Return this amendment as ended from a day (civil key) on by the revocation of a number."""
        return replace(self, until=day, revoked_by=by)

    @property
    def begins(self) -> bool:
        """Whether it applies on any day: a revocation can come before its first one."""
        return self.until is None or self.start < self.until

    def applies(self, day: int) -> bool:
        """Whether a day (civil key) is from its first day on and before its revocation."""
        return self.start <= day and (self.until is None or day < self.until)


def rows_with(param: Param, amendments: Iterable[Amendment]) -> tuple[DatedValue, ...]:
    """Return the dated values of a parameter with the amendments of it.

    From the day of a revocation, the value is the one that would be in force on that day without the amendment.
    """
    mine = (a for a in amendments if a.kind == PARAMETER and a.name == param.name and a.begins)
    own = sorted(mine, key=lambda a: a.number)
    ends: list[DatedValue] = []
    for a in own:
        if a.until is None:
            continue
        now = _in_force(_laid(param, own, ends), a.key, a.until)
        if now is None or now.set_by != a.number:
            continue  # another value has followed it
        before = _in_force(_laid(param, [other for other in own if other is not a], ends), a.key, a.until)
        value, columns = (None, ()) if before is None else (before.value, before.columns)
        confidence = a.confidence if before is None else before.confidence
        ends.append(DatedValue(a.until, value, a.source, confidence, a.known, a.key, columns, a.revoked_by))
    return _laid(param, own, ends)


def _laid(param: Param, own: Sequence[Amendment], ends: Sequence[DatedValue]) -> tuple[DatedValue, ...]:
    found = {(row.key, row.start): row for row in param.rows}
    for a in own:
        found[a.key, a.start] = DatedValue(
            a.start, a.value, a.source, a.confidence, a.known, a.key, a.columns, a.number
        )
    found |= {(row.key, row.start): row for row in ends if (row.key, row.start) not in found}
    return tuple(sorted(found.values(), key=lambda row: (row.key if param.type.keyed else "", row.start)))


def _in_force(rows: Iterable[DatedValue], key: str, day: int) -> DatedValue | None:
    return max((row for row in rows if row.key == key and row.start <= day), key=lambda row: row.start, default=None)


def letters_on(amendments: Iterable[Amendment], day: int) -> dict[str, str]:
    """Return ambiguity id -> letter in force on a day (civil key), for those that an amendment sets."""
    return {id: str(a.value) for id, a in readings_on(amendments, day).items()}


def readings_on(amendments: Iterable[Amendment], day: int) -> dict[str, Amendment]:
    """Return ambiguity id -> the amendment that sets its letter on a day (civil key)."""
    found: dict[str, Amendment] = {}
    for a in amendments:
        if a.kind == READING and a.applies(day):
            before = found.get(a.name)
            if before is None or (before.start, before.number) < (a.start, a.number):
                found[a.name] = a
    return found


def versions_with(versions: Sequence[Version], amendments: Iterable[Amendment], day: int) -> tuple[Version, ...]:
    """Return the versions of a document with those that an installation knows of; their text is not loaded."""
    known = {v.source for v in versions}
    later = {a.name: a for a in amendments if a.kind == VERSION and a.name not in known and _stands(a, day)}
    number = max(v.number for v in versions)
    added = [
        Version(number + i, civil.date(a.start), a.name, text_known=False)
        for i, a in enumerate(sorted(later.values(), key=lambda a: a.start), 1)
    ]
    return tuple(sorted((*versions, *added), key=lambda v: v.start))


def _stands(a: Amendment, day: int) -> bool:
    return a.begins and (a.until is None or day < a.until)
