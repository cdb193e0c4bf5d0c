"""Cases whose file name does not say what they are, standard input first of all, are read as from a file that does."""

import subprocess
import time
from pathlib import Path

import pytest
from tests.support.command import WENJIU, wenjiu

from wenjiu.cli.case_files import read_cases

#: Text -> the suffix of the file that says what it is.
WRITTEN = {
    '{"cases": [\n{"measure": "5.2", "facts": {}},\n{"measure": "5.2"}\n]}': ".json",
    '{"cases": [{"measure": "5.2"}, {"measure": "5.3"}]}': ".json",
    '{"cases":\n  [{"measure": "5.2"}]\n}\n': ".json",
    '{\n"measure": "5.2",\n"facts": {}\n}': ".json",
    '{"measure": "5.2",\n"facts": {}}': ".json",
    '[{"measure": "5.2"},\n{"measure": "5.3"}]': ".json",
    '\n\n[\n\n{"measure": "5.2"}\n]\n\n': ".json",
    '[{"measure": "5.2"}]': ".json",
    '{"cases": [\n{"measure": "5.2"}\n{"measure": "5.3"}\n]}': ".json",
    '{"cases": [\n{"measure": "5.2"},\n': ".json",
    "{measure: '5.2', facts: {}}": ".yaml",
    "{measure: '5.2',\n facts: {}}": ".yaml",
    "{cases: [{measure: '5.2'},\n {measure: '5.3'}]}": ".yaml",
    "[{measure: '5.2'}, {measure: '5.3'}]": ".yaml",
    "[\n  {measure: '5.2'},  # the first\n  {measure: '5.3'},\n]": ".yaml",
    '{"cases":\n [{measure: "5.2"}]}': ".yaml",
    "{'measure': '5.2'}": ".yaml",
    '"cases":\n- {measure: "5.2"}\n': ".yaml",
    "cases:\n- measure: '5.2'\n": ".yaml",
    "- &a {measure: '5.2'}\n- *a\n": ".yaml",
    "{measure: '5.2', facts: {": ".yaml",
    '{"measure": "5.2"}\n{"measure": "5.3"}\n': ".jsonl",
    '{"measure": \n{"measure": "5.3"}\n': ".jsonl",
    '{"measure": "5.2"}': ".jsonl",
    '\n{"measure": "5.2"}\n\n{measure}\n{"measure": "5.3"}': ".jsonl",
    '[1]\n[2]\n': ".jsonl",
    '{"measure": "5.2", "facts": {"a": }}': ".jsonl",
    "nothing of the kind": ".jsonl",
    " \n ": ".jsonl",
}  # fmt: skip


def read(path: Path, text: str) -> list[tuple[int, object, str]]:
    path.write_text(text, "utf-8")
    return [(r.line, r.raw, "" if r.error is None else str(r.error)) for r in read_cases(str(path))]


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with a mark"])
def test_a_file_without_a_telling_name_is_read_as_one_with_it(tmp_path: Path, text: str, mark: str) -> None:
    assert read(tmp_path / "cases", mark + text) == read(tmp_path / f"named{WRITTEN[text]}", mark + text)


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ('{"cases": [\n{"measure": "5.2", "facts": {}},\n{"measure": "5.3", "facts": {}}\n]}', ".json"),
        ("{cases: [{measure: '5.2', facts: {}},\n {measure: '5.3', facts: {}}]}", ".yaml"),
    ],
    ids=["json", "yaml"],
)
def test_standard_input_is_read_as_a_file(tmp_path: Path, text: str, suffix: str) -> None:
    file = tmp_path / f"cases{suffix}"
    file.write_text(text, "utf-8")
    piped = wenjiu("assess", "--cases", "-", "--json", given=text)
    assert (piped.status, len(piped.lines)) == (0, 2)
    assert piped.out == wenjiu("assess", "--cases", file, "--json").out


def test_standard_input_that_comes_slowly_is_read_the_same() -> None:
    command = [WENJIU, "assess", "--cases", "-", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        for piece in (b"\n", b"cas", b"es:\n", b"- {measure: '5.2', facts: {}}\n"):
            process.stdin.write(piece)
            process.stdin.flush()
            time.sleep(0.05)
        process.stdin.close()
        assert b'"eligible"' in process.stdout.read() and process.wait() == 0


def test_facts_in_braces_are_json_or_yaml() -> None:
    said = [
        wenjiu("assess", "5.2", "--facts", "-", "--json", given=text)
        for text in ('{"operating_normally": true}', "{operating_normally: true}")
    ]
    assert [run.status for run in said] == [0, 0] and said[0].out == said[1].out
