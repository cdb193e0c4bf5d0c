"""`wenjiu policy`: what each command prints, and how a wrong name, a wrong file or an empty store is told."""

import json
from pathlib import Path

import pytest
from tests.support.command import wenjiu

from wenjiu.policies import load_policy, names

CODES = list(load_policy("chaoyang_2020").measures)


@pytest.mark.parametrize(
    "command", [["list"], ["show", "5.2"], ["boundaries", "5.2"], ["coverage"], ["map"]], ids=" ".join
)
@pytest.mark.parametrize(
    ("locale", "words"), [("", "没有政策“nowhere”；有：{}"), ("en_US.UTF-8", "no policy 'nowhere'; there are: {}")]
)
def test_a_policy_that_does_not_exist_is_told_in_one_line_with_those_that_do(
    command: list[str], locale: str, words: str
) -> None:
    run = wenjiu("policy", *command, "--policy", "nowhere", env={"LC_ALL": locale, "LC_MESSAGES": "", "LANG": ""})
    assert (run.status, run.out) == (2, b"")
    assert run.messages.splitlines() == [words.format(", ".join(names()))]


@pytest.mark.parametrize("command", ["show", "boundaries"])
@pytest.mark.parametrize(
    ("locale", "words"), [("", "没有措施“9.9”；有：{}"), ("en_US.UTF-8", "there is no measure '9.9'; one of: {}")]
)
def test_a_measure_that_does_not_exist_is_told_in_one_line_with_those_that_do(
    command: str, locale: str, words: str
) -> None:
    run = wenjiu("policy", command, "9.9", env={"LC_ALL": locale, "LC_MESSAGES": "", "LANG": ""})
    assert (run.status, run.out) == (2, b"")
    assert run.messages.splitlines() == [words.format(", ".join(CODES))]


def test_the_list_names_every_measure_in_text_and_in_json() -> None:
    text = wenjiu("policy", "list", "--lang", "en").text
    assert all(code in text for code in CODES)
    listed = json.loads(wenjiu("policy", "list", "--json").text)
    assert [measure["code"] for measure in listed["measures"]] == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_measure_is_shown_with_each_of_its_conditions_in_either_language(code: str) -> None:
    for lang in ("zh", "en"):
        guide = json.loads(wenjiu("policy", "show", code, "--lang", lang, "--json").text)
        text = wenjiu("policy", "show", code, "--lang", lang).text
        assert all(condition["id"] in text for condition in guide["conditions"])


def test_the_map_that_is_printed_is_the_one_in_the_docs() -> None:
    kept = Path(__file__).parents[2] / "docs" / "policy-map.md"
    assert wenjiu("policy", "map").text == kept.read_text("utf-8")


def test_coverage_without_a_loaded_text_says_how_to_load_one(tmp_path: Path) -> None:
    run = wenjiu("policy", "coverage", "--lang", "en", env={"WENJIU_DATA": str(tmp_path)})
    assert (run.status, run.out) == (2, b"")
    assert "wenjiu policy load FILE" in run.messages
    assert len(run.messages.splitlines()) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_that_cannot_be_loaded_is_told_and_leaves_nothing_behind(tmp_path: Path, lang: str) -> None:
    data = tmp_path / "data"
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    for name in ("empty.txt", "binary.txt", "missing.txt", "."):
        arguments = ["policy", "load", tmp_path / name, "--policy", "chaoyang_2020", "--lang", lang]
        run = wenjiu(*arguments, env={"WENJIU_DATA": str(data)})
        assert (run.status, run.out, len(run.messages.splitlines())) == (2, b"", 1), name
        told = json.loads(wenjiu(*arguments, "--json", env={"WENJIU_DATA": str(data)}).text)
        assert set(told) == {"error"}
    assert not list(data.rglob("*.json"))


@pytest.mark.parametrize(
    ("day", "wage"),
    [("2021-06-10", "2,200"), ("2022-03-18", "2,320"), ("2023-08-31", "2,320"), ("2023-09-01", "2,420")],
)
def test_a_measure_is_shown_with_the_figures_of_the_day_that_is_asked_for(day: str, wage: str) -> None:
    text = wenjiu("policy", "show", "3.4a", "--on", day, "--lang", "zh").text
    assert f"每月{wage}元" in text
    assert ("修订" in text) == (day >= "2022-03-17")
    rows = json.loads(wenjiu("policy", "show", "3.4a", "--on", day, "--json").text)["parameters"]
    (current,) = [r for r in rows if r["name"] == "minimum_wage_table" and r["current"]]
    assert current["public"][0]["yuan_per_month"] == f"{wage.replace(',', '')}.00"


@pytest.mark.parametrize("day", ["2025-02-30", "0000", "99999-01-01", "1899-12-31", "today"])
@pytest.mark.parametrize(("lang", "fix"), [("zh", "日期"), ("en", "date")])
def test_a_wrong_day_is_told_in_one_line_with_what_to_write(day: str, lang: str, fix: str) -> None:
    run = wenjiu("policy", "show", "3.4a", "--on", day, "--lang", lang)
    assert (run.status, run.out) == (2, b"")
    (line,) = run.messages.splitlines()
    assert day in line
    assert fix in line
