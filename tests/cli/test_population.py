"""`wenjiu population`: make, check, describe."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.command import wenjiu

from wenjiu.policies import load_policy
from wenjiu.screening.population import columns_of
from wenjiu.standards.columns import width

POLICIES = ["chaoyang_2020", "sample_district"]


def tables(policy: str) -> list[str]:
    registers = load_policy(policy).registers
    assert registers is not None
    return [table.name for table in registers.tables]


@pytest.mark.parametrize("policy", POLICIES)
def test_what_is_made_is_sound_synthetic_and_the_same_for_the_same_seed(tmp_path: Path, policy: str) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        run = wenjiu("population", "make", "--people", "700", "--seed", seed, "--out", tmp_path / name,
                     "--policy", policy, "--json")  # fmt: skip
        assert run.status == 0, run.messages
        made = json.loads(run.text)
        assert (made["people"], set(made["tables"])) == (700, set(tables(policy)))
        for table, rows in made["tables"].items():
            footer = pq.read_metadata(tmp_path / name / f"{table}.parquet")
            assert footer.num_rows == rows and b"SYNTHETIC" in footer.metadata[b"wenjiu.synthetic"]
    a, b, c = ({f.name: f.read_bytes() for f in (tmp_path / name).iterdir()} for name in "abc")
    assert a == b != c
    run = wenjiu("population", "check", tmp_path / "a", "--policy", policy, "--lang", "en")
    assert (run.status, run.text) == (0, f"{tmp_path / 'a'}: sound\n")


def test_a_folder_with_something_in_it_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    run = wenjiu("population", "make", "--people", "10", "--out", tmp_path, "--json")
    assert (run.status, json.loads(run.text)["error"]["field"]) == (2, "--out")
    assert [f.name for f in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("option", "value"), [
    ("--people", "0"), ("--people", "-5"), ("--people", "100000001"), ("--people", "many"),
    ("--seed", "-1"), ("--seed", "9223372036854775808"), ("--policy", "nowhere"),
])  # fmt: skip
def test_a_wrong_number_is_told_and_nothing_is_written(tmp_path: Path, option: str, value: str) -> None:
    options = {"--people": "10", "--out": str(tmp_path / "out"), option: value}
    run = wenjiu("population", "make", *(x for pair in options.items() for x in pair), "--json")
    assert (run.status, json.loads(run.text)["error"]["field"]) == (2, option)
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A population in which a share is a float, a firm has the key of another, and a file is cut off."""
    data = tmp_path_factory.mktemp("broken") / "data"
    assert wenjiu("population", "make", "--people", "700", "--out", data).status == 0
    firms = pq.read_table(data / "firms.parquet")
    keys = firms["id"].to_pylist()
    keys[1] = keys[0]
    pq.write_table(firms.set_column(0, "id", pa.array(keys, pa.int64())), data / "firms.parquet")
    years = pq.read_table(data / "firm_years.parquet")
    years = years.append_column("layoff_rate", pa.array([0.5] * len(years))) if "layoff_rate" not in years.column_names \
        else years.set_column(years.column_names.index("layoff_rate"), "layoff_rate", pa.array([0.5] * len(years)))  # fmt: skip
    pq.write_table(years, data / "firm_years.parquet")
    whole = (data / "services.parquet").read_bytes()
    (data / "services.parquet").write_bytes(whole[:-9])
    return data


def test_every_problem_is_listed_and_the_status_is_one(broken: Path) -> None:
    run = wenjiu("population", "check", broken, "--json")
    found = json.loads(run.text)
    assert (run.status, found["sound"]) == (1, False)
    assert {(p["kind"], p["table"]) for p in found["problems"]} >= {
        ("duplicate_key", "firms"), ("unreadable", "services")
    }  # fmt: skip
    assert any(p["table"] == "firm_years" for p in found["problems"])
    assert all(p["message"] and p["fix"] for p in found["problems"])
    for lang in ("zh", "en"):
        run = wenjiu("population", "check", broken, "--lang", lang)
        assert run.status == 1
        for problem in found["problems"]:
            assert problem["table"] in run.text


def test_only_what_a_measure_reads_is_looked_at(broken: Path) -> None:
    problems = json.loads(wenjiu("population", "check", broken, "--measure", "6.3a", "--json").text)["problems"]
    assert {p["table"] for p in problems} == {"services", "firms"}  # a row of services names the firm that is paid


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    run = wenjiu("population", "check", tmp_path / "nowhere", "--lang", "en")
    assert (run.status, run.out, len(run.messages.splitlines())) == (2, b"", 1)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_table_and_column_of_a_policy_is_described_in_either_language(policy: str) -> None:
    rules = load_policy(policy)
    described = json.loads(wenjiu("population", "describe", "--policy", policy, "--json").text)["tables"]
    assert {t["table"]: [c["name"] for c in t["columns"]] for t in described} == {
        name: list(columns_of(rules, name)) for name in tables(policy)
    }
    for lang in ("zh", "en"):
        text = wenjiu("population", "describe", "--policy", policy, "--lang", lang).text
        assert max(map(width, text.splitlines())) <= 80
        for name in tables(policy):
            for column in columns_of(rules, name).values():
                assert column.name in text and column.kind.name in text


def test_one_table_can_be_asked_for_and_a_wrong_one_is_told() -> None:
    (table,) = json.loads(wenjiu("population", "describe", "--table", "hires", "--json").text)["tables"]
    assert table["table"] == "hires"
    date = next(c for c in table["columns"] if c["name"] == "date")
    assert (date["type"], date["range"]) == ("DATE", ["1900-01-01", "2200-12-31"])
    run = wenjiu("population", "describe", "--table", "hire", "--lang", "en")
    assert run.status == 2 and run.messages.startswith("--table: there is no table 'hire'")
