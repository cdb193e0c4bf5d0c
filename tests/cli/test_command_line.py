"""Options of `wenjiu assess`: what they do, and how a wrong one is told."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.cases import FACTS, case
from tests.support.command import WENJIU, program, wenjiu
from tests.support.counts import some

#: A data library or web framework would cost more time to import than the answer takes.
HEAVY = {"django", "polars", "duckdb", "pandas", "numpy", "pydantic", "sqlalchemy", "psycopg"}


@pytest.mark.parametrize(("arguments", "field"), [
    (["5.2", "--fcats", "-"], "--fcats"),
    (["5.2", "--facts"], "--facts"),
    (["5.2", "5.3", "--facts", "-"], "5.2"),
    (["5.2"], "--facts"),
    ([], "measure"),
    (["--facts", "-"], "measure"),
    (["5.2", "--cases", "-"], "--cases"),
    (["--facts", "-", "--cases", "-"], "--cases"),
    (["5.2", "--facts", "-", "--policy", "nowhere"], "--policy"),
    (["5.2", "--facts", "-", "--reading", "A-5.2-3"], "--reading"),
    (["5.2", "--facts", "-", "--reading", "A-5.2-3=A", "--reading", "A-5.2-3=B"], "--reading"),
    (["5.2", "--facts", "-", "--reading", "A-5.2-3=Z"], "readings.A-5.2-3"),
    (["5.2", "--facts", "-", "--on", "tomorrow"], "on"),
    (["9.9", "--facts", "-"], "measure"),
])  # fmt: skip
def test_a_wrong_command_line_is_told_in_one_line_in_either_language(arguments: list[str], field: str) -> None:
    for lang in ("zh", "en"):
        tail = ["--facts"] if arguments[-1:] == ["--facts"] else []
        head = ["assess", *arguments[: len(arguments) - len(tail)], "--lang", lang]
        run = wenjiu(*head, "--json", *tail, given="{}")
        ((line,), status) = run.lines, run.status
        assert (status, run.err, line["error"]["field"], line["line"]) == (2, b"", field, 1)
        run = wenjiu(*head, *tail, given="{}")
        assert (run.status, run.out, len(run.messages.splitlines())) == (2, b"", 1)
        assert any("一" <= c <= "鿿" for c in run.messages) == (lang == "zh")


def test_an_unknown_language_is_told() -> None:
    (line,) = wenjiu("assess", "5.2", "--facts", "-", "--lang", "fr", "--json", given="{}").lines
    assert line["error"]["field"] == "--lang"


def test_one_case_by_options_is_the_same_case_in_a_line(tmp_path: Path) -> None:
    for name, content in (
        ("facts.json", json.dumps(FACTS)),
        ("facts.yaml", "".join(f"{k}: {json.dumps(v)}\n" for k, v in FACTS.items())),
    ):
        (tmp_path / name).write_text(content)
        (tmp_path / "params.yaml").write_text("policy_effective_from: 2018-01-01\n")
        run = wenjiu("assess", "5.2", "--facts", tmp_path / name, "--params", tmp_path / "params.yaml", "--params-only",
                     "--reading", "A-5.2-3=B", "--on", "2020-12-31", "--json")  # fmt: skip
        params, readings = {"policy_effective_from": "2018-01-01"}, {"A-5.2-3": "B"}
        asked = case(None, params=params, readings=readings, on="2020-12-31")
        assert run.lines == wenjiu("assess", "--cases", "-", "--json", given=asked).lines
        assert (run.status, run.lines[0]["amount"]) == (0, "30000.00")


def test_a_cases_own_settings_win_over_those_of_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("policy_effective_from: 2021-01-01\n")
    options = ["--params", tmp_path / "params.yaml", "--reading", "A-5.2-3=B", "--json"]
    own = case("own", params={"policy_effective_from": "2018-01-01"}, readings={"A-5.2-3": "A"})
    shared, answered = wenjiu("assess", "--cases", "-", *options, given=f"{case()}\n{own}").lines
    assert (shared["fails"], shared["readings"]["A-5.2-3"]) == (["G1.C1"], "B")
    assert (answered["eligible"], answered["readings"]["A-5.2-3"]) == ("yes", "A")


def test_asking_imports_no_heavy_library() -> None:
    program = "import sys, runpy; sys.argv = sys.argv[1:]\ntry: runpy.run_path(sys.argv[0], run_name='__main__')\n"
    program += "except SystemExit: print('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program, WENJIU, "assess", "--cases", "-", "--json"],
                          input=case().encode(), capture_output=True, check=True)  # fmt: skip
    modules = set(done.stderr.decode().split())
    assert json.loads(done.stdout)["amount"] == "30000.00"
    assert {"wenjiu.rules.policy"} <= modules and not HEAVY & {name.partition(".")[0] for name in modules}


#: Wrong commands and locales; a process reads its locale as it starts, so a usual run tries one pair in three.
WRONG = [
    ("assess", "--foo"),
    ("assess", "5.2", "--facts", "/there/is/none"),
    ("screen", "--on", "2021-01-01"),
    ("whatif", "--kept", "k"),
    ("population", "check"),
    ("policy", "show"),
    ("lod",),
]
LOCALES = [("en_US.UTF-8", False), ("zh_CN.UTF-8", True), ("C", True)]
SAID = [(arguments, locale, chinese) for arguments in WRONG for locale, chinese in LOCALES]


@pytest.mark.parametrize(("arguments", "locale", "chinese"), some(SAID, 3, "errors by locale"))
def test_errors_follow_the_locale_and_before_it_the_option(
    arguments: tuple[str, ...], locale: str, chinese: bool
) -> None:
    said = program(*arguments, env={"LC_ALL": locale, "PYTHONUTF8": "1"})
    assert said.status == 2 and len(said.messages.splitlines()) == 1, said.messages
    assert (re.search(r"[一-鿿]", said.messages) is not None) is chinese, said.messages
    if arguments != ("lod",):
        asked = program(*arguments, "--lang", "en", env={"LC_ALL": locale, "PYTHONUTF8": "1"})
        assert re.search(r"[一-鿿]", asked.messages) is None, asked.messages
