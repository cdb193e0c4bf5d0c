"""The types of parameters. Each type is an object that reads, shows and publishes values and describes them in a schema.

A value has four forms:
    *Raw*: what a parameter file of the policy states (YAML).
    *Given*: what a case states (JSON).
    *Kept*: what the expression tree computes with: fen, months, whole number, exact share, civil key, codes, rows.
    *Public*: what an answer states.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

from ...standards import civil, codes, money
from .dated_values import OPEN_FROM, OPEN_TO, DatedValue
from .exact import decimal_string, json_number
from .phrases import period_words, yuan_words
from .problems import wrong
from .schemas import DATE, SHARE, Schema, yuan_schema
from .text import NO, YES, T
from .units import Unit
from .values import LONGEST_CODE, parse_amount, parse_date, share, whole_number


class Declared(Protocol):
    """The properties of a parameter that its type uses to read and show its values."""

    unit: Unit
    lo: int
    hi: int
    spelling: str
    value_key: str
    also: tuple[str, ...]
    keys: tuple[str, ...] | str
    figure: ParamType

    def key_word(self, key: str, lang: str) -> str:
        """Return a key of a map, or the name of a column, in words."""


class ParamType(ABC):
    """A type of parameter.

    `name`: name in the files and in public.
    `kind`: kind of its node.
    `share`: the figures are shares from 0 to 1.
    `by_day`: another value is in force on another day. A table is one value that holds all its days.
    `keyed`: its rows are the entries of a map.
    `whole`: its rows together are one value.
    `plain`: its public value is no list and has no parts, so answers can share it.
    `missing`: the kept value where none is stated.
    """

    name = ""
    kind = "number"
    share = False
    by_day = True
    keyed = False
    whole = False
    plain = True
    missing: Any = None

    def __repr__(self) -> str:
        return self.name

    @abstractmethod
    def read(self, unit: str, raw: Any) -> Any:
        """Return a raw figure as kept. `unit`: its unit as the file names it. Raise TypeError or ValueError for another value."""

    @abstractmethod
    def given(self, field: str, of: Declared, value: Any) -> Any:
        """Return a given value as kept. Raise `CaseError` that names the field, the value and the remedy."""

    @abstractmethod
    def schema(self, of: Declared) -> Schema:
        """Return the JSON Schema of the given values."""

    @abstractmethod
    def show(self, of: Declared, value: Any, lang: str) -> str:
        """Return a kept value as text for people, with its unit."""

    @abstractmethod
    def public(self, of: Declared, value: Any) -> Any:
        """Return a kept value in the public form."""

    def in_force(self, rows: Sequence[DatedValue], day: int) -> DatedValue | None:
        """Return the value in force on a day (civil key), with source and confidence."""
        begun = [row for row in rows if row.start <= day]
        return begun[-1] if begun and begun[-1].value is not None else None

    def alone(self, row: DatedValue) -> Any:
        """Return one row in the form of the whole value."""
        return row.value

    def columns(self, of: Declared, row: DatedValue) -> list[tuple[str, Any]]:
        """Return (name, value) of the columns of a row. The only column of a row has no name."""
        return [("", row.value)]

    def show_column(self, of: Declared, value: Any, lang: str) -> str:
        """Return the value of one column as text for people."""
        return self.show(of, value, lang)

    def public_column(self, of: Declared, value: Any) -> Any:
        """Return the value of one column in the public form."""
        return self.public(of, value)

    def public_row(self, of: Declared, row: DatedValue) -> Any:
        """Return the value of one row in the public form."""
        return self.public(of, row.value)

    def show_row(self, of: Declared, row: DatedValue, lang: str) -> str:
        """Return one row as text for people."""
        return self.show(of, self.alone(row), lang)

    def word(self, of: Declared, value: Any, on: int, lang: str) -> str | None:
        """Return a value as a sentence uses it on a day (civil key); None where there is none on that day."""
        return self.show(of, value, lang)

    def dated(self, of: Declared, value: Any, since: int | None, on: int, lang: str) -> str:
        """Return a value with its first day (civil key), as in the list of figures under an answer."""
        return f"{self.show(of, value, lang)} ({civil.iso(since)})" if since else self.show(of, value, lang)


class _Number(ParamType):
    name = "number"

    def read(self, unit: str, raw: Any) -> Any:
        if "yuan" in unit:
            return money.fen(str(raw))
        if not isinstance(raw, int):
            raise TypeError(f"{raw!r} is not a whole number")
        return raw

    def given(self, field: str, of: Declared, value: Any) -> Any:
        if of.unit.is_money:
            return parse_amount(field, value)
        return whole_number(field, value, of.lo, of.hi)

    def schema(self, of: Declared) -> Schema:
        return yuan_schema() if of.unit.is_money else {"type": "integer", "minimum": of.lo, "maximum": of.hi}

    def show(self, of: Declared, value: Any, lang: str) -> str:
        if of.unit.is_money:
            return yuan_words(value, lang)
        if of.spelling == "percent":
            return f"{value}%"
        return period_words(value, lang, of.spelling) if str(of.unit) == "month" else str(value)

    def public(self, of: Declared, value: Any) -> Any:
        return money.yuan(value) if of.unit.is_money else value


class _Share(ParamType):
    name, share = "fraction", True

    def read(self, unit: str, raw: Any) -> Any:
        try:
            return Fraction(str(raw))
        except ValueError as error:
            raise ValueError(f"{raw!r} is no share, such as 0.6") from error

    def given(self, field: str, of: Declared, value: Any) -> Any:
        return share(field, value)

    def schema(self, of: Declared) -> Schema:
        return SHARE

    def show(self, of: Declared, value: Any, lang: str) -> str:
        return f"{decimal_string(Fraction(value) * 100)}%"

    def public(self, of: Declared, value: Any) -> Any:
        return json_number(value)


class _Amount(_Number):
    """An amount in yuan as an entry of a map or a column of a table."""

    name = "yuan"

    def given(self, field: str, of: Declared, value: Any) -> Any:
        return parse_amount(field, value)

    def schema(self, of: Declared) -> Schema:
        return yuan_schema()

    def show(self, of: Declared, value: Any, lang: str) -> str:
        return yuan_words(value, lang)


class _YesNo(ParamType):
    name = kind = "bool"

    def read(self, unit: str, raw: Any) -> Any:
        if not isinstance(raw, bool):
            raise TypeError(f"{raw!r} is neither true nor false")
        return raw

    def given(self, field: str, of: Declared, value: Any) -> Any:
        if not isinstance(value, bool):
            raise wrong(field, value, T("写 true 或 false", "write true or false"))
        return value

    def schema(self, of: Declared) -> Schema:
        return {"type": "boolean"}

    def show(self, of: Declared, value: Any, lang: str) -> str:
        return (YES if value else NO)(lang)

    def public(self, of: Declared, value: Any) -> Any:
        return value


class _Codes(ParamType):
    name = kind = "codes"
    plain = False

    def read(self, unit: str, raw: Any) -> Any:
        if not isinstance(raw, list):
            raise TypeError(f"{raw!r} is no list of codes")
        return codes.normal_list(raw)

    def given(self, field: str, of: Declared, value: Any) -> Any:
        if not isinstance(value, list) or not all(
            isinstance(v, str) and 0 < len(codes.normal(v)) <= LONGEST_CODE for v in value
        ):
            raise wrong(field, value, T("写一列代码", "write a list of codes"))
        return codes.normal_list(value)

    def schema(self, of: Declared) -> Schema:
        return {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": LONGEST_CODE}}

    def show(self, of: Declared, value: Any, lang: str) -> str:
        return "、".join(value) if value else T("无", "none")(lang)

    def public(self, of: Declared, value: Any) -> Any:
        return list(value)


class _End(ParamType):
    """The first or the last day of a period; without a day the period is open."""

    kind = "date"

    def __init__(self, name: str, missing: int) -> None:
        self.name, self.missing = name, missing

    def read(self, unit: str, raw: Any) -> Any:
        try:
            return civil.parse(str(raw))
        except ValueError as error:
            raise ValueError(f"{raw!r} is no date, such as 2021-01-31") from error

    def given(self, field: str, of: Declared, value: Any) -> Any:
        return parse_date(field, value)

    def schema(self, of: Declared) -> Schema:
        return DATE

    def show(self, of: Declared, value: Any, lang: str) -> str:
        return T("不限", "open")(lang) if value in (OPEN_FROM, OPEN_TO) else civil.iso(value)

    def public(self, of: Declared, value: Any) -> Any:
        return None if value in (OPEN_FROM, OPEN_TO) else civil.iso(value)

    def dated(self, of: Declared, value: Any, since: int | None, on: int, lang: str) -> str:
        return self.show(of, value, lang)


NUMBER, FRACTION, AMOUNT, YES_NO, CODES = _Number(), _Share(), _Amount(), _YesNo(), _Codes()
FROM, TO = _End("date_from", OPEN_FROM), _End("date_to", OPEN_TO)
