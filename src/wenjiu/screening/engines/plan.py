"""What an engine is asked to do: scan a table, follow its references, filter, compute columns, and count members.

A plan says nothing about how: `duck` writes it as SQL, `polars_engine` as lazy frames. Tables are named; where they lie
is the engine's matter (`Tables`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..columns.expr import Builder, Expr, below
from ..columns.rewriting import assuming, gathered

#: Operators and operands of an expression that is written again rather than carried along.
SHORT = 3
# How a physical column becomes one of a plan: dates become civil keys, decimals billionths, odd integers usual ones.
AS_IT_IS, DATE, DECIMAL, SMALL, UNSIGNED = "as_it_is", "date", "decimal", "small", "unsigned"
# The row that a reference of a table in memory leads to: a column that an engine made and may have dropped again.
PLACE = "place"
#: Shares from 0 to 1 are held in billionths.
FRACTION = 10**9


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the plan: `name`, taken from the physical column of one of its scans."""

    name: str
    column: str
    kind: str = AS_IT_IS


@dataclass
class Scan:
    """One table of the plan with the columns taken from it; `key` is the column that others refer to."""

    alias: str
    table: str
    key: str
    fields: dict[str, Field] = field(default_factory=dict)

    def take(self, column: str, kind: str = AS_IT_IS) -> str:
        """The plan's name of a physical column."""
        name = f"{self.alias}_{column}"
        self.fields.setdefault(name, Field(name, column, kind))
        return name


@dataclass(frozen=True)
class Join:
    """A row that the plan's row refers to: `on` is the plan's column, matched with the key of the scan."""

    scan: Scan
    on: str
    inner: bool


@dataclass(frozen=True)
class Counts:
    """Sums over rows that refer to the plan's row: a plan of those rows, grouped by a column, joined on the key."""

    alias: str
    rows: Plan
    by: str
    sums: dict[str, Expr]


@dataclass
class Plan:
    """Rows of `base` with what they refer to, `filter` (kept where TRUE), and the columns to compute by name.

    `builder`: what its expressions come from.
    """

    base: Scan
    builder: Builder
    joins: list[Join] = field(default_factory=list)
    counts: list[Counts] = field(default_factory=list)
    filter: Expr | None = None
    outputs: dict[str, Expr] = field(default_factory=dict)

    def tables(self) -> set[str]:
        """Names of the tables that it reads."""
        own = {self.base.table, *(j.scan.table for j in self.joins)}
        return own.union(*(c.rows.tables() for c in self.counts))


def state(asked: Plan | Counts) -> tuple[Any, ...]:
    """What says whether an engine has made the same of it before: all that the text or program of a plan stands on."""
    if isinstance(asked, Counts):
        return (asked.alias, asked.by, *_numbers(asked.sums), *state(asked.rows))
    scans = [(s.table, len(s.fields)) for s in (asked.base, *(j.scan for j in asked.joins))]
    number = -1 if asked.filter is None else asked.filter.number
    return (id(asked.builder), *scans, number, *_numbers(asked.outputs), *map(state, asked.counts))


def _numbers(columns: Mapping[str, Expr]) -> list[tuple[str, int]]:
    return [(name, x.number) for name, x in columns.items()]


@dataclass(frozen=True)
class Stages:
    """Expressions in an order to compute them: each stage's columns stand on those before it; then the results."""

    steps: list[dict[str, Expr]]
    names: dict[int, str]


def of_base(plan: Plan) -> tuple[Expr, ...]:
    """The parts of a plan's filter that its own table decides: what is counted for other rows is counted for nothing."""
    known = plan.base.fields
    return tuple(c for c in conjuncts(plan.filter) if all(x.data in known for x in below([c]) if x.op == "col"))


def finished(plan: Plan, roots: Mapping[str, Expr]) -> dict[str, Expr]:
    """Columns to compute over a plan's rows, without what its filter already says of them, in few operations."""
    known = [c for c in conjuncts(plan.filter) if not c.null]
    short = assuming(plan.builder, roots.values(), known)
    wanted = {name: short[x.number] for name, x in roots.items()}
    whole = gathered(plan.builder, wanted.values())
    return {name: whole[x.number] for name, x in wanted.items()}


def tests(plan: Plan) -> list[Expr]:
    """The parts of a plan's filter in few operations."""
    parts = conjuncts(plan.filter)
    whole = gathered(plan.builder, parts)
    return [whole[x.number] for x in parts]


def conjuncts(condition: Expr | None) -> tuple[Expr, ...]:
    """The parts that must all hold."""
    if condition is None:
        return ()
    return condition.args if condition.op == "and" else (condition,)


def stages(roots: Iterable[Expr]) -> Stages:
    """Give each expression that is used more than once a column of its own, so that nothing is written out twice."""
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
