"""Stores a synthetic population in the registers, as files of a register would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
from tests.bureau.registry.people import firm, resident

from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.registry.values import columns_of
from wenjiu.rules.policy import Policy
from wenjiu.screening.population import Population

#: The first invented number of each table of parties.
FIRST = {"persons": 0, "firms": 0, "institutions": 500_000}


class Stored:
    """A population in the registers: the key of each row in both."""

    def __init__(self, policy: Policy, population: Population) -> None:
        self.policy, self.population = policy, population
        assert policy.registers is not None
        self.registers = policy.registers
        self.parties: dict[tuple[str, Any], Party] = {}
        self.keys: dict[tuple[str, Any], str] = {}
        rows = {name: pq.read_table([str(f) for f in population[name].files]).to_pylist() for name in population.tables}
        for table, kind in self.registers.parties.items():
            self._parties(table, kind, [row["id"] for row in rows.get(table, ())])
        for table in self.registers.tables:
            listed = rows.get(table.name, [])
            statements = [self._statement(table.name, row) for row in listed]
            bring(actor="a test", policy=policy, table=table.name, rows=statements, source="synthetic")
            for row in listed:
                party = self.parties.get((table.name, row["id"]))
                self.keys[table.name, row["id"]] = f"p{party.pk}" if party else str(row["id"])

    def _parties(self, table: str, kind: str, ids: list[Any]) -> None:
        made = []
        for place, id in enumerate(ids, FIRST[table]):
            number = resident(place) if kind == "person" else firm(place)
            made.append(Identity(kind, "resident_id" if kind == "person" else "uscc", number, f"虚构{table}{id}"))
        found = parties.ensure_parties(actor="a test", rows=made)
        self.parties.update({(table, id): party for id, party in zip(ids, found, strict=True)})

    def _statement(self, name: str, row: Mapping[str, Any]) -> Statement:
        table, columns = self.registers[name], columns_of(self.policy, name)
        facts: dict[str, Any] = {}
        for column, fact in columns.facts.items():
            facts[column] = _given(column, row.get(f"{column}{fact.type.suffix}"), fact.type.suffix)
        facts |= {c: row.get(c) for c in columns.complete}
        roles: dict[str, Any] = {}
        refers: dict[str, str] = {}
        if name in self.registers.parties:
            roles["self"] = self.parties[name, row["id"]]
        for column, other in table.refers.items():
            if row.get(column) is not None:
                if other in self.registers.parties:
                    roles[column] = self.parties[other, row[column]]
                else:
                    refers[column] = str(row[column])
        return Statement(facts, roles, str(row["id"]), refers)


def _given(column: str, value: Any, suffix: str) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if suffix and value is not None:
        return f"{value // 100}.{value % 100:02d}"
    return str(value) if isinstance(value, Decimal) else value
