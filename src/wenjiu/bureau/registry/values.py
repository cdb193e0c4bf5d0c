"""Values of register rows: as a case states them in the database, as the rules keep them in memory. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from wenjiu.rules.case.parsing import parse_fact
from wenjiu.rules.document.registers import Registers, Table
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.exact import decimal_string
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.problems import CaseError, one_of, shown, wrong
from wenjiu.rules.language.text import T
from wenjiu.rules.policy import Policy

#: Types whose values are exact numbers. JSON keeps their digits as text.
_DIGITS = (fact_types.SHARE, fact_types.DECIMAL)


def registers_of(policy: Policy) -> Registers:
    """Return the registers of a policy. Raises ValueError if it declares none."""
    if policy.registers is None:
        raise ValueError(f"policy {policy.name} declares no registers")
    return policy.registers


@dataclass(frozen=True)
class Columns:
    """The columns of one table that hold values.

    `facts`: column -> fact, with the days of a case where its rows are subjects of measures.
    `complete`: columns that say whether all members of a row are listed.
    """

    facts: Mapping[str, Fact]
    complete: frozenset[str]


@lru_cache(maxsize=256)
def columns_of(policy: Policy, name: str) -> Columns:
    """Return the columns of a table that hold values. Raises KeyError if there is no such table."""
    registers = registers_of(policy)
    table = registers[name]
    facts = dict(table.facts)
    if table.measures:
        facts |= {n: f for n, f in policy.dates.items() if n != "decision_date" and n not in facts}
    complete = {m.complete for m in registers.members.values() if registers[m.table].refers[m.by] == name}
    return Columns(facts, frozenset(complete - {""}))


def stored(fact: Fact, value: Any) -> Any:
    """Return a kept value as the database holds it: plain JSON without floats."""
    return decimal_string(value) if fact.type in _DIGITS else fact.type.public(value)


def kept(field: str, fact: Fact, value: Any) -> Any:
    """Return a value as the rules keep it, from one of the database or of a case. Raise `CaseError`."""
    if fact.type in _DIGITS and isinstance(value, str):
        try:
            value = Decimal(value)
        except ArithmeticError as error:
            raise wrong(field, value, T("写一个数", "write a number")) from error
    found = parse_fact(field, fact, value)
    if fact.type is fact_types.YUAN and not isinstance(found, int):
        raise wrong(field, value, T("金额最多写到分（两位小数）", "write an amount of whole fen (two decimals)"))
    return found


def checked(policy: Policy, table: Table, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return column -> value as the database holds it, of values as a case states them. None is left out.

    Raises:
        CaseError: a column is unknown, or a value is refused by the parser of its fact.
    """
    columns = columns_of(policy, table.name)
    found: dict[str, Any] = {}
    for column, value in facts.items():
        field = f"{table.name}.{column}"
        if column in columns.complete:
            if value is not None and not isinstance(value, bool):
                raise wrong(field, value, T("写 true 或 false", "write true or false"))
        elif column not in columns.facts:
            known = (*columns.facts, *columns.complete)
            raise CaseError(
                field,
                T(f"没有“{shown(column)}”这一列", f"there is no column '{shown(column)}'"),
                one_of(known, column),
            )
        elif value is not None:
            fact = columns.facts[column]
            value = stored(fact, kept(field, fact, value))
        if value is not None:
            found[column] = value
    return found
