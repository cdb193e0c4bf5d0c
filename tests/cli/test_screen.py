"""`wenjiu screen`: what it prints, and how each wrong input is told."""

import ast
import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from tests.support.command import Run, wenjiu

import wenjiu as package
from wenjiu.policies import load_policy
from wenjiu.standards.columns import width

pytestmark = pytest.mark.one_in(3)

POLICY = load_policy("chaoyang_2020")
ON = "2020-12-31"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screen") / "data"
    assert wenjiu("population", "make", "--people", "1500", "--seed", "4", "--out", folder).status == 0
    return folder


def screen(data: Path, out: Path, *more: str | Path, env: dict[str, str] | None = None) -> Run:
    return wenjiu("screen", "--population", data, "--on", ON, "--out", out, *more, env=env)


@pytest.fixture(scope="module")
def whole(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder with a screening of every measure, and its report."""
    out = tmp_path_factory.mktemp("whole") / "out"
    return out, json.loads(screen(data, out, "--json").text)


def test_the_counts_of_every_measure_add_up_to_its_rows_and_amounts_keep_their_order(
    whole: tuple[Path, dict[str, Any]],
) -> None:
    report = whole[1]
    assert [m["measure"] for m in report["measures"]] == list(POLICY.measures)
    for m in report["measures"]:
        assert m["yes"] + m["unknown"] + m["no"] == m["rows"]
        assert m["high_fen"] is None or m["low_fen"] <= m["high_fen"]
        assert 0 <= m["yes_low_fen"] <= m["low_fen"]
    assert (report["policy"], report["on"], report["left_out"]) == ("chaoyang_2020", ON, [])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_shows_each_measure_within_eighty_columns_in_either_language(
    data: Path, whole: tuple[Path, dict[str, Any]], lang: str
) -> None:
    out, report = whole
    run = screen(data, out, "--lang", lang)
    lines = run.text.splitlines()
    assert max(map(width, lines[:-1])) <= 80
    for m in report["measures"]:
        at = next(i for i, line in enumerate(lines) if line.split()[:1] == [m["measure"]])
        assert m["name" if lang == "zh" else "name_en"] in lines[at]
        shown = lines[at + 1].replace(",", "").split()
        assert shown[:4] == [str(m[k]) for k in ("rows", "yes", "unknown", "no")]
    numbers = [line for line in lines if line[:4] == "    " and line.strip()[:1].isdigit()]
    ends = {width(line) for line in numbers}
    assert len(ends) == 1, "the last column is not aligned"
    assert lines[-1].strip() == str(out)


def test_the_order_of_options_makes_no_other_run(data: Path, tmp_path: Path) -> None:
    first = screen(data, tmp_path / "out", "--measure", "5.3", "--measure", "5.2", "--json")
    second = screen(data, tmp_path / "out", "--measure", "5.2", "--measure", "5.3", "--measure", "5.2", "--json")
    assert (first.status, second.status, first.out) == (0, 0, second.out)


def test_parameters_and_readings_of_the_command_line_decide(data: Path, tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text(yaml.safe_dump({"5.2.first_workers": 1, "5.2.first_amount": 7}))
    one = ["--measure", "5.2", "--json"]
    plain = json.loads(screen(data, tmp_path / "plain", *one).text)["measures"][0]
    other = json.loads(screen(data, tmp_path / "other", *one, "--params", tmp_path / "params.yaml").text)["measures"][0]
    assert other["yes"] > plain["yes"]
    stricter = json.loads(screen(data, tmp_path / "c", *one, "--reading", "A-5.2-2=C").text)["measures"][0]
    assert (tmp_path / "c" / "run.json").read_text("utf-8").count('"A-5.2-2": "C"') == 1
    assert stricter != plain


def test_measures_whose_table_is_not_there_are_left_out_and_named(data: Path, tmp_path: Path) -> None:
    part = tmp_path / "data"
    part.mkdir()
    for name in ("firms", "persons", "hires"):
        (part / f"{name}.parquet").hardlink_to(data / f"{name}.parquet")
    run = screen(part, tmp_path / "out", "--lang", "en")
    assert run.status == 0
    told = " ".join(run.text.split())
    assert "left out, their table is not there: " in told and "5.3 (founders)" in told
    run = screen(part, tmp_path / "none", "--measure", "5.3", "--lang", "en")
    assert run.status == 2 and "founders" in run.messages


def test_refused_rows_are_written_with_every_condition_that_fails(data: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    report = json.loads(screen(data, tmp_path / "out", "--measure", "5.2", "--refused", "--json").text)
    (part,) = (tmp_path / "out" / "entitlements").iterdir()
    rows = pq.read_table(part).to_pylist()
    assert len(rows) == report["measures"][0]["rows"]
    assert all(row["fails"] for row in rows if row["verdict"] == "no")


@pytest.mark.parametrize(("more", "field"), [
    (["--on", "2020-02-30"], "--on"),
    (["--measure", "5.9"], "--measure"),
    (["--engine", "spark"], "--engine"),
    (["--memory", "lots"], "--memory"),
    (["--memory", "0GB"], "--memory"),
    (["--policy", "nowhere"], "--policy"),
    (["--reading", "A-5.2-3"], "--reading"),
    (["--reading", "A-5.2-33=B"], "readings.A-5.2-33"),
    (["--reading", "A-5.2-3=Z"], "readings.A-5.2-3"),
    (["--measure", "5.2", "--reading", "A-3.4-5=B"], "readings.A-3.4-5"),
    (["--params", "nowhere.json"], "file"),
    (["--population", "nowhere"], "--population"),
    (["--lang", "fr"], "--lang"),
    (["--fast"], "--fast"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")  # fmt: skip
def test_a_wrong_option_is_told_in_one_line_with_a_remedy_and_nothing_is_written(
    data: Path, tmp_path: Path, more: list[str], field: str
) -> None:
    for lang in ("zh", "en"):
        tail = [] if "--lang" in more else ["--lang", lang]
        run = screen(data, tmp_path / "out", *more, *tail)
        assert (run.status, run.out, len(run.messages.splitlines())) == (2, b"", 1), run.messages
        assert run.messages.startswith(field + ("：" if lang == "zh" or not tail else ": "))
        run = screen(data, tmp_path / "out", *more, *tail, "--json")
        error = json.loads(run.text)["error"]
        assert (run.status, run.err, error["field"]) == (2, b"", field)
        assert error["message"] and error["fix"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("left", ["--population", "--on", "--out"])
def test_an_option_that_is_missing_is_named(data: Path, tmp_path: Path, left: str) -> None:
    options = {"--population": data, "--on": ON, "--out": tmp_path / "out"}
    run = wenjiu("screen", *(x for name, value in options.items() if name != left for x in (name, value)), "--json")
    assert (run.status, json.loads(run.text)["error"]["field"]) == (2, left)


def test_every_problem_of_an_unsound_population_is_told_with_file_column_row_value_and_remedy(
    data: Path, tmp_path: Path
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    bad = tmp_path / "data"
    bad.mkdir()
    for file in data.iterdir():
        (bad / file.name).hardlink_to(file)
    hires = pq.read_table(data / "hires.parquet")
    people = hires["person_id"].to_pylist()
    people[3] = 10**9
    hires = hires.set_column(hires.column_names.index("person_id"), "person_id", pa.array(people, pa.int64()))
    hires = hires.append_column("wage", pa.array([1.5] * len(hires)))
    (bad / "hires.parquet").unlink()
    pq.write_table(hires, bad / "hires.parquet")
    run = screen(bad, tmp_path / "out", "--json")
    error = json.loads(run.text)["error"]
    assert (run.status, error["field"]) == (2, "--population")
    assert {(p["kind"], p["column"]) for p in error["problems"]} == {
        ("unknown_column", "wage"), ("dangling_reference", "person_id")
    }  # fmt: skip
    (example,) = next(p for p in error["problems"] if p["column"] == "person_id")["examples"]
    assert (example["file"], example["row"], example["value"]) == ("hires.parquet", 4, str(10**9))
    run = screen(bad, tmp_path / "out", "--lang", "en")
    assert (run.status, run.out) == (2, b"")
    assert "hires.parquet row 4, key 4: 1000000000" in run.messages


def test_standard_output_holds_the_result_alone_and_progress_goes_elsewhere(data: Path, tmp_path: Path) -> None:
    run = screen(data, tmp_path / "out", "--json")
    json.loads(run.text)
    assert run.err == b""


def test_without_the_data_libraries_the_extra_is_named_and_a_single_case_is_still_answered(
    data: Path, tmp_path: Path
) -> None:
    """An environment that holds only what `pip install wenjiu` brings."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    site = next(home.glob("lib/python*/site-packages"))
    (site / "wenjiu.pth").write_text(str(Path(package.__file__).parents[1]))
    installed = Path(click.__file__).parents[1]
    for name in ("click", "yaml", "chinese_calendar", "cn2an", "orjson"):
        (site / name).symlink_to(installed / name)
    python = [str(home / "bin" / "python"), "-m", "wenjiu.cli.main"]
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    options = ["--population", str(data), "--on", ON, "--out", str(tmp_path / "out"), "--lang", "en"]
    for command in (
        ["screen", *options],
        ["population", "make", "--people", "9", "--out", str(tmp_path / "made"), "--lang", "en"],
        ["population", "check", str(data), "--lang", "en"],
        ["population", "describe", "--lang", "en"],
        ["whatif", "--population", str(data), "--kept", "k", "--out", "o", "--reading", "G5=C", "--lang", "en"],
    ):
        run = subprocess.run([*python, *command], capture_output=True, text=True, env=env, check=False)
        assert (run.returncode, run.stdout, len(run.stderr.splitlines())) == (2, "", 1), run.stderr
        assert 'pip install "wenjiu[screening]"' in run.stderr
    run = subprocess.run([*python, "assess", "5.2", "--facts", "-"], input="{}", capture_output=True, text=True,
                         env=env, check=False)  # fmt: skip
    assert run.returncode == 0, run.stderr


def test_the_other_commands_start_without_the_data_libraries() -> None:
    code = "import sys, wenjiu.cli.main; print({m.partition('.')[0] for m in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"duckdb", "polars", "pyarrow", "numpy", "pandas"} & set(ast.literal_eval(loaded))


def test_a_second_district_is_screened_by_its_own_rules(tmp_path: Path) -> None:
    policy = ["--policy", "sample_district"]
    made = wenjiu("population", "make", "--people", "1500", "--out", tmp_path / "data", *policy)
    assert made.status == 0, made.messages
    report = json.loads(screen(tmp_path / "data", tmp_path / "out", *policy, "--json").text)
    assert [m["measure"] for m in report["measures"]] == list(load_policy("sample_district").measures)
    assert sum(m["yes"] for m in report["measures"]) > 0
