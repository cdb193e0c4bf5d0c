"""Reads and checks the margins of synthetic populations: the rows of each table, and how each column is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import wenjiu

from ...rules.language.checked import CheckedFile
from ...rules.language.nodes import DefinitionError
from ...rules.policy import Policy
from ...standards.data_files import read_yaml
from .schema import BOOLEAN, CODE, DATE, DECIMAL, FEN, FRACTION, REFERENCE, WHOLE, Column, columns_of, registers_of

PACKAGE = Path(wenjiu.__file__).parent

#: The kinds of draws, each with its required and its optional fields.
DRAWS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "share": ((), ()),
    "codes": ((), ()),
    "numbered": (("prefix", "count"), ("skew",)),
    "uniform": (("from", "to"), ("late",)),
    "skewed": (("median", "spread"), ("least", "most")),
    "after": (("of", "months"), ("days", "else_from", "else_to")),
    "part": (("of", "from", "to"), ()),
    "rate": (("zero", "to"), ()),
    "refers": (("skew",), ("ranks",)),
}
FITS: dict[str, tuple[str, ...]] = {
    BOOLEAN.name: ("share",),
    CODE.name: ("codes", "numbered"),
    DATE.name: ("uniform", "after"),
    WHOLE.name: ("uniform", "skewed", "part"),
    DECIMAL.name: ("uniform", "skewed", "part"),
    FEN.name: ("uniform", "skewed", "part"),
    FRACTION.name: ("rate",),
}
COMMON = ("unknown", "by_rank", "edges", "not_before", "where", "until", "basis")


@dataclass(frozen=True, slots=True)
class Margin:
    """How one column is drawn. Shares are shares of rows.

    `column`: the column.
    `how`, `args`: the draw, one of `DRAWS`, and its arguments.
    `unknown`: the share of rows with NULL.
    `by_rank`: if given, the hidden rank of a row decides, with so much chance added.
    `edge_share`: the share of rows that are moved to an edge.
    `edges`: the edges: numbers, or for dates a map of another date -> months from it.
    `not_before`: date -> months after it; an earlier day is replaced by one from that limit to the day of the margins.
    `where`: a column and a value; rows with another value have NULL.
    `until`: later days are in the future, and are NULL.
    `basis`: where the figures come from.
    """

    column: Column
    how: str
    args: Any
    unknown: float
    by_rank: float | None = None
    edge_share: float = 0.0
    edges: Any = None
    not_before: Mapping[str, int] = field(default_factory=dict)
    where: tuple[str, Any] | None = None
    until: dt.date | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class TableMargins:
    """How one table is drawn.

    `name`: the table.
    `per_person`: rows for each person of the population.
    `least`: the least number of rows.
    `columns`: the columns in the order in which they are drawn.
    `left_out`: columns that are not drawn.
    """

    name: str
    per_person: float
    least: int
    columns: dict[str, Margin]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Margins:
    """All margins of a policy's population.

    `day`: the day that the population is made for.
    `month_ends`: the share of uniform dates that are moved to the end of a month.
    `leap_days`: the share of uniform dates that are moved to a 29 February.
    `basis`: where the figures come from, unless a margin states another basis.
    `tables`: the margins of each table.
    """

    day: dt.date
    month_ends: float
    leap_days: float
    basis: str
    tables: dict[str, TableMargins] = field(default_factory=dict)

    def rows(self, name: str, people: int) -> int:
        """Return the number of rows of a table for so many people."""
        table = self.tables[name]
        return max(table.least, round(people * table.per_person))


def margins_file(policy: Policy) -> Path:
    """Return the path of the margins of a policy, relative to the package."""
    return Path("policies") / policy.name / "population.yaml"


def load_margins(policy: Policy) -> Margins:
    """Read the margins of a policy.

    Raises ValueError if the policy has none, and `DefinitionError` with the file and the place of an error.
    """
    path = PACKAGE / margins_file(policy)
    if not path.is_file():
        raise ValueError(f"there are no margins for {policy.name}: write {margins_file(policy).as_posix()}")
    return _File(policy, path.name, read_yaml(path, DefinitionError)).margins()


class _File(CheckedFile):
    """Reads one file. Every error names the place in the file."""

    def __init__(self, policy: Policy, name: str, data: Any) -> None:
        super().__init__(name)
        self.policy = policy
        top = ("day", "unknown", "month_ends", "leap_days", "basis", "tables")
        self.data = self.mapping(data, "", top)

    def margins(self) -> Margins:
        named = [table.name for table in registers_of(self.policy).tables]
        raw = self.mapping(self.data["tables"], "tables", tuple(named))
        # The tables keep the order of the file. The generator draws the tables that others refer to first.
        tables = {name: self.table(name, raw[name], f"tables.{name}") for name in raw}
        return Margins(
            self.date(self.data["day"], "day"),
            self.share(self.data["month_ends"], "month_ends"),
            self.share(self.data["leap_days"], "leap_days"),
            str(self.data["basis"]),
            tables,
        )

    def table(self, name: str, raw: Any, at: str) -> TableMargins:
        raw = self.mapping(raw, at, ("per_person", "columns"), ("least",))
        known = {column.logical: column for column in columns_of(self.policy, name).values()}
        columns: dict[str, Margin] = {}
        for column, spec in raw["columns"].items():
            where = f"{at}.columns.{column}"
            if column not in known or column == next(iter(known)):
                self.complain(where, f"there is no such column to draw; there are {', '.join(list(known)[1:])}")
            columns[column] = self.margin(known[column], spec, where)
        missing = [c for c, column in known.items() if column.role == REFERENCE and c not in columns]
        if missing:
            self.complain(at, f"{', '.join(missing)}: every reference must be drawn")
        left_out = tuple(column.name for c, column in list(known.items())[1:] if c not in columns)
        return TableMargins(name, float(raw["per_person"]), int(raw.get("least", 1)), columns, left_out)

    def margin(self, column: Column, raw: Any, at: str) -> Margin:
        fits = ("refers",) if column.role == REFERENCE else FITS[column.kind.name]
        raw = self.mapping(raw, at, (), (*fits, *COMMON))
        how = [name for name in fits if name in raw]
        if len(how) != 1:
            self.complain(at, f"needs one of {', '.join(fits)}")
        args = self.arguments(how[0], raw[how[0]], column, f"{at}.{how[0]}")
        unknown = self.share(
            raw.get("unknown", 0 if column.role == REFERENCE else self.data["unknown"]), f"{at}.unknown"
        )
        edges = self.mapping(raw["edges"], f"{at}.edges", ("share", "at")) if "edges" in raw else {}
        return Margin(
            column,
            how[0],
            args,
            unknown,
            float(raw["by_rank"]) if "by_rank" in raw else None,
            self.share(edges["share"], f"{at}.edges.share") if edges else 0.0,
            edges.get("at"),
            raw.get("not_before", {}),
            self.where(raw["where"], f"{at}.where") if "where" in raw else None,
            self.date(raw["until"], f"{at}.until") if "until" in raw else None,
            str(raw.get("basis", "")),
        )

    def arguments(self, how: str, raw: Any, column: Column, at: str) -> Any:
        if how == "share":
            return self.share(raw, at)
        if how == "codes":
            return self.codes(raw, column, at)
        must, may = DRAWS[how]
        args = self.mapping(raw, at, must, may)
        for name in ("from", "to", "else_from", "else_to"):
            if name in args and column.kind is DATE:
                self.date(args[name], f"{at}.{name}")
        for name in ("months", "days", "ranks"):
            if name in args and (not isinstance(args[name], list) or len(args[name]) != 2):
                self.complain(f"{at}.{name}", f"{args[name]!r} is no pair [from, to]")
        return args

    def codes(self, raw: Any, column: Column, at: str) -> dict[str, float]:
        if not isinstance(raw, Mapping) or not raw:
            self.complain(at, f"{raw!r} is no mapping of codes to weights")
        for code, weight in raw.items():
            if column.options and code not in column.options:
                self.complain(f"{at}.{code}", f"is none of {', '.join(column.options)}")
            if not isinstance(weight, int | float) or weight < 0:
                self.complain(f"{at}.{code}", f"{weight!r} is no weight")
        return {str(code): float(weight) for code, weight in raw.items()}

    def where(self, raw: Any, at: str) -> tuple[str, Any]:
        if not isinstance(raw, Mapping) or len(raw) != 1:
            self.complain(at, f"{raw!r} is not one column and its value")
        return next(iter(raw.items()))

    def share(self, raw: Any, at: str) -> float:
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= 1:
            self.complain(at, f"{raw!r} is no share from 0 to 1")
        return float(raw)
