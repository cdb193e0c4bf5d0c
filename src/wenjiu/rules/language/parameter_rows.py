"""The types of parameters whose rows together are one value: a table of dated rates, and a map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...standards import civil, money
from .dated_values import BASES, BASIS, DatedValue
from .parameter_types import NUMBER, Declared, ParamType
from .problems import one_of, shown, wrong
from .schemas import DATE, Schema, nullable, yuan_schema
from .text import SEMICOLON, T
from .values import parse_amount, parse_date

#: A table as kept: rows of first day and values.
Rows = Sequence[tuple[Any, ...]]
#: The keys of a map that are not listed one by one: their pattern, what a wrong key is answered, their schema.
KEYS = {
    "year": (re.compile(r"(19|20|21)\d\d"), T("键应为年份", "the key is a year"), "^(19|20|21)[0-9][0-9]$"),
    "rank": (re.compile(r"[1-9]\d?"), T("键应为名次", "the key is a rank"), "^[1-9][0-9]?$"),
}


class _Rows(ParamType):
    """A type whose rows together are one value."""

    whole = True
    plain = False

    def read(self, unit: str, raw: Any) -> Any:
        return NUMBER.read(unit, raw)

    def show_column(self, of: Declared, value: Any, lang: str) -> str:
        return value if isinstance(value, str) else of.figure.show(of, value, lang)

    def public_column(self, of: Declared, value: Any) -> Any:
        return value if isinstance(value, str) else of.figure.public(of, value)


class _Table(_Rows):
    name = kind = "table"
    by_day = False

    def given(self, field: str, of: Declared, value: Any) -> Any:
        shape = T(
            f"写成 [{{from: 日期, {of.value_key}: 元}}, ...]", f"write [{{from: date, {of.value_key}: yuan}}, ...]"
        )
        if not isinstance(value, list):
            raise wrong(field, value, shape)
        rows: dict[int, tuple[Any, ...]] = {}
        must, names = {"from", of.value_key}, (of.value_key, *of.also)
        for i, row in enumerate(value):
            at = f"{field}[{i}]"
            if not isinstance(row, Mapping) or not must <= set(row) <= {"from", *names}:
                raise wrong(at, row, shape)
            start = parse_date(f"{at}.from", row["from"])
            if start in rows:
                raise wrong(f"{at}.from", row["from"], T("同一天只能有一个值", "one value a day only"))
            rows[start] = tuple(None if row.get(k) is None else parse_amount(f"{at}.{k}", row[k]) for k in names)
        return tuple((start, *values) for start, values in sorted(rows.items()))

    def schema(self, of: Declared) -> Schema:
        columns = {name: nullable(yuan_schema()) for name in (of.value_key, *of.also)}
        row = {
            "type": "object",
            "required": ["from", of.value_key],
            "properties": {"from": DATE, **columns},
            "additionalProperties": False,
        }
        return {"type": "array", "items": row}

    def show(self, of: Declared, value: Any, lang: str) -> str:
        return "；".join(f"{civil.iso(start)} {money.grouped(rate)}" for start, rate, *_ in value)

    def public(self, of: Declared, value: Any) -> Any:
        return [{"from": civil.iso(start), **self._named(of, figures)} for start, *figures in value]

    def _named(self, of: Declared, figures: Iterable[Any]) -> dict[str, Any]:
        named = zip((of.value_key, *of.also), figures, strict=False)
        return {name: self.public_column(of, figure) for name, figure in named if figure is not None}

    def in_force(self, rows: Sequence[DatedValue], day: int) -> DatedValue | None:
        """Return one row that holds all rows. It is as certain as those from that day on."""
        if not rows:
            return None
        first = max((i for i, row in enumerate(rows) if row.start <= day), default=0)
        whole = tuple(row for one in rows for row in self.alone(one))
        return DatedValue(rows[0].start, whole, rows[first].source, _weakest(rows[first:]))

    def alone(self, row: DatedValue) -> Any:
        return ((row.start, row.value, *row.columns),)

    def columns(self, of: Declared, row: DatedValue) -> list[tuple[str, Any]]:
        if not row.columns:
            return [("", row.value)]
        named = zip((of.value_key, *of.also), (row.value, *row.columns), strict=False)
        return [(name, value) for name, value in named if value is not None]

    def public_row(self, of: Declared, row: DatedValue) -> Any:
        return self._named(of, (row.value, *row.columns))

    def show_row(self, of: Declared, row: DatedValue, lang: str) -> str:
        return " + ".join(self.show_column(of, value, lang) for _, value in self.columns(of, row))

    def word(self, of: Declared, value: Any, on: int, lang: str) -> str | None:
        row = self.rate(value, on)
        if row is None:
            return None
        day, yuan = civil.iso(row[0]), money.grouped(row[1])
        return T(f"{day}起每月{yuan}元", f"CNY {yuan} a month from {day}")(lang)

    def dated(self, of: Declared, value: Any, since: int | None, on: int, lang: str) -> str:
        row = self.rate(value, on)
        return "?" if row is None else f"{money.grouped(row[1])} ({civil.iso(row[0])})"

    def rate(self, table: Rows, on: int) -> tuple[int, int] | None:
        """Return first day and first value of the row in force on a day (civil key)."""
        begun = [(row[0], row[1]) for row in table if row[0] <= on]
        return begun[-1] if begun else None


class _Map(_Rows):
    name = kind = "map"
    keyed = True

    def given(self, field: str, of: Declared, value: Any) -> Any:
        """Return a map of years, ranks or codes to yuan or shares. A service subsidy also names its basis."""
        if not isinstance(value, Mapping):
            raise wrong(field, value, T("写成 {键: 值}", "write {key: value}"))
        found: dict[str, Any] = {}
        for key, entry in value.items():
            at, key = f"{field}.{shown(key)}", str(key)
            if isinstance(of.keys, tuple):
                if key not in of.keys:
                    raise wrong(at, key, one_of(of.keys, key))
            else:
                pattern, fix, _ = KEYS[of.keys]
                if not pattern.fullmatch(key):
                    raise wrong(at, key, fix)
            if key == BASIS and entry not in BASES:
                raise wrong(at, entry, one_of(BASES, entry))
            found[key] = entry if key == BASIS else of.figure.given(at, of, entry)
        return found

    def schema(self, of: Declared) -> Schema:
        entry = of.figure.schema(of)
        if isinstance(of.keys, tuple):
            named = {key: {"enum": list(BASES)} if key == BASIS else entry for key in of.keys}
            return {"type": "object", "properties": named, "additionalProperties": False}
        return {"type": "object", "patternProperties": {KEYS[of.keys][2]: entry}, "additionalProperties": False}

    def show(self, of: Declared, value: Any, lang: str) -> str:
        entries = (f"{of.key_word(k, lang)} {self.show_column(of, v, lang)}" for k, v in value.items())
        return SEMICOLON(lang).join(entries)

    def public(self, of: Declared, value: Any) -> Any:
        return {key: self.public_column(of, entry) for key, entry in value.items()}

    def in_force(self, rows: Sequence[DatedValue], day: int) -> DatedValue | None:
        """Return one row that holds the latest row of every key. It is as certain as all its entries."""
        latest = [row for row in {r.key: r for r in rows if r.start <= day}.values() if row.value is not None]
        if not latest:
            return None
        newest = max(latest, key=lambda row: (row.start, row.key))
        return DatedValue(newest.start, {r.key: r.value for r in latest}, newest.source, _weakest(latest))

    def alone(self, row: DatedValue) -> Any:
        return {row.key: row.value}

    def public_row(self, of: Declared, row: DatedValue) -> Any:
        return self.public_column(of, row.value)

    def word(self, of: Declared, value: Any, on: int, lang: str) -> str | None:
        newest = self.newest(of, value)
        return self.show(of, newest, lang) if newest else None

    def newest(self, of: Declared, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the entry of the latest year of a map by years; any other map as it is."""
        return {max(value): value[max(value)]} if value and of.keys == "year" else value


def _weakest(rows: Iterable[DatedValue]) -> str:
    return "high" if all(r.confirmed for r in rows) else "medium"


TABLE, MAP = _Table(), _Map()
