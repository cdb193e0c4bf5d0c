"""Small files that stand for very much data are named, in bounded memory."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.command import WENJIU
from tests.support.counts import some

from wenjiu.policies import load_policy
from wenjiu.screening.population import Population, PopulationError, reading

ROWS = 300_000
#: Bytes that a check of such a file may hold in memory; the texts in it come to 300 GB.
MOST_MEMORY = 700 * 2**20
PEAK = (
    "import json, resource, subprocess, sys;"
    "run = subprocess.run(sys.argv[1:], capture_output=True, text=True);"
    "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss;"
    "print(json.dumps([run.returncode, run.stdout, run.stderr, peak * (1 if sys.platform == 'darwin' else 1024)]))"
)
#: Columns with a long text, as a dictionary (but no key: its type is refused) or as plain text; a usual run tries half.
COLUMNS = [("street",), ("registered_district",), ("size", "street", "tax_district")]
FORMS = [(True, columns) for columns in COLUMNS] + [(False, columns) for columns in [("id",), *COLUMNS]]


def bomb() -> pa.Array:
    """A text of a megabyte in every row, stored once."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(ROWS, np.int32)), ["x" * 2**20])


@pytest.mark.parametrize(("schema", "columns"), some(FORMS, 2, "long texts"))
def test_a_dictionary_with_one_long_text_is_named_in_bounded_memory(
    tmp_path: Path, columns: tuple[str, ...], schema: bool
) -> None:
    table: dict[str, Any] = {"id": pa.array(np.arange(ROWS)), **{name: bomb() for name in columns}}
    options = {"dictionary_pagesize_limit": 2**24, "write_statistics": False, "store_schema": schema}
    pq.write_table(pa.table(table), tmp_path / "firms.parquet", compression="zstd", **options)
    command = [str(WENJIU), "population", "check", str(tmp_path), "--json", "--lang", "en"]
    done = subprocess.run([sys.executable, "-c", PEAK, *command], capture_output=True, text=True, check=True)
    status, out, messages, peak = json.loads(done.stdout)
    assert (status, messages) == (1, "")
    problems = json.loads(out)["problems"]
    assert {(p["kind"], p["column"], p["rows"]) for p in problems} == {("too_long", name, ROWS) for name in columns}
    assert [e["row"] for e in problems[0]["examples"]] == list(range(1, 21))
    assert peak < MOST_MEMORY, f"{peak / 2**20:.0f} MB"


def test_a_row_group_that_is_too_large_once_decompressed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100_000)
    zeros = {"id": np.arange(20_000), "x_own": np.arange(20_000)}
    policy = load_policy("chaoyang_2020")
    pq.write_table(pa.table(zeros), tmp_path / "firms.parquet", use_dictionary=False, row_group_size=10_000)
    assert Population.open(tmp_path, policy)["firms"].rows == 20_000
    pq.write_table(pa.table(zeros), tmp_path / "firms.parquet", use_dictionary=False)
    with pytest.raises(PopulationError, match="over 100,000 bytes when decompressed"):
        Population.open(tmp_path, policy)["firms"]
