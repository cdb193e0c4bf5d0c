"""Translates plans to DuckDB SQL that an auditor can read.

Each shared expression becomes a column of a nested SELECT, so that the text does not repeat it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..columns.expr import BOOL, INT, STR, Expr, below
from .plan import (
    DATE,
    DECIMAL,
    FRACTION,
    PLACE,
    SMALL,
    UNSIGNED,
    Counts,
    Plan,
    Scan,
    Stages,
    conjuncts,
    finished,
    of_base,
    stages,
    tests,
)

INTEGERS = {32: "INTEGER", 64: "BIGINT", 128: "HUGEINT"}
TYPES = {BOOL: "BOOLEAN", STR: "VARCHAR"}
#: `WHOLE`: operations whose text never needs parentheses. `TERMS`: those that need none between AND or OR.
WHOLE = {"col", "const", "case", "coalesce", "least", "greatest", "narrow", "padded", "names"}
TERMS = {*WHOLE, "cmp", "in", "isnull", "is_true", "is_not_false", "not"}


def quoted(name: str) -> str:
    """Quote an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Iterable[str]) -> str:
    """Return texts as a comma-separated list of SQL string literals."""
    return ", ".join(literal(text) for text in texts)


def respelt(table: str, spelling: Mapping[str, Mapping[str, str]]) -> str:
    """Return the SQL of a table with some codes replaced: column -> code as written -> normal form."""
    columns = []
    for name, forms in spelling.items():
        text = f"CAST({quoted(name)} AS VARCHAR)"
        arms = " ".join(f"WHEN {literal(code)} THEN {literal(form)}" for code, form in forms.items())
        columns.append(f"CASE {text} {arms} ELSE {text} END AS {quoted(name)}")
    return f"(SELECT * REPLACE ({', '.join(columns)}) FROM {table})"


def _nothing(x: Expr) -> bool:
    """Whether an expression is a literal NULL."""
    return x.constant and x.data is None


class Sql:
    """Writes expressions as SQL.

    `names`: number of an expression -> the column of an inner SELECT that holds it.
    """

    def __init__(self, names: dict[int, str] | None = None) -> None:
        self.names = names or {}

    def __call__(self, x: Expr) -> str:
        """Write an expression as an operand, in parentheses where they are needed."""
        text = self.bare(x)
        return text if x.number in self.names or x.op in WHOLE else f"({text})"

    def bare(self, x: Expr) -> str:
        """Write an expression that is delimited by commas or keywords."""
        return quoted(self.names[x.number]) if x.number in self.names else self.written(x)

    def term(self, x: Expr) -> str:
        """Write an expression that is an operand of AND or OR."""
        return self._untyped(x) if x.op in TERMS else self(x)

    def condition(self, x: Expr) -> str:
        """Write a condition after WHERE or WHEN, where NULL has the effect of FALSE."""
        if x.number in self.names:
            return self.bare(x)
        inner = x.args[0] if x.op in ("is_true", "not") else x
        if x.op == "is_true":
            return self.condition(inner)
        if x.op == "not" and inner.op == "is_not_false" and inner.number not in self.names:
            return f"NOT {self(inner.args[0])}"
        if x.op in ("and", "or"):
            return f" {x.op.upper()} ".join(map(self.condition_term, x.args))
        return self.bare(x)

    def condition_term(self, x: Expr) -> str:
        """Write such a condition as an operand of AND or OR."""
        text = self.condition(x)
        whole = x
        while whole.op == "is_true" and whole.number not in self.names:
            whole = whole.args[0]
        return f"({text})" if whole.op in ("and", "or") and whole.number not in self.names else text

    def written(self, x: Expr) -> str:
        """Write an expression in full. Parts that an inner SELECT holds are written by name."""
        match x.op:
            case "col":
                return quoted(x.data)
            case "const":
                return self._constant(x)
            case "and" | "or":
                return f" {x.op.upper()} ".join(map(self.term, x.args))
            case "not":
                return f"NOT {self(x.args[0])}"
            case "is_true":
                return f"{self(x.args[0])} IS TRUE"
            case "is_not_false":
                return f"{self(x.args[0])} IS NOT FALSE"
            case "isnull":
                return f"{self(x.args[0])} IS NULL"
            case "cmp":
                op = {"==": "=", "!=": "<>"}.get(x.data, x.data)
                return f"{self(x.args[0])} {op} {self(x.args[1])}"
            case "in":
                values = ", ".join(literal(v) if isinstance(v, str) else str(v) for v in x.data)
                return f"{self(x.args[0])} IN ({values})"
            case "case":
                return self._case(x.args)
            case "coalesce" | "least" | "greatest":
                return f"{x.op.upper()}({', '.join(map(self.bare, x.args))})"
            case "add" | "sub" | "mul":
                sign = {"add": "+", "sub": "-", "mul": "*"}[x.op]
                return f"{self._wide(x, 0)} {sign} {self._wide(x, 1)}"
            case "div":
                return f"{self(x.args[0])} // {x.data}"
            case "mod":
                power = x.data & (x.data - 1) == 0
                return f"{self(x.args[0])} & {x.data - 1}" if power else f"{self(x.args[0])} % {x.data}"
            case "narrow":
                return f"CAST({self.bare(x.args[0])} AS BIGINT)"
            case "text":
                return " || ".join(self(a) if a.type == STR else f"CAST({self.bare(a)} AS VARCHAR)" for a in x.args)
            case "padded":
                return f"lpad(CAST({self.bare(x.args[0])} AS VARCHAR), {x.data}, '0')"
            case "names":
                if not x.args:
                    return "CAST([] AS VARCHAR[])"
                args = [self.bare(a) for a in x.args]
                return f"list_where([{', '.join(args[1::2])}], [{', '.join(args[::2])}])"
        raise AssertionError(f"no SQL for {x.op}")

    def _case(self, args: Sequence[Expr]) -> str:
        """Write a CASE. Its type is that of the values that are not NULL."""
        *pairs, last = args
        branches = " ".join(
            f"WHEN {self.condition(c)} THEN {self._untyped(v)}" for c, v in zip(pairs[::2], pairs[1::2], strict=True)
        )
        return f"CASE {branches} END" if _nothing(last) else f"CASE {branches} ELSE {self.bare(last)} END"

    def _untyped(self, x: Expr) -> str:
        """Write an expression in a place where its neighbours determine the type of a NULL."""
        return "NULL" if _nothing(x) else self.bare(x)

    def _wide(self, x: Expr, k: int) -> str:
        """Write an operand, cast to the wider type of the result if it is narrower."""
        part = x.args[k]
        if part.width >= x.width or part.constant:
            return self(part)
        return f"CAST({self.bare(part)} AS {INTEGERS[x.width]})"

    def _constant(self, x: Expr) -> str:
        if x.data is None:
            return f"CAST(NULL AS {TYPES.get(x.type, INTEGERS[64])})"
        if x.type == BOOL:
            return "TRUE" if x.data else "FALSE"
        return literal(x.data) if x.type == STR else str(x.data)


def _scanned(scan: Scan, tables: dict[str, str]) -> str:
    """Write the SELECT of one table with the columns that the plan takes. Dates and decimals become integers."""
    columns = []
    for f in scan.fields.values():
        if f.kind == PLACE:
            continue
        column = quoted(f.column)
        if f.kind == DATE:
            column = f"CAST((year({column}) * 12 + month({column}) - 1) * 32 + day({column}) - 1 AS INTEGER)"
        elif f.kind == DECIMAL:
            column = f"CAST(CAST({column} AS DECIMAL(19, 9)) * {FRACTION} AS BIGINT)"
        elif f.kind in (SMALL, UNSIGNED):
            column = f"CAST({column} AS {'INTEGER' if f.kind == SMALL else 'BIGINT'})"
        columns.append(f"{column} AS {quoted(f.name)}")
    return f"(SELECT {', '.join(columns) or '1'} FROM {tables[scan.table]}) {quoted(scan.alias)}"


def _mixed(plan: Plan) -> set[str]:
    """Return the aliases of joined tables that one part of the filter compares with another table.

    An inner join would test such a part for each pair of rows, which is slow.
    """
    of = {name: scan.alias for scan in (plan.base, *(j.scan for j in plan.joins)) for name in scan.fields}
    used = [{of[x.data] for x in below([part]) if x.op == "col" and x.data in of} for part in conjuncts(plan.filter)]
    return set().union(*(tables for tables in used if len(tables) > 1))


def _source(plan: Plan, tables: dict[str, str]) -> str:
    own = quoted(plan.base.take(plan.base.key))
    keys = [quoted(j.scan.take(j.scan.key)) for j in plan.joins]
    text = f"FROM {_scanned(plan.base, tables)}"
    mixed = _mixed(plan)
    for join, key in zip(plan.joins, keys, strict=True):
        how = "JOIN" if join.inner and join.scan.alias not in mixed else "LEFT JOIN"
        text += f"\n{how} {_scanned(join.scan, tables)} ON {quoted(join.on)} = {key}"
    for counts in plan.counts:
        where = " AND ".join(map(Sql().condition_term, of_base(plan)))
        within = f"SELECT {own} FROM {_scanned(plan.base, tables)} WHERE {where}" if where else ""
        counted = grouped(counts, tables, within)
        text += f"\nLEFT JOIN ({counted}) {quoted(counts.alias)} ON {own} = {quoted(counts.alias + '_by')}"
    return text


def grouped(counts: Counts, tables: dict[str, str], within: str = "") -> str:
    """Return the query of sums grouped by a column, which is the first column of the result.

    `within`: a query of the values of that column that matter; all values if empty.
    """
    wanted = finished(counts.rows, counts.sums)
    done = stages(wanted.values())
    write = Sql(done.names)
    sums = ", ".join(f"CAST(SUM({write.bare(x)}) AS BIGINT) AS {quoted(name)}" for name, x in wanted.items())
    only = f"{quoted(counts.by)} IN ({within})" if within else ""
    inner = _stacked(counts.rows, done, tables, only)
    return f"SELECT {quoted(counts.by)} AS {quoted(counts.alias + '_by')}, {sums} FROM ({inner}) GROUP BY 1"


def _stacked(plan: Plan, done: Stages, tables: dict[str, str], only: str = "") -> str:
    """Write the query of the rows that pass the filter, with every shared expression as a column."""
    where = "\n  AND ".join([*map(Sql().condition_term, tests(plan)), *([only] if only else [])])
    text = f"SELECT *\n{_source(plan, tables)}" + (f"\nWHERE {where}" if where else "")
    write = Sql(done.names)
    for step in done.steps:
        columns = ",\n  ".join(f"{write.written(x)} AS {quoted(name)}" for name, x in step.items())
        text = f"SELECT *,\n  {columns}\nFROM (\n{text}\n)"
    return text


def sql(plan: Plan, tables: dict[str, str]) -> str:
    """Return the query of a plan. `tables`: name -> table, view or table function in SQL."""
    wanted = finished(plan, plan.outputs)
    done = stages(wanted.values())
    write = Sql(done.names)
    columns = ",\n  ".join(f"{_typed(x, write.bare(x))} AS {quoted(name)}" for name, x in wanted.items())
    return f"SELECT\n  {columns}\nFROM (\n{_stacked(plan, done, tables)}\n)"


def _typed(x: Expr, text: str) -> str:
    return f"CAST({text} AS BIGINT)" if x.type == INT else text
