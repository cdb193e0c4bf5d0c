"""Defines the rules for a table: for its columns, checked in the footers, and for its rows, as SQL over the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from ...rules.language.text import T, Text, printable
from ...standards import civil
from ..engines.duck import listed, literal, quoted
from .finding import likely
from .problems import Problem
from .reading import Population, Stored
from .schema import (
    CODE,
    DATE,
    DECIMAL,
    FEN_SUFFIX,
    FRACTION,
    IDENTIFIER,
    KEY,
    LONGEST_TEXT,
    Column,
    columns_of,
    orders_of,
)

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule that every row must meet.

    `kind`: the kind of the problem.
    `column`: the column.
    `broken`: SQL that is true for a row that breaks the rule.
    `value`: SQL of the value that an example shows.
    `message`: what is wrong.
    `fix`: what to do.
    """

    kind: str
    column: str
    broken: str
    value: str
    message: Text
    fix: Text


def column_problems(population: Population, stored: Stored) -> list[Problem]:
    """Return the problems of unknown columns, columns of a wrong type, and a missing key."""
    known = columns_of(population.policy, stored.name)
    file = population.shown(stored.files[0])
    found: list[Problem] = []
    for name, type in stored.columns.items():
        if name not in known:
            found.append(_unknown(stored.name, file, name, known))
        elif not known[name].kind.fits(type):
            found.append(_wrong_type(stored.name, file, known[name], type))
    for column in known.values():
        if column.role == KEY and column.name not in stored.columns:
            found.append(
                Problem(
                    "no_key",
                    T("没有主键列", "there is no key column"),
                    T(
                        f"加上 {column.name} 列，每行一个不同的值",
                        f"add a column {column.name}, another value in every row",
                    ),
                    stored.name,
                    column.name,
                    file,
                )
            )
    return found


def sound_columns(population: Population, stored: Stored) -> dict[str, Column]:
    """Return the columns of a table whose values can be checked: those that are known and of the right type."""
    lower = [name.lower() for name in stored.columns]  # DuckDB ignores the case of names
    known = population.schema(stored.name).items()
    return {n: c for n, c in known if c.kind.fits(stored.columns[n]) and lower.count(n.lower()) == 1}


def long_rules(population: Population, stored: Stored) -> Iterator[RowRule]:
    """Yield the rules for the length of every text.

    They are checked first, and a column that breaks one is not checked further. A compressed file of a few kilobytes
    can have a text of megabytes in every row. A query for the length does not copy such a text.
    """
    for column in sound_columns(population, stored).values():
        text = not pa.types.is_integer(stored.columns[column.name])
        if column.kind is CODE or (column.kind is IDENTIFIER and text):
            at = quoted(column.name)
            yield RowRule(
                "too_long",
                column.name,
                f"strlen({at}) > {LONGEST_TEXT}",
                at,
                T(f"超过{LONGEST_TEXT}字节", f"is longer than {LONGEST_TEXT} bytes"),
                T("写短一些", "write a shorter one"),
            )


def row_rules(population: Population, stored: Stored, connection: duckdb.DuckDBPyConnection) -> Iterator[RowRule]:
    """Yield the rules for the rows of a table, column by column, then those for the order of dates.

    `connection`: an open database, which finds the codes that are not in normal form.
    """
    columns = sound_columns(population, stored)
    for column in columns.values():
        at = quoted(column.name)
        if column.role == KEY:
            yield RowRule(
                "null_key",
                column.name,
                f"{at} IS NULL",
                "'NULL'",
                T("主键为空", "the key is NULL"),
                T("每行写一个主键", "write a key in every row"),
            )
        elif column.options:
            options = ", ".join(column.options)
            yield RowRule(
                "not_an_option",
                column.name,
                f"{at} NOT IN ({', '.join(map(literal, column.options))})",
                at,
                T("不在选项之内", "is none of the options"),
                T(f"用其中一个：{options}；不知道的留空", f"one of: {options}; NULL where it is not known"),
            )
        elif column.range is not None:
            least, most = column.range
            yield RowRule(
                "out_of_range", column.name, f"{at} NOT BETWEEN {least} AND {most}", at, *_range_words(column)
            )
        elif column.kind is DECIMAL:
            yield RowRule("out_of_range", column.name, f"{at} < 0", at, *_range_words(column))
        elif column.open_code:
            yield _code_rule(column, population.spelling(stored.name, connection).get(column.name, {}))
    for first, last in orders_of(population.policy, stored.name):
        if first in columns and last in columns:
            yield RowRule(
                "end_before_start",
                last,
                f"{quoted(last)} < {quoted(first)}",
                f"CAST({quoted(last)} AS VARCHAR) || ' < ' || CAST({quoted(first)} AS VARCHAR)",
                T(f"早于 {first}", f"is before {first}"),
                T("核对两个日期", "check the two dates"),
            )


def _code_rule(column: Column, forms: Mapping[str, str]) -> RowRule:
    """Return the rule for the length of a code in normal form, without blanks and invisible characters around it."""
    at, longest = quoted(column.name), column.longest
    bad = [code for code, form in forms.items() if not 1 <= len(form) <= longest]
    good = [code for code, form in forms.items() if 1 <= len(form) <= longest < len(code)]
    broken = f"length({at}) NOT BETWEEN 1 AND {longest}"
    broken += f" AND {at} NOT IN ({listed(good)})" if good else ""
    broken += f" OR {at} IN ({listed(bad)})" if bad else ""
    return RowRule(
        "bad_code",
        column.name,
        broken,
        at,
        T("代码为空白或过长", "the code is blank or too long"),
        T(
            f"写1到{longest}个字；不知道的留空",
            f"write 1 to {longest} characters; NULL where it is not known",
        ),
    )


def same_family(one: pa.DataType, other: pa.DataType) -> bool:
    """Whether a reference and a key have comparable types: both are whole numbers, or both are text."""
    return bool(pa.types.is_integer(one) == pa.types.is_integer(other))


def _unknown(table: str, file: str, name: str, known: dict[str, Column]) -> Problem:
    shown = printable(name if len(name) <= 60 else name[:57] + "...")
    fix = likely(name, known, "列", "column")
    if f"{name}{FEN_SUFFIX}" in known:
        fix = T(
            f"金额换算成分，写在整数列 {name}{FEN_SUFFIX}", f"convert to fen in an integer column {name}{FEN_SUFFIX}"
        )
    return Problem(
        "unknown_column",
        T(f"表 {table} 没有列“{shown}”", f"the table {table} has no column '{shown}'"),
        fix,
        table,
        shown,
        file,
    )


def _wrong_type(table: str, file: str, column: Column, type: pa.DataType) -> Problem:
    return Problem(
        "wrong_type",
        T(f"类型是 {type}，应为 {column.kind.name}", f"its type is {type}, not {column.kind.name}"),
        column.kind.fix,
        table,
        column.name,
        file,
    )


def _range_words(column: Column) -> tuple[Text, Text]:
    message = T("超出范围", "is out of range")
    if column.kind is DATE:
        first, last = civil.iso(civil.EARLIEST), civil.iso(civil.LATEST)
        return message, T(
            f"日期应在 {first} 至 {last}；不知道的留空", f"dates run from {first} to {last}; NULL where it is not known"
        )
    if column.range is None:
        return message, T("不能是负数；不知道的留空", "it cannot be negative; NULL where it is not known")
    least, most = column.range
    if column.kind is FRACTION:
        return message, T(
            "写0到1之间的数（百分之五写 0.05）；不知道的留空",
            "write a number from 0 to 1 (five percent is 0.05); NULL where it is not known",
        )
    return message, T(
        f"应为 {least} 到 {most}；不知道的留空", f"it runs from {least} to {most}; NULL where it is not known"
    )
