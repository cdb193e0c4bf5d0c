"""Invented people and firms of a SYNTHETIC population, and how they are stored in the registers row by row.

All numbers are invented and have valid check digits.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
from stdnum.cn import ric, uscc

from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.registry.values import columns_of, registers_of
from wenjiu.rules.policy import Policy
from wenjiu.screening.population import Population

SOURCE = "synthetic"
#: Rows that are stored in one transaction.
AT_ONCE = 5_000
FIRST_DAY = dt.date(1950, 1, 1)


def invented(kind: str, table: str, n: int) -> Identity:
    """Return the n-th invented person or firm of a table; its number has a valid check digit."""
    if kind == "person":
        body = f"110119{FIRST_DAY + dt.timedelta(n // 999):%Y%m%d}{n % 999 + 1:03d}"
        return Identity("person", "resident_id", body + ric.calc_check_digit(body + "0"), f"虚构{n}")
    body = f"91110119M{'A' if table == 'firms' else 'C'}{n:07d}"
    return Identity("organisation", "uscc", body + uscc.calc_check_digit(body + "0"), f"虚构单位{n}")


class Brought:
    """Stores a population with `bring`, as files of a register would be."""

    def __init__(self, policy: Policy, population: Population) -> None:
        self.policy, self.population = policy, population
        self.registers = registers_of(policy)
        self.parties: dict[str, dict[Any, Party]] = {}

    def run(self) -> None:
        """Store every table."""
        own = [t.name for t in self.registers.tables if t.name in self.registers.parties]
        others = [t.name for t in self.registers.tables if t.name not in own]
        for name in (*own, *others):
            if name in self.population.tables:
                self._table(name)

    def _table(self, name: str) -> None:
        rows = pq.read_table([str(file) for file in self.population[name].files]).to_pylist()
        kind = self.registers.parties.get(name)
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            if kind is not None:
                made = ensure_parties(
                    actor="a benchmark", rows=[invented(kind, name, start + k) for k in range(len(some))]
                )
                self.parties.setdefault(name, {}).update({row["id"]: p for row, p in zip(some, made, strict=True)})
            statements = [self._statement(name, row) for row in some]
            bring(actor="a benchmark", policy=self.policy, table=name, rows=statements, source=SOURCE)

    def _statement(self, name: str, row: dict[str, Any]) -> Statement:
        columns = columns_of(self.policy, name)
        facts = {c: given(row.get(f"{c}{f.type.suffix}"), f.type.suffix) for c, f in columns.facts.items()}
        facts |= {c: row.get(c) for c in columns.complete}
        own = self.parties.get(name)
        roles: dict[str, Any] = {"self": own[row["id"]]} if own is not None else {}
        refers: dict[str, str] = {}
        for column, other in self.registers[name].refers.items():
            if row.get(column) is None:
                continue
            if other in self.registers.parties:
                roles[column] = self.parties[other][row[column]]
            else:
                refers[column] = str(row[column])
        return Statement(facts, roles, "" if own is not None else str(row["id"]), refers)


def given(value: Any, suffix: str) -> Any:
    """Return a value of a population as a file of a register states it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if suffix and value is not None:
        return f"{value // 100}.{value % 100:02d}"
    return str(value) if isinstance(value, Decimal) else value
