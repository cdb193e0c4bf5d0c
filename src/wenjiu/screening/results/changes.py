"""Compares two screenings of the same rows, and sums the differences by measure, fund and other groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ...rules.policy import Policy
from ..engines.duck import listed
from ..files import database, parquet_sql
from ..run.parts import CHANGES, Folder
from .grouping import funds_of

if TYPE_CHECKING:
    import duckdb

_AMOUNTS = ("yes", "unknown", "low_fen", "high_fen")


@dataclass(frozen=True)
class Differences:
    """The result of a what-if.

    `folder`: the folder of the result.
    `policy`: the policy.
    `summary`: sums by measure, by fund and by each group. Each measure states how it was computed (``mode``).
    """

    folder: Path
    policy: Policy
    summary: dict[str, Any]

    def rows(self) -> pa.Table:
        """Return every subject whose answer or amount changes, with both answers and its groups."""
        with database() as connection:
            return connection.sql(f"SELECT * FROM {parquet_sql([self.folder / CHANGES])}").to_arrow_table()


def compare(policy: Policy, kept: Path, out: Folder, modes: Mapping[str, str]) -> Differences:
    """Compare the kept results with the new ones, row by row, and write the rows that change.

    `kept`: the folder of the earlier screening.
    `out`: the folder with the new results.
    `modes`: measure -> how it was computed.
    """
    assert policy.registers is not None
    groups = list(policy.registers.groups)
    files = Folder.parts(out.path)
    changed = [code for code, mode in modes.items() if mode != "same"]
    with database(ordered=False) as connection:
        before = Folder.parts(kept)
        touched = listed(changed) or "''"
        connection.execute(f"CREATE VIEW before AS SELECT * FROM {parquet_sql(before)}")
        after = f"SELECT * FROM {parquet_sql(files)}" if files else "SELECT * FROM before WHERE false"
        connection.execute(f"CREATE VIEW redone AS {after}")
        connection.execute(
            f"CREATE VIEW after AS SELECT * FROM before WHERE measure NOT IN ({touched}) UNION ALL SELECT * FROM redone"
        )
        connection.execute(f"CREATE TEMP TABLE changes AS {_changes(groups, touched)}")
        rows = connection.sql("SELECT * FROM changes ORDER BY measure, id").to_arrow_reader()
        out.write("", CHANGES, (pa.Table.from_batches([batch]) for batch in rows), rows.schema)
        summary = _summary(connection, policy, modes, groups, kept)
    return Differences(out.path, policy, summary)


def _changes(groups: list[str], touched: str) -> str:
    group_columns = "".join(f", coalesce(a.{g}, b.{g}) AS {g}" for g in groups)
    return f"""
        SELECT coalesce(a.measure, b.measure) AS measure, coalesce(a.subject, b.subject) AS subject,
               coalesce(a.id, b.id) AS id, coalesce(a.payee, b.payee) AS payee,
               coalesce(b.verdict, 'no') AS verdict_before, coalesce(a.verdict, 'no') AS verdict_after,
               coalesce(b.low_fen, 0) AS low_fen_before, coalesce(a.low_fen, 0) AS low_fen_after,
               CASE WHEN b.id IS NULL THEN 0 ELSE b.high_fen END AS high_fen_before,
               CASE WHEN a.id IS NULL THEN 0 ELSE a.high_fen END AS high_fen_after{group_columns}
        FROM (SELECT * FROM before WHERE measure IN ({touched})) b
        FULL JOIN redone a ON a.measure = b.measure AND a.id = b.id
        WHERE coalesce(b.verdict, 'no') <> coalesce(a.verdict, 'no')
           OR coalesce(b.low_fen, 0) <> coalesce(a.low_fen, 0)
           OR CASE WHEN b.id IS NULL THEN 0 ELSE b.high_fen END
              IS DISTINCT FROM CASE WHEN a.id IS NULL THEN 0 ELSE a.high_fen END
    """


def _sums(table: str, by: str) -> str:
    return f"""
        SELECT {by} AS part, count(*) FILTER (WHERE verdict = 'yes') AS yes,
               count(*) FILTER (WHERE verdict = 'unknown') AS unknown,
               CAST(coalesce(sum(low_fen), 0) AS BIGINT) AS low_fen,
               CASE WHEN count(*) FILTER (WHERE verdict <> 'no' AND high_fen IS NULL) = 0
                    THEN CAST(coalesce(sum(high_fen), 0) AS BIGINT) END AS high_fen
        FROM {table} GROUP BY 1
    """


def _before_and_after(connection: duckdb.DuckDBPyConnection, by: str) -> list[dict[str, Any]]:
    """Return the sums before and after for each value of a column."""
    found: dict[Any, dict[str, Any]] = {}
    nothing = {"yes": 0, "unknown": 0, "low_fen": 0, "high_fen": 0}
    for which in ("before", "after"):
        for row in connection.sql(_sums(which, by)).to_arrow_table().to_pylist():
            part = row.pop("part")
            found.setdefault(part, {"before": dict(nothing), "after": dict(nothing)})[which] = row
    return [{"part": part, **found[part]} for part in sorted(found, key=lambda p: (p is None, str(p)))]


def _summary(
    connection: duckdb.DuckDBPyConnection,
    policy: Policy,
    modes: Mapping[str, str],
    groups: list[str],
    kept: Path,
) -> dict[str, Any]:
    movements = {
        row["measure"]: row
        for row in connection.sql(
            """SELECT measure, count(*) FILTER (WHERE verdict_before = 'no') AS newly_open,
                      count(*) FILTER (WHERE verdict_before <> 'yes' AND verdict_after = 'yes') AS gain,
                      count(*) FILTER (WHERE verdict_before = 'yes' AND verdict_after <> 'yes') AS lose,
                      count(*) FILTER (WHERE verdict_before = 'yes' AND verdict_after = 'yes'
                                       AND low_fen_after > low_fen_before) AS more,
                      count(*) FILTER (WHERE verdict_before = 'yes' AND verdict_after = 'yes'
                                       AND low_fen_after < low_fen_before) AS less
               FROM changes GROUP BY 1"""
        ).to_arrow_table().to_pylist()
    }  # fmt: skip
    sums = {row["part"]: row for row in _before_and_after(connection, "measure")}
    none = {name: 0 for name in _AMOUNTS}
    still = {"gain": 0, "lose": 0, "more": 0, "less": 0, "newly_open": 0}
    measures = []
    for code, mode in modes.items():
        known = sums.get(code, {"before": none, "after": none})
        moved = movements.get(code, still)
        name = policy.measures[code].name
        measures.append(
            {
                "measure": code,
                "name": name.zh,
                "name_en": name.en,
                "mode": mode,
                "before": known["before"],
                "after": known["after"],
                **{k: moved[k] for k in still},
            }
        )
    funds = _by_fund(policy, measures)
    asked = Folder.read(kept)
    return {
        "kept": asked,
        "left_out": asked["left_out"] if asked else {},
        "absent": asked["absent"] if asked else {},
        "measures": measures,
        "funds": funds,
        "groups": {g: _before_and_after(connection, g) for g in groups if g != "age"},
    }


def _by_fund(policy: Policy, measures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return sums by the fund that the service data names. Measures without a known fund have a sum of their own."""
    funds = funds_of(policy)
    found: dict[str | None, dict[str, Any]] = {}
    for m in measures:
        fund = funds.get(m["measure"])
        entry = found.setdefault(fund, {"part": fund, "measures": [], "before": None, "after": None})
        entry["measures"].append(m["measure"])
        for which in ("before", "after"):
            entry[which] = _added(entry[which], m[which])
    return [found[f] for f in sorted(found, key=lambda f: (f is None, f or ""))]


def _added(a: Mapping[str, Any] | None, b: Mapping[str, Any]) -> dict[str, Any]:
    if a is None:
        return {name: b[name] for name in _AMOUNTS}
    return {n: None if a[n] is None or b[n] is None else a[n] + b[n] for n in _AMOUNTS}
