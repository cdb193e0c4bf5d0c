"""A path is a name: a screening, its summary, its answers and its what-ifs are the same in every folder."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.support.counts import some

import wenjiu.screening
from wenjiu.policies import load_policy
from wenjiu.rules.case.parsing import parse_params
from wenjiu.screening.population import Population, PopulationError
from wenjiu.screening.population.checking import check
from wenjiu.screening.population.generate import generate
from wenjiu.screening.results.results import Results
from wenjiu.screening.run.parts import RunError
from wenjiu.screening.screen import ScreeningRequest, screen
from wenjiu.screening.whatif import whatif
from wenjiu.standards import civil

POLICY = load_policy("chaoyang_2020")
ON = civil.key(2020, 12, 31)
CODES = ("5.2", "3.2a", "3.3")
#: Columns of results and of tables, patterns, addresses, and what SQL, shells and URLs take for something else.
NAMES = (
    "verdict=no", "low_fen=1", "measure=5.2", "tax_district=other", "id=1", "year=2021",
    "run *", "run [1]", "run [!1]", "r?n", "**", "{a,b}", "~", "~root", "$HOME", "${HOME}", "50%20", "100%",
    "it's", 'say "x"', "a;b", "a,b", "--x", "#x", "a\nb", "a\tb", "中文 空格", " ", "e\u0301", "s3:", "http:", "file:", "a:b",
    "x.parquet", "memory:",
)  # fmt: skip
ENGINES = ("duckdb", "polars")
#: Engines, each with every third name, one folder in the other; a usual run tries half.
FOLDERS = [(engine, NAMES[k::3]) for engine in ENGINES for k in range(3)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small population in a folder with a plain name."""
    folder = tmp_path_factory.mktemp("made") / "population"
    generate(folder, 250, 3, POLICY)
    return folder


@pytest.fixture(scope="module")
def plain(made: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is found in folders with plain names, by engine."""
    return {engine: everything(made, tmp_path_factory.mktemp(engine), engine) for engine in ENGINES}


def everything(data: Path, out: Path, engine: str) -> dict[str, Any]:
    """What a check, a screening, its summary, a row's answer and a what-if say; all written below a folder."""
    population = Population.open(data, POLICY)
    assert check(population, ["firms"]) == []
    asked = ScreeningRequest(CODES, ON, refused=True, engine=engine)
    results = screen(population, asked, out / "kept")
    rows = sorted(results.arrow().to_pylist(), key=lambda row: (row["measure"], str(row["id"])))
    answer = results.explain("5.2", rows[0]["id"], population)
    moved = whatif(population, out / "kept", out / "other", params=parse_params(POLICY, {"5.2.cap": 40000}))
    told = {name: value for name, value in moved.summary.items() if name != "kept"}
    changes = moved.rows().to_pylist()
    return {"summary": results.summary, "rows": rows, "answer": answer.json(), "whatif": told, "changes": changes}


@pytest.mark.parametrize(("engine", "names"), some(FOLDERS, 2, "folders with unusual names"))
def test_results_are_the_same_in_every_folder(
    made: Path, plain: dict[str, Any], tmp_path: Path, names: tuple[str, ...], engine: str
) -> None:
    folder = tmp_path
    for name in names:
        for decoy in ("run 1", "run 2", "r1n", "a", "b"):  # what a pattern could find instead
            shutil.copytree(made, folder / decoy / "data")
            (folder / decoy / "data" / "firms.parquet").write_bytes(b"no table")
        folder = folder / name
    shutil.copytree(made, folder / "data")
    assert everything(folder / "data", folder, engine) == plain[engine]


def test_a_relative_name_that_looks_like_an_address_is_a_name(
    made: Path, plain: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, engine in (("s3:", "duckdb"), ("http:", "polars")):
        shutil.copytree(made, tmp_path / name / "data")
        assert everything(Path(name) / "data", Path(name), engine) == plain[engine]


@pytest.mark.parametrize("name", ["a\\b", "a\udcff"])
def test_a_folder_that_an_engine_cannot_open_is_refused_by_name(made: Path, tmp_path: Path, name: str) -> None:
    try:
        shutil.copytree(made, tmp_path / name)
    except OSError:
        pytest.skip("this file system has no such names")
    with pytest.raises(PopulationError, match="the path"):
        Population.open(tmp_path / name, POLICY)
    with pytest.raises(PopulationError, match="the path"):
        generate(tmp_path / name / "new", 5, 1, POLICY)
    with pytest.raises(RunError, match="the path"):
        screen(Population.open(made, POLICY), ScreeningRequest(("5.2",), ON), tmp_path / name / "out")


def test_no_other_module_hands_a_path_to_an_engine() -> None:
    readers = re.compile(
        r"read_parquet|scan_parquet|read_csv|scan_csv|ParquetFile\(|ParquetWriter\(|pq\.read|pq\.write|ds\.dataset"
        r"|write_parquet|sink_parquet|duckdb\.connect|duckdb\.sql|\bATTACH\b|\bCOPY\b|temp_directory"
    )
    streamed = re.compile(r"\bCOPY\b.*?\bSTD(IN|OUT)\b", re.DOTALL)  # PostgreSQL sends and takes rows without a path
    package = Path(wenjiu.screening.__file__).parent.parent
    found = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if readers.search(streamed.sub("", file.read_text("utf-8")))
    }
    assert found == {"screening/files.py"}


def test_results_are_reopened_from_a_hostile_folder(made: Path, tmp_path: Path) -> None:
    first = screen(Population.open(made, POLICY), ScreeningRequest(CODES, ON), tmp_path / "verdict=no")
    assert Results(tmp_path / "verdict=no", POLICY).by().rows() == first.by().rows()
