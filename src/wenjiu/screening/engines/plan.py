"""Defines query plans: scan a table, follow its references, filter, compute columns, and count members.

A plan does not depend on an engine: `duck` writes it as SQL, `polars_engine` as lazy frames. A plan refers to tables by
name. The engine knows where the tables are stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..columns.builder import Builder
from ..columns.expr import Expr, below
from ..columns.rewriting import assuming, gathered

#: The most operators and operands of a shared expression that is repeated rather than given a column of its own.
SHORT = 3
# Conversions of a physical column: dates become civil keys, decimals become billionths, and small or unsigned integers
# become 32-bit or 64-bit integers.
AS_IT_IS, DATE, DECIMAL, SMALL, UNSIGNED = "as_it_is", "date", "decimal", "small", "unsigned"
# The row number that a reference leads to, for tables in memory. An engine adds this column and may drop it again.
PLACE = "place"
#: Shares from 0 to 1 are stored in billionths.
FRACTION = 10**9


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a plan.

    `name`: its name in the plan.
    `column`: the physical column that it is read from.
    `kind`: the conversion of its values.
    """

    name: str
    column: str
    kind: str = AS_IT_IS


@dataclass
class Scan:
    """One table of a plan.

    `alias`: the prefix of its columns in the plan.
    `table`: the name of the table.
    `key`: the column that other tables refer to.
    `fields`: the columns that the plan reads, by their name in the plan.
    """

    alias: str
    table: str
    key: str
    fields: dict[str, Field] = field(default_factory=dict)

    def take(self, column: str, kind: str = AS_IT_IS) -> str:
        """Add a physical column to the scan if it is new, and return its name in the plan."""
        name = f"{self.alias}_{column}"
        self.fields.setdefault(name, Field(name, column, kind))
        return name


@dataclass(frozen=True)
class Join:
    """A join with a row that the plan's row refers to.

    `scan`: the other table.
    `on`: the plan's column that is matched with the key of the other table.
    `inner`: whether rows without a match can be dropped.
    """

    scan: Scan
    on: str
    inner: bool


@dataclass(frozen=True)
class Counts:
    """Sums over rows that refer to the plan's row.

    `alias`: the prefix of the sums.
    `rows`: the plan of those rows.
    `by`: the column that they are grouped by, which is joined with the plan's key.
    `sums`: name -> the expression that is summed.
    """

    alias: str
    rows: Plan
    by: str
    sums: dict[str, Expr]


@dataclass
class Plan:
    """A query over the rows of one table.

    `base`: the table.
    `builder`: the builder of all expressions.
    `joins`: the rows that a row refers to.
    `counts`: sums over the rows that refer to a row.
    `filter`: the condition that rows must meet; rows where it is TRUE are kept.
    `outputs`: name -> the expression to compute.
    """

    base: Scan
    builder: Builder
    joins: list[Join] = field(default_factory=list)
    counts: list[Counts] = field(default_factory=list)
    filter: Expr | None = None
    outputs: dict[str, Expr] = field(default_factory=dict)

    def tables(self) -> set[str]:
        """Return the names of the tables that the plan reads."""
        own = {self.base.table, *(j.scan.table for j in self.joins)}
        return own.union(*(c.rows.tables() for c in self.counts))


def state(asked: Plan | Counts) -> tuple[Any, ...]:
    """Return a key that is equal for plans with the same query, so that an engine can reuse a query."""
    if isinstance(asked, Counts):
        return (asked.alias, asked.by, *_numbers(asked.sums), *state(asked.rows))
    scans = [(s.table, len(s.fields)) for s in (asked.base, *(j.scan for j in asked.joins))]
    number = -1 if asked.filter is None else asked.filter.number
    return (id(asked.builder), *scans, number, *_numbers(asked.outputs), *map(state, asked.counts))


def _numbers(columns: Mapping[str, Expr]) -> list[tuple[str, int]]:
    return [(name, x.number) for name, x in columns.items()]


@dataclass(frozen=True)
class Stages:
    """Shared expressions in an order in which they can be computed.

    `steps`: stages of columns (name -> expression). A stage uses only columns of the stages before it.
    `names`: number of an expression -> the name of its column.
    """

    steps: list[dict[str, Expr]]
    names: dict[int, str]


def of_base(plan: Plan) -> tuple[Expr, ...]:
    """Return the parts of a plan's filter that use only its own table.

    Rows that these parts drop need no counts.
    """
    known = plan.base.fields
    return tuple(c for c in conjuncts(plan.filter) if all(x.data in known for x in below([c]) if x.op == "col"))


def finished(plan: Plan, roots: Mapping[str, Expr]) -> dict[str, Expr]:
    """Simplify columns for the rows that pass a plan's filter, and reduce their operations."""
    known = [c for c in conjuncts(plan.filter) if not c.null]
    short = assuming(plan.builder, roots.values(), known)
    wanted = {name: short[x.number] for name, x in roots.items()}
    whole = gathered(plan.builder, wanted.values())
    return {name: whole[x.number] for name, x in wanted.items()}


def tests(plan: Plan) -> list[Expr]:
    """Return the parts of a plan's filter, with their operations reduced."""
    parts = conjuncts(plan.filter)
    whole = gathered(plan.builder, parts)
    return [whole[x.number] for x in parts]


def conjuncts(condition: Expr | None) -> tuple[Expr, ...]:
    """Return the operands of an AND, or the condition itself."""
    if condition is None:
        return ()
    return condition.args if condition.op == "and" else (condition,)


def stages(roots: Iterable[Expr]) -> Stages:
    """Give each expression that is used more than once a column of its own, so that it is computed once."""
    roots = list(roots)
    order = below(roots)
    uses: dict[int, int] = {}
    for x in [*order, None]:
        for part in roots if x is None else x.args:
            uses[part.number] = uses.get(part.number, 0) + 1
    level: dict[int, int] = {}
    length: dict[int, int] = {}
    names: dict[int, str] = {}
    steps: list[dict[str, Expr]] = []
    for x in order:
        under = max((level[a.number] for a in x.args), default=0)
        length[x.number] = 1 + sum(length[a.number] for a in x.args)
        if uses[x.number] > 1 and length[x.number] > SHORT:
            if len(steps) <= under:
                steps.append({})
            names[x.number] = f"v{x.number}"
            steps[under][names[x.number]] = x
            under += 1
            length[x.number] = 1
        level[x.number] = under
    return Stages(steps, names)
