"""Files of every kind and condition: encodings, sizes, YAML, what cannot be opened. Nothing ends in a traceback."""

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.support.cases import FACTS, case
from tests.support.command import WENJIU, Run, program, wenjiu

pytestmark = pytest.mark.one_in(3)

LANGUAGES = ("zh", "en")
YAML_CASE = "measure: '5.2', params_only: true, facts: {}"
#: The program without root's power to read what it may not.
AS_ORDINARY_USER = """
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP
os.execv(sys.argv[1], sys.argv[1:])
"""


def told(run: Run) -> list[tuple[int, str]]:
    """Line and English message of each error of a run that must have failed with messages alone."""
    assert (run.status, run.err) == (2, b"")
    return [(line["line"], line["error"]["message"]) for line in run.lines if "error" in line]


def answered(run: Run) -> list[object]:
    """The ids that were answered, in order."""
    return [line["id"] for line in run.lines if "error" not in line]


def ask(path: Path, content: bytes | str, lang: str = "en") -> Run:
    """Write a file and ask the program about its cases."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return wenjiu("assess", "--cases", path, "--json", "--lang", lang)


# ---- what is no file of cases ----


@pytest.mark.parametrize("content", [b"", b" \n\n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("name", ["cases.jsonl", "cases.json", "cases.yaml", "cases"])
def test_a_file_without_a_case_is_an_error(tmp_path: Path, name: str, content: bytes) -> None:
    assert told(ask(tmp_path / name, content)) == [(1, "the file is empty: there is no case")]


@pytest.mark.parametrize("arguments", [["--cases", "-"], ["5.2", "--facts", "-"]])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_on_standard_input_is_an_error(arguments: list[str], lang: str) -> None:
    for as_json in (True, False):
        run = wenjiu("assess", *arguments, "--lang", lang, *["--json"] * as_json)
        shown = run.text + run.messages
        assert run.status == 2 and len(shown.splitlines()) == 1 and ("empty" if lang == "en" else "空") in shown


def test_what_cannot_be_read_is_told_with_its_name_and_the_reason(tmp_path: Path) -> None:
    missing = tmp_path / "missing.jsonl"
    for path, why, reason in (
        (missing, "No such file or directory", "没有这个文件"),
        (tmp_path, "Is a directory", "这是文件夹"),
    ):
        for option in (["--cases", path], ["5.2", "--facts", path], ["5.2", "--facts", "-", "--params", path]):
            run = wenjiu("assess", *option, "--json", "--lang", "en", given="{}")
            assert told(run) == [(1, f"cannot read {path}: {why}")]
            run = wenjiu("assess", *option, "--json", given="{}")
            assert told(run) == [(1, f"读不了 {path}：{reason}")]
    assert told(wenjiu("assess", "--cases", os.devnull, "--json", "--lang", "en"))[0][1].startswith("the file is empty")


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "secret.jsonl"
    path.write_text(case())
    path.chmod(0)
    command = [sys.executable, "-c", AS_ORDINARY_USER, WENJIU, "assess", "--cases", path, "--json", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, check=False)
    run = Run(done.returncode, done.stdout, done.stderr)
    assert told(run) == [(1, f"cannot read {path}: Permission denied")]


def test_a_file_name_cannot_write_to_the_terminal() -> None:
    for as_json in (True, False):
        run = wenjiu("assess", "--cases", "no\x1b[31m\x9b such file", *["--json"] * as_json)
        assert (run.text + run.messages).rstrip("\n").isprintable()


# ---- encodings and line ends ----


def test_one_line_that_is_not_utf8_leaves_the_others_alone(tmp_path: Path) -> None:
    lines = [case(i).encode() for i in range(50)]
    lines[30] = '{"id": "朝阳"}'.encode("gb18030")
    run = ask(tmp_path / "cases.jsonl", b"\n".join(lines))
    assert told(run) == [(31, "byte 9 is not UTF-8")]
    assert answered(run) == [i for i in range(50) if i != 30]


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbf" + case().encode() + b"\n" + case().encode() + b"\n",
    case().encode() + b"\r\n\r\n  \r\n" + case().encode() + b"\r\n",
    case().encode() + b"\n" + case().encode(),
])  # fmt: skip
@pytest.mark.parametrize("name", ["cases.jsonl", "cases.txt"])
def test_a_mark_at_the_start_foreign_line_ends_and_blank_lines_do_no_harm(
    tmp_path: Path, name: str, content: bytes
) -> None:
    run = ask(tmp_path / name, content)
    assert (run.status, answered(run)) == (0, ["good", "good"])


@pytest.mark.parametrize("name", ["cases.yaml", "cases.json"])
def test_a_whole_file_in_another_encoding_is_one_error(tmp_path: Path, name: str) -> None:
    assert told(ask(tmp_path / name, f"[{case()}]".encode("utf-16"))) == [(1, "byte 1 is not UTF-8")]


TWO_CASES = case() + "\n" + case(measure="五")


@pytest.fixture(scope="module")
def as_usual() -> bytes:
    """What the program says of two cases on a terminal that speaks UTF-8."""
    return program("assess", "--cases", "-", "--json", given=TWO_CASES).out


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_json_is_utf8_whatever_the_terminal_speaks(as_usual: bytes, encoding: str) -> None:
    given = TWO_CASES
    assert program("assess", "--cases", "-", "--json", given=given, env={"PYTHONIOENCODING": encoding}).out == as_usual
    run = program("assess", "--cases", "-", given=given, env={"PYTHONIOENCODING": encoding})
    assert run.status == 2 and b"30,000" in run.out and b"Traceback" not in run.err


# ---- size ----


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_endless_line_is_refused_and_the_next_case_answered(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "cases.jsonl"
    with path.open("wb") as file:
        file.write(case("before").encode() + b'\n{"id": "')
        for _ in range(50):
            file.write(b"x" * 2**20)
        file.write(b'"}\n' + case("after").encode())
    run = wenjiu("assess", "--cases", path, "--json", "--lang", lang)
    assert told(run) == [(2, "the line is over 1 MB" if lang == "en" else "这一行超过1MB")]
    assert answered(run) == ["before", "after"]


def test_too_large_a_tree_is_refused_with_a_remedy(tmp_path: Path) -> None:
    for name in ("cases.yaml", "cases.json"):
        run = ask(tmp_path / name, "[" + " " * 9 * 2**20 + "]")
        assert told(run) == [(1, "the file is over 8 MB")] and "JSONL" in run.lines[0]["error"]["fix"]


def many(path: Path, cases: int) -> None:
    with path.open("w") as file:
        for i in range(cases):
            file.write(case(i, facts={**FACTS, "chaoyang_hukou_workers": i % 30}) + "\n")


def all_answered(path: Path, cases: int) -> None:
    with subprocess.Popen([WENJIU, "assess", "--cases", path, "--json"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for i, line in enumerate(process.stdout):
            answer, workers = json.loads(line), i % 30
            expected = 0 if workers < 3 else min(200_000, 30_000 + 10_000 * (workers - 3))
            assert (answer["id"], answer["amount"]) == (i, f"{expected}.00")
    assert (i + 1, process.returncode) == (cases, 0)


def test_thousands_of_cases_are_all_answered_in_order(tmp_path: Path) -> None:
    many(tmp_path / "cases.jsonl", 5_000)
    all_answered(tmp_path / "cases.jsonl", 5_000)


@pytest.mark.campaign
def test_fifty_megabytes_of_cases_are_all_answered_in_order(tmp_path: Path) -> None:
    many(tmp_path / "cases.jsonl", 170_000)
    assert (tmp_path / "cases.jsonl").stat().st_size > 50 * 2**20
    all_answered(tmp_path / "cases.jsonl", 170_000)


# ---- forms of a file ----


def test_a_first_line_that_is_no_case_does_not_hide_the_others() -> None:
    for first in ("[]", "3", "words", '"x"', "null", "{"):
        run = wenjiu("assess", "--cases", "-", "--json", "--lang", "en", given=f"{first}\n{case()}")
        if first != "{":  # a lone brace begins a JSON object over several lines
            assert answered(run) == ["good"]
        assert len(told(run)) == 1


@pytest.mark.parametrize("name", ["cases.json", "cases"])
def test_a_json_array_is_a_list_of_cases(tmp_path: Path, name: str) -> None:
    for text in (f"[{case(1)}, {case(2)}]", f'{{"cases": [\n{case(1)},\n{case(2)}]}}'.replace('{"cases', '{\n"cases')):
        assert answered(ask(tmp_path / name, text)) == [1, 2]
    run = ask(tmp_path / name, f"[{case(1)},\n null,\n {case(2)}]")
    assert told(run) == [(2, "not an object of fields and values")] and answered(run) == [1, 2]
    assert told(ask(tmp_path / name, f"[\n{case(1)},\n]"))[0][1].startswith("not valid JSON")


@pytest.mark.parametrize(
    "start",
    ["- {id: a, CASE}", "cases:\n- {id: a, CASE}", "# cases\n- {id: a, CASE}", "id: a\nmeasure: '5.2'\nfacts: {}"],
)
def test_yaml_is_known_by_its_beginning(start: str) -> None:
    run = wenjiu("assess", "--cases", "-", "--json", given=start.replace("CASE", YAML_CASE))
    assert (run.status, answered(run)) == (0, ["a"])


# ---- YAML ----


def yaml_run(tmp_path: Path, *cases: str) -> Run:
    """The cases, each `{...}` of YAML, with a good one before and after."""
    rows = [f"{{id: first, {YAML_CASE}}}", *cases, f"{{id: last, {YAML_CASE}}}"]
    return ask(tmp_path / "cases.yaml", "".join(f"- {row}\n" for row in rows))


def test_yaml_dates_need_no_quotes_and_words_are_never_yes_or_no(tmp_path: Path) -> None:
    facts = ", ".join(f"{k}: {json.dumps(v)}".replace('"', "") for k, v in FACTS.items())
    run = yaml_run(
        tmp_path,
        f"{{id: dates, measure: '5.2', params_only: true, facts: {{{facts}}}}}",
        "{id: words, measure: '5.2', facts: {operating_normally: yes}}",
        "{id: off, measure: '5.2', facts: {operating_normally: off}}",
        "{id: norway, measure: '5.2', facts: {registered_district: no}}",
        "{id: 2020-09-01, measure: '5.2', facts: {}}",
        "{id: unquoted, measure: 5.2, facts: {}}",
    )
    lines = {line["id"]: line for line in run.lines}
    assert lines["dates"]["amount"] == "30000.00" and lines["norway"]["eligible"] == "no" and "2020-09-01" in lines
    for id, value in (("words", "'yes'"), ("off", "'off'")):
        assert value in lines[id]["error"]["message"]
    assert lines["unquoted"]["error"]["fix"] == 'write text in quotes, such as "5.2"'


@pytest.mark.parametrize(
    "number", ["0x10", "0o7", "1_0", "010", "1:30", ".NaN", ".inf", "9" * 5000, "!!float x", "!!int z"]
)
def test_a_yaml_number_is_one_only_if_json_has_it(tmp_path: Path, number: str) -> None:
    run = yaml_run(tmp_path, f"{{id: bad, measure: '5.2', facts: {{chaoyang_hukou_workers: {number}}}}}")
    assert [line for line, _ in told(run)] == [2] and answered(run) == ["first", "last"]


@pytest.mark.parametrize("number", ["1." + "0" * 200_000, "9" * 200_000, "1e" + "9" * 30])
def test_a_long_yaml_number_is_told_with_its_field_and_costs_no_time(tmp_path: Path, number: str) -> None:
    begun = time.perf_counter()
    run = yaml_run(tmp_path, f"{{id: bad, measure: '5.2', facts: {{chaoyang_hukou_workers: {number}}}}}")
    assert time.perf_counter() - begun < 5
    assert [line for line, _ in told(run)] == [2] and answered(run) == ["first", "last"]
    assert [line["error"]["field"] for line in run.lines if "error" in line] == ["facts.chaoyang_hukou_workers"]


@pytest.mark.parametrize("value", [
    "!!timestamp 2020-01-01", "!!timestamp x", "!!binary aGk=", "!!set {a}", "!!omap [a: 1]", "!!bool x", "!!null x",
    "!!python/object/apply:os.system [echo]", "!own x",
])  # fmt: skip
def test_a_yaml_tag_makes_nothing_that_json_lacks(tmp_path: Path, value: str) -> None:
    run = yaml_run(tmp_path, f"{{id: {value}, {YAML_CASE}}}")
    assert answered(run)[0] == "first" and answered(run)[-1] == "last"
    if value == "!!null x":
        assert run.status == 0
    else:
        assert [line for line, _ in told(run)] == [2]


def test_aliases_that_stand_for_billions_are_refused_case_by_case(tmp_path: Path) -> None:
    laughs = "&a [x, x, x, x, x, x, x, x, x]"
    layers = "".join(f", &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
    run = yaml_run(
        tmp_path,
        f"{{id: laughs, measure: '5.2', facts: {{x: [{laughs}{layers}]}}}}",
        "&own {id: *own, measure: '5.2', facts: {}}",
        "&facts {id: a, measure: '5.2', facts: &known {tax_district: x}}",
        "{id: b, measure: '5.2', facts: *known}",
    )
    assert told(run) == [(i, "its aliases stand for more than 100000 values") for i in (2, 3)]
    assert answered(run) == ["first", "a", "b", "last"]


def test_cases_in_yaml_that_are_no_objects_are_told_by_line(tmp_path: Path) -> None:
    run = yaml_run(tmp_path, "3", "null", "text", "[a]", "[" * 200 + "]" * 200, "{id: a, id: b}")
    assert [line for line, _ in told(run)] == [2, 3, 4, 5, 6, 7] and answered(run) == ["first", "last"]


@pytest.mark.parametrize(("content", "line", "words"), [
    ("- id: a\n\tmeasure: x\n", 2, "not valid YAML"),
    ("- id: [a\n- b: c\n", 2, "not valid YAML"),
    (f"- {{{YAML_CASE}}}\n---\n- {{{YAML_CASE}}}\n", 2, "not valid YAML"),
    ("- {id: *nowhere}\n", 1, "not valid YAML"),
    ("[" * 100_000, 1, "nested too deeply"),
    ("- " * 3_000 + "x", 1, "nested too deeply"),
    ("- {id: a}\n- {id: \x1b[31m}\n", 2, "control character"),
    ("- {id: a\x00}\n", 1, "control character"),
])  # fmt: skip
@pytest.mark.parametrize("lang", LANGUAGES)
def test_yaml_that_cannot_be_read_is_one_error_with_its_line(
    tmp_path: Path, content: str, line: int, words: str, lang: str
) -> None:
    ((found, message),) = told(ask(tmp_path / "cases.yaml", content, lang))
    assert found == line and message.isprintable()
    assert lang == "zh" or words in message


@pytest.mark.parametrize(
    "content", ["[]", "3", "null", "~", "x", "[1]", "- a", '{"a": 1, "a": 2}', "{", "*a", "\ttab: x", "[" * 5000]
)
def test_facts_that_are_no_map_are_one_error(tmp_path: Path, content: str) -> None:
    for option in ("--facts", "--params"):
        path = tmp_path / "values"
        path.write_text(content)
        other = [] if option == "--facts" else ["--facts", "-"]
        run = wenjiu("assess", "5.2", option, path, *other, "--json", "--lang", "en", given="{}")
        if (option, content) not in (("--params", "null"), ("--params", "~")):
            assert len(told(run)) == 1


# ---- output that nobody takes ----


def shell(command: str) -> Run:
    """A pipeline in sh, with the program as $W."""
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, env={**os.environ, "W": str(WENJIU)})
    return Run(done.returncode, done.stdout, done.stderr)


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    many(tmp_path / "cases.jsonl", 2_000)
    run = shell(f'{{ "$W" assess --cases {shlex.quote(str(tmp_path))}/cases.jsonl --json; echo $? >&2; }} | head -n 1')
    assert run.messages == "0\n" and run.lines[0]["id"] == 0


@pytest.mark.parametrize("output", [">&-", "> /dev/full"])
def test_output_that_cannot_be_written_fails_with_one_line(tmp_path: Path, output: str) -> None:
    many(tmp_path / "cases.jsonl", 1)
    run = shell(f'"$W" assess --cases {shlex.quote(str(tmp_path))}/cases.jsonl --json {output}')
    assert run.status == 1 and len(run.messages.splitlines()) == 1 and run.messages.startswith("stdout: ")


def test_a_closed_standard_input_is_an_empty_one() -> None:
    assert told(shell('"$W" assess --cases - --json --lang en <&-')) == [(1, "the file is empty: there is no case")]
