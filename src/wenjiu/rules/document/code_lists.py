"""Loads and checks the dated code lists of a policy: key groups, industries, grades. They are data in its folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...standards import civil
from ...standards.data_files import read_yaml
from ..language.dated_values import OPEN_TO
from ..language.nodes import DefinitionError
from ..language.text import Text

IN_FORCE, DRAFT = "in_force", "draft"
CONFIDENCES = ("high", "medium", "low")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
_INHERITED = ("from", "source", "source_en", "confidence")
_LIST_KEYS = {"clause", "zh", "en", "note", "note_en", "rows", *_INHERITED}
_ROW_KEYS = {"code", "zh", "en", "to", "status", "named_in", *_INHERITED}


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code for a period of time.

    `start`, `end`: civil keys of its first and last day (`OPEN_TO`: no last day is known).
    `named_in`: the clauses that name it; none for an extra code of the operator.
    `status`: a draft never applies.
    """

    code: str
    name: Text
    start: int
    end: int
    named_in: tuple[str, ...]
    status: str
    source: Text
    confidence: str

    @property
    def confirmed(self) -> bool:
        """Whether the source is the official text itself."""
        return self.confidence == "high" and self.status == IN_FORCE


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes. Its content depends on the day."""

    name: str
    label: Text
    clause: str
    rows: tuple[CodeRow, ...]
    note: Text | None = None

    def on(self, day: int) -> tuple[CodeRow, ...]:
        """Return the rows in force on a day (civil key), in the order of the list, without drafts."""
        return tuple(r for r in self.rows if r.status == IN_FORCE and r.start <= day <= r.end)

    def codes(self, day: int) -> tuple[str, ...]:
        """Return the codes in force on a day."""
        return tuple(r.code for r in self.on(day))

    @property
    def drafts(self) -> tuple[CodeRow, ...]:
        """Return the rows that are published for comment and not in force."""
        return tuple(r for r in self.rows if r.status == DRAFT)


def load(path: Path) -> dict[str, CodeList]:
    """Return code lists by name. DefinitionError names list and row of a missing, unknown or overlapping entry."""
    raw = read_yaml(path, DefinitionError)
    return {name: _list(name, entry) for name, entry in raw.items()}


def _list(name: str, entry: Mapping[str, Any]) -> CodeList:
    _keys(name, entry, _LIST_KEYS, needed=("clause", "zh", "en", "rows"))
    shared = {k: entry[k] for k in _INHERITED if k in entry}
    # A row with its own source must not use the English text of the list's source.
    rows = []
    for raw in entry["rows"]:
        own = {k: v for k, v in shared.items() if not (k == "source_en" and "source" in raw)}
        rows.append(_row(name, own | raw))
    for i, row in enumerate(rows):
        for other in rows[:i]:
            if row.code == other.code and row.start <= other.end and other.start <= row.end:
                raise DefinitionError(
                    f"{name}: two rows of {row.code!r} hold on {civil.iso(max(row.start, other.start))}"
                )
    note = Text(entry["note"], entry.get("note_en", entry["note"])) if "note" in entry else None
    return CodeList(name, Text(entry["zh"], entry["en"]), str(entry["clause"]), tuple(rows), note)


def _row(name: str, row: Mapping[str, Any]) -> CodeRow:
    where = f"{name}.{row.get('code', '?')}"
    _keys(where, row, _ROW_KEYS, needed=("code", "zh", "en", "from", "source", "confidence"))
    code, status = str(row["code"]), row.get("status", IN_FORCE)
    if not _CODE.fullmatch(code):
        raise DefinitionError(f"{where}: a code has letters, digits and underscores only")
    if status not in (IN_FORCE, DRAFT):
        raise DefinitionError(f"{where}: status {status!r} is neither {IN_FORCE} nor {DRAFT}")
    if row["confidence"] not in CONFIDENCES:
        raise DefinitionError(f"{where}: confidence {row['confidence']!r} is none of {', '.join(CONFIDENCES)}")
    start = _day(where, row["from"])
    end = OPEN_TO if row.get("to") is None else _day(where, row["to"])
    if end < start:
        raise DefinitionError(f"{where}: ends on {row.get('to', civil.iso(end))}, before it starts on {row['from']}")
    return CodeRow(
        code,
        Text(row["zh"], row["en"]),
        start,
        end,
        tuple(str(c) for c in row.get("named_in", ())),
        status,
        Text(row["source"], row.get("source_en", row["source"])),
        row["confidence"],
    )


def _day(where: str, raw: Any) -> int:
    try:
        return civil.parse(str(raw))
    except ValueError:
        raise DefinitionError(f"{where}: {raw!r} is no date; write it as 2020-12-24") from None


def _keys(where: str, entry: Mapping[str, Any], known: set[str], *, needed: tuple[str, ...]) -> None:
    lacking = [k for k in needed if entry.get(k) in (None, "")]
    if lacking:
        raise DefinitionError(f"{where}: {', '.join(lacking)} is missing")
    if unknown := sorted(set(entry) - known):
        raise DefinitionError(f"{where}: {', '.join(unknown)} is unknown; there are {', '.join(sorted(known))}")
