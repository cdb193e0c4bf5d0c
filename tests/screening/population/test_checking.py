"""Guards: each way in which a population can be wrong is found, named with its place and value, and says what to do."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wenjiu.policies import load_policy
from wenjiu.screening.population import Population, Problem
from wenjiu.screening.population.checking import check

POLICY = load_policy("chaoyang_2020")
DAY = dt.date(2021, 6, 30)


def found(folder: Path, tables: Any = None, **written: dict[str, Any]) -> list[Problem]:
    """The problems of a population of these tables."""
    for name, columns in written.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return check(Population.open(folder, POLICY), tables)


def only(problems: list[Problem], kind: str) -> Problem:
    """The one problem there is, of this kind."""
    assert [p.kind for p in problems] == [kind], "\n".join(p.text("en") for p in problems)
    return problems[0]


def test_a_sound_population_has_no_problem(tmp_path: Path) -> None:
    assert (
        found(
            tmp_path,
            persons={"id": [1, 2], "birth_date": [dt.date(2000, 2, 29), None], "school": ["university", None]},
            firms={"id": [1], "founding_jobs_paid_before_fen": pa.array([0], pa.int32()), "x_own": [0.1]},
            hires={"id": ["a", "b"], "person_id": [1, None], "firm_id": [1, 1], "date": [DAY, DAY]},
            firm_years={"id": [1], "firm_id": [1], "layoff_rate": pa.array([Decimal(1)], pa.decimal128(10, 9))},
        )
        == []
    )


@pytest.mark.parametrize(
    ("table", "column", "values", "remedy"),
    [
        ("firms", "founding_jobs_paid_before_fen", pa.array([1.5]), "convert to fen"),
        ("firms", "founding_jobs_paid_before_fen", pa.array([Decimal("1.50")]), "convert to fen"),
        ("firms", "operation_start", pa.array(["2020-01-01"]), "write DATE"),
        ("firms", "operation_start", pa.array([dt.datetime(2020, 1, 1)]), "without a time of day"),
        ("firms", "is_employer", pa.array([1]), "write BOOLEAN"),
        ("firms", "local_workers", pa.array([3.0]), "write a signed integer"),
        ("firms", "local_workers", pa.array([3], pa.uint8()), "write a signed integer"),
        ("firms", "size", pa.array([1]), "write text"),
        ("firms", "street", pa.array([b"a"]), "write text"),
        ("firm_years", "layoff_rate", pa.array([0.05]), "no float"),
        ("firm_years", "layoff_rate", pa.array([Decimal("0.05")], pa.decimal128(20, 10)), "DECIMAL(10,9) or less"),
        ("hires", "firm_id", pa.array([1], pa.int32()), "INT64"),
        ("traineeships", "months_stated", pa.array([3.5]), "no float"),
        ("firms", "size", pa.nulls(1), "write text"),
    ],
)
def test_another_physical_type_is_refused_with_the_type_to_write(
    tmp_path: Path, table: str, column: str, values: pa.Array, remedy: str
) -> None:
    problem = only(found(tmp_path, **{table: {"id": [1], column: values}}), "wrong_type")
    assert (problem.table, problem.column, problem.file) == (table, column, f"{table}.parquet")
    assert remedy in problem.text("en")


def test_text_may_be_a_dictionary_and_whole_numbers_any_signed_type(tmp_path: Path) -> None:
    size = pa.array(["small", None]).dictionary_encode()
    for n, type in enumerate((pa.int8(), pa.int16(), pa.int32(), pa.int64())):
        folder = tmp_path / str(n)
        folder.mkdir()
        assert found(folder, firms={"id": [1, 2], "size": size, "local_workers": pa.array([3, None], type)}) == []


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("is_employr", "did you mean is_employer?"),
        ("founding_jobs_paid_before", "founding_jobs_paid_before_fen"),
        ("Street", "did you mean street?"),
        ("qqq", "one of: id, street"),
        ("decision_date", "begin the column with x_"),
    ],
)
def test_an_unknown_column_is_refused_with_a_likely_name(tmp_path: Path, name: str, remedy: str) -> None:
    problem = only(found(tmp_path, firms={"id": [1], name: [1]}), "unknown_column")
    assert problem.column == name and remedy in problem.text("en")


def test_an_unknown_table_is_refused_with_a_likely_name(tmp_path: Path) -> None:
    problem = only(found(tmp_path, firms={"id": [1]}, hire={"id": [1]}), "unknown_table")
    assert problem.file == "hire.parquet" and "did you mean hires?" in problem.text("en")


def test_a_table_without_key_is_refused(tmp_path: Path) -> None:
    assert only(found(tmp_path, firms={"street": ["a"]}), "no_key").column == "id"


def test_a_key_that_is_null_is_found_by_its_row(tmp_path: Path) -> None:
    problem = only(found(tmp_path, firms={"id": [7, None, 8]}), "null_key")
    assert (problem.rows, problem.examples[0].row, problem.examples[0].file) == (1, 2, "firms.parquet")


def test_all_rows_of_a_key_that_stands_twice_are_shown(tmp_path: Path) -> None:
    problem = only(found(tmp_path, firms={"id": [7, 8, 7]}), "duplicate_key")
    assert problem.rows == 2 and [(e.row, e.key) for e in problem.examples] == [(1, "7"), (3, "7")]


def test_a_key_that_stands_in_two_parts_is_found(tmp_path: Path) -> None:
    (tmp_path / "firms").mkdir()
    for part in "ab":
        pq.write_table(pa.table({"id": [1]}), tmp_path / "firms" / f"{part}.parquet")
    problem = only(check(Population.open(tmp_path, POLICY)), "duplicate_key")
    assert [e.file for e in problem.examples] == ["firms/a.parquet", "firms/b.parquet"]


def test_a_reference_to_a_row_that_is_not_there_is_found(tmp_path: Path) -> None:
    hires = {"id": [1, 2, 3], "firm_id": [1, 5, None]}
    problem = only(found(tmp_path, firms={"id": [1]}, hires=hires), "dangling_reference")
    assert (problem.column, problem.rows, problem.examples[0].key, problem.examples[0].value) == (
        "firm_id",
        1,
        "2",
        "5",
    )
    assert "firms has no row of this key" in problem.text("en")


def test_a_null_key_hides_no_dangling_reference(tmp_path: Path) -> None:
    problems = found(tmp_path, firms={"id": [1, None]}, hires={"id": [1], "firm_id": [5]})
    assert [p.kind for p in problems] == ["null_key", "dangling_reference"]


def test_no_reference_dangles_into_an_empty_table_where_it_is_null(tmp_path: Path) -> None:
    nothing = pa.array([], pa.int64())
    assert found(tmp_path, firms={"id": nothing}, hires={"id": [1], "firm_id": pa.array([None], pa.int64())}) == []


def test_a_reference_of_another_type_than_the_key_is_refused(tmp_path: Path) -> None:
    problem = only(found(tmp_path, firms={"id": ["1"]}, hires={"id": [1], "firm_id": [1]}), "reference_type")
    assert "int64" in problem.text("en") and "firms.id" in problem.text("en")


@pytest.mark.parametrize(
    ("table", "column", "values", "shown"),
    [
        ("firms", "local_workers", pa.array([-1]), "-1"),
        ("firms", "founding_jobs_paid_before_fen", pa.array([-1]), "-1"),
        ("firms", "founding_jobs_paid_before_fen", pa.array([10**15 + 1]), "1000000000000001"),
        ("firms", "operation_start", pa.array([dt.date(1899, 12, 31)]), "1899-12-31"),
        ("firms", "operation_start", pa.array([dt.date(2201, 1, 1)]), "2201-01-01"),
        ("firm_years", "layoff_rate", pa.array([Decimal("1.0001")], pa.decimal128(5, 4)), "1.0001"),
        ("firm_years", "layoff_rate", pa.array([Decimal("-0.1")], pa.decimal128(5, 4)), "-0.1000"),
        ("firm_years", "application_year", pa.array([1899]), "1899"),
        ("placements", "months_placed", pa.array([13]), "13"),
        ("traineeships", "months_stated", pa.array([Decimal("-1.5")]), "-1.5"),
        ("hires", "application_date", pa.array([dt.date(1, 1, 1)]), "0001-01-01"),
    ],
)
def test_a_number_or_date_outside_its_range_is_found(
    tmp_path: Path, table: str, column: str, values: pa.Array, shown: str
) -> None:
    problem = only(found(tmp_path, **{table: {"id": [4], column: values}}), "out_of_range")
    assert (problem.column, problem.rows) == (column, 1)
    assert (problem.examples[0].row, problem.examples[0].key, problem.examples[0].value) == (1, "4", shown)


def test_the_ends_of_a_range_are_in_it(tmp_path: Path) -> None:
    days = [dt.date(1900, 1, 1), dt.date(2200, 12, 31), None]
    rates = pa.array([Decimal(0), Decimal(1), None], pa.decimal128(10, 9))
    assert found(tmp_path, firms={"id": [1, 2, 3], "operation_start": days, "local_workers": [0, 10**9, None]}) == []
    assert found(tmp_path, firm_years={"id": [1, 2, 3], "layoff_rate": rates}) == []


def test_a_choice_that_is_no_option_is_found_with_the_options(tmp_path: Path) -> None:
    problem = only(found(tmp_path, firms={"id": [1, 2, 3], "size": ["tiny", "small", None]}), "not_an_option")
    assert problem.examples[0].value == "tiny" and "large, medium, small, micro" in problem.text("en")


@pytest.mark.parametrize("code", ["", " ", "\u200b", "\ufeff \u00a0", "a" * 101, " " + "a" * 101])
def test_a_code_that_is_blank_or_too_long_is_found(tmp_path: Path, code: str) -> None:
    only(found(tmp_path, firms={"id": [1], "registered_district": [code]}), "bad_code")


@pytest.mark.parametrize("code", [" a", "a\t", "\u3000a", "a\u200b", "\ufeffａ", " " * 101 + "a"])
def test_blanks_and_invisible_marks_around_a_code_are_no_fault(tmp_path: Path, code: str) -> None:
    assert found(tmp_path, firms={"id": [1], "registered_district": [code]}) == []


def test_an_end_before_its_start_is_found(tmp_path: Path) -> None:
    start, day_before = [DAY, DAY, None], [DAY - dt.timedelta(1), DAY, DAY]
    problem = only(
        found(tmp_path, traineeships={"id": [1, 2, 3], "start": start, "end": day_before}), "end_before_start"
    )
    assert problem.column == "end" and problem.examples[0].value == "2021-06-29 < 2021-06-30"


def test_data_that_is_damaged_behind_a_good_footer_is_found_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "firms").mkdir()
    for part in "ab":
        pq.write_table(
            pa.table({"id": list(range(1000)), "size": ["small"] * 1000}), tmp_path / f"firms/{part}.parquet"
        )
    file = tmp_path / "firms/b.parquet"
    data = bytearray(file.read_bytes())
    data[4:600] = bytes(596)
    file.write_bytes(data)
    problem = only(check(Population.open(tmp_path, POLICY)), "unreadable")
    assert problem.file == "firms/b.parquet" and "copy this file again" in problem.text("en")


def test_a_cut_off_file_is_reported_and_the_other_tables_are_checked(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1]}), tmp_path / "persons.parquet")
    file = tmp_path / "persons.parquet"
    file.write_bytes(file.read_bytes()[:-9])
    problems = found(tmp_path, firms={"id": [1, 1]}, hires={"id": [1], "person_id": [1]})
    assert [(p.table, p.kind) for p in problems] == [("persons", "unreadable"), ("firms", "duplicate_key")]


def test_a_table_that_is_not_asked_for_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "hires.parquet").write_bytes(b"no parquet at all")
    assert found(tmp_path, {"firms"}, firms={"id": [1]}) == []
    assert found(tmp_path, {"firms"}, firms={"id": [1]}, hire={"a": [1]}) == []


def test_a_table_that_does_not_exist_cannot_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="no table firmz"):
        found(tmp_path, {"firmz"}, firms={"id": [1]})


def test_at_most_twenty_rows_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    problem = only(found(tmp_path, firms={"id": list(range(1000)), "local_workers": [-1] * 1000}), "out_of_range")
    assert problem.rows == 1000 and [e.row for e in problem.examples] == list(range(1, 21))


def test_one_look_finds_what_is_wrong_in_every_column(tmp_path: Path) -> None:
    problems = found(
        tmp_path,
        firms={"id": [1, 1], "size": ["x", "y"], "local_workers": [-1, 2], "operation_start": [1.0, 2.0], "no": [1, 2]},
    )
    kinds = {"wrong_type", "unknown_column", "not_an_option", "out_of_range", "duplicate_key"}
    assert {p.kind for p in problems} == kinds


def test_a_problem_speaks_both_languages_and_is_plain_data(tmp_path: Path) -> None:
    problem = only(found(tmp_path, firms={"id": [3], "size": ["\x1b[31mtiny"]}), "not_an_option")
    english, chinese = problem.text("en"), problem.text("zh")
    assert english.startswith("firms.size: is none of the options (1 rows); one of: large")
    assert chinese.startswith("firms.size：不在选项之内（1行）；用其中一个：large") and "第1行，主键 3" in chinese
    assert "\x1b" not in english and r"\u001b[31mtiny" in english
    plain = problem.as_dict("en")
    assert plain["table"] == "firms" and plain["column"] == "size" and plain["rows"] == 1
    assert plain["examples"] == [{"file": "firms.parquet", "row": 1, "key": "3", "value": r"\u001b[31mtiny"}]


@pytest.mark.parametrize("name", ["a[1]", "b*", "c?", "year=2021", "d'q", "e{1,2}", "中文 空格"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / "bx").mkdir()
    pq.write_table(pa.table({"id": [1]}), tmp_path / "bx" / "firms.parquet")
    assert only(found(tmp_path / name, firms={"id": [2, 2, 1]}), "duplicate_key").rows == 2


def test_the_narrowest_types_are_checked_too(tmp_path: Path) -> None:
    rates = pa.array([Decimal("0.999999999")], pa.decimal128(9, 9))
    assert found(tmp_path, firm_years={"id": [1], "layoff_rate": rates, "laid_off": pa.array([3], pa.int8())}) == []


def test_progress_counts_the_tables(tmp_path: Path) -> None:
    for name in ("persons", "firms"):
        pq.write_table(pa.table({"id": [1]}), tmp_path / f"{name}.parquet")
    told: list[tuple[int, int, str]] = []
    check(Population.open(tmp_path, POLICY), progress=lambda *step: told.append(step))
    assert told == [(0, 2, "persons"), (1, 2, "firms"), (2, 2, "")]
