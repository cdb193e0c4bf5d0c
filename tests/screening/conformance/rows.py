"""A population of cases for one measure, drawn around whatever decides it: as tables of the row contract, and as cases.

About a third of the rows stay near the example and its variants with few changes, so that many are met; a third stand
on boundary rows, or have a date, a number or a year moved onto a limit, a step beside it, or across a month's end; the
rest are wild. Nulls come alone, in company, and in nearly every column at once. All rows are synthetic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from tests.screening.conformance import days, values
from tests.screening.conformance.values import BILLION, Link, Worth

from wenjiu.rules.language.facts import Fact, Relation
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

Dice = np.random.Generator


@dataclass
class Column:
    """Whole numbers with a mask: `known` is False where the register has nothing."""

    numbers: np.ndarray
    known: np.ndarray

    def take(self, at: np.ndarray) -> Column:
        return Column(self.numbers[at], self.known[at])


@dataclass
class Members:
    """Member rows of all subjects. `subject`: the place of the row that has them; `complete`: one flag a subject."""

    subject: np.ndarray
    facts: dict[str, Column]
    complete: Column


@dataclass
class Rows:
    """Rows of one measure. `columns`: neutral key -> column, in which a key left out has no column at all."""

    worth: Worth
    count: int
    on: int
    columns: dict[str, Column]
    members: dict[str, Members] = field(default_factory=dict)

    def cases(self) -> list[dict[str, Any]]:
        """Each row as the facts of a case: neutral key -> value of what is known, members as a list of mappings."""
        found: list[dict[str, Any]] = [{} for _ in range(self.count)]
        for key, column in self.columns.items():
            for row, value in zip(found, self._values(key, column), strict=True):
                if value is not None:
                    row[key] = value
        for key, members in self.members.items():
            listed: list[list[Any]] = [[] for _ in range(self.count)]
            facts = {name: self._values(f"{key}/{name}", c) for name, c in members.facts.items()}
            for i, subject in enumerate(members.subject.tolist()):
                listed[subject].append({name: v[i] for name, v in facts.items() if v[i] is not None})
            whole = (members.complete.numbers.astype(bool) & members.complete.known).tolist()
            for row, rest, complete in zip(found, listed, whole, strict=True):
                row[key] = rest if complete else [*rest, None]
        return found

    def _values(self, key: str, column: Column) -> list[Any]:
        return as_case(self.worth.facts[key], self.worth.codes.get(key, ()), column)


def as_case(fact: Fact, codes: tuple[str, ...], column: Column) -> list[Any]:
    """A column as a case holds its values: civil keys, codes, fen, exact shares, None where unknown."""
    numbers = days.keys(column.numbers) if fact.kind == "date" else column.numbers
    raw = numbers.tolist()
    if fact.kind == "bool":
        raw = [bool(x) for x in raw]
    elif fact.kind == "code":
        raw = [codes[x] for x in raw]
    elif fact.type.name == "fraction":
        raw = [x // BILLION if x % BILLION == 0 else Fraction(x, BILLION) for x in raw]
    return [x if known else None for x, known in zip(raw, column.known.tolist(), strict=True)]


def generate(policy: Policy, measure: Measure, params: Mapping[str, Any], on: int, count: int, dice: Dice) -> Rows:
    """So many rows of a measure, drawn for own parameters and a day of the screening (civil key)."""
    return _Generator(policy, measure, params, on, count, dice).rows()


class _Generator:
    def __init__(
        self, policy: Policy, measure: Measure, params: Mapping[str, Any], on: int, count: int, dice: Dice
    ) -> None:
        self.policy, self.measure, self.on, self.count, self.dice = policy, measure, on, count, dice
        self.worth = values.worth(policy, measure, params, on)
        self.seeds, near = values.seeds(policy, measure)
        kinds = dice.permutation(np.arange(count) % 3)
        self.near, self.edge, self.wild = kinds == 0, kinds == 1, kinds == 2
        self.seed = np.where(self.near, dice.integers(max(near, 1), size=count), 0)
        self.seed = np.where(self.edge, dice.integers(max(len(self.seeds), 1), size=count), self.seed)
        self.keys = [key for key in self.worth.facts if "/" not in key]

    def rows(self) -> Rows:
        """Seeds, then changes, links, nulls, and the order of dates; now and then a column is left out."""
        self.columns = {key: self._start(key) for key in self.keys}
        self._few_changes()
        for _ in range(2):
            self._move_numbers()
            self._move_dates()
            self._move_years()
        self._nulls()
        self._in_order()
        left_out = self.keys[self.dice.integers(len(self.keys))] if self.dice.random() < 0.1 else None
        columns = {key: column for key, column in self.columns.items() if key != left_out}
        found = Rows(self.worth, self.count, self.on, columns)
        for key, relation in self.worth.relations.items():
            if self.dice.random() > 0.04:
                found.members[key] = self._members(key, relation)
        return found

    def _start(self, key: str) -> Column:
        """What the seed of a row says of a fact, else something random; known mostly where a seed says nothing."""
        column = Column(self._random(key, self.count), self.dice.random(self.count) < 0.6)
        said = [seed.get(key) for seed in self.seeds]
        if said:
            numbers = np.array([0 if v is None else self.worth.encoded(key, v) for v in said], np.int64)
            given = np.array([v is not None for v in said])
            by_seed = given[self.seed] & ~self.wild
            column = Column(np.where(by_seed, numbers[self.seed], column.numbers), column.known | by_seed)
        column.known |= self.wild
        return column

    def _random(self, key: str, count: int) -> np.ndarray:
        """Something worth trying, or anything."""
        fact, pool = self.worth.facts[key], self.worth.pools[key]
        found = pool[self.dice.integers(len(pool), size=count)]
        if fact.kind in ("bool", "code"):
            # What a rule asks for comes first in a list of codes, and would be rare among many.
            usual = self.dice.random(count) < 0.35
            return np.where(usual & (fact.kind == "code"), 0, found)
        free = self.dice.random(count)
        if fact.kind == "date":
            around = [seed[key] for seed in self.seeds if key in seed]
            at = days.of_key(around[0]) if around else days.of_key(self.on)
            near = at + self.dice.integers(-2200, 2200, count)
            found = np.where(free < 0.5, near, found)
            return days.inside(np.where(free > 0.95, self.dice.integers(days.FIRST, days.LAST, count), found))
        top = BILLION if fact.type.name == "fraction" else fact.hi
        small = fact.lo + self.dice.integers(0, min(top - fact.lo, 24) + 1, count)
        wide = np.exp(self.dice.uniform(0, np.log(float(top - fact.lo + 1)), count)).astype(np.int64)
        found = np.where(free < 0.2, small, found)
        return np.where(free > 0.75, np.clip(fact.lo + wide - 1, fact.lo, top), found)

    def _change(self, key: str, at: np.ndarray, numbers: np.ndarray) -> None:
        """A column with other values where `at`."""
        column = self.columns[key]
        column.numbers = np.where(at, numbers, column.numbers)
        column.known = column.known | at

    def _few_changes(self) -> None:
        """None to three facts of a row that stands on a seed become something else."""
        changes = self.dice.choice(4, self.count, p=[0.35, 0.35, 0.2, 0.1])
        for nth in range(3):
            which = self.dice.integers(len(self.keys), size=self.count)
            for i, key in enumerate(self.keys):
                at = (which == i) & (changes > nth) & ~self.wild
                if at.any():
                    self._change(key, at, self._random(key, self.count))

    def _some(self, of: int, weights: Sequence[float] | None = None) -> np.ndarray:
        """A number from 0 to `of` for each row on a boundary, and for some others; -1 for the rest."""
        asked = (self.edge & (self.dice.random(self.count) < 0.5)) | (self.dice.random(self.count) < 0.08)
        if of == 0:
            return np.full(self.count, -1)
        shares = np.array(weights or [1.0] * of)
        return np.where(asked, self.dice.choice(of, self.count, p=shares / shares.sum()), -1)

    def _move_numbers(self) -> None:
        """A number becomes a figure of the rules, or a step more or less than it was."""
        numeric = [k for k in self.keys if self.worth.facts[k].kind == "number"]
        which = self._some(len(numeric))
        for i, key in enumerate(numeric):
            fact, pool = self.worth.facts[key], self.worth.pools[key]
            top = BILLION if fact.type.name == "fraction" else fact.hi
            stepped = np.clip(self.columns[key].numbers + self.dice.integers(-1, 2, self.count), fact.lo, top)
            figure = pool[self.dice.integers(len(pool), size=self.count)]
            self._change(key, which == i, np.where(self.dice.random(self.count) < 0.5, stepped, figure))

    def _move_dates(self) -> None:
        """A date comes to stand so many months from one that it is compared with, or a day or a few beside."""
        pairs = [
            (link, key, other)
            for link in self.worth.links
            for here, there in ((link.left, link.right), (link.right, link.left))
            for key in here
            for other in there
            if isinstance(key, str) and key != other and "/" not in key
        ]
        each = Counter(id(link) for link, *_ in pairs)
        which = self._some(len(pairs), [(4 if link.before else 1) / each[id(link)] for link, *_ in pairs])
        turned = self.dice.random(self.count) < 0.3
        for i, (link, key, other) in enumerate(pairs):
            at = which == i
            if not at.any():
                continue
            if isinstance(other, str):
                pool = self.worth.pools[other]
                self._change(other, at & turned, pool[self.dice.integers(len(pool), size=self.count)])
                anchor = self.columns[other].numbers
            else:
                anchor = np.full(self.count, other, np.int64)
            self._change(key, at, self._beside(link, anchor))
            if isinstance(other, str):
                self._onto_short_months(link, key, other, at & (self.dice.random(self.count) < 0.3))
            if link.free and isinstance(other, str):
                self._onto_free_days(link, key, other, at & (self.dice.random(self.count) < 0.4))

    def _onto_short_months(self, link: Link, key: str, other: str, at: np.ndarray) -> None:
        """A period from the end of a long month ends with a month that lacks the corresponding day."""
        ends = days.short_month_ends()
        end = ends[self.dice.integers(len(ends), size=self.count)]
        start = days.month_end(days.later(end, -np.minimum(np.abs(self._months(link)), 1200)))
        self._change(other, at, start - self.dice.integers(0, 3, self.count))
        self._change(key, at, end + self.dice.integers(-1, 2, self.count))

    def _onto_free_days(self, link: Link, key: str, other: str, at: np.ndarray) -> None:
        """A period ends on a free weekday, or on a weekend day that is worked, and the other date lies around it."""
        unusual = days.unusual_weekdays()
        end = unusual[self.dice.integers(len(unusual), size=self.count)]
        months = np.abs(self._months(link))
        self._change(other, at, days.later(end, -np.minimum(months, 1200)))
        self._change(key, at, end + self.dice.integers(-1, 9, self.count))

    def _months(self, link: Link) -> np.ndarray:
        """One of the periods of a link for each row."""
        which = self.dice.integers(len(link.months), size=self.count)
        months = np.zeros(self.count, np.int64)
        for i, period in enumerate(link.months):
            months = np.where(which == i, self.columns[period].numbers if isinstance(period, str) else period, months)
        return months

    def _beside(self, link: Link, anchor: np.ndarray) -> np.ndarray:
        """A day so many months from another, earlier or later; a day or a few beside it, or the end of its month."""
        later = (self.dice.random(self.count) < 0.5) & (not link.before)
        months = np.where(later, 1, -1) * self._months(link)
        step = self.dice.integers(-1, 2, self.count)
        wide = self.dice.random(self.count) < (0.35 if link.free else 0.08)
        step = np.where(wide, self.dice.integers(-10, 11, self.count), step)
        found = days.inside(days.later(days.inside(anchor), np.clip(months, -3600, 3600)) + step)
        return np.where(self.dice.random(self.count) < 0.12, days.month_end(found), found)

    def _move_years(self) -> None:
        """A year becomes that of a date, or the one before or after."""
        which = self._some(len(self.worth.years))
        for i, (year, date) in enumerate(self.worth.years):
            at = (which == i) & (self.dice.random(self.count) < 0.6)
            fact = self.worth.facts[year]
            of_date = days.parts(self.columns[date].numbers)[0] // 12 + self.dice.integers(-1, 2, self.count)
            self._change(year, at, np.clip(of_date, fact.lo, fact.hi))

    def _nulls(self) -> None:
        """Nothing is known of some facts: of none, of one, of a few, of most, of all."""
        share = self.dice.choice([0.0, 0.06, 0.25, 0.6, 0.95], self.count, p=[0.55, 0.25, 0.1, 0.06, 0.04])
        one = np.where(self.dice.random(self.count) < 0.15, self.dice.integers(len(self.keys), size=self.count), -1)
        for i, key in enumerate(self.keys):
            fact = self.worth.facts[key]
            gone = (self.dice.random(self.count) < share) | (one == i)
            if fact.optional or fact.ruling or fact.default is not None:
                gone |= self.dice.random(self.count) < 0.4
            self.columns[key].known = self.columns[key].known & ~gone

    def _in_order(self) -> None:
        """Dates that a case may not give the wrong way round are exchanged where they are."""
        names = self.policy.accepted_facts(self.measure)
        for first, last in self.measure.orders:
            a, b = (self.columns[names[name].key] for name in (first, last))
            wrong = b.numbers < a.numbers
            a.numbers, b.numbers = np.where(wrong, b.numbers, a.numbers), np.where(wrong, a.numbers, b.numbers)

    def _members(self, key: str, relation: Relation) -> Members:
        """The members of a seed, changed here and there, or drawn; lists known in part, empty, or unknown."""
        known: list[list[Any]] = [[row for row in seed.get(key) or [] if row is not None] for seed in self.seeds] or [
            []
        ]
        sizes = np.array([len(rows) for rows in known])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        by_seed = ~self.wild & (sizes[self.seed] > 0) & (self.dice.random(self.count) < 0.8)
        drawn = self.dice.choice([0, 1, 2, 3, 4, 5, 12], self.count, p=[0.15, 0.15, 0.15, 0.2, 0.2, 0.1, 0.05])
        count = np.where(by_seed, sizes[self.seed], drawn)
        subject = np.repeat(np.arange(self.count), count)
        nth = np.arange(len(subject)) - np.repeat(np.cumsum(count) - count, count)
        flat = [row for rows in known for row in rows]
        source = np.where(by_seed[subject], starts[self.seed][subject] + nth, -1)
        facts = {}
        for name in relation.facts:
            at = f"{key}/{name}"
            said = [row.get(name) for row in flat] or [None]
            numbers = np.array([0 if v is None else self.worth.encoded(at, v) for v in said], np.int64)
            given = np.array([v is not None for v in said])
            kept = (source >= 0) & (self.dice.random(len(subject)) < 0.8)
            column = Column(
                np.where(kept, numbers[source], self._random(at, len(subject))), np.where(kept, given[source], True)
            )
            fact = relation.facts[name]
            if fact.kind == "number":
                step = self.dice.integers(-1, 2, len(subject)) * (self.dice.random(len(subject)) < 0.2)
                column.numbers = np.clip(column.numbers + step, fact.lo, fact.hi)
            column.known &= self.dice.random(len(subject)) > 0.08
            facts[name] = column
        emptied = self.dice.random(len(subject)) < 0.02
        for column in facts.values():
            column.known = column.known & ~emptied
        complete = Column((self.dice.random(self.count) < 0.85).astype(np.int64), self.dice.random(self.count) < 0.95)
        return Members(subject, facts, complete)


def of_cases(worth: Worth, on: int, cases: Sequence[Mapping[str, Any]]) -> Rows:
    """Cases as rows, to have them asked again; every fact has a column, also where no case states it."""

    def column(key: str, said: list[Any]) -> Column:
        numbers = [0 if value is None else worth.encoded(key, value) for value in said]
        return Column(np.array(numbers, np.int64), np.array([value is not None for value in said], bool))

    keys = [key for key in worth.facts if "/" not in key]
    found = Rows(worth, len(cases), on, {key: column(key, [case.get(key) for case in cases]) for key in keys})
    for key, relation in worth.relations.items():
        lists = [case.get(key, [None]) for case in cases]
        listed = [(i, row) for i, rows in enumerate(lists) for row in rows if row is not None]
        facts = {name: column(f"{key}/{name}", [row.get(name) for _, row in listed]) for name in relation.facts}
        whole = np.array([None not in rows for rows in lists])
        subject = np.array([i for i, _ in listed], np.int64)
        found.members[key] = Members(subject, facts, Column(whole.astype(np.int64), np.ones(len(cases), bool)))
    return found


def table(rows: Rows, dice: Dice) -> tuple[pa.Table, dict[str, pa.Table]]:
    """The tables of the row contract: ids as numbers or text, every column in one of the types that are allowed."""
    ids = _ids(rows.count, dice)
    arrays: dict[str, pa.Array] = {"id": ids}
    for key, column in rows.columns.items():
        arrays[key] = physical(rows.worth.facts[key], rows.worth.codes.get(key, ()), column, dice)
    members = {}
    for key, listed in rows.members.items():
        names = {name: rows.worth.facts[f"{key}/{name}"] for name in listed.facts}
        found = {name: physical(f, rows.worth.codes.get(f"{key}/{name}", ()), listed.facts[name], dice)
                 for name, f in names.items()}  # fmt: skip
        order = dice.permutation(len(listed.subject))
        members[key] = pa.table({"subject": ids.take(listed.subject), **found}).take(order)
        if not (listed.complete.known & (listed.complete.numbers == 1)).all():
            arrays[f"{key}.complete"] = pa.array(listed.complete.numbers.astype(bool), mask=~listed.complete.known)
    return pa.table(arrays), members


def _ids(count: int, dice: Dice) -> pa.Array:
    numbers = dice.permutation(count) * 7 + 3
    return pa.array(numbers) if dice.random() < 0.7 else pa.array([f"编-{x}" for x in numbers.tolist()])


def physical(fact: Fact, codes: tuple[str, ...], column: Column, dice: Dice) -> pa.Array:
    """A column as a population holds it on disk: any of the types that the contract allows for the fact."""
    gone = ~column.known
    numbers = np.where(gone, 0, column.numbers)
    if fact.kind == "bool":
        return pa.array(numbers.astype(bool), mask=gone)
    if fact.kind == "date":
        return pa.array(numbers.astype(np.int32), mask=gone).cast(pa.date32())
    if fact.kind == "code":
        words = pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32), mask=gone), pa.array(codes))
        return words if dice.random() < 0.5 else words.cast(pa.string() if dice.random() < 0.7 else pa.large_string())
    if fact.type.name == "fraction":
        # Billionths become the digits after the point: a decimal is its unscaled number.
        whole = pa.array(numbers, mask=gone).cast(pa.decimal128(19, 0))
        raw = pa.Array.from_buffers(pa.decimal128(19, 9), len(whole), whole.buffers())
        return raw.cast(pa.decimal128(10, 9))
    if fact.type.name == "yuan":
        return pa.array(numbers, mask=gone)
    most = int(numbers.max(initial=0))
    sizes = [t for t, top in ((pa.int8(), 127), (pa.int16(), 2**15 - 1), (pa.int32(), 2**31 - 1)) if most <= top]
    sizes.append(pa.int64())
    return pa.array(numbers, mask=gone).cast(sizes[dice.integers(len(sizes))])


def shown(worth: Worth, case: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The facts of a case by public name, dates in ISO, for a reader."""
    said = []
    for key, value in case.items():
        if isinstance(value, list):
            value = [row and {k: str(v) for k, v in row.items()} for row in value]
        elif (fact := worth.facts.get(key)) is not None and fact.kind == "date":
            value = civil.iso(value)
        said.append(f"{names.get(key, key)}={value}")
    return ", ".join(said) or "(nothing known)"
