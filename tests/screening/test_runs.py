"""Runs of `wenjiu screen` as a machine treats them: killed, started twice, started again, short of memory or disk."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.command import WENJIU, program, wenjiu
from tests.support.counts import FULL, few, some

from wenjiu.policies import load_policy
from wenjiu.screening.run.parts import Folder

pytestmark = pytest.mark.one_in(3)

ON = "2020-12-31"
PEOPLE = 4_000
KILLS = few(2, 5)
#: Bytes that a screening may hold in memory at most, and of how many people: all of a full run, or a fifth of them.
MOST_MEMORY = 1_200 * 2**20
MANY = few(200_000, 1_000_000)
POLICIES = ["chaoyang_2020", "sample_district"]
#: Measures of the first document that tests name, and with one in six of the others those that a usual run asks for:
#: how a run is treated does not depend on what it computes. A full run asks for all.
NAMED = ["3.2a", "3.4a", "5.2"]
DRAWN = some([code for code in load_policy(POLICIES[0]).measures if code not in NAMED], 6, "measures of the runs")
ENGINES = ["duckdb", "polars"]
#: Engines and files without rows; a usual run tries half of the pairs.
EMPTY = [(engine, groups) for engine in ENGINES for groups in ("one row group", "no row group")]


@pytest.fixture(scope="module")
def populations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    for policy in POLICIES:
        made[policy] = tmp_path_factory.mktemp("populations") / policy
        run = wenjiu("population", "make", "--people", str(PEOPLE), "--seed", "5", "--out", made[policy],
                     "--policy", policy)  # fmt: skip
        assert run.status == 0, run.messages
    return made


@pytest.fixture(scope="module")
def whole(populations: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run that nothing disturbs leaves."""
    out = tmp_path_factory.mktemp("whole") / "out"
    assert wenjiu(*arguments(populations["chaoyang_2020"], out)).status == 0
    return out


def arguments(population: Path, out: Path, *more: str, policy: str = POLICIES[0]) -> list[str]:
    """The command of a screening, of the measures of these runs unless `more` names some."""
    all_measures = FULL or policy != POLICIES[0]
    asked = [] if all_measures or "--measure" in more else [w for code in NAMED + DRAWN for w in ("--measure", code)]
    command = ["screen", "--population", str(population), "--on", ON, "--out", str(out), "--policy", policy]
    return [*command, *asked, *more]


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder of results by its name, except the lock."""
    return {
        str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file() and f.name != "run.lock"
    }


def linked(population: Path, folder: Path) -> Path:
    """A copy of a population whose files can be replaced one by one."""
    folder.mkdir()
    for file in population.iterdir():
        (folder / file.name).hardlink_to(file)
    return folder


def replace(file: Path, table: pa.Table) -> None:
    """Other rows in a file of a linked copy; the original stays."""
    file.unlink()
    pq.write_table(table, file)


def killed(command: list[str], out: Path, parts: int, after: float) -> int:
    """Start the program and kill it a moment after so many parts are there; how many there are then."""
    env = {**os.environ, "TMPDIR": str(out.parent)}  # a killed run leaves its scratch folder behind
    process = subprocess.Popen([WENJIU, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    while process.poll() is None and len(list(out.glob("entitlements/*.parquet"))) < parts:
        time.sleep(0.002)
    time.sleep(after)
    process.kill()
    process.wait()
    return len(list(out.glob("entitlements/*.parquet")))


@pytest.mark.parametrize("engine", some(ENGINES, 2, "engines of killed runs"))
def test_a_screening_killed_at_random_points_ends_with_the_same_bytes(
    populations: dict[str, Path], tmp_path: Path, engine: str
) -> None:
    plain, out = tmp_path / "plain", tmp_path / "killed"
    assert wenjiu(*arguments(populations["chaoyang_2020"], plain, "--engine", engine)).status == 0
    command = arguments(populations["chaoyang_2020"], out, "--engine", engine)
    chance = random.Random()
    points = sorted(chance.sample(range(len(list(plain.glob("entitlements/*.parquet")))), KILLS))
    done = [killed(command, out, point, chance.uniform(0, 0.1)) for point in points]
    run = wenjiu(*command)
    assert run.status == 0, run.messages
    assert content(out) == content(plain), f"killed after {points} parts, with {done}"


def test_a_part_appears_only_when_all_of_it_is_written_and_what_is_left_of_it_goes(tmp_path: Path) -> None:
    rows = pa.table({"id": list(range(1000))})

    def broken_off() -> Iterator[pa.Table]:
        for _ in range(3):
            yield rows
            assert not folder.done("entitlements", "t-00000.parquet")
        raise KeyboardInterrupt

    with Folder(tmp_path / "out", {"asked": 1}) as folder:
        folder.begin(["entitlements/t-00000.parquet"])
        with pytest.raises(KeyboardInterrupt):
            folder.write("entitlements", "t-00000.parquet", broken_off(), rows.schema)
    with Folder(tmp_path / "out", {"asked": 1}) as folder:
        assert folder.open()
        assert list(content(tmp_path / "out")) == ["run.json"]
        folder.write("entitlements", "t-00000.parquet", iter([rows, rows]), rows.schema)
        assert folder.done("entitlements", "t-00000.parquet")
    assert pq.read_table(tmp_path / "out" / "entitlements" / "t-00000.parquet").num_rows == 2000


def test_a_whatif_killed_at_random_points_ends_with_the_same_bytes(
    populations: dict[str, Path], whole: Path, tmp_path: Path
) -> None:
    change = ["--reading", "G5=C", "--reading", "A-3.4-5=B"]
    ask = ["whatif", "--population", str(populations["chaoyang_2020"]), "--kept", str(whole), *change, "--out"]
    assert wenjiu(*ask, tmp_path / "plain").status == 0
    chance = random.Random()
    parts = sorted(chance.sample(range(len(list((tmp_path / "plain").glob("entitlements/*.parquet")))), 2))
    for point in [0, *parts]:
        killed([*ask, str(tmp_path / "killed")], tmp_path / "killed", point, chance.uniform(0, 0.05))
    assert wenjiu(*ask, tmp_path / "killed").status == 0
    assert content(tmp_path / "killed") == content(tmp_path / "plain")


def test_ctrl_c_is_told_and_the_same_command_continues(
    populations: dict[str, Path], whole: Path, tmp_path: Path
) -> None:
    command = arguments(populations["chaoyang_2020"], tmp_path / "out", "--lang", "en")
    process = subprocess.Popen([WENJIU, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not list((tmp_path / "out").glob("entitlements/*.parquet")):
        time.sleep(0.01)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert "the same command" in err and "continues where it stopped" in err and "Traceback" not in err
    assert wenjiu(*command).status == 0
    assert content(tmp_path / "out") == content(whole)


def test_a_second_run_into_a_folder_at_work_is_refused_and_the_first_ends_well(
    populations: dict[str, Path], whole: Path, tmp_path: Path
) -> None:
    command = arguments(populations["chaoyang_2020"], tmp_path / "out", "--lang", "en")
    with subprocess.Popen([WENJIU, *command], stdout=subprocess.DEVNULL) as first:
        while not (tmp_path / "out" / "run.json").exists():
            time.sleep(0.01)
            assert first.poll() is None
        first.send_signal(signal.SIGSTOP)
        try:
            second = wenjiu(*command, "--anew")
        finally:
            first.send_signal(signal.SIGCONT)
        assert (second.status, second.out) == (2, b"")
        assert "another run is writing to the folder" in second.messages
    assert first.returncode == 0
    assert content(tmp_path / "out") == content(whole)


def test_the_same_command_again_writes_no_part_anew(populations: dict[str, Path], tmp_path: Path) -> None:
    command = arguments(populations["chaoyang_2020"], tmp_path / "out", "--json")
    first = wenjiu(*command)
    parts = {f: (f.stat().st_ino, f.stat().st_mtime_ns) for f in (tmp_path / "out").rglob("*.parquet")}
    before = content(tmp_path / "out")
    second = wenjiu(*command)
    assert (second.status, second.out) == (0, first.out)
    assert parts == {f: (f.stat().st_ino, f.stat().st_mtime_ns) for f in (tmp_path / "out").rglob("*.parquet")}
    assert content(tmp_path / "out") == before


@pytest.mark.parametrize(("more", "differs"), [
    (["--measure", "5.2"], "measures"),
    (["--on", "2020-12-30"], "on"),
    (["--engine", "polars"], "engine"),
    (["--refused"], "refused"),
    (["--reading", "A-5.2-3=B"], "readings"),
], ids=lambda value: "".join(value))  # fmt: skip
def test_other_options_into_the_same_folder_are_refused_and_leave_it_as_it_is(
    populations: dict[str, Path], whole: Path, more: list[str], differs: str
) -> None:
    before = content(whole)
    run = wenjiu(*arguments(populations["chaoyang_2020"], whole, *more, "--lang", "en"))
    assert (run.status, run.out) == (2, b"")
    assert "holds another screening" in run.messages and differs in run.messages and "--anew" in run.messages
    assert content(whole) == before


def test_readings_of_the_installation_are_part_of_what_a_folder_holds(
    populations: dict[str, Path], whole: Path
) -> None:
    command = arguments(populations["chaoyang_2020"], whole, "--lang", "en")
    run = program(*command, env={"WENJIU_READINGS": "A-5.2-3=B"})
    assert run.status == 2 and "readings" in run.messages


def test_a_changed_population_into_the_same_folder_is_refused_unless_it_starts_anew(
    populations: dict[str, Path], tmp_path: Path
) -> None:
    data = linked(populations["chaoyang_2020"], tmp_path / "data")
    command = arguments(data, tmp_path / "out", "--measure", "5.2", "--lang", "en")
    assert wenjiu(*command).status == 0
    firms = pq.read_table(data / "firms.parquet")
    replace(data / "firms.parquet", firms.slice(0, len(firms) // 2))
    for name in ("hires", "placements"):  # they refer to firms that are gone
        (data / f"{name}.parquet").unlink(missing_ok=True)
    run = wenjiu(*command)
    assert run.status == 2 and "population" in run.messages and "holds another screening" in run.messages
    run = wenjiu(*command, "--anew", "--json")
    assert run.status == 0, run.messages
    (measure,) = json.loads(run.text)["measures"]
    assert measure["rows"] == len(firms) // 2


def test_an_unsound_population_stays_refused_however_often_it_is_screened(
    populations: dict[str, Path], tmp_path: Path
) -> None:
    data = linked(populations["chaoyang_2020"], tmp_path / "data")
    firms = pq.read_table(data / "firms.parquet")
    replace(data / "firms.parquet", firms.slice(0, 10))
    runs = [wenjiu(*arguments(data, tmp_path / "out", "--lang", "en")) for _ in range(2)]
    assert [run.status for run in runs] == [2, 2]
    assert "firms has no row of this key" in runs[0].messages
    assert runs[0].messages == runs[1].messages
    assert content(tmp_path / "out") == {}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("more", [[], ["--refused"]], ids=["entitled", "refused too"])
def test_both_engines_write_the_same_entitlements_and_summary(
    populations: dict[str, Path], tmp_path: Path, policy: str, more: list[str]
) -> None:
    found = {}
    for engine in ("duckdb", "polars"):
        out = tmp_path / engine
        run = wenjiu(*arguments(populations[policy], out, "--engine", engine, *more, policy=policy))
        assert run.status == 0, run.messages
        found[engine] = {
            name: data
            for name, data in content(out).items()
            if name.startswith("entitlements") or name == "summary.json"
        }
    assert found["duckdb"] == found["polars"]
    assert len(found["duckdb"]) > 2


@pytest.mark.parametrize(("engine", "groups"), some(EMPTY, 2, "tables without rows"))
def test_tables_without_rows_are_screened_and_compared_with_nothing_found(
    populations: dict[str, Path], tmp_path: Path, engine: str, groups: str
) -> None:
    data = linked(populations["chaoyang_2020"], tmp_path / "data")
    for file in data.glob("*.parquet"):
        empty = pq.read_schema(file).empty_table()
        replace(file, empty)
        if groups == "no row group":
            pq.ParquetWriter(file, empty.schema).close()
            assert pq.read_metadata(file).num_row_groups == 0
    kept = tmp_path / "out"
    ask = ["screen", "--population", str(data), "--on", ON, "--out", str(kept), "--engine", engine, "--json"]
    run = wenjiu(*ask)
    assert run.status == 0, run.messages
    measures = json.loads(run.text)["measures"]
    assert len(measures) > 20
    assert all((m["rows"], m["yes"], m["unknown"], m["low_fen"], m["high_fen"]) == (0, 0, 0, 0, 0) for m in measures)
    # The readings move amounts only, the figure what is asked of a row.
    params = tmp_path / "params.json"
    params.write_text('{"5.2.first_workers": 2}')
    change = ["--reading", "G5=C", "--reading", "A-3.4-5=B", "--params", str(params)]
    run = wenjiu("whatif", "--population", data, "--kept", kept, *change, "--out", tmp_path / "other", "--json")
    assert run.status == 0, run.messages
    measures = json.loads(run.text)["measures"]
    assert {"amounts", "again"} <= {m["mode"] for m in measures}
    assert all(m["before"] == m["after"] and m["after"]["yes"] == 0 for m in measures)


@pytest.mark.parametrize("engine", some(ENGINES, 2, "engines of a full disk"))
def test_a_file_that_cannot_be_written_to_its_end_is_told_and_the_run_continues_with_room(
    populations: dict[str, Path], whole: Path, tmp_path: Path, engine: str
) -> None:
    command = arguments(populations["chaoyang_2020"], tmp_path / "out", "--lang", "en", "--engine", engine)
    limited = ["sh", "-c", 'ulimit -f 8; exec "$0" "$@"', str(WENJIU), *command]
    run = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    assert "make room" in run.stderr and "Traceback" not in run.stderr
    assert wenjiu(*command).status == 0
    parts = {k: v for k, v in content(tmp_path / "out").items() if k.startswith("entitlements")}
    assert parts == {k: v for k, v in content(whole).items() if k.startswith("entitlements")}


def test_a_damaged_part_is_named_and_its_removal_heals_the_run(
    populations: dict[str, Path], whole: Path, tmp_path: Path
) -> None:
    command = arguments(populations["chaoyang_2020"], tmp_path / "out", "--lang", "en")
    assert wenjiu(*command).status == 0
    part = tmp_path / "out" / "entitlements" / "hires-00000.parquet"
    part.write_bytes(part.read_bytes()[:-20])
    run = wenjiu(*command)
    assert (run.status, run.out) == (1, b"")
    assert str(part) in run.messages and "damaged" in run.messages and "Traceback" not in run.messages
    part.unlink()
    assert wenjiu(*command).status == 0
    assert content(tmp_path / "out") == content(whole)


def test_a_folder_with_other_files_is_refused_and_left_as_it_is(populations: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    run = wenjiu(*arguments(populations["chaoyang_2020"], tmp_path, "--anew", "--lang", "en"))
    assert run.status == 2 and "holds something else" in run.messages
    assert os.listdir(tmp_path) == ["mine.txt"]


def test_many_people_are_screened_in_bounded_memory(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert wenjiu("population", "make", "--people", str(MANY), "--out", data, "--json").status == 0
    code = (
        "import json, resource, subprocess, sys;"
        "run = subprocess.run(sys.argv[1:], capture_output=True);"
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss;"
        "print(json.dumps([run.returncode, peak * (1 if sys.platform == 'darwin' else 1024)]))"
    )
    command = [str(WENJIU), *arguments(data, tmp_path / "out", "--json")]
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, check=True)
    status, peak = json.loads(done.stdout)
    assert status == 0
    assert peak < MOST_MEMORY, f"{peak / 2**20:.0f} MB"
