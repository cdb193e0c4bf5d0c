"""Guards: what a population on disk is said to hold is what its footers say, and nothing of it is read too early."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wenjiu.policies import load_policy
from wenjiu.screening.population import Population, PopulationError, columns_of, tables_for

POLICY = load_policy("chaoyang_2020")


def write(folder: Path, name: str, columns: dict[str, Any], **options: Any) -> Path:
    """A Parquet file of these columns."""
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    pq.write_table(pa.table(columns), file, **options)
    return file


def kinds(error: PopulationError) -> list[str]:
    return [problem.kind for problem in error.problems]


def test_one_file_or_a_folder_of_parts_is_a_table(tmp_path: Path) -> None:
    write(tmp_path, "persons.parquet", {"id": [1, 2, 3]})
    for part in (1, 2):
        write(tmp_path, f"firms/part-{part}.parquet", {"id": [part], "street": ["a"]})
    population = Population.open(tmp_path, POLICY)
    assert population.tables == ("persons", "firms")
    assert (population["persons"].rows, population["firms"].rows) == (3, 2)
    assert [file.name for file in population["firms"].files] == ["part-1.parquet", "part-2.parquet"]


def test_rows_are_those_of_all_row_groups(tmp_path: Path) -> None:
    write(tmp_path, "persons.parquet", {"id": list(range(10))}, row_group_size=3)
    stored = Population.open(tmp_path, POLICY)["persons"]
    assert (stored.rows, stored.groups) == (10, 4)


def test_a_column_never_null_is_so_in_every_row_group_and_part(tmp_path: Path) -> None:
    columns = {"id": [1, 2, 3, 4], "is_employed": [True, False, True, None], "school": ["none"] * 4}
    write(tmp_path, "persons/a.parquet", columns, row_group_size=2)
    write(tmp_path, "persons/b.parquet", {**columns, "school": [*["none"] * 3, None]}, row_group_size=2)
    assert Population.open(tmp_path, POLICY)["persons"].never_null == {"id"}


def test_without_statistics_no_column_is_called_never_null(tmp_path: Path) -> None:
    write(tmp_path, "persons.parquet", {"id": [1, 2], "is_employed": [True, True]}, write_statistics=False)
    assert Population.open(tmp_path, POLICY)["persons"].never_null == frozenset()


def test_own_columns_and_tables_are_kept_and_not_shown(tmp_path: Path) -> None:
    write(tmp_path, "persons.parquet", {"id": [1], "x_note": [0.5]})
    write(tmp_path, "x_mine.parquet", {"a": [1]})
    population = Population.open(tmp_path, POLICY)
    assert list(population["persons"].columns) == ["id"] and population.strangers() == []


def test_a_missing_folder_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PopulationError) as nothing:
        Population.open(tmp_path / "none", POLICY)
    write(tmp_path, "person.parquet", {"id": [1]})
    with pytest.raises(PopulationError) as empty:
        Population.open(tmp_path, POLICY)
    assert kinds(nothing.value) == ["no_folder"] and kinds(empty.value) == ["no_table", "unknown_table"]
    assert "did you mean persons?" in str(empty.value)


@pytest.mark.parametrize("damage", [lambda b: b[:-20], lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b"text"])
def test_a_file_cut_off_is_named_when_its_table_is_asked_for(tmp_path: Path, damage: Any) -> None:
    file = write(tmp_path, "firms.parquet", {"id": [1, 2]})
    write(tmp_path, "persons.parquet", {"id": [1]})
    file.write_bytes(damage(file.read_bytes()))
    population = Population.open(tmp_path, POLICY)
    assert population["persons"].rows == 1
    with pytest.raises(PopulationError) as error:
        population["firms"]
    assert kinds(error.value) == ["unreadable"] and error.value.problems[0].file == "firms.parquet"


def test_a_table_as_file_and_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "firms.parquet", {"id": [1]})
    write(tmp_path, "firms/a.parquet", {"id": [2]})
    with pytest.raises(PopulationError) as error:
        Population.open(tmp_path, POLICY)["firms"]
    assert kinds(error.value) == ["two_forms"]


@pytest.mark.parametrize(
    "other",
    [
        {"id": [1]},
        {"id": ["1"], "street": ["a"]},
        {"street": ["a"], "id": [1]},
        {"id": [1], "street": ["a"], "x_n": [1]},
    ],
)
def test_parts_with_other_columns_types_or_order_are_refused(tmp_path: Path, other: dict[str, Any]) -> None:
    write(tmp_path, "firms/a.parquet", {"id": [1], "street": ["a"]})
    write(tmp_path, "firms/b.parquet", other)
    with pytest.raises(PopulationError) as error:
        Population.open(tmp_path, POLICY)["firms"]
    assert kinds(error.value) == ["parts_differ"] and error.value.problems[0].file == "firms/b.parquet"


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["id", "id"]), tmp_path / "firms.parquet")
    with pytest.raises(PopulationError) as error:
        Population.open(tmp_path, POLICY)["firms"]
    assert kinds(error.value) == ["column_twice"]


def test_a_fingerprint_stays_and_changes_with_the_data(tmp_path: Path) -> None:
    write(tmp_path, "persons.parquet", {"id": [1, 2, 3]})
    write(tmp_path, "firms.parquet", {"id": [1]})
    first = Population.open(tmp_path, POLICY).fingerprint()
    persons = Population.open(tmp_path, POLICY).fingerprint(["persons"])
    assert Population.open(tmp_path, POLICY).fingerprint() == first
    write(tmp_path, "firms.parquet", {"id": [9]})
    assert Population.open(tmp_path, POLICY).fingerprint() != first
    assert Population.open(tmp_path, POLICY).fingerprint(["persons"]) == persons


def test_every_fact_of_the_registers_has_one_physical_column() -> None:
    for table in POLICY.registers.tables:
        columns = columns_of(POLICY, table.name)
        assert len([c for c in columns.values() if c.fact in table.facts.values()]) == len(table.facts)
        assert [c.name for c in columns.values() if not c.nullable] == [table.key]
        assert all(
            c.name.endswith("_fen") for c in columns.values() if c.fact is not None and c.fact.type.name == "yuan"
        )


def test_subject_tables_alone_can_date_their_rows() -> None:
    for table in POLICY.registers.tables:
        dated = {"application_date", "event_date"} <= set(columns_of(POLICY, table.name))
        assert dated == bool(table.measures) and "decision_date" not in columns_of(POLICY, table.name)


def test_a_measure_needs_its_table_what_it_refers_to_what_is_counted_and_members() -> None:
    assert tables_for(POLICY, ["5.2"]) == {"firms", "hires", "persons"}
    assert tables_for(POLICY, ["3.2a"]) == {"hires", "firms", "persons"}
    assert tables_for(POLICY, ["4.4a"]) == {"institutions"}
    assert tables_for(load_policy("sample_district"), ["2.1"]) == {"firms", "staff"}
