"""Parameters of a policy: dated values with unit, source and confidence, kept as data in the policy's folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from ...standards import civil
from .dated_values import OPEN_TO, DatedValue
from .nodes import INFINITE, DefinitionError, Node
from .parameter_types import AMOUNT, ParamType
from .text import T, Text
from .units import Unit

TO_BE_CONFIRMED = T("待确认", "to be confirmed")
# The greatest value by unit, in units of the tree: enough for any case, small enough that no product overflows.
_LARGEST = {
    "fen": 10**15,
    "fen/month": 10**15,
    "fen/person": 10**9,
    "fen/month/person": 10**9,
    "fen/person/year": 10**9,
    "month": 1200,
}
_LARGEST_OTHER = 10**9


class Param(Node):
    """A parameter of a policy: a scalar (money in fen, count, months, date, codes, yes/no), a dated table or a map.

    `stated`: the document itself states the figure.
    `absent`: the value that applies where a case may use only its own parameters and gives none.
    `value_key`: the column of a table in the public form, such as ``yuan_per_month``.
    `also`: further columns that it may have.
    `type`: one of the types in `parameter_types` and `parameter_rows`.
    `keys`: the keys of a map: year, rank or codes.
    `figure`: the type of the entries of a map or of the columns of a table; of any other parameter its own type.
    `key_names`: those codes in words.
    `note`: the reason why a value is missing, and who can decide it.
    """

    __slots__ = (
        "absent",
        "also",
        "clause",
        "figure",
        "key_names",
        "keys",
        "label",
        "name",
        "note",
        "rows",
        "spelling",
        "stated",
        "type",
        "value_key",
    )

    def __init__(
        self,
        name: str,
        type: ParamType,
        unit: Unit,
        label: Text,
        clause: str,
        rows: tuple[DatedValue, ...],
        *,
        stated: bool,
        least: int = 0,
        most: int | None = None,
        absent: Any = None,
        value_key: str = "",
        spelling: str = "",
        keys: tuple[str, ...] | str = (),
        figure: ParamType | None = None,
        also: tuple[str, ...] = (),
        key_names: dict[str, Text] | None = None,
        note: Text | None = None,
    ) -> None:
        self.name, self.type, self.label, self.clause = name, type, label, clause
        self.figure = figure or (AMOUNT if type.whole else type)
        self.keys, self.also, self.key_names, self.note = keys, also, key_names or {}, note
        self.rows, self.stated, self.absent, self.value_key, self.spelling = rows, stated, absent, value_key, spelling
        if most is None:
            most = 1 if self.share else _LARGEST.get(str(unit), _LARGEST_OTHER)
        super().__init__(type.kind, (), unit, least, most)

    def __repr__(self) -> str:
        return self.name

    @property
    def period(self) -> bool:
        """Whether the parameter is a length of time."""
        return str(self.unit) == "month"

    @property
    def share(self) -> bool:
        """Whether the figures are shares from 0 to 1."""
        return self.figure.share

    @property
    def highest(self) -> int:
        """Return the greatest value that a missing figure can have."""
        return 1 if self.share else INFINITE

    def with_rows(self, rows: Iterable[DatedValue]) -> Param:
        """Return a copy with other dated values, which must be in the order of their keys and days."""
        changed = copy(self)
        changed.rows = tuple(rows)
        return changed

    def at(self, day: int, known: int = OPEN_TO) -> DatedValue | None:
        """Return the row in force on a day (civil key), among those public by another day.

        A table or a map is one row that holds all its entries. A table is as certain as its rows from that day on, a
        map as all its entries.
        """
        return self.type.in_force([row for row in self.rows if row.known <= known], day)

    def in_force(self, day: int) -> list[DatedValue]:
        """Return the rows in force on a day (civil key): the one that began last, of a map the last one of each key.

        A row without a value says that from its day on none is known.
        """
        return list({row.key: row for row in self.rows if row.start <= day}.values())

    def last_day(self, row: DatedValue) -> int | None:
        """Return the last day (civil key) of a row: the day before the next row of its key; None if there is none."""
        later = [other.start for other in self.rows if other.key == row.key and other.start > row.start]
        return civil.previous_day(min(later)) if later else None

    def show(self, value: Any, lang: str) -> str:
        """Return a value as text for people, with its unit."""
        return TO_BE_CONFIRMED(lang) if value is None else self.type.show(self, value, lang)

    def key_word(self, key: str, lang: str) -> str:
        """Return a key of a map, or the name of a column, in words: a size, a level, a year, a rank."""
        words = {"year": T(f"{key}年", key), "rank": T(f"第{key}名", f"rank {key}")}
        return (self.key_names.get(key) or words.get(str(self.keys)) or T(key, key))(lang)

    def show_entry(self, value: Any, lang: str) -> str:
        """Return one entry of a map, or the value of one column, as text for people."""
        return self.type.show_column(self, value, lang)

    def public(self, value: Any) -> Any:
        """Return a value in the public form: yuan as a string, dates in ISO, tables as a list of rows."""
        return None if value is None else self.type.public(self, value)


class Book:
    """All parameters of a policy, by name. Clause modules read the figures of their clause as attributes."""

    def __init__(self, params: Iterable[Param]) -> None:
        self.params = {p.name: p for p in params}

    def __getitem__(self, name: str) -> Param:
        if name not in self.params:
            raise DefinitionError(f"no parameter is declared under the name {name!r}")
        return self.params[name]

    def held(self, param: Param) -> Param:
        """Return the parameter of the same name in this book: that of an expression keeps the values as published."""
        return self.params.get(param.name, param)

    def with_rows(self, rows: Mapping[str, Iterable[DatedValue]]) -> Book:
        """Return a copy in which some parameters, by name, have other dated values."""
        return Book(p.with_rows(rows[p.name]) if p.name in rows else p for p in self.params.values())

    def figures(self, clause: str) -> Figures:
        """Return the figures that one clause of the document states."""
        return Figures(self, clause)


def fingerprint(book: Book) -> str:
    """Return the SHA-256 (hex) of every figure with its dates. A changed or added figure changes it."""
    digest = hashlib.sha256()
    for name, param in sorted(book.params.items()):
        figures = [(r.start, r.known, r.key, str(r.value), [str(c) for c in r.columns]) for r in param.rows]
        digest.update(f"{name} {param.type} {param.absent} {figures}\n".encode())
    return digest.hexdigest()


class Figures:
    """The figures of one clause: `p.cap` is the parameter ``5.2.cap`` of the book."""

    def __init__(self, book: Book, clause: str) -> None:
        self._book, self._clause = book, clause

    def __getattr__(self, name: str) -> Param:
        return self._book[f"{self._clause}.{name}"]
