"""Folders of results hold what their run recorded: nothing else is read, written over or removed, also through links."""

import json
import os
import shutil
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wenjiu.policies import load_policy
from wenjiu.rules.case.parsing import parse_params
from wenjiu.screening import locks
from wenjiu.screening.population import Population, PopulationError
from wenjiu.screening.population.generate import NOTE, generate
from wenjiu.screening.results.results import Results
from wenjiu.screening.run.parts import RunError
from wenjiu.screening.screen import ScreeningRequest, screen
from wenjiu.screening.whatif import whatif
from wenjiu.standards import civil

POLICY = load_policy("chaoyang_2020")
ASKED = ScreeningRequest(("5.2", "3.3"), civil.key(2020, 12, 31), refused=True)


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Population:
    return generate(tmp_path_factory.mktemp("population") / "p", 200, 3, POLICY)


@pytest.fixture
def out(population: Population, tmp_path: Path) -> Path:
    """A finished screening."""
    screen(population, ASKED, tmp_path / "out")
    return tmp_path / "out"


def files(folder: Path) -> set[str]:
    return {f.relative_to(folder).as_posix() for f in folder.rglob("*") if not f.is_dir()}


def test_a_run_that_starts_again_removes_only_what_it_recorded(population: Population, out: Path) -> None:
    ours = files(out)
    strange = {"mine.parquet", "mine.json", "mine.partial", "entitlements/mine.parquet", "kept/mine.partial", "sub/a.parquet",
               "changes.parquet", "entitlements/firms-00007.parquet"}  # fmt: skip
    for name in strange:
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(b"mine")
    screen(population, ScreeningRequest(("5.2",), ASKED.on), out, anew=True)
    kept = {name for name in ours if "platform_workers" not in name}
    assert files(out) == kept | strange
    assert all((out / name).read_bytes() == b"mine" for name in strange)


def test_nothing_is_removed_or_written_through_a_link(population: Population, out: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.move(out / "entitlements", other)
    (out / "entitlements").symlink_to(other)
    before = {f.name: f.read_bytes() for f in other.iterdir()}
    for anew in (True, False):
        with pytest.raises(RunError, match="is a link"):
            screen(population, ASKED, out, anew=anew)
    (out / "entitlements").unlink()
    (out / "entitlements").mkdir()
    for name in before:
        (out / "entitlements" / name).symlink_to(other / name)
    for anew in (True, False):
        with pytest.raises(RunError, match="is a link"):
            screen(population, ASKED, out, anew=anew)
    assert {f.name: f.read_bytes() for f in other.iterdir()} == before


@pytest.mark.parametrize("name", ["run.json", "run.lock", "run.partial", "summary.json", "summary.partial"])
def test_a_link_under_a_name_of_the_runs_is_refused(population: Population, tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).symlink_to(tmp_path / "mine")
    with pytest.raises(RunError, match="is a link|holds something else"):
        screen(population, ASKED, tmp_path / "out", anew=True)
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize("content", ["[]", "{}", '{"files": ["../mine"]}', '{"files": ["/etc/passwd"]}', "not json",
                                     '{"files": ["entitlements/../../mine-00000.parquet"]}', "[" * 10**5])  # fmt: skip
def test_a_run_that_this_version_did_not_write_is_refused_and_nothing_is_removed(
    population: Population, tmp_path: Path, content: str
) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "run.json").write_text(content)
    with pytest.raises(RunError, match="damaged|not written by this version"):
        screen(population, ASKED, tmp_path / "out", anew=True)
    assert (tmp_path / "mine").read_text() == "mine" and (tmp_path / "out" / "run.json").read_text() == content


def test_a_stray_copy_of_a_part_counts_for_nothing_and_is_named(population: Population, out: Path) -> None:
    sums = Results(out, POLICY).by().rows()
    shutil.copy(out / "entitlements" / "firms-00000.parquet", out / "entitlements" / "firms-00000 (copy).parquet")
    shutil.copy(out / "entitlements" / "firms-00000.parquet", out / "entitlements" / "firms-00001.parquet")
    shutil.copy(out / "kept" / "firms-00000.parquet", out / "kept" / "firms-00001.parquet")
    found = screen(population, ASKED, out)
    strays = ["entitlements/firms-00000 (copy).parquet", "entitlements/firms-00001.parquet", "kept/firms-00001.parquet"]
    assert found.by().rows() == sums and found.strays == strays
    assert all(name in text(lang) for name in strays for text in found.warnings() for lang in ("zh", "en"))
    moved = whatif(population, out, out.parent / "w", params=parse_params(POLICY, {"5.2.cap": 40000}))
    before = {m["measure"]: m["before"]["low_fen"] for m in moved.summary["measures"]}
    assert before == {row["measure"]: row["low_fen"] for row in sums}


def test_a_part_that_is_gone_is_missed_and_written_again(population: Population, out: Path) -> None:
    part = out / "entitlements" / "firms-00000.parquet"
    before = part.read_bytes()
    part.unlink()
    with pytest.raises(RunError, match=r"firms-00000\.parquet is not there"):
        Results(out, POLICY).by()
    with pytest.raises(RunError, match=r"firms-00000\.parquet is not there"):
        whatif(population, out, out.parent / "w", params=parse_params(POLICY, {"5.2.cap": 40000}))
    screen(population, ASKED, out)
    assert part.read_bytes() == before


def test_folders_and_pipes_are_something_else_too(population: Population, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RunError, match="holds something else"):
        screen(population, ASKED, tmp_path)
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_second_run_waits_for_the_first_and_no_longer_than_it_may(
    population: Population, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = locks.locked(out / "run.lock")
    assert held is not None
    timer = threading.Timer(0.5, os.close, [held])
    timer.start()
    screen(population, ASKED, out)  # the lock came free in time
    timer.join()
    held = locks.locked(out / "run.lock")
    assert held is not None
    monkeypatch.setattr(locks.locked, "__defaults__", (0.1,))
    with pytest.raises(RunError, match="another run is writing to the folder"):
        screen(population, ASKED, out)
    os.close(held)


def test_populations_made_at_once_in_one_place_are_one_of_them_whole(tmp_path: Path) -> None:
    told: dict[int, str] = {}

    def make(seed: int) -> None:
        try:
            generate(tmp_path / "p", 400, seed, POLICY)
            told[seed] = "made"
        except PopulationError as error:
            told[seed] = error.problems[0].kind

    threads = [threading.Thread(target=make, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told.values()) == ["made", *["not_empty"] * 3]
    (winner,) = [seed for seed, what in told.items() if what == "made"]
    generate(tmp_path / "alone", 400, winner, POLICY)
    assert os.listdir(tmp_path / "p") != [] and set(os.listdir(tmp_path)) == {"p", "alone"}
    for file in (tmp_path / "alone").iterdir():
        assert file.read_bytes() == (tmp_path / "p" / file.name).read_bytes()


def test_a_population_is_not_made_where_another_run_is_at_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks.locked, "__defaults__", (0.1,))
    (tmp_path / "p.partial").mkdir()
    held = locks.locked(tmp_path / "p.partial", folder=True)
    assert held is not None
    with pytest.raises(PopulationError, match="another run is writing to"):
        generate(tmp_path / "p", 5, 1, POLICY)
    os.close(held)
    assert generate(tmp_path / "p", 5, 1, POLICY)["persons"].rows == 5


def test_what_a_killed_run_left_is_removed_and_what_others_left_is_not(tmp_path: Path) -> None:
    partial = tmp_path / "p.partial"
    partial.mkdir()
    (partial / "mine.txt").write_text("mine")
    for _ in range(2):
        with pytest.raises(PopulationError, match="is no empty folder"):
            generate(tmp_path / "p", 5, 1, POLICY)
        assert (partial / "mine.txt").read_text() == "mine"
        (partial / NOTE).touch()
    (partial / "mine.txt").unlink()
    (partial / NOTE).touch()
    pq.write_table(pa.table({"id": [1]}), partial / "persons.parquet")
    assert generate(tmp_path / "p", 5, 1, POLICY)["persons"].rows == 5
    assert os.listdir(tmp_path) == ["p"] and NOTE not in os.listdir(tmp_path / "p")


def test_a_link_to_an_empty_folder_takes_a_population(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    generate(tmp_path / "link", 5, 1, POLICY)
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real" / "persons.parquet").is_file()


def test_what_a_run_recorded_is_in_its_run_file(out: Path) -> None:
    recorded = set(json.loads((out / "run.json").read_text("utf-8"))["files"])
    assert files(out) == recorded | {"run.json", "run.lock"}


def test_a_what_if_reads_a_screening_that_nobody_writes_to_meanwhile(
    population: Population, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks.locked, "__defaults__", (0.1,))
    change = parse_params(POLICY, {"5.2.cap": 40000})
    others = locks.locked(out / "run.lock", shared=True)
    assert others is not None
    whatif(population, out, out.parent / "first", params=change)  # others only read
    with pytest.raises(RunError, match="another run is writing"):
        screen(population, ASKED, out, anew=True)
    os.close(others)
    writer = locks.locked(out / "run.lock")
    assert writer is not None
    with pytest.raises(RunError, match="another run is writing"):
        whatif(population, out, out.parent / "second", params=change)
    os.close(writer)
    (out / "run.lock").unlink()  # a copy without it
    whatif(population, out, out.parent / "third", params=change)
    assert not (out / "run.lock").exists()


def test_rows_that_were_kept_and_are_gone_are_missed_before_any_work(population: Population, out: Path) -> None:
    (out / "kept" / "firms-00000.parquet").unlink()
    with pytest.raises(RunError, match=r"kept/firms-00000\.parquet is not there"):
        whatif(population, out, out.parent / "w", params=parse_params(POLICY, {"5.2.cap": 40000}))
    assert not (out.parent / "w").exists()
