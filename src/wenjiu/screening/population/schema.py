"""The physical columns of a population, from a policy's registers: the one source of checks, documents and generator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa

from ...rules.document.registers import Registers
from ...rules.language.facts import Fact
from ...rules.language.text import T, Text
from ...rules.language.values import LONGEST_CODE
from ...rules.policy import Policy
from ...standards import civil

#: A column that begins so is the keeper's own: it is kept and never read.
OWN_PREFIX = "x_"
FEN_SUFFIX = "_fen"
#: Bytes of the longest text: a hundred characters of four.
LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True)
class Kind:
    """A physical type: how it is called, which Arrow types are it, and what to do about others."""

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

BY_FACT = {
    "bool": BOOLEAN,
    "date": DATE,
    "count": WHOLE,
    "months": WHOLE,
    "year": WHOLE,
    "yuan": FEN,
    "fraction": FRACTION,
    "decimal": DECIMAL,
    "choice": CODE,
    "district": CODE,
    "code": CODE,
}

KEY, REFERENCE, FACT, GROUP, COMPLETE = "key", "reference", "fact", "group", "complete"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table on disk.

    `name`: as in the file (yuan end in ``_fen``); `logical`: as in the registers. `role`: key, reference, fact, group,
    or complete (whether the members of a row are all listed). `refers`: the table whose key a reference holds.
    Only a key has a value in every row.
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
        """Unit of a number: person, month, year, fen; empty where it has none."""
        return (
            "" if self.fact is None or self.fact.kind != "number" or not self.fact.unit.powers else str(self.fact.unit)
        )

    @property
    def range(self) -> tuple[str, str] | None:
        """Least and greatest value, both included, as SQL literals; None where the type says it all."""
        fact = self.fact
        if fact is None or self.kind in (BOOLEAN, CODE, DECIMAL):
            return None
        if self.kind is DATE:
            return f"DATE '{civil.iso(civil.EARLIEST)}'", f"DATE '{civil.iso(civil.LATEST)}'"
        return str(fact.lo), str(fact.hi)

    @property
    def options(self) -> tuple[str, ...]:
        """The closed list of codes of a choice; empty where any code will do."""
        return () if self.fact is None else self.fact.options

    @property
    def open_code(self) -> bool:
        """Whether it holds codes of an open list or districts, which are compared in their one form."""
        return self.role == FACT and self.kind is CODE and not self.options

    @property
    def longest(self) -> int:
        """Most characters of a code."""
        return LONGEST_CODE


def registers_of(policy: Policy) -> Registers:
    """The registers of a policy. ValueError where it declares none."""
    if policy.registers is None:
        raise ValueError(f"policy {policy.name} declares no registers: it has no population to screen")
    return policy.registers


def columns_of(policy: Policy, name: str) -> dict[str, Column]:
    """Physical name -> column of a table, key first. KeyError where there is no such table."""
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
        found.append(Column(physical, column, FACT, BY_FACT[fact.type.name], fact.name, fact))
    for members in registers.members.values():
        if members.complete and registers[members.table].refers[members.by] == name:
            label = T("成员已全部列出", "members all listed")
            found.append(Column(members.complete, members.complete, COMPLETE, BOOLEAN, label))
    return {column.name: column for column in found}


def orders_of(policy: Policy, name: str) -> list[tuple[str, str]]:
    """Pairs of columns of a table of which the second must not lie before the first (`Measure.orders`)."""
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
    """The tables that measures can read: those of their subjects, what these refer to, what is counted, members."""
    registers = registers_of(policy)
    reached: set[str] = set()
    todo = [registers.subject(code).name for code in codes]
    while todo:
        name = todo.pop()
        if name in reached:
            continue
        reached.add(name)
        table = registers[name]
        todo += table.refers.values()
        facts = set(map(id, table.facts.values()))
        todo += [c.table for fact, c in registers.counted.items() if id(fact) in facts]
        todo += [m.table for m in registers.members.values() if registers[m.table].refers[m.by] == name]
    return reached
