"""Parameters: effective-dated values with unit, source and confidence, kept as data beside the clauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from ..standards import civil, money
from .nodes import DefinitionError, Node
from .text import Text
from .units import NAMED, Unit

OPEN_FROM, OPEN_TO = 0, civil.LATEST + civil.YEAR
# The greatest value by unit, in units of the tree: wide enough for any case, narrow enough that no product overflows.
_LARGEST = {"fen": 10**15, "fen/month": 10**15, "fen/person": 10**9, "month": 1200}
_LARGEST_OTHER = 10**9
_KINDS = {"date_from": "date", "date_to": "date", "codes": "codes", "bool": "bool", "table": "table", "map": "map"}


@dataclass(frozen=True, slots=True)
class Row:
    """One value from a day on: `start` (civil key), `value`, where it comes from, and whether that is confirmed."""

    start: int
    value: Any
    source: Text
    confidence: str

    @property
    def confirmed(self) -> bool:
        """Whether the source is the official text itself."""
        return self.confidence == "high"


class Param(Node):
    """A parameter of a policy: scalar (money in fen, count, months, date, codes, yes/no) or a dated table of rates.

    `stated`: the figure stands in the document itself. `absent`: what holds where a case may use only its own
    parameters and gives none. `value_key`: the column of a table in the public form, such as ``yuan_per_month``;
    `also`: further columns that it may have. `keys`, `values`: what a map maps (year, rank or codes; yuan or fraction).
    """

    __slots__ = (
        "absent",
        "also",
        "clause",
        "keys",
        "label",
        "name",
        "rows",
        "spelling",
        "stated",
        "type",
        "value_key",
        "values",
    )

    def __init__(
        self,
        name: str,
        type: str,
        unit: Unit,
        label: Text,
        clause: str,
        rows: tuple[Row, ...],
        *,
        stated: bool,
        least: int = 0,
        most: int | None = None,
        absent: Any = None,
        value_key: str = "",
        spelling: str = "",
        keys: tuple[str, ...] | str = (),
        values: str = "",
        also: tuple[str, ...] = (),
    ) -> None:
        self.name, self.type, self.label, self.clause = name, type, label, clause
        self.keys, self.values, self.also = keys, values, also
        self.rows, self.stated, self.absent, self.value_key, self.spelling = rows, stated, absent, value_key, spelling
        if most is None:
            most = _LARGEST.get(str(unit), _LARGEST_OTHER)
        super().__init__(_KINDS.get(type, "number"), (), unit, least, most)

    def __repr__(self) -> str:
        return self.name

    @property
    def period(self) -> bool:
        """Whether the parameter is a length of time."""
        return str(self.unit) == "month"

    def at(self, day: int) -> Row | None:
        """The row in force on a day (civil key); for a table, one row holding it whole, as sure as its rows from then on."""
        if self.type == "table":
            if not self.rows:
                return None
            first = max((i for i, r in enumerate(self.rows) if r.start <= day), default=0)
            weakest = "high" if all(r.confirmed for r in self.rows[first:]) else "medium"
            return Row(
                self.rows[0].start, tuple((r.start, r.value) for r in self.rows), self.rows[first].source, weakest
            )
        found = None
        for row in self.rows:
            if row.start <= day:
                found = row
        return found

    def show(self, value: Any, lang: str) -> str:
        """A value as a person reads it, with its unit."""
        if value is None:
            return "待确认" if lang != "en" else "to be confirmed"
        if self.type == "table":
            return "；".join(f"{civil.iso(s)} {money.grouped(v)}" for s, v in value)
        if self.kind == "date":
            open_ended = value in (OPEN_FROM, OPEN_TO)
            return ("不限" if lang != "en" else "open") if open_ended else civil.iso(value)
        if self.kind == "codes":
            return "、".join(value) if value else ("无" if lang != "en" else "none")
        if self.kind == "bool":
            return (("是", "否") if lang != "en" else ("yes", "no"))[not value]
        if "fen" in str(self.unit):
            return f"{money.grouped(value)}元" if lang != "en" else f"CNY {money.grouped(value)}"
        if self.period:
            return period_words(value, lang, self.spelling)
        return str(value)

    def public(self, value: Any) -> Any:
        """A value in the public form: yuan as a string, dates in ISO, tables as a list of rows."""
        if value is None:
            return None
        if self.type == "table":
            return [{"from": civil.iso(s), self.value_key: money.yuan(v)} for s, v in value]
        if self.kind == "date":
            return None if value in (OPEN_FROM, OPEN_TO) else civil.iso(value)
        if self.kind == "codes":
            return list(value)
        if "fen" in str(self.unit):
            return money.yuan(value)
        return value


def period_words(months: int, lang: str, spelling: str = "") -> str:
    """A number of months as the clause would say it: 1年, 6个月; `spelling` keeps months, or makes it an age in years."""
    years, rest = divmod(months, 12)
    whole = not rest and years > 0 and spelling != "months"
    if lang == "en":
        unit, n = ("year", years) if whole else ("month", months)
        return f"{n} {unit}{'' if n == 1 else 's'}" + (" of age" if whole and spelling == "age" else "")
    return f"{years}{'周岁' if spelling == 'age' else '年'}" if whole else f"{months}个月"


class Book:
    """All parameters of a policy, by name; clause modules read the figures of their clause as attributes."""

    def __init__(self, params: Iterable[Param]) -> None:
        self.params = {p.name: p for p in params}

    def __getitem__(self, name: str) -> Param:
        if name not in self.params:
            raise DefinitionError(f"no parameter is declared under the name {name!r}")
        return self.params[name]

    def figures(self, clause: str) -> Figures:
        """The figures that one clause of the document states."""
        return Figures(self, clause)


class Figures:
    """`p.cap` is the parameter ``5.2.cap`` of the book."""

    def __init__(self, book: Book, clause: str) -> None:
        self._book, self._clause = book, clause

    def __getattr__(self, name: str) -> Param:
        return self._book[f"{self._clause}.{name}"]


def load(folder: Path) -> Book:
    """Read ``document.yaml`` (figures that the document states, by clause) and ``external.yaml`` (all others).

    Every value carries source and confidence: a file that leaves one out is refused with its name.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    params: list[Param] = []
    document = yaml.load((folder / "document.yaml").read_text("utf-8"), loader)
    for clause, figures in document["figures"].items():
        for name, entry in figures.items():
            full = f"{clause}.{name}"
            row = Row(
                OPEN_FROM,
                _value(full, "number", entry["unit"], entry["value"]),
                Text(document["source"], document["source"]),
                "high",
            )
            params.append(_param(full, "number", entry, str(clause), (row,), stated=True))
    external = yaml.load((folder / "external.yaml").read_text("utf-8"), loader)
    for name, entry in external.items():
        rows = tuple(
            Row(
                civil.parse(str(r["from"])) if r.get("from") else OPEN_FROM,
                _value(name, entry["type"], entry.get("unit", ""), r["value"]),
                Text(r["source"], r.get("source_en", r["source"])),
                r["confidence"],
            )
            for r in entry.get("rows", [])
        )
        if list(rows) != sorted(rows, key=lambda r: r.start):
            raise DefinitionError(f"{name}: rows must be in the order of their dates")
        params.append(_param(name, entry["type"], entry, str(entry["clause"]), rows, stated=False))
    return Book(params)


def _param(name: str, type: str, entry: dict[str, Any], clause: str, rows: tuple[Row, ...], *, stated: bool) -> Param:
    absent = entry.get("absent")
    if "absent" in entry:
        absent = _value(name, type, entry.get("unit", ""), absent)
    return Param(
        name,
        type,
        NAMED[entry.get("unit", "")],
        Text(entry["zh"], entry["en"]),
        clause,
        rows,
        stated=stated,
        most=entry.get("most"),
        absent=absent,
        value_key=entry.get("value_key", ""),
        spelling=entry.get("spelling", ""),
        keys=entry["keys"] if isinstance(entry.get("keys"), str) else tuple(entry.get("keys", ())),
        values=entry.get("values", ""),
        also=tuple(entry.get("also", ())),
    )


def _value(name: str, type: str, unit: str, raw: Any) -> int | Fraction | bool | tuple[str, ...]:
    if type in ("date_from", "date_to"):
        if raw is None:
            return OPEN_FROM if type == "date_from" else OPEN_TO
        return civil.parse(str(raw))
    if type == "codes":
        return tuple(raw)
    if type == "bool":
        return bool(raw)
    if "yuan" in unit:
        return money.fen(str(raw))
    if not isinstance(raw, int):
        raise DefinitionError(f"{name}: {raw!r} is not a whole number")
    return raw
