"""Reads the parameters of a policy from ``document.yaml`` and ``external.yaml``.

figures:                       # document.yaml: what the document itself states, by clause
  "5.2":
    cap: {value: 200000, unit: yuan, zh: ..., en: ...,
          later: [{from: 2022-03-17, value: 300000, source: ..., confidence: high}]}

si_min_contribution_table:     # external.yaml: what the document leaves to others, and what the operator sets
  type: table
  rows: [{from: 2019-07-01, values: {...}, source: ..., confidence: high, known: 2019-06-20}]
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...standards import civil
from ...standards.data_files import read_yaml
from .checked import CheckedFile
from .dated_values import BASIS, OPEN_FROM, DatedValue
from .nodes import DefinitionError
from .parameter_rows import KEYS, MAP, TABLE
from .parameter_types import AMOUNT, CODES, FRACTION, FROM, NUMBER, TO, YES_NO, ParamType
from .parameters import Book, Param
from .text import Text
from .units import NAMED

TYPES = {type.name: type for type in (NUMBER, FRACTION, YES_NO, CODES, TABLE, MAP, FROM, TO)}
#: What the entries of a map are. A subsidy also has an entry for its basis.
FIGURES: dict[str, ParamType] = {"yuan": AMOUNT, "subsidy": AMOUNT, "fraction": FRACTION}
CONFIDENCES = ("high", "medium", "low")
ENTRY = (
    "unit", "most", "absent", "value_key", "spelling", "keys", "values", "also", "key_names", "note", "note_en"
)  # fmt: skip
ROW = ("from", "value", "values", "source_en", "known", "key")


def load(folder: Path) -> Book:
    """Return the parameters in a folder's ``document.yaml`` and ``external.yaml``.

    Every value has a source and a confidence. Raise `DefinitionError` with file and place for a value that is missing,
    unknown or out of order.
    """
    document, external = (_File(folder / name) for name in ("document.yaml", "external.yaml"))
    return Book([*document.stated(), *external.others()])


class _File(CheckedFile):
    """One file while it is read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.data = read_yaml(path, DefinitionError)

    def stated(self) -> list[Param]:
        """Return the figures that the document states, each with its later values."""
        raw = self.mapping(self.data, "the file", ("source", "figures"))
        source = Text(raw["source"], raw["source"])
        found = []
        for clause, figures in self.names(raw["figures"], "figures"):
            for name, entry in self.names(figures, f"figures.{clause}"):
                full = f"{clause}.{name}"
                entry = self.mapping(entry, full, ("value", "unit", "zh", "en"), (*ENTRY, "later"))
                first = DatedValue(OPEN_FROM, self.value(full, NUMBER, entry["unit"], entry["value"]), source, "high")
                later = [self.row(full, NUMBER, entry, row) for row in entry.get("later", [])]
                starts = [row.start for row in (first, *later)]
                if starts != sorted(set(starts)):
                    self.complain(f"{full}.later", "each later value needs a day (from), in the order of the days")
                found.append(self.param(full, NUMBER, entry, clause, (first, *later), stated=True))
        return found

    def others(self) -> list[Param]:
        """Return the parameters that come from other sources."""
        found = []
        for name, entry in self.names(self.data, "the file"):
            entry = self.mapping(entry, name, ("type", "clause", "zh", "en"), (*ENTRY, "rows"))
            type = TYPES[self.known(entry["type"], TYPES, f"{name}.type")]
            rows = tuple(self.row(name, type, entry, row) for row in entry.get("rows") or [])
            if list(rows) != sorted(rows, key=lambda r: (r.key if type.keyed else "", r.start)):
                self.complain(f"{name}.rows", "rows must be in the order of their keys and dates")
            found.append(self.param(name, type, entry, str(entry["clause"]), rows, stated=False))
        return found

    def row(self, name: str, type: ParamType, entry: dict[str, Any], row: Any) -> DatedValue:
        """Return one dated value with its source."""
        row = self.mapping(row, f"{name}.rows", ("source", "confidence"), ROW)
        self.known(row["confidence"], CONFIDENCES, f"{name}.rows.confidence")
        if ("value" in row) == ("values" in row):
            self.complain(f"{name}.rows", "a row has either value or values")

        figure = self.figure(name, entry) or type

        def value(raw: Any) -> Any:
            return self.value(name, figure, entry.get("unit", ""), raw)

        several = row.get("values", {})
        columns = tuple(value(several[c]) if c in several else None for c in entry.get("also", ())) if several else ()
        main = self.need(several, entry["value_key"], f"{name}.rows.values") if several else row["value"]
        return DatedValue(
            self.day(name, row["from"]) if row.get("from") else OPEN_FROM,
            main if str(row.get("key")) == BASIS else value(main),
            Text(row["source"], row.get("source_en", row["source"])),
            row["confidence"],
            self.day(name, row["known"]) if row.get("known") else OPEN_FROM,
            str(row.get("key", "")),
            columns,
        )

    def param(
        self,
        name: str,
        type: ParamType,
        entry: dict[str, Any],
        clause: str,
        rows: tuple[DatedValue, ...],
        *,
        stated: bool,
    ) -> Param:
        """Return a parameter with its dated values."""
        unit = entry.get("unit", "")
        self.known(unit, NAMED, f"{name}.unit")
        keys = entry.get("keys", ())
        if isinstance(keys, str):
            self.known(keys, KEYS, f"{name}.keys")
        return Param(
            name,
            type,
            NAMED[unit],
            Text(entry["zh"], entry["en"]),
            clause,
            rows,
            stated=stated,
            most=entry.get("most"),
            absent=self.value(name, type, unit, entry["absent"]) if "absent" in entry else None,
            value_key=entry.get("value_key", ""),
            spelling=entry.get("spelling", ""),
            keys=keys if isinstance(keys, str) else tuple(keys),
            figure=self.figure(name, entry),
            also=tuple(entry.get("also", ())),
            key_names={k: self.text(v, f"{name}.key_names.{k}") for k, v in entry.get("key_names", {}).items()},
            note=Text(entry["note"], entry.get("note_en", entry["note"])) if "note" in entry else None,
        )

    def figure(self, name: str, entry: dict[str, Any]) -> ParamType | None:
        """Return the type of the entries of a map; None where the file names none."""
        return FIGURES[self.known(entry["values"], FIGURES, f"{name}.values")] if "values" in entry else None

    def value(self, name: str, type: ParamType, unit: str, raw: Any) -> Any:
        """Return a value as the tree uses it: fen, months, civil key, exact share, codes. Null means none."""
        if raw is None:
            return type.missing
        try:
            return type.read(unit, raw)
        except (TypeError, ValueError) as error:
            self.complain(f"{name}.rows" if type.kind == "date" else name, str(error))

    def day(self, name: str, raw: Any) -> int:
        """Return a date as a civil key; a date in quotes is accepted."""
        try:
            return civil.parse(str(raw))
        except ValueError:
            self.complain(f"{name}.rows", f"{raw!r} is no date, such as 2021-01-31")
