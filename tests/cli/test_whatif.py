"""`wenjiu whatif`: its difference is that of two screenings, and it says how each measure was worked out."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.command import wenjiu
from tests.support.counts import some

from wenjiu.standards.columns import width

pytestmark = pytest.mark.one_in(3)

ON = "2020-12-31"
#: What is changed, and how the measures that it touches are worked out.
CHANGES: dict[str, tuple[dict[str, Any], list[str], dict[str, str]]] = {
    "a cap": ({"5.2.cap": 30000}, [], {"5.2": "amounts"}),
    "how many workers": ({"5.2.first_workers": 2}, [], {"5.2": "again"}),
    "readings": ({}, ["G5=C", "A-3.4-5=B"], {"3.4a": "amounts"}),
    "both": ({"5.2.cap": 30000}, ["A-5.2-2=C"], {"5.2": "again"}),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whatif") / "data"
    assert wenjiu("population", "make", "--people", "6000", "--seed", "8", "--out", folder).status == 0
    return folder


@pytest.fixture(scope="module")
def kept(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("kept") / "out"
    assert wenjiu("screen", "--population", data, "--on", ON, "--out", out).status == 0
    return out


def options(change: str, tmp_path: Path) -> list[str]:
    params, readings, _ = CHANGES[change]
    (tmp_path / "params.json").write_text(json.dumps(params))
    return [
        *(["--params", str(tmp_path / "params.json")] if params else []),
        *(x for r in readings for x in ("--reading", r)),
    ]


def by_measure(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {m["measure"]: m for m in report["measures"]}


@pytest.mark.parametrize("change", some(list(CHANGES), 2, "changes on the command line"))
def test_before_and_after_are_what_two_screenings_say(data: Path, kept: Path, tmp_path: Path, change: str) -> None:
    more = options(change, tmp_path)
    run = wenjiu("whatif", "--population", data, "--kept", kept, "--out", tmp_path / "what", *more, "--json")
    assert run.status == 0, run.messages
    found = by_measure(json.loads(run.text))
    after = wenjiu("screen", "--population", data, "--on", ON, "--out", tmp_path / "after", *more, "--json")
    screened = {"before": json.loads((kept / "summary.json").read_text("utf-8")), "after": json.loads(after.text)}
    for which, summary in screened.items():
        for code, m in by_measure(summary).items():
            assert found[code][which] == {k: m[k] for k in ("yes", "unknown", "low_fen", "high_fen")}, (code, which)
    modes = {code: m["mode"] for code, m in found.items() if m["mode"] != "same"}
    assert CHANGES[change][2].items() <= modes.items()
    for m in found.values():
        assert m["after"]["yes"] - m["before"]["yes"] == m["gain"] - m["lose"]
        if m["mode"] == "same":
            assert m["before"] == m["after"]


@pytest.fixture(scope="module")
def moved(data: Path, kept: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str | Path], dict[str, Any]]:
    """A comparison that screens a measure again, as its command, and its report."""
    folder = tmp_path_factory.mktemp("moved")
    ask = ["whatif", "--population", data, "--kept", kept, "--out", folder / "out"]
    ask += options("how many workers", folder)
    return ask, json.loads(wenjiu(*ask, "--json").text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_says_who_gains_by_measure_street_and_fund_within_eighty_columns(
    moved: tuple[list[str | Path], dict[str, Any]], lang: str
) -> None:
    ask, report = moved
    text = wenjiu(*ask, "--lang", lang).text
    assert max(map(width, text.splitlines()[:-1])) <= 80
    m = by_measure(report)["5.2"]
    words = {"zh": ("重新筛查：5.2", "转为符合", "按街道", "按资金来源"),
             "en": ("screened again: 5.2", "gain it", "by subdistrict", "by fund")}[lang]  # fmt: skip
    assert all(word in text for word in words)
    assert m["gain"] > 0 and f"{words[1]} {m['gain']:,}" in text
    assert [p for p in report["groups"]["street"] if p["before"] != p["after"]]
    for which in ("before", "after"):
        assert sum(p[which]["low_fen"] for p in report["groups"]["street"]) == sum(
            x[which]["low_fen"] for x in report["measures"]
        )
        assert sum(f[which]["low_fen"] for f in report["funds"]) == sum(x[which]["low_fen"] for x in report["measures"])


def test_the_same_again_gives_the_same_and_other_changes_need_another_folder(
    data: Path, kept: Path, tmp_path: Path
) -> None:
    ask = ["whatif", "--population", data, "--kept", kept, "--out", tmp_path / "out", "--json"]
    first = wenjiu(*ask, *options("a cap", tmp_path))
    assert wenjiu(*ask, *options("a cap", tmp_path)).out == first.out
    run = wenjiu(*ask, *options("readings", tmp_path))
    assert run.status == 2 and "--anew" in json.loads(run.text)["error"]["fix"]
    assert wenjiu(*ask, *options("readings", tmp_path), "--anew").status == 0


def test_the_kept_screening_is_never_written_to(data: Path, kept: Path, tmp_path: Path) -> None:
    before = {f: f.read_bytes() for f in kept.rglob("*") if f.is_file()}
    run = wenjiu("whatif", "--population", data, "--kept", kept, "--out", kept, *options("a cap", tmp_path), "--anew")
    assert (run.status, run.out) == (2, b"")
    assert before == {f: f.read_bytes() for f in kept.rglob("*") if f.is_file()}


def test_a_folder_that_holds_no_finished_screening_and_other_data_are_told(
    data: Path, kept: Path, tmp_path: Path
) -> None:
    cap = options("a cap", tmp_path)
    run = wenjiu("whatif", "--population", data, "--kept", data, "--out", tmp_path / "o", *cap, "--lang", "en")
    assert run.status == 2 and "holds no finished screening" in run.messages
    other = tmp_path / "other"
    assert wenjiu("population", "make", "--people", "500", "--out", other).status == 0
    run = wenjiu("whatif", "--population", other, "--kept", kept, "--out", tmp_path / "o", *cap, "--lang", "en")
    assert run.status == 2 and "is no screening of this population" in run.messages
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(("more", "field"), [
    ([], "--params"),
    (["--reading", "G5"], "--reading"),
    (["--reading", "G55=B"], "readings.G55"),
    (["--params", "nowhere.json"], "file"),
    (["--policy", "x"], "--policy"),
])  # fmt: skip
def test_a_wrong_option_is_told_with_a_remedy(
    data: Path, kept: Path, tmp_path: Path, more: list[str], field: str
) -> None:
    run = wenjiu("whatif", "--population", data, "--kept", kept, "--out", tmp_path / "out", *more, "--json")
    error = json.loads(run.text)["error"]
    assert (run.status, run.err, error["field"]) == (2, b"", field)
    assert error["message"] and error["fix"]


def test_a_damaged_kept_part_is_named(data: Path, kept: Path, tmp_path: Path) -> None:
    part = kept / "kept" / "firms-00000.parquet"
    whole = part.read_bytes()
    part.write_bytes(whole[:-9])
    try:
        run = wenjiu(
            "whatif", "--population", data, "--kept", kept, "--out", tmp_path / "out", *options("a cap", tmp_path)
        )
    finally:
        part.write_bytes(whole)
    assert (run.status, run.out) == (1, b"")
    assert str(part) in run.messages and "Traceback" not in run.messages


@pytest.mark.parametrize("command", ["screen", "whatif"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_beyond_what_integers_hold_are_refused_by_measure_and_the_folder_stays_free(
    data: Path, kept: Path, tmp_path: Path, command: str, lang: str
) -> None:
    params = tmp_path / "params.json"
    rates = [{"from": f"{year}-07-01", "employer_yuan_month": "9999999"} for year in (2019, 2021)]
    params.write_text(json.dumps({"si_min_contribution_table": rates}))
    about = {"screen": ["--on", ON, "--measure", "3.4b"], "whatif": ["--kept", str(kept)]}[command]
    ask = [command, "--population", str(data), *about, "--out", str(tmp_path / "out"), "--lang", lang]
    run = wenjiu(*ask, "--params", params)
    assert (run.status, run.out) == (2, b"")
    assert "3.4b" in run.messages and {"zh": "把数值改小", "en": "use smaller ones"}[lang] in run.messages
    assert "Traceback" not in run.messages and run.messages.count("\n") == 1
    params.write_text(json.dumps({"5.2.cap": 30000}))
    assert wenjiu(*ask, "--params", params).status == 0
