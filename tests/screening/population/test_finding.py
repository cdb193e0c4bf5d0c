"""A table that lies in the folder is read, or the reason why not is told by its name; it is never taken as absent."""

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wenjiu.policies import load_policy
from wenjiu.rules.language.text import T
from wenjiu.screening.population import Population, PopulationError
from wenjiu.screening.population.checking import check
from wenjiu.screening.screen import ScreeningRequest, screen
from wenjiu.standards import civil

POLICY = load_policy("chaoyang_2020")
ON = civil.key(2020, 12, 31)
ROWS = pa.table({"id": [1, 2, 3], "local_workers": [1, 2, 3]})


def write(file: Path, table: pa.Table = ROWS) -> None:
    """A table in a file whose folders are made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, file)


def refused(folder: Path, table: str = "firms") -> list[tuple[str, str]]:
    """Kind and file of what is wrong with a table that is in the folder."""
    population = Population.open(folder, POLICY)
    assert table in population
    with pytest.raises(PopulationError) as error:
        population[table]
    told = error.value.problems
    assert all(p.message.zh and p.message.en and p.fix.zh and p.fix.en for p in told)
    assert list(told) == [p for p in check(population) if p.table == table]
    return [(problem.kind, problem.file) for problem in told]


@pytest.mark.parametrize("folder", ["firms", "firms.parquet"])
def test_a_folder_as_spark_writes_it_is_a_table(tmp_path: Path, folder: str) -> None:
    for k in range(2):
        part = f"part-0000{k}-ab.c000.snappy.parquet"
        write(tmp_path / folder / part, ROWS.slice(k, k + 1))
        (tmp_path / folder / f".{part}.crc").write_bytes(b"crc")
    (tmp_path / folder / "_SUCCESS").touch()
    (tmp_path / folder / "README.md").write_text("what it is")
    population = Population.open(tmp_path, POLICY)
    assert population["firms"].rows == 3 and check(population) == []
    found = screen(population, ScreeningRequest(("5.2",), ON), tmp_path / "x_out")
    assert found.summary["measures"][0]["rows"] == 3


@pytest.mark.parametrize(
    "name",
    ["Firms.parquet", "FIRMS.PARQUET", "firms.parq", "firms.pq", "firms.snappy.parquet", "firms.parquet.gz", "firms.csv",
     "firms", "firms .parquet", "Firms"],
)  # fmt: skip
def test_a_table_under_nearly_its_name_is_refused_by_that_name(tmp_path: Path, name: str) -> None:
    write(tmp_path / "persons.parquet", pa.table({"id": [1]}))
    write(tmp_path / name)
    assert refused(tmp_path) == [("not_read", name)]


def test_a_second_file_that_looks_like_the_table_is_refused_and_notes_about_it_are_not(tmp_path: Path) -> None:
    write(tmp_path / "firms.parquet")
    for name in ("firms.md", "firms.parquet.bak", "firms.csv"):
        (tmp_path / name).write_text("about the table")
    assert Population.open(tmp_path, POLICY)["firms"].rows == 3
    write(tmp_path / "firms.parq")
    assert refused(tmp_path) == [("not_read", "firms.parq")]


@pytest.mark.parametrize(
    "within", ["firms/year=2021/a.parquet", "firms/sub/a.parquet", "firms.parquet/year=2021/a.parquet"]
)
def test_folders_inside_a_tables_folder_are_refused(tmp_path: Path, within: str) -> None:
    write(tmp_path / within)
    assert refused(tmp_path) == [("not_read", str(Path(within).parent))]


@pytest.mark.parametrize("name", ["b.PARQUET", "b.parq", "b.csv", "b"])
def test_a_part_that_is_not_named_as_one_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path / "firms" / "a.parquet")
    write(tmp_path / "firms" / name)
    assert refused(tmp_path) == [("not_read", f"firms/{name}")]


def test_a_folder_without_a_part_is_refused(tmp_path: Path) -> None:
    (tmp_path / "firms").mkdir()
    (tmp_path / "firms" / "_SUCCESS").touch()
    assert refused(tmp_path) == [("not_read", "firms")]


@pytest.mark.parametrize("form", ["firms.parquet", "firms/a.parquet"])
@pytest.mark.parametrize("what", ["a pipe", "a link to nothing", "a link to itself", "a device", "a socket"])
def test_what_is_no_file_is_refused_without_reading_it(tmp_path: Path, form: str, what: str) -> None:
    file = tmp_path / form
    file.parent.mkdir(exist_ok=True)
    if what == "a pipe":
        os.mkfifo(file)
    elif what == "a socket":
        os.mknod(file, 0o140644)
    else:
        file.symlink_to({"a device": "/dev/zero", "a link to nothing": "gone"}.get(what, file.name))
    assert refused(tmp_path) == [("no_file", form)]


def test_a_link_to_a_file_is_the_file(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "data.bin")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "firms.parquet").symlink_to(tmp_path / "elsewhere" / "data.bin")
    assert Population.open(tmp_path / "p", POLICY)["firms"].rows == 3


@pytest.mark.parametrize("name", ["firm.parquet", "firm.parq", "firm/a.parquet", "firm/year=2021/a.parquet"])
def test_a_screening_refuses_a_name_that_is_no_tables(tmp_path: Path, name: str) -> None:
    write(tmp_path / "hires.parquet", pa.table({"id": [1]}))
    write(tmp_path / name)
    with pytest.raises(PopulationError) as error:
        screen(Population.open(tmp_path, POLICY), ScreeningRequest(("3.2a",), ON), tmp_path / "out")
    (problem,) = error.value.problems
    assert problem.kind == "unknown_table" and "did you mean firms?" in problem.text("en")


def test_parts_with_required_and_optional_columns_are_one_table(tmp_path: Path) -> None:
    for name, null in (("a", True), ("b", False)):
        fields = [pa.field("id", pa.int64(), null), pa.field("local_workers", pa.int64(), null)]
        number = [1, 2] if null else [3, 4]
        write(
            tmp_path / "firms" / f"{name}.parquet", pa.table({"id": number, "local_workers": number}, pa.schema(fields))
        )
    population = Population.open(tmp_path, POLICY)
    assert population["firms"].rows == 4 and check(population) == []
    for engine in ("duckdb", "polars"):
        asked = ScreeningRequest(("5.2",), ON, refused=True, engine=engine)
        found = screen(population, asked, tmp_path / f"x_{engine}")
        assert sorted(row["id"] for row in found.arrow().to_pylist()) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("names", [("filename",), ("file_row_number",), ("FileName", "FILE_ROW_NUMBER", "row", "Row_")])
def test_columns_named_as_an_engines_own_hide_no_row(tmp_path: Path, names: tuple[str, ...]) -> None:
    rows = 5000
    strange: dict[str, Any] = dict.fromkeys(names, ["x"] * rows)
    bad = [-1 if k in (7, 4321) else 1 for k in range(rows)]
    (tmp_path / "firms").mkdir()
    for k, values in enumerate(([1] * rows, bad)):
        table = pa.table({"id": range(k * rows, (k + 1) * rows), "local_workers": values, **strange})
        pq.write_table(table, tmp_path / "firms" / f"{k}.parquet", row_group_size=1000)
    problems = check(Population.open(tmp_path, POLICY))
    assert sorted(p.column for p in problems if p.kind == "unknown_column") == sorted(names)
    (found,) = [p for p in problems if p.kind == "out_of_range"]
    assert [(e.file, e.row, e.key) for e in found.examples] == [
        ("firms/1.parquet", 8, "5007"), ("firms/1.parquet", 4322, "9321")
    ]  # fmt: skip


def test_a_column_that_differs_in_capitals_alone_is_unknown_and_takes_no_ones_place(tmp_path: Path) -> None:
    write(tmp_path / "firms.parquet", pa.table({"id": [1], "LOCAL_WORKERS": [-1], "local_workers": [1]}))
    (problem,) = check(Population.open(tmp_path, POLICY))
    assert (problem.kind, problem.column) == ("unknown_column", "LOCAL_WORKERS")


def test_a_screening_reports_tables_that_are_not_there_wherever_its_numbers_are(tmp_path: Path) -> None:
    write(tmp_path / "p" / "firms.parquet")
    found = screen(Population.open(tmp_path / "p", POLICY), ScreeningRequest(("5.2", "3.3"), ON), tmp_path / "out")
    assert found.absent == found.summary["absent"] == {"hires": ["5.2"], "persons": ["5.2"]}
    assert found.asked["left_out"] == found.summary["left_out"] == {"3.3": "platform_workers"}
    words = T(
        "没有这些表，只在其中的事实不明：hires (5.2)；persons (5.2)。",
        "Tables that were not there; what only they hold is unknown: hires (5.2); persons (5.2).",
    )
    assert words in found.warnings() and words.zh in repr(found.by())
    assert words.en in found.with_lang("en").by("street")._repr_html_()
    assert any("platform_workers" in text.en for text in found.warnings())


def test_charts_say_which_tables_were_not_there(tmp_path: Path) -> None:
    from wenjiu.screening.results.charts import chart_budget, chart_by_measure

    write(tmp_path / "p" / "firms.parquet")
    found = screen(
        Population.open(tmp_path / "p", POLICY),
        ScreeningRequest(("5.2",), ON),
        tmp_path / "out",
    )
    for chart in (chart_by_measure, chart_budget):
        figure = chart(found.with_lang("en"))
        assert "hires (5.2)" in " ".join(text.get_text() for text in figure.texts)
