"""Reads the records of registers on one day: the live rows of all sources, many at once, each read once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

import wenjiu.bureau.among  # noqa: F401  (its look-up)
from wenjiu.bureau.held import held
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import SELF, HeldColumn, Link, Row
from wenjiu.bureau.registry.resolving import Record
from wenjiu.bureau.registry.values import columns_of, kept, registers_of
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: Keys in one statement.
AT_ONCE = 2_000
#: What one row states: its id, facts, references and street.
Stated = tuple[int, dict[str, Any], dict[str, str], int | None]
#: Column -> what turns a value of the database into one that the rules keep.
Reading = Mapping[str, Callable[[Any], Any]]
#: (table, key, column) -> value as the database holds it.
Supposed = Mapping[tuple[str, str, str], Any]
_supposed: ContextVar[Supposed] = ContextVar("supposed", default={})  # noqa: B039


@contextmanager
def supposing(values: Supposed) -> Iterator[None]:
    """Look registers up in this block as if some columns had other values. Nothing is stored."""
    token = _supposed.set(values)
    try:
        yield
    finally:
        _supposed.reset(token)


def key_of(party: int) -> str:
    """Return the key of a person or an organisation in the registers."""
    return f"p{party}"


def party_of(key: str) -> int:
    """Return the party that a key of `key_of` names."""
    return int(key[1:])


def live(policy: str, table: str, on: dt.date) -> QuerySet[Row]:
    """Return the live rows of a table that hold on a day, the newest statement first."""
    rows = Row.objects.filter(policy=policy, table=table, replaced_by=None, withdrawn_at=None)
    found: QuerySet[Row] = rows.filter(valid__contains=on).order_by("-id")
    return found


@lru_cache(maxsize=256)
def _reading(policy: Policy, table: str) -> Reading:
    columns = columns_of(policy, table)
    found: dict[str, Callable[[Any], Any]] = {column: _as_it_is for column in columns.complete}
    return found | {column: _reader(column, fact) for column, fact in columns.facts.items()}


def _as_it_is(value: Any) -> Any:
    return value


def _reader(column: str, fact: Fact) -> Callable[[Any], Any]:
    at_sight = fact.type.at_sight(fact)

    def read(value: Any) -> Any:
        found = at_sight(value)
        return kept(column, fact, value) if found is None else found

    return read


class Records:
    """The records of a policy's registers on one day. It implements `resolving.Source`.

    A party that was merged into another is read as that other one.
    """

    def __init__(self, policy: Policy, on: int) -> None:
        self.policy, self.on, self.day = policy, on, civil.date(on)
        self.registers = registers_of(policy)
        self._held: dict[str, set[str]] | None = None
        self._records: dict[tuple[str, str], Record | None] = {}
        #: What pages that read have read before under the same suppositions; it holds records as they are stored.
        self._read: dict[tuple[str, str], Record | None] = held(("records", policy, on, repr(_supposed.get())), dict)
        self._referring: dict[tuple[str, str, str], list[Record]] = {}

    # ---- the interface of resolving.Source ----

    def held(self, table: str) -> AbstractSet[str]:
        """Return the columns that a register holds."""
        if self._held is None:
            self._held = held(("held columns", self.policy.name), self._columns)
        return self._held.get(table, set())

    def _columns(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name, column in HeldColumn.objects.filter(policy=self.policy.name).values_list("table", "column"):
            found[name].add(column)
        return found

    def record(self, table: str, key: str) -> Record | None:
        """Return a record by its key."""
        self.load(table, [key])
        return self._records[table, key]

    def referring(self, table: str, by: str, key: str) -> list[Record]:
        """Return the records of a table whose column refers to a key."""
        self.load_referring(table, by, [key])
        return self._referring.get((table, by, key), [])

    # ---- reading many at once ----

    def load(self, table: str, keys: Iterable[str]) -> None:
        """Read the records with these keys, where they are not read yet."""
        missing = [key for key in dict.fromkeys(keys) if (table, key) not in self._records]
        unread = [key for key in missing if (table, key) not in self._read]
        for start in range(0, len(unread), AT_ONCE):
            wanted = unread[start : start + AT_ONCE]
            also = self._merged_into(wanted) if table in self.registers.parties else {}
            rows = live(self.policy.name, table, self.day).filter(key__among=[*wanted, *also])
            found = self.records_of(table, rows, also)
            self._read.update({(table, key): found.get(key) for key in wanted})
        self._records.update({(table, key): self._read[table, key] for key in missing})

    def load_referring(self, table: str, by: str, keys: Iterable[str]) -> None:
        """Read the records whose column refers to these keys, where they are not read yet."""
        missing = [key for key in dict.fromkeys(keys) if key and (table, by, key) not in self._referring]
        for start in range(0, len(missing), AT_ONCE):
            wanted = missing[start : start + AT_ONCE]
            rows = live(self.policy.name, table, self.day)
            if self.registers[table].refers[by] in self.registers.parties:
                named = [party_of(key) for key in (*wanted, *self._merged_into(wanted))]
                rows = rows.filter(id__in=Link.objects.filter(role=by, party_id__among=named).values("row_id"))
            else:
                rows = rows.filter(**{f"refers__{by}__in": wanted})
            # A newer source may refer elsewhere, so each record is read whole.
            keys_found = list(dict.fromkeys(rows.values_list("key", flat=True)))
            self.load(table, keys_found)
            self._referring.update({(table, by, key): [] for key in wanted})
            for at in keys_found:
                record = self._records[table, at]
                if record is not None and (table, by, record.refers.get(by)) in self._referring:
                    self._referring[table, by, record.refers[by]].append(record)

    def load_all(self, records: Sequence[Record]) -> None:
        """Read everything that the records of one table refer to, and the rows that are counted or members of them."""
        if not records:
            return
        table = self.registers[records[0].table]
        self._records.update({(table.name, r.key): r for r in records if r.key})
        facts = set(map(id, table.facts.values()))
        keys = [r.key for r in records if r.key]
        listed = [(c.table, c.by) for fact, c in self.registers.counted.items() if id(fact) in facts]
        listed += [(m.table, m.by) for m in self.registers.members.values()
                   if self.registers[m.table].refers[m.by] == table.name]  # fmt: skip
        for other, by in listed:
            self.load_referring(other, by, keys)
            self._follow([r for key in keys for r in self._referring[other, by, key]])
        self._follow(records)

    def _follow(self, records: Sequence[Record], depth: int = 3) -> None:
        if not records or depth == 0:
            return
        table = self.registers[records[0].table]
        for column, other in table.refers.items():
            keys = {r.refers[column] for r in records if column in r.refers}
            self.load(other, keys)
            self._follow([x for key in keys if (x := self._records[other, key]) is not None], depth - 1)

    # ---- rows to records ----

    def records_of(self, table: str, rows: QuerySet[Row], also: dict[str, str] | None = None) -> dict[str, Record]:
        """Return the records of rows, the newest first. `also`: key of a merged party -> key of the one that stands."""
        listed = list(rows.values_list("id", "key", "facts", "refers", "street_id"))
        links: dict[int, dict[str, str]] = defaultdict(dict)
        for start in range(0, len(listed), AT_ONCE):
            ids = [row[0] for row in listed[start : start + AT_ONCE]]
            found = Link.objects.filter(row_id__among=ids).exclude(role=SELF).order_by()
            named = list(found.values_list("row_id", "role", "party_id", "party__merged_into_id"))
            gone = {party for _row, _role, party, into in named if into is not None}
            heads = parties.heads_of(Party.objects.filter(pk__among=gone)) if gone else {}
            for row, role, party, into in named:
                links[row][role] = key_of(party if into is None else heads[party].pk)
        by_key: dict[str, list[Stated]] = defaultdict(list)
        for id, key, facts, refers, street in listed:
            by_key[(also or {}).get(key, key)].append((id, facts, {**refers, **links.get(id, {})}, street))
        reading = _reading(self.policy, table)
        return {key: self._merged(table, key, rows_, reading) for key, rows_ in by_key.items()}

    def _merged(self, table: str, key: str, rows: Sequence[Stated], reading: Reading) -> Record:
        values: dict[str, Any] = {}
        origins: dict[str, int] = {}
        refers: dict[str, str] = {}
        street = None
        for row, facts, referred, at in rows:
            for column, value in facts.items():
                if column not in values and column in reading:
                    values[column] = reading[column](value)
                    origins[column] = row
            refers = {**referred, **refers}
            street = street or at
        for (of, named, column), value in _supposed.get().items():
            if (of, named) == (table, key) and column in columns_of(self.policy, table).facts:
                values[column] = reading[column](value)
                origins.setdefault(column, rows[0][0])
        return Record(table, key, values, origins, refers, tuple(row[0] for row in rows), street)

    def _merged_into(self, keys: Iterable[str]) -> dict[str, str]:
        """Return key of each party that was merged into one of these -> key of that one."""
        found = {party_of(key): key for key in keys}
        return {key_of(pk): found[into] for pk, into in parties.gone_into(found).items()}
