"""Places that the commands cannot read or write, and the day that it is: told in words, never as a stack trace."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.answers import ROOT
from tests.support.command import WENJIU, Run, wenjiu
from tests.support.counts import FULL

from wenjiu.policies import load_policy
from wenjiu.screening.population.generate import generate
from wenjiu.standards import civil

#: Runs a program without root's power to read and write what it may not.
AS_ORDINARY_USER = """
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP
os.execv(sys.argv[1], sys.argv[1:])
"""
#: Answers one command after the other: on each line the arguments, then status, output and messages.
ANSWERS = """
import json, sys
from tests.support.command import within
for line in sys.stdin:
    run = within(*json.loads(line))
    print(json.dumps([run.status, run.text, run.messages]), flush=True)
"""
PLACES = ["too long", "a file", "below a file", "read-only", "not to be entered"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("population") / "p"
    generate(folder, 100, 1, load_policy("chaoyang_2020"))
    return folder


@pytest.fixture(scope="module")
def kept(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("kept") / "out"
    assert wenjiu("screen", "--population", data, "--on", "2020-12-31", "--out", out, "--measure", "5.2").status == 0
    return out


def place(tmp_path: Path, kind: str) -> Path:
    """A place that nothing can be written to."""
    if kind == "too long":
        return tmp_path / ("x" * 300)
    if kind.endswith("a file"):
        (tmp_path / "f").write_text("mine")
        return tmp_path / "f" / "out" if kind == "below a file" else tmp_path / "f"
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555 if kind == "read-only" else 0)
    return folder / "out"


@pytest.fixture(scope="module")
def ask() -> Iterator[Callable[..., Run]]:
    """Run the program as a user whom permissions hold; all commands in one process, in a full run each in its own."""
    command = [sys.executable, "-c", AS_ORDINARY_USER]

    def alone(*arguments: str | Path) -> Run:
        done = subprocess.run([*command, WENJIU, *arguments], capture_output=True, check=False)
        return Run(done.returncode, done.stdout, done.stderr)

    if FULL:
        yield alone
        return
    command += [sys.executable, "-c", ANSWERS]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdin is not None and process.stdout is not None

        def together(*arguments: str | Path) -> Run:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps([str(argument) for argument in arguments]) + "\n")
            process.stdin.flush()
            status, out, messages = json.loads(process.stdout.readline())
            return Run(status, out.encode(), messages.encode())

        yield together
        process.stdin.close()


@pytest.mark.parametrize("command", ["screen", "whatif", "make"])
@pytest.mark.parametrize("kind", PLACES)
def test_an_out_that_cannot_be_written_is_told_in_one_line(
    ask: Callable[..., Run], data: Path, kept: Path, tmp_path: Path, kind: str, command: str
) -> None:
    out = place(tmp_path, kind)
    asked: dict[str, list[str | Path]] = {
        "screen": ["screen", "--population", data, "--on", "2020-12-31"],
        "whatif": ["whatif", "--population", data, "--kept", kept, "--reading", "A-5.2-3=B"],
        "make": ["population", "make", "--people", "5"],
    }
    run = ask(*asked[command], "--out", out, "--lang", "en")
    assert run.status in (1, 2) and run.out == b"" and len(run.messages.strip().splitlines()) == 1, run.messages
    assert "Traceback" not in run.messages
    reason = {"too long": "too long", "a file": "folder", "below a file": "folder|Not a directory|directory"}
    assert any(word in run.messages for word in reason.get(kind, "ermission").split("|")), run.messages


@pytest.mark.parametrize("kind", ["too long", "a file", "below a file", "not to be entered"])
def test_a_population_that_cannot_be_read_is_told_in_one_line(
    ask: Callable[..., Run], kept: Path, tmp_path: Path, kind: str
) -> None:
    folder = place(tmp_path, kind)
    commands: list[list[str | Path]] = [
        ["population", "check", folder],
        ["screen", "--population", folder, "--on", "2020-12-31", "--out", tmp_path / "new"],
        ["whatif", "--population", folder, "--kept", kept, "--reading", "A-5.2-3=B", "--out", tmp_path / "new"],
        [
            "whatif",
            "--population",
            folder.parent,
            "--kept",
            folder,
            "--reading",
            "A-5.2-3=B",
            "--out",
            tmp_path / "new",
        ],
    ]
    for command in commands:
        run = ask(*command, "--lang", "en")
        assert run.status in (1, 2) and run.out == b"" and len(run.messages.strip().splitlines()) == 1, run.messages
        assert "Traceback" not in run.messages


def test_a_table_that_may_not_be_read_is_told_and_not_taken_as_absent(
    ask: Callable[..., Run], data: Path, tmp_path: Path
) -> None:
    for form in ("firms.parquet", "firms/a.parquet", "firms"):
        folder = tmp_path / form.replace("/", "-")
        (folder / "firms").mkdir(parents=True)
        file = folder / (form if form != "firms" else "firms/a.parquet")
        file.write_bytes((data / "firms.parquet").read_bytes())
        if form == "firms.parquet":
            (folder / "firms").rmdir()
        (folder / form).chmod(0)
        run = ask("population", "check", folder, "--lang", "en")
        (folder / form).chmod(0o755)
        assert run.status == 1 and "ermission denied" in run.text + run.messages, run.messages


def test_absent_tables_and_stray_files_are_told_on_the_command_line(data: Path, tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "firms.parquet").write_bytes((data / "firms.parquet").read_bytes())
    ask = [
        "screen",
        "--population",
        tmp_path / "p",
        "--on",
        "2020-12-31",
        "--out",
        tmp_path / "out",
        "--measure",
        "5.2",
    ]
    report = json.loads(wenjiu(*ask, "--json").text)
    assert report["absent"] == [{"table": "hires", "measures": ["5.2"]}, {"table": "persons", "measures": ["5.2"]}]
    assert report["not_read"] == []
    part = tmp_path / "out" / "entitlements" / "firms-00000.parquet"
    part.with_name("copy.parquet").write_bytes(part.read_bytes())
    again = json.loads(wenjiu(*ask, "--json").text)
    assert again["not_read"] == ["entitlements/copy.parquet"] and again["measures"] == report["measures"]
    for lang, words in (("en", "not there, their facts are unknown: hires (5.2); persons (5.2)"),
                        ("zh", "缺少的表（所含事实不明）：hires (5.2)；persons (5.2)")):  # fmt: skip
        run = wenjiu(*ask, "--lang", lang)
        assert words in run.text and "entitlements/copy.parquet" in run.text


ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Shanghai")


def test_the_day_is_that_of_beijing_wherever_the_machine_is() -> None:
    command = [sys.executable, "-c", "from wenjiu.standards import civil; print(civil.iso(civil.today()))"]
    beijing = dt.timezone(dt.timedelta(hours=8))
    before = dt.datetime.now(beijing).date().isoformat()
    said = {zone: subprocess.run(command, env={"TZ": zone}, capture_output=True, text=True, check=True).stdout.strip()
            for zone in ZONES}  # fmt: skip
    assert before <= min(said.values()) <= max(said.values()) <= dt.datetime.now(beijing).date().isoformat()


def test_a_case_without_a_date_is_answered_on_the_day_of_beijing() -> None:
    before = civil.iso(civil.today())
    runs = [wenjiu("assess", "5.2", "--facts", "-", "--json", given="{}", env={"TZ": zone}) for zone in ZONES]
    assert all(run.status == 0 for run in runs)
    if civil.iso(civil.today()) == before:
        assert runs[0].out == runs[1].out == runs[2].out
