"""Parameters of a policy: dated values with unit, source and confidence, kept as data in the policy's folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...standards import civil, money
from .exact import decimal_string, json_number
from .nodes import INFINITE, DefinitionError, Node
from .text import T, Text
from .units import Unit

# An entry of a map that is a word: whether a subsidy is a lump sum or counted per person.
BASIS, BASES = "basis", ("lump_sum", "per_person")
OPEN_FROM, OPEN_TO = 0, civil.LATEST + civil.YEAR
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
_KINDS = {"date_from": "date", "date_to": "date", "codes": "codes", "bool": "bool", "table": "table", "map": "map"}


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value that applies from a day on. A value of None means that no source states one from that day on.

    `start`: the first day (civil key).
    `known`: the day (civil key) on which it became public.
    `key`: the entry of a map.
    `columns`: further columns of a table.
    """

    start: int
    value: Any
    source: Text
    confidence: str
    known: int = OPEN_FROM
    key: str = ""
    columns: tuple[Any, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Whether the source is the official text itself."""
        return self.confidence == "high"


class Param(Node):
    """A parameter of a policy: a scalar (money in fen, count, months, date, codes, yes/no), a dated table or a map.

    `stated`: the document itself states the figure.
    `absent`: the value that applies where a case may use only its own parameters and gives none.
    `value_key`: the column of a table in the public form, such as ``yuan_per_month``.
    `also`: further columns that it may have.
    `keys`, `values`: the key and value types of a map (year, rank or codes; yuan or fraction).
    `key_names`: those codes in words.
    `note`: the reason why a value is missing, and who can decide it.
    """

    __slots__ = (
        "absent",
        "also",
        "clause",
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
        "values",
    )

    def __init__(
        self,
        name: str,
        type: str,
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
        values: str = "",
        also: tuple[str, ...] = (),
        key_names: dict[str, Text] | None = None,
        note: Text | None = None,
    ) -> None:
        self.name, self.type, self.label, self.clause = name, type, label, clause
        self.keys, self.values, self.also, self.key_names, self.note = keys, values, also, key_names or {}, note
        self.rows, self.stated, self.absent, self.value_key, self.spelling = rows, stated, absent, value_key, spelling
        if most is None:
            share = type == "fraction" or values == "fraction"
            most = 1 if share else _LARGEST.get(str(unit), _LARGEST_OTHER)
        super().__init__(_KINDS.get(type, "number"), (), unit, least, most)

    def __repr__(self) -> str:
        return self.name

    @property
    def period(self) -> bool:
        """Whether the parameter is a length of time."""
        return str(self.unit) == "month"

    @property
    def share(self) -> bool:
        """Whether the figures are shares from 0 to 1."""
        return self.type == "fraction" or self.values == "fraction"

    @property
    def highest(self) -> int:
        """Return the greatest value that a missing figure can have."""
        return 1 if self.share else INFINITE

    def at(self, day: int, known: int = OPEN_TO) -> DatedValue | None:
        """Return the row in force on a day (civil key), among those public by another day.

        A table or a map is one row that holds all its entries. A table is as certain as its rows from that day on, a
        map as all its entries.
        """
        rows = [r for r in self.rows if r.known <= known]
        if self.type == "table":
            if not rows:
                return None
            first = max((i for i, r in enumerate(rows) if r.start <= day), default=0)
            whole = tuple((r.start, r.value, *r.columns) for r in rows)
            return DatedValue(rows[0].start, whole, rows[first].source, _weakest(rows[first:]))
        rows = [r for r in rows if r.start <= day]
        if not rows:
            return None
        if self.type == "map":
            latest = [r for r in {r.key: r for r in rows}.values() if r.value is not None]
            if not latest:
                return None
            newest = max(latest, key=lambda r: (r.start, r.key))
            return DatedValue(newest.start, {r.key: r.value for r in latest}, newest.source, _weakest(latest))
        return rows[-1] if rows[-1].value is not None else None

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
        if value is None:
            return T("待确认", "to be confirmed")(lang)
        if self.type == "table":
            return "；".join(f"{civil.iso(s)} {money.grouped(v)}" for s, v, *_ in value)
        if self.type == "map":
            return T("；", "; ")(lang).join(
                f"{self.key_word(k, lang)} {self.show_entry(v, lang)}" for k, v in value.items()
            )
        if self.kind == "date":
            open_ended = value in (OPEN_FROM, OPEN_TO)
            return T("不限", "open")(lang) if open_ended else civil.iso(value)
        if self.kind == "codes":
            return "、".join(value) if value else T("无", "none")(lang)
        if self.kind == "bool":
            return (("是", "否") if lang != "en" else ("yes", "no"))[not value]
        if "fen" in str(self.unit) or self.share:
            return self.show_entry(value, lang)
        if self.spelling == "percent":
            return f"{value}%"
        if self.period:
            return period_words(value, lang, self.spelling)
        return str(value)

    def key_word(self, key: str, lang: str) -> str:
        """Return the key of a map in words: a size, a level, a year, a rank."""
        if key in self.key_names:
            return self.key_names[key](lang)
        if lang == "en":
            return f"rank {key}" if self.keys == "rank" else key
        return f"{key}年" if self.keys == "year" else f"第{key}名" if self.keys == "rank" else key

    def show_entry(self, value: Any, lang: str) -> str:
        """Return one figure as text for people: yuan, a share in percent, or a word unchanged."""
        if isinstance(value, str):
            return value
        if self.share:
            return f"{decimal_string(Fraction(value) * 100)}%"
        return T(f"{money.grouped(value)}元", f"CNY {money.grouped(value)}")(lang)

    def public(self, value: Any) -> Any:
        """Return a value in the public form: yuan as a string, dates in ISO, tables as a list of rows."""
        if value is None:
            return None
        if self.type == "table":
            names = (self.value_key, *self.also)
            return [
                {
                    "from": civil.iso(start),
                    **{k: money.yuan(v) for k, v in zip(names, values, strict=False) if v is not None},
                }
                for start, *values in value
            ]
        if self.type == "map":
            return {k: self._public_entry(v) for k, v in value.items()}
        if self.kind == "date":
            return None if value in (OPEN_FROM, OPEN_TO) else civil.iso(value)
        if self.kind == "codes":
            return list(value)
        return self._public_entry(value)

    def _public_entry(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        if self.share:
            return json_number(value)
        return money.yuan(value) if "fen" in str(self.unit) else value


def _weakest(rows: Iterable[DatedValue]) -> str:
    return "high" if all(r.confirmed for r in rows) else "medium"


def period_words(months: int, lang: str, spelling: str = "") -> str:
    """Return a number of months as a clause writes it: 1年, 6个月. `spelling` keeps months, or makes it an age."""
    years, rest = divmod(months, 12)
    whole = not rest and years > 0 and spelling != "months"
    if lang == "en":
        unit, n = ("year", years) if whole else ("month", months)
        return f"{n} {unit}{'' if n == 1 else 's'}" + (" of age" if whole and spelling == "age" else "")
    return f"{years}{'周岁' if spelling == 'age' else '年'}" if whole else f"{months}个月"


class Book:
    """All parameters of a policy, by name. Clause modules read the figures of their clause as attributes."""

    def __init__(self, params: Iterable[Param]) -> None:
        self.params = {p.name: p for p in params}

    def __getitem__(self, name: str) -> Param:
        if name not in self.params:
            raise DefinitionError(f"no parameter is declared under the name {name!r}")
        return self.params[name]

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
