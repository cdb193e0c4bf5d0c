"""Results of a screening: as Arrow, Polars or pandas, summed by measure and by whatever else, and as charts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from ..rules.policy import Policy

if TYPE_CHECKING:
    import pandas
    import polars

ENTITLEMENTS = "entitlements"
#: What is summed of a group of rows. A sum of `high_fen` is NULL where one of them has no upper limit.
SUMS = """
    count(*) FILTER (WHERE verdict = 'yes') AS yes,
    count(*) FILTER (WHERE verdict = 'unknown') AS unknown,
    CAST(coalesce(sum(low_fen) FILTER (WHERE verdict = 'yes'), 0) AS BIGINT) AS yes_low_fen,
    CASE WHEN count(*) FILTER (WHERE verdict = 'yes' AND high_fen IS NULL) = 0
         THEN CAST(coalesce(sum(high_fen) FILTER (WHERE verdict = 'yes'), 0) AS BIGINT) END AS yes_high_fen,
    CAST(coalesce(sum(low_fen), 0) AS BIGINT) AS low_fen,
    CASE WHEN count(*) FILTER (WHERE high_fen IS NULL) = 0
         THEN CAST(coalesce(sum(high_fen), 0) AS BIGINT) END AS high_fen
"""


class Results:
    """The entitlements in a folder. `policy`: the rules that they come from, for names and groups."""

    def __init__(self, folder: Path, policy: Policy) -> None:
        self.folder, self.policy = Path(folder), policy

    @property
    def files(self) -> list[Path]:
        """The parts in order."""
        return sorted((self.folder / ENTITLEMENTS).glob("*.parquet"))

    def query(self, text: str) -> pa.Table:
        """A DuckDB query over the view ``entitlements``."""
        with duckdb.connect() as connection:
            listed = ", ".join("'" + str(f).replace("'", "''") + "'" for f in self.files)
            source = f"read_parquet([{listed}])"
            connection.execute(f"CREATE VIEW entitlements AS SELECT * FROM {source}")
            return connection.sql(text).to_arrow_table()

    def arrow(self, measures: Sequence[str] | None = None) -> pa.Table:
        """Every entitlement (see `entitlements.schema`), of some measures or all."""
        where = "" if measures is None else f" WHERE measure IN ({_listed(measures)})"
        return self.query(f"SELECT * FROM entitlements{where}")

    def polars(self, measures: Sequence[str] | None = None) -> polars.DataFrame:
        """The same for Polars."""
        import polars as pl

        found = pl.from_arrow(self.arrow(measures))
        assert isinstance(found, pl.DataFrame)
        return found

    def pandas(self, measures: Sequence[str] | None = None) -> pandas.DataFrame:
        """The same for pandas."""
        return self.arrow(measures).to_pandas()

    @property
    def summary(self) -> dict[str, Any]:
        """What `summary.json` says: rows, verdicts and amounts by measure."""
        found: dict[str, Any] = json.loads((self.folder / "summary.json").read_text("utf-8"))
        return found


def _listed(values: Sequence[str]) -> str:
    return ", ".join("'" + v.replace("'", "''") + "'" for v in values)


def summarise(policy: Policy, folder: Path, rows: Mapping[str, int]) -> dict[str, Any]:
    """Rows, verdicts and amounts by measure; `rows`: how many rows each subject's table has."""
    assert policy.registers is not None
    results = Results(folder, policy)
    found = {r["measure"]: r for r in results.query(f"SELECT measure, {SUMS} FROM entitlements GROUP BY 1").to_pylist()}
    asked = json.loads((folder / "run.json").read_text("utf-8"))
    measures = []
    for code in asked["measures"]:
        known = found.get(code, {"yes": 0, "unknown": 0, "yes_low_fen": 0, "yes_high_fen": 0, "low_fen": 0, "high_fen": 0})
        whole = rows[policy.registers.subject(code).name]
        measures.append(
            {
                **known,
                "measure": code,
                "name": policy.measures[code].name.zh,
                "name_en": policy.measures[code].name.en,
                "rows": whole,
                "no": whole - known["yes"] - known["unknown"],
            }
        )
    return {"on": asked["on"], "policy": asked["policy"], "measures": measures}
