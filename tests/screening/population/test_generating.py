"""Guards: a generated population is repeatable, sound, marked as synthetic, and meets every measure from all sides."""

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.screening.population.cases import Rows

from wenjiu.policies import load_policy
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.screening.population import Population, PopulationError
from wenjiu.screening.population.checking import check
from wenjiu.screening.population.describe import parts_of, render
from wenjiu.screening.population.draws import Shuffle, plus_months
from wenjiu.screening.population.generate import GROUP, generate
from wenjiu.screening.population.margins import _File, load_margins
from wenjiu.standards import civil

CHAOYANG, SAMPLE = load_policy("chaoyang_2020"), load_policy("sample_district")


@pytest.fixture(scope="module")
def chaoyang(tmp_path_factory: pytest.TempPathFactory) -> Population:
    return generate(tmp_path_factory.mktemp("chaoyang") / "made", 100_000, 5, CHAOYANG)


@pytest.fixture(scope="module")
def rows(chaoyang: Population) -> Rows:
    return Rows(chaoyang, civil.key(2021, 12, 31))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Population:
    return generate(tmp_path_factory.mktemp("sample") / "made", 2_000, 5, SAMPLE)


def digests(population: Population) -> dict[str, str]:
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for t in population.files.values() for f in t}


def test_a_generated_population_has_every_table_and_no_problem(chaoyang: Population, sample: Population) -> None:
    for population in (chaoyang, sample):
        assert population.tables == tuple(table.name for table in population.policy.registers.tables)
        assert [problem.text("en") for problem in check(population)] == []


@pytest.mark.parametrize("code", CHAOYANG.measures)
def test_every_measure_meets_yes_no_and_unknown(rows: Rows, code: str) -> None:
    assert set(rows.verdicts(code, 3000)) == {"yes", "no", "unknown"}


@pytest.mark.parametrize("code", SAMPLE.measures)
def test_every_measure_of_the_invented_district_does_so_too(sample: Population, code: str) -> None:
    assert set(Rows(sample, civil.key(2025, 12, 31)).verdicts(code, 300)) == {"yes", "no", "unknown"}


def test_the_same_seed_and_size_give_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    first, again, other = (generate(tmp_path / n, 3_000, seed, CHAOYANG) for n, seed in (("a", 7), ("b", 7), ("c", 8)))
    assert digests(first) == digests(again) and first.fingerprint() == again.fingerprint() != other.fingerprint()
    assert not set(digests(first).items()) & set(digests(other).items())


def test_every_file_says_that_it_is_synthetic(chaoyang: Population) -> None:
    for name in chaoyang.tables:
        mark = json.loads(chaoyang[name].synthetic)
        assert mark["what"].startswith("SYNTHETIC") and (mark["people"], mark["seed"]) == (100_000, 5)


def test_a_table_is_written_in_row_groups_with_keys_in_order(tmp_path: Path) -> None:
    population = generate(tmp_path / "made", GROUP + 10, 1, SAMPLE)
    assert population["persons"].groups == 2 and population["persons"].rows == GROUP + 10
    keys = pq.read_table(population["persons"].files[0], columns=["id"])["id"].to_numpy()
    assert (keys == range(1, GROUP + 11)).all()


#: A post of many people names no person; a team and a self-employed founder have no firm.
NOT_ALWAYS = {"placements": {"person_id"}, "projects": {"firm_id"}, "founders": {"firm_id"}}


def test_keys_and_references_are_certain_and_most_facts_have_gaps(chaoyang: Population) -> None:
    for table in CHAOYANG.registers.tables:
        stored = chaoyang[table.name]
        certain = {table.key, *table.refers} - NOT_ALWAYS.get(table.name, set())
        assert certain <= stored.never_null
        if stored.rows > 2000 and table.facts:
            assert stored.never_null == certain


def test_there_are_month_ends_leap_days_and_days_on_the_edge(chaoyang: Population) -> None:
    starts = pq.read_table(chaoyang["firms"].files[0], columns=["operation_start"])["operation_start"].to_pylist()
    given = [day for day in starts if day is not None]
    assert sum((day + dt.timedelta(1)).day == 1 for day in given) > len(given) / 25
    assert sum((day.month, day.day) == (2, 29) for day in given) > len(given) / 500
    for edge in (dt.date(2020, 12, 30), dt.date(2020, 12, 31), dt.date(2021, 1, 1), dt.date(2016, 12, 31)):
        assert edge in given


def test_firms_differ_in_size(chaoyang: Population) -> None:
    firms = pq.read_table(chaoyang["hires"].files[0], columns=["firm_id"])["firm_id"].value_counts().to_pylist()
    counts = sorted((row["counts"] for row in firms), reverse=True)
    assert counts[0] > 1000 and counts[len(counts) // 2] < 10


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(PopulationError, match="no empty folder"):
        generate(tmp_path, 100, 1, SAMPLE)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_run_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path / "made", 100, 1, SAMPLE, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_rows_up_to_all_of_them(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    population = generate(tmp_path / "made", 500, 1, SAMPLE, progress=lambda *step: told.append(step))
    rows = sum(population[name].rows for name in population.tables)
    assert told[-1] == (rows, rows, "") and [done for done, _, _ in told] == sorted(done for done, _, _ in told)


@pytest.mark.parametrize(("people", "seed"), [(0, 1), (10**9, 1), (10, -1)])
def test_a_number_of_people_or_a_seed_that_is_none_is_refused(tmp_path: Path, people: int, seed: int) -> None:
    with pytest.raises(ValueError, match="it runs from 1|whole number from 0"):
        generate(tmp_path / "made", people, seed, SAMPLE)


def test_one_person_is_a_population_too(tmp_path: Path) -> None:
    assert check(generate(tmp_path / "made", 1, 1, CHAOYANG)) == []


@pytest.mark.parametrize("n", [1, 2, 7, 10, 4096, 99_991])
def test_hidden_ranks_are_one_to_one_with_rows(n: int) -> None:
    rows = np.arange(n, dtype=np.int64)
    ranks = Shuffle.of(n).rank(rows)
    assert sorted(ranks.tolist()) == list(range(n)) and (Shuffle.of(n).row(ranks) == rows).all()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2020, 2, 29), 12, dt.date(2021, 2, 28)),
        (dt.date(2021, 1, 31), 1, dt.date(2021, 2, 28)),
        (dt.date(2021, 8, 31), -6, dt.date(2021, 2, 28)),
        (dt.date(1965, 5, 5), 12, dt.date(1966, 5, 5)),
    ],
)
def test_months_are_added_to_the_corresponding_day_or_the_months_last(
    day: dt.date, months: int, later: dt.date
) -> None:
    epoch = dt.date(1970, 1, 1)
    assert plus_months(np.array([(day - epoch).days]), months).tolist() == [(later - epoch).days]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nothing": {"share": 0.5}}, "there is no such column to draw"),
        ({"paid_this_year": {"share": 2}}, "no share from 0 to 1"),
        ({"paid_this_year": {"codes": {"a": 1}}}, "there is no such field"),
        ({"paid_this_year": {"unknown": 0.5}}, "needs one of share"),
    ],
)
def test_margins_that_cannot_be_drawn_are_refused_with_their_place(change: dict[str, object], said: str) -> None:
    data = {
        "day": dt.date(2025, 12, 31), "unknown": 0.02, "month_ends": 0, "leap_days": 0, "basis": "assumption",
        "tables": {t.name: {"per_person": 1, "columns": {}} for t in SAMPLE.registers.tables if not t.refers},
    }  # fmt: skip
    tables = data["tables"]
    assert isinstance(tables, dict)
    tables["firms"]["columns"] = change
    with pytest.raises(DefinitionError, match=said):
        _File(SAMPLE, "margins", data).table("firms", tables["firms"], "tables.firms")


def test_every_margin_is_written_down_with_its_basis() -> None:
    root = Path(__file__).parents[3]
    page = (root / "docs" / "population.md").read_text("utf-8")
    for policy in (CHAOYANG, SAMPLE):
        margins = load_margins(policy)
        assert margins.basis and ("margins", policy.name) in parts_of(page)
        for table in margins.tables.values():
            for margin in table.columns.values():
                assert f"| `{margin.column.name}` | " in page
    assert render(page, (CHAOYANG, SAMPLE)) == page


def test_nobody_is_hired_before_the_firm_was_founded_or_at_under_sixteen(chaoyang: Population) -> None:
    persons, firms, hires = (
        pq.read_table(chaoyang[name].files[0]).to_pylist() for name in ("persons", "firms", "hires")
    )
    for hire in hires[:20_000]:
        born, founded = persons[hire["person_id"] - 1]["birth_date"], firms[hire["firm_id"] - 1]["operation_start"]
        if hire["date"] is not None:
            assert founded is None or founded <= hire["date"]
            assert born is None or hire["date"].year - born.year >= 16


def test_a_policy_without_margins_cannot_be_generated(tmp_path: Path) -> None:
    unknown = replace(SAMPLE, name="another")
    with pytest.raises(ValueError, match=r"no margins for another: write .*another"):
        generate(tmp_path / "made", 100, 1, unknown)
    assert list(tmp_path.iterdir()) == []
