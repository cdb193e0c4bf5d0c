"""Generates parts of ``docs/population.md`` from policies: tables and columns, facts without a column, margins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ...rules.document.registers import Table
from ...rules.language.facts import Fact
from ...rules.language.nodes import And, Node
from ...rules.policy import Policy
from .margins import Margin, load_margins, margins_file
from .schema import COMPLETE, FEN, GROUP, KEY, REFERENCE, Column, columns_of, orders_of, registers_of

_PART = re.compile(r"(<!-- generated: (\w+) (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def render(page: str, policies: Iterable[Policy]) -> str:
    """Return a page with every part between ``<!-- generated: PART POLICY -->`` and ``<!-- end -->`` generated again.

    The parts are tables, elsewhere and margins. Raises KeyError for another part, or a policy that is not given.
    """
    by_name = {policy.name: policy for policy in policies}
    return _PART.sub(lambda m: f"{m[1]}\n{PARTS[m[2]](by_name[m[3]])}\n{m[4]}", page)


def parts_of(page: str) -> set[tuple[str, str]]:
    """Return (part, policy) of every generated part of a page."""
    return {(part, policy) for _, part, policy, _ in _PART.findall(page)}


def tables(policy: Policy) -> str:
    """Describe every table with its columns."""
    lines: list[str] = []
    for table in registers_of(policy).tables:
        lines += [f"#### `{table.name}`: {table.label.en} ({table.label.zh})", "", _about(policy, table), ""]
        lines += ["| column | type | values | fact | meaning |", "|---|---|---|---|---|"]
        lines += [_column(column) for column in columns_of(policy, table.name).values()]
        lines += [f"\n`{last}` must not lie before `{first}`." for first, last in orders_of(policy, table.name)]
        lines.append("")
    return "\n".join(lines)


def elsewhere(policy: Policy) -> str:
    """Describe where the facts come from that have no column of their own."""
    registers = registers_of(policy)
    lines = ["| fact | found |", "|---|---|"]
    for fact, other in registers.same.items():
        lines.append(f"| `{fact.key}` | as `{other.key}` of what the row refers to |")
    for fact, counted in registers.counted.items():
        lines.append(
            f"| `{fact.key}` | counted: rows of `{counted.table}` whose `{counted.by}` is the row and that meet "
            f"`{_condition(counted.condition)}` |"
        )
    for relation, members in registers.members.items():
        complete = f"; all of them only where `{members.complete}` is true" if members.complete else ""
        lines.append(
            f"| `{relation.key}` | members: rows of `{members.table}` whose `{members.by}` is the row{complete} |"
        )
    for measure in policy.measures.values():
        accepted = policy.accepted_facts(measure)
        for name, date in measure.assumes.items():
            lines.append(f"| `{accepted[name].key}` in {measure.code} | the year of `{accepted[date].key}` |")
    return "\n".join([*lines, ""])


def margins(policy: Policy) -> str:
    """Describe how each column of a generated population is drawn."""
    found = load_margins(policy)
    about = (
        f"**SYNTHETIC**, made for {found.day.isoformat()}; file `{margins_file(policy).as_posix()}`. "
        f"{_percent(found.month_ends)} of uniform dates are moved to a month's end, {_percent(found.leap_days)} to a "
        f"29 February. Where the basis is empty it is: {found.basis}."
    )
    lines = [about, ""]
    for table in found.tables.values():
        size = f"{table.per_person:g} rows a person" if table.per_person else "a fixed number of rows"
        left = ", ".join(f"`{name}`" for name in table.left_out)
        lines += [f"#### `{table.name}`: {size}, at least {table.least}", ""]
        lines += [f"Left out: {left}.", ""] if left else []
        lines += ["| column | drawn | NULL | basis |", "|---|---|---|---|"]
        lines += [
            f"| `{m.column.name}` | {_drawn(m)} | {_percent(m.unknown)} | {m.basis} |" for m in table.columns.values()
        ]
        lines.append("")
    return "\n".join(lines)


PARTS: dict[str, Callable[[Policy], str]] = {"tables": tables, "elsewhere": elsewhere, "margins": margins}


def _about(policy: Policy, table: Table) -> str:
    codes = (
        f"One row is the subject of {', '.join(table.measures)}." if table.measures else "Looked up by other tables."
    )
    payee = f" Paid: `{table.payee}`." if table.payee else " Paid: the row itself." if table.measures else ""
    return codes + payee


def _column(column: Column) -> str:
    if column.role == KEY:
        values = "not NULL, one row each"
    elif column.role == REFERENCE:
        values = f"key of `{column.refers}`"
    elif column.role == GROUP:
        values = "for grouping results"
    elif column.role == COMPLETE:
        values = "not true: any number of further members"
    elif column.options:
        values = ", ".join(column.options)
    elif column.range is not None:
        values = " to ".join(end.removeprefix("DATE ").strip("'") for end in column.range)
    else:
        values = ""
    values += f" {column.unit}" if column.unit and column.kind is not FEN else ""
    if column.fact is not None and column.fact.default is not None:
        values += "; NULL: " + _default(column.fact)
    fact = f"`{column.fact.key}`" if column.fact is not None else ""
    return (
        f"| `{column.name}` | {column.kind.name} | {values.strip()} | {fact} | {column.label.en} ({column.label.zh}) |"
    )


def _default(fact: Fact) -> str:
    return "open end" if fact.kind == "date" else str(fact.default).lower()


def _condition(node: Node) -> str:
    """Return the text of a condition."""
    return " and ".join(map(repr, node.children)) if isinstance(node, And) else repr(node)


def _percent(share: float) -> str:
    return f"{share * 100:g} %"


def _drawn(margin: Margin) -> str:
    """Describe how a column is drawn."""
    a = margin.args
    match margin.how:
        case "share":
            text = f"true for {_percent(a)}"
        case "codes":
            whole = sum(a.values())
            text = ", ".join(f"{code} {_percent(round(weight / whole, 4))}" for code, weight in a.items())
        case "numbered":
            text = f"{a['count']} invented names {a['prefix']}..." + (f", skew {a['skew']}" if "skew" in a else "")
        case "uniform":
            text = f"uniform from {a['from']} to {a['to']}" + (
                f", towards the end by {a['late']}" if "late" in a else ""
            )
        case "skewed":
            limits = f", {a.get('least', 0)} to {a['most']}" if "most" in a else ""
            text = f"log-normal, median {a['median']}, spread {a['spread']}{limits}"
        case "after":
            low, high = a["months"]
            text = f"{low} to {high} months after `{a['of']}`"
            text += f", plus {a['days'][0]} to {a['days'][1]} days" if any(a.get("days", ())) else ""
            text += f"; outside {a['else_from']} to {a['else_to']} uniform in it" if "else_from" in a else ""
        case "part":
            text = f"{a['from']:g} to {a['to']:g} times `{a['of']}`, rounded down"
        case "rate":
            text = f"0 for {_percent(a['zero'])}, else up to {a['to']:g}, small ones more often"
        case _:
            low, high = a.get("ranks", (0, 1))
            text = f"a row of `{margin.column.refers}`"
            text += f" of ranks {low:g} to {high:g}" if "ranks" in a else ""
            text += f", low ranks more often (power {a['skew']})" if a["skew"] != 1 else ""
    if margin.by_rank is not None:
        text += f"; by hidden rank, chance {margin.by_rank:g}"
    for path, months in margin.not_before.items():
        text += f"; not before {f'{months} months after ' if months else ''}`{path}`"
    if margin.edge_share:
        text += f"; {_percent(margin.edge_share)} on edges: {_edges(margin)}"
    if margin.where is not None:
        text += f"; only where `{margin.where[0]}` is {str(margin.where[1]).lower()}"
    if margin.until is not None:
        text += f"; NULL after {margin.until.isoformat()}"
    return text


def _edges(margin: Margin) -> str:
    if isinstance(margin.edges, dict):
        anchors = (f"{', '.join(map(str, all))} months from `{path}`" for path, all in margin.edges.items())
        return "; ".join(anchors) + ", or a day beside"
    return ", ".join(map(str, margin.edges))
