"""Evaluates measures over a table of cases, with one row for each case and one column for each fact (by neutral key).

The conformance tests use it to compare the engines with the Python evaluator row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...rules.language import fact_types
from ...rules.language.facts import CountWhere, Fact, Relation, SumWhere
from ...rules.policy import Policy
from ..columns.builder import Builder
from ..columns.expr import Expr
from ..columns.numbers import Num
from ..engines.plan import Plan, Scan
from ..lower.entitlements import worded
from ..lower.lowering import Lowering
from ..lower.measuring import lowered
from ..lower.sources import Counting, MemberSource, Shape, absent, column, member_facts, members
from ..lower.verdicts import Verdict
from ..population.spelling import of_table
from .engines import opened

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = "rows"
#: The types of facts whose codes are compared in normal form.
OPEN_CODES = (fact_types.DISTRICT, fact_types.CODE)


class FlatSource:
    """Provides facts from the columns of one table (by neutral key), and members from tables of their own."""

    def __init__(self, b: Builder, policy: Policy, table: pa.Table, on: int, lists: Mapping[str, pa.Table]) -> None:
        self.b, self.on = b, on
        self.scan = Scan("r", ROWS, "id")
        self.plan = Plan(self.scan, b)
        self.shape = shape_of(table)
        self.lists = {key: shape_of(members) for key, members in lists.items()}
        self.counting = Counting(b, self.plan)
        self.dates = {policy.dates[name].key: b.const(on) for name in ("decision_date", "application_date")}
        self.decided = policy.dates["decision_date"].key

    def fact(self, fact: Fact) -> Expr:
        """Return the column of a fact, or the value that its absence means."""
        if fact.key in self.shape.columns and fact.key != self.decided:
            found = column(self.b, self.scan, self.shape, fact.key, fact)
        else:
            found = absent(self.b, fact)
        return self.b.coalesce(found, self.dates[fact.key]) if fact.key in self.dates else found

    def count(self, node: CountWhere | SumWhere, lowering: Lowering) -> Num:
        """Return a count or sum over members. Without a table of members it can be any number."""
        relation: Relation = node.relation
        alias = relation.key.replace(".", "_")
        if relation.key not in self.lists:
            return lowering.numbers.number(self.b.nothing("int"), self.b.zero)
        shape = self.lists[relation.key]
        scan = Scan(f"m_{alias}", relation.key, "subject")
        counts = self.counting.of(alias, lambda: (Plan(scan, self.b), scan.take("subject")))
        names = {name: name for name in relation.facts}
        source = MemberSource(member_facts(self.b, counts.rows.base, shape, relation, names))
        return members(self.counting, counts, source, node, lowering, self._complete(relation))

    def _complete(self, relation: Relation) -> Expr:
        name = f"{relation.key}.complete"
        if name not in self.shape.columns:
            return self.b.true
        null = name not in self.shape.full
        return self.b.certain(self.b.column(self.scan.take(name), "bool", null=null))


def shape_of(table: pa.Table) -> Shape:
    """Return the columns of an Arrow table."""
    full = frozenset(name for name in table.column_names if table[name].null_count == 0)
    return Shape({f.name: f.type for f in table.schema}, full)


def verdicts(
    policy: Policy,
    codes: Sequence[str],
    table: pa.Table,
    *,
    on: int,
    letters: Mapping[str, str] | None = None,
    params: Mapping[str, Any] | None = None,
    members: Mapping[str, pa.Table] | None = None,
) -> tuple[Plan, dict[str, Verdict]]:
    """Return the plan over a table of cases, without outputs, and the columns of each measure."""
    b = Builder()
    source = FlatSource(b, policy, table, on, members or {})
    found = {code: lowered(b, policy, code, source, on=on, letters=letters, own=params or {}) for code in codes}
    return source.plan, found


def evaluate(
    policy: Policy,
    codes: Sequence[str],
    table: pa.Table,
    *,
    on: int,
    engine: str = "duckdb",
    letters: Mapping[str, str] | None = None,
    params: Mapping[str, Any] | None = None,
    members: Mapping[str, pa.Table] | None = None,
    sifted: bool = False,
) -> pa.Table:
    """Evaluate measures for every row, all measures in one pass.

    `table`: column ``id`` and facts by neutral key (money in fen, dates, shares as decimals).
    `on`: the day of the screening (civil key).
    `letters`, `params`: readings and parameters, parsed as in a case.
    `members`: relation key -> table with ``subject`` and member facts.
    `sifted`: whether to return only rows that pass the filter of a screening.

    Returns the columns ``id, measure, verdict, low_fen, high_fen`` (NULL: no limit), ``deciding, fails, missing,
    missing_parameters``. Raises ValueError for an unknown engine, and TypeError for a column that cannot hold its fact.
    """
    import pyarrow as pa

    plan, found = verdicts(policy, codes, table, on=on, letters=letters, params=params, members=members)
    if sifted:
        plan.filter = plan.builder.any(*(v.sieve for v in found.values()))
    plan.outputs = {"id": _id(plan)}
    for code, v in found.items():
        plan.outputs |= {f"{code} {name}": x for name, x in columns_of(v).items()}
    codes_of = _code_columns(policy, codes)
    with opened(engine) as runs:
        for name, given in {ROWS: table, **(members or {})}.items():
            runs.add(name, given, of_table(given, codes_of.get(name, set()) & set(given.column_names)))
        wide = runs.run(plan)
    parts = []
    for code in found:
        named = {name: wide[f"{code} {name}"] for name in columns_of(found[code])}
        named["verdict"] = worded(named["verdict"])
        parts.append(pa.table({"id": wide["id"], "measure": pa.repeat(pa.scalar(code), len(wide)), **named}))
    return pa.concat_tables(parts)


def _code_columns(policy: Policy, codes: Sequence[str]) -> dict[str, set[str]]:
    """Return table -> its columns with districts or codes of open lists, for cases and for members by relation."""
    found: dict[str, set[str]] = {ROWS: set()}
    for code in codes:
        for fact in policy.accepted_facts(policy.measures[code]).values():
            if isinstance(fact, Relation):
                of_members = {name for name, f in fact.facts.items() if f.type in OPEN_CODES}
                found.setdefault(fact.key, set()).update(of_members)
            elif fact.type in OPEN_CODES:
                found[ROWS].add(fact.key)
    return found


def columns_of(v: Verdict) -> dict[str, Expr]:
    """Return all result columns of a measure."""
    return {
        "verdict": v.verdict,
        "low_fen": v.total.low,
        "high_fen": v.total.high,
        "deciding": v.deciding,
        "fails": v.failing,
        "missing": v.missing,
        "missing_parameters": v.missing_parameters,
    }


def _id(plan: Plan) -> Expr:
    return plan.builder.column(plan.base.take(plan.base.key), "key", null=False)
