"""Derives the physical columns of a population from the registers of a policy.

Checks, documents and the generator of synthetic populations use these columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa

from ...rules.document.registers import Registers
from ...rules.language import fact_types
from ...rules.language.facts import Fact
from ...rules.language.text import T, Text
from ...rules.language.values import LONGEST_CODE
from ...rules.policy import Policy
from ...standards import civil

#: The prefix of columns and tables that belong to the owner of the data. They are never read.
OWN_PREFIX = "x_"
FEN_SUFFIX = "_fen"
#: The most bytes of a text: a hundred characters of four bytes.
LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True)
class Kind:
    """A physical type.

    `name`: its name.
    `fits`: whether an Arrow type is of this type.
    `fix`: what to do about another type.
    """

    name: str
    fits: Callable[[pa.DataType], bool]
    fix: Text


def _is_text(type: pa.DataType) -> bool:
    return pa.types.is_string(type) or pa.types.is_large_string(type)


def _is_code(type: pa.DataType) -> bool:
    return _is_text(type.value_type) if pa.types.is_dictionary(type) else _is_text(type)


def _is_fraction(type: pa.DataType) -> bool:
    return pa.types.is_decimal(type) and type.precision <= 10 and 0 <= type.scale <= 9


def _is_decimal(type: pa.DataType) -> bool:
    return pa.types.is_signed_integer(type) or (pa.types.is_decimal(type) and type.precision <= 38)


IDENTIFIER = Kind(
    "INT64 or text",
    lambda t: pa.types.is_int64(t) or _is_text(t),
    T("写成 INT64，或不用字典的文字", "write INT64, or text without a dictionary"),
)
BOOLEAN = Kind("BOOLEAN", pa.types.is_boolean, T("写成 BOOLEAN", "write BOOLEAN"))
DATE = Kind("DATE", pa.types.is_date32, T("写成 DATE（不带时间）", "write DATE, without a time of day"))
WHOLE = Kind("signed integer", pa.types.is_signed_integer, T("写成带符号整数", "write a signed integer"))
FEN = Kind(
    "signed integer, fen",
    pa.types.is_signed_integer,
    T(
        "换算成分，写成带符号整数，不用浮点数或小数",
        "convert to fen and write a signed integer, no float and no decimal",
    ),
)
FRACTION = Kind(
    "DECIMAL(10,9) or less",
    _is_fraction,
    T("写成 DECIMAL(10,9) 或更小，不用浮点数", "write DECIMAL(10,9) or less, no float"),
)
DECIMAL = Kind(
    "integer or DECIMAL",
    _is_decimal,
    T("写成带符号整数或 DECIMAL，不用浮点数", "write a signed integer or DECIMAL, no float"),
)
CODE = Kind("text", _is_code, T("写成文字（可用字典）", "write text; a dictionary is allowed"))

#: How the facts of a type are stored.
BY_FACT = {
    fact_types.YES_NO: BOOLEAN,
    fact_types.DAY: DATE,
    fact_types.COUNT: WHOLE,
    fact_types.YEARS: WHOLE,
    fact_types.YEAR: WHOLE,
    fact_types.YUAN: FEN,
    fact_types.SHARE: FRACTION,
    fact_types.DECIMAL: DECIMAL,
    fact_types.CHOICE: CODE,
    fact_types.DISTRICT: CODE,
    fact_types.CODE: CODE,
}

KEY, REFERENCE, FACT, GROUP, COMPLETE = "key", "reference", "fact", "group", "complete"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table on disk. Only a key must have a value in every row.

    `name`: its name in the file (amounts end in ``_fen``).
    `logical`: its name in the registers.
    `role`: key, reference, fact, group, or complete (whether all members of a row are listed).
    `kind`: its physical type.
    `label`: its words.
    `fact`: the fact of a column with the role fact.
    `refers`: the table that a reference refers to.
    """

    name: str
    logical: str
    role: str
    kind: Kind
    label: Text
    fact: Fact | None = None
    refers: str = ""

    @property
    def nullable(self) -> bool:
        """Whether NULL (unknown) is allowed."""
        return self.role != KEY

    @property
    def unit(self) -> str:
        """The unit of a number: person, month, year, fen; empty if it has none."""
        return (
            "" if self.fact is None or self.fact.kind != "number" or not self.fact.unit.powers else str(self.fact.unit)
        )

    @property
    def range(self) -> tuple[str, str] | None:
        """The least and the greatest value, both included, as SQL literals; None if the type is the only limit."""
        fact = self.fact
        if fact is None or self.kind in (BOOLEAN, CODE, DECIMAL):
            return None
        if self.kind is DATE:
            return f"DATE '{civil.iso(civil.EARLIEST)}'", f"DATE '{civil.iso(civil.LATEST)}'"
        return str(fact.lo), str(fact.hi)

    @property
    def options(self) -> tuple[str, ...]:
        """The codes of a choice; empty if every code is allowed."""
        return () if self.fact is None else self.fact.options

    @property
    def open_code(self) -> bool:
        """Whether it has districts or codes of an open list, which are compared in normal form."""
        return self.role == FACT and self.kind is CODE and not self.options

    @property
    def longest(self) -> int:
        """The most characters of a code."""
        return LONGEST_CODE


def registers_of(policy: Policy) -> Registers:
    """Return the registers of a policy. Raises ValueError if it declares none."""
    if policy.registers is None:
        raise ValueError(f"policy {policy.name} declares no registers: it has no population to screen")
    return policy.registers


def columns_of(policy: Policy, name: str) -> dict[str, Column]:
    """Return physical name -> column of a table, key first. Raises KeyError if there is no such table."""
    registers = registers_of(policy)
    table = registers[name]
    found = [Column(table.key, table.key, KEY, IDENTIFIER, T("主键", "key"))]
    for column, other in table.refers.items():
        found.append(Column(column, column, REFERENCE, IDENTIFIER, registers[other].label, refers=other))
    for column, label in table.groups.items():
        found.append(Column(column, column, GROUP, CODE, label))
    facts = dict(table.facts)
    if table.measures:
        facts |= {n: f for n, f in policy.dates.items() if n != "decision_date" and n not in facts}
    for column, fact in facts.items():
        physical = f"{column}{fact.type.suffix}"
        found.append(Column(physical, column, FACT, BY_FACT[fact.type], fact.name, fact))
    for members in registers.members.values():
        if members.complete and registers[members.table].refers[members.by] == name:
            label = T("成员已全部列出", "members all listed")
            found.append(Column(members.complete, members.complete, COMPLETE, BOOLEAN, label))
    return {column.name: column for column in found}


def orders_of(policy: Policy, name: str) -> list[tuple[str, str]]:
    """Return pairs of columns whose second date must not be before the first (`Measure.orders`)."""
    table = registers_of(policy)[name]
    at = {id(fact): column for column, fact in table.facts.items()}
    found: list[tuple[str, str]] = []
    for code in table.measures:
        measure = policy.measures[code]
        accepted = policy.accepted_facts(measure)
        for first, last in measure.orders:
            pair = at.get(id(accepted[first])), at.get(id(accepted[last]))
            if pair[0] is not None and pair[1] is not None:
                found.append((pair[0], pair[1]))
    return found


def tables_for(policy: Policy, codes: Iterable[str]) -> set[str]:
    """Return the tables that measures can read.

    These are the tables of their subjects, the tables that these refer to, and those of the rows and members that they count. A
    table that holds and leads to no fact only names things, and is not read.
    """
    registers = registers_of(policy)
    reached: set[str] = set()
    codes = list(codes)
    asked = {id(fact) for code in codes for fact in policy.accepted_facts(policy.measures[code]).values()}
    todo = [registers.subject(code).name for code in codes]
    while todo:
        name = todo.pop()
        if name in reached:
            continue
        reached.add(name)
        table = registers[name]
        todo += [other for other in table.refers.values() if registers[other].facts or registers[other].refers]
        facts = asked & set(map(id, table.facts.values()))
        todo += [c.table for fact, c in registers.counted.items() if id(fact) in facts]
        todo += [m.table for m in registers.members.values() if registers[m.table].refers[m.by] == name]
    return reached
