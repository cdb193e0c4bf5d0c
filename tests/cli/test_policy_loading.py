"""`wenjiu policy load`, `unload` and `history`: nothing comes into use unseen, and everything can be undone."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from tests.support.command import WENJIU, Run, wenjiu

import wenjiu as package
from wenjiu.cli.locales import default_language

TEXTS = Path(package.__file__).parent / "policies" / "sample_district" / "texts"
FIRST, SECOND = TEXTS / "2023.txt", TEXTS / "2025.txt"
NO_LOCALE = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}


class Data:
    """A data folder and the commands of a policy in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"WENJIU_DATA": str(folder), **NO_LOCALE}

    def run(self, *arguments: str | Path, given: str = "", **environment: str) -> Run:
        return wenjiu("policy", *arguments, given=given, env=self.environment | environment)

    def on_terminal(self, *arguments: str | Path, answer: bytes) -> tuple[int, str]:
        """Run a command on a terminal and answer its question; returns exit status and everything shown."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [WENJIU, "policy", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )
        os.close(theirs)
        os.write(ours, answer)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the terminal is closed
                break
            if not part:
                break
            shown += part
        os.close(ours)
        return process.wait(30), shown.decode()

    def in_use(self) -> str | None:
        """The document number of the text in use."""
        found = json.loads(self.run("history", "--policy", "sample_district", "--json").text)
        return next((v["number"] for v in found["versions"] if v["version"] == found["in_use"]), None)

    def files(self) -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return Data(tmp_path / "data")


@pytest.fixture
def loaded(data: Data) -> Data:
    assert data.run("load", FIRST).status == 0
    return data


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("zh", ["文号：现行 青溪发〔2023〕5号，改为 青溪发〔2024〕18号", "改动条款", "尚未载入", "改为 2.2 第 2 句"]),
        ("en", ["number: in use 青溪发〔2023〕5号, new", "changed clauses", "not yet loaded", "new 2.2 sentence 2"]),
    ],
)
def test_another_text_is_shown_and_refused_where_nobody_can_be_asked(loaded: Data, lang: str, shown: list[str]) -> None:
    before = loaded.files()
    run = loaded.run("load", SECOND, "--lang", lang)
    assert run.status == 1
    assert [words for words in shown if words not in run.text] == []
    assert "--yes" in run.messages and len(run.messages.splitlines()) == 1
    assert loaded.files() == before


def test_the_same_refusal_in_json_has_the_plan_with_all_differences(loaded: Data) -> None:
    run = loaded.run("load", SECOND, "--json")
    told = json.loads(run.text)
    assert (run.status, told["error"]["code"], told["plan"]["planned"]) == (1, "not_confirmed", True)
    assert told["plan"]["clause_differences"] == {"added": [], "removed": [], "changed": ["2.2"]}
    assert [d["field"] for d in told["plan"]["identity"]] == ["number"]
    assert loaded.in_use() == "青溪发〔2023〕5号"


def test_with_yes_the_other_text_comes_into_use(loaded: Data) -> None:
    assert loaded.run("load", SECOND, "--yes").status == 0
    assert loaded.in_use() == "青溪发〔2024〕18号"


@pytest.mark.parametrize(
    ("answer", "status", "number"),
    [
        (b"y\n", 0, "青溪发〔2024〕18号"),
        ("是\n".encode(), 0, "青溪发〔2024〕18号"),
        (b"\n", 1, "青溪发〔2023〕5号"),
        (b"n\n", 1, "青溪发〔2023〕5号"),
        (b"\x04", 1, "青溪发〔2023〕5号"),
        (b"yess\n", 1, "青溪发〔2023〕5号"),
    ],
)
def test_on_a_terminal_the_answer_decides_and_only_yes_is_yes(
    loaded: Data, answer: bytes, status: int, number: str
) -> None:
    found, shown = loaded.on_terminal("load", SECOND, answer=answer)
    assert (found, "启用这份文本吗" in shown) == (status, True)
    assert ("成为第 2 版并启用" in shown.replace("将成为", "")) is (status == 0)
    assert loaded.in_use() == number


def test_the_same_text_again_is_harmless_asks_nothing_and_says_so(loaded: Data) -> None:
    before = loaded.files()
    run = loaded.run("load", FIRST, "--lang", "en")
    assert (run.status, run.err) == (0, b"")
    assert "nothing changed" in " ".join(run.text.split())
    assert loaded.files() == before


def test_a_first_text_of_the_policy_is_loaded_without_a_question(data: Data) -> None:
    run = data.run("load", FIRST)
    assert (run.status, run.err) == (0, b"")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("青溪区促进就业若干措施", "白石区促进养蜂若干措施"), "title"),
        (("青溪发〔2023〕5号", "白石发〔2031〕2号"), "number"),
        (("青溪区促进就业若干措施（虚构示例）", "青溪区人民政府关于养蜂的措施"), "title"),
    ],
)
def test_a_first_text_with_another_title_or_number_than_the_policys_own_needs_a_yes(
    data: Data, tmp_path: Path, change: tuple[str, str], field: str
) -> None:
    file = tmp_path / "other.txt"
    file.write_text(FIRST.read_text("utf-8").replace(*change, 1), encoding="utf-8")
    run = data.run("load", file, "--policy", "sample_district", "--json")
    told = json.loads(run.text)
    assert run.status == 1
    assert [(d["field"], d["against"]) for d in told["plan"]["identity"]] == [(field, "policy")]
    assert not data.folder.exists()
    assert data.run("load", file, "--policy", "sample_district", "--yes").status == 0


def test_another_issuing_body_is_shown_with_the_old_one(loaded: Data, tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text(FIRST.read_text("utf-8").replace("\n青溪区人民政府\n", "\n白石区财政局\n"), encoding="utf-8")
    run = loaded.run("load", file)
    assert run.status == 1
    assert "发文机关：现行 青溪区人民政府，改为 白石区财政局" in run.text


def test_clauses_that_are_new_gone_and_changed_are_listed(loaded: Data, tmp_path: Path) -> None:
    text = FIRST.read_text("utf-8")
    at, end = text.index("（二）技能留岗补贴"), text.index("三、支持劳动者")
    text = text[:at] + text[end:]
    text = text.replace("五、附则\n", "五、附则\n（三）解释。由区人力社保局解释。\n", 1).replace("2000元", "2500元")
    lines = [line for line in text.splitlines() if not line.startswith("（三）解释")]
    lines.insert(
        next(i for i, line in enumerate(lines) if line.startswith("（二）施行")) + 1, "（三）解释。由区里解释。"
    )
    file = tmp_path / "other.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    plan = json.loads(loaded.run("load", file, "--json").text)["plan"]
    assert plan["clause_differences"] == {"added": ["5.3"], "removed": ["2.2"], "changed": ["2.1"]}


def test_a_load_can_be_undone_step_by_step_and_the_history_shows_it(loaded: Data) -> None:
    assert loaded.run("load", SECOND, "--yes").status == 0
    unload = ("unload", "--policy", "sample_district")
    refused = loaded.run(*unload)
    assert (refused.status, "--yes" in refused.messages) == (1, True)
    assert loaded.in_use() == "青溪发〔2024〕18号"
    assert loaded.run(*unload, "--yes").status == 0
    assert loaded.in_use() == "青溪发〔2023〕5号"
    assert loaded.run(*unload, "--yes").status == 0
    assert loaded.in_use() is None
    nothing = loaded.run(*unload, "--yes")
    assert (nothing.status, nothing.out) == (2, b"")
    assert loaded.run("coverage", "--policy", "sample_district").status == 2
    history = json.loads(loaded.run("history", "--policy", "sample_district", "--json").text)
    assert [(c["action"], c["before"], c["after"]) for c in history["changes"]] == [
        ("load", None, 1),
        ("load", 1, 2),
        ("unload", 2, 1),
        ("unload", 1, None),
    ]
    assert [v["file"] for v in history["versions"]] == ["2023.txt", "2025.txt"]
    text = loaded.run("history", "--policy", "sample_district", "--lang", "en").text
    assert "unload: version 1 in use again" in text and "unload: no text in use" in text


def test_what_was_undone_can_be_loaded_again_as_the_same_version(loaded: Data) -> None:
    loaded.run("load", SECOND, "--yes")
    loaded.run("unload", "--policy", "sample_district", "--yes")
    run = loaded.run("load", SECOND, "--yes", "--json")
    told = json.loads(run.text)
    assert (told["status"], told["version"]) == ("back", 2)
    assert loaded.in_use() == "青溪发〔2024〕18号"


def test_undoing_on_a_terminal_asks(loaded: Data) -> None:
    status, shown = loaded.on_terminal("unload", "--policy", "sample_district", answer=b"n\n")
    assert (status, "撤销吗" in shown) == (1, True)
    assert loaded.in_use() == "青溪发〔2023〕5号"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en"}, "en"),
        ({"LANG": "eng"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_locale_of_messages_chooses_the_language(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (NO_LOCALE | environment).items():
        monkeypatch.setenv(name, value)
    assert default_language() == language


@pytest.mark.parametrize(
    ("arguments", "english"),
    [
        (["load", "/nowhere.txt"], "there is no file"),
        (["load"], "Missing argument"),
        (["load", "x", "--wrong"], "No such option"),
        (["lod"], "No such command"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_error_is_one_line_in_the_language_of_the_locale(data: Data, arguments: list[str], english: str) -> None:
    for locale, begins in (("en_GB.UTF-8", True), ("", False)):
        run = data.run(*arguments, LANG=locale)
        assert (run.status, run.out, len(run.messages.splitlines())) == (2, b"", 1)
        assert run.messages.startswith(english) is begins
        assert bool(re.search("[\u4e00-\u9fff]", run.messages)) is not begins


def test_the_option_lang_counts_more_than_the_locale(data: Data) -> None:
    assert "there is no file" in data.run("load", "/nowhere.txt", "--lang", "en", LANG="zh_CN.UTF-8").messages
    assert "找不到文件" in data.run("load", "/nowhere.txt", "--lang=zh", LANG="en_US.UTF-8").messages
    assert "Missing argument" in data.run("load", "--lang", "en").messages


def test_a_terminal_of_another_encoding_stops_no_answer(loaded: Data) -> None:
    for arguments, status in ((["load", SECOND], 1), (["load", FIRST, "--json"], 0), (["load", "--json"], 2)):
        run = loaded.run(*arguments, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert (run.status, b"Traceback" in run.err) == (status, False)


def test_a_hostile_file_is_refused_in_one_line_without_a_trace(data: Data, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("large", "binary", "pipe", "empty", "utf7", "long", "many", "folder")}
    with open(files["large"], "wb") as file:
        file.truncate(1 << 30)
    files["binary"].write_bytes(bytes(range(256)) * 50)
    os.mkfifo(files["pipe"])
    files["empty"].touch()
    files["utf7"].write_bytes("一、甲。".encode("utf-7") * 40)
    files["long"].write_text("一、" + "很" * 300_000, encoding="utf-8")
    files["many"].write_text("办法\n" + "".join(f"{n % 900}、很。\n" for n in range(49_000)), encoding="utf-8")
    files["folder"].mkdir()
    for name, path in {**files, "missing": tmp_path / "missing", "device": Path("/dev/zero")}.items():
        run = data.run("load", path, "--policy", "sample_district")
        assert (name, run.status, run.out, len(run.messages.splitlines())) == (name, 2, b"", 1)
    assert not data.folder.exists()


def test_a_text_in_gb18030_loads_and_says_so(data: Data, tmp_path: Path) -> None:
    file = tmp_path / "gb.txt"
    file.write_bytes(FIRST.read_text("utf-8").encode("gb18030"))
    run = data.run("load", file, "--lang", "en")
    assert (run.status, "not UTF-8; read as GB18030" in run.text) == (0, True)


def test_a_stored_text_that_was_moved_away_can_be_loaded_again(loaded: Data) -> None:
    version = next(p for p in (loaded.folder / "policies" / "sample_district").glob("*.json") if len(p.name) > 60)
    version.write_bytes(b"damaged")
    run = loaded.run("load", FIRST, "--lang", "en")
    assert (run.status, "move that file away" in run.messages) == (2, True)
    version.unlink()
    assert loaded.run("load", FIRST).status == 0
    assert loaded.in_use() == "青溪发〔2023〕5号"


def test_the_texts_are_in_one_marked_place_that_others_can_read_in_a_private_data_folder(data: Data) -> None:
    old = os.umask(0o077)
    try:
        assert data.run("load", FIRST).status == 0
    finally:
        os.umask(old)
    place = data.folder / "policies"
    assert data.folder.stat().st_mode & 0o777 == 0o700
    assert [p.name for p in data.folder.iterdir()] == ["policies"]
    assert (place / "wenjiu-policies").read_text().startswith("Official texts")
    modes = {p.name: oct(p.stat().st_mode & 0o777) for p in [place, *place.rglob("*")]}
    assert {modes["policies"], modes["sample_district"]} == {"0o755"}
    assert {modes["wenjiu-policies"], modes["current.json"]} == {"0o644"}
    assert modes["lock"] == "0o600"
