"""The registers as a population: a screening of it says what the look-up says."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from tests.bureau.registry.people import POLICY, make_user, organisation, person, resident
from tests.bureau.registry.populations import Stored
from tests.bureau.registry.test_lookup import DERIVED, drop
from tests.support import counts

from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.export import export_population
from wenjiu.bureau.registry.lookup import facts_of_many
from wenjiu.bureau.registry.statements import Statement
from wenjiu.screening.population import Population
from wenjiu.screening.population.checking import check
from wenjiu.screening.population.generate import generate
from wenjiu.screening.results.row_answers import Explainer
from wenjiu.standards import civil

pytestmark = pytest.mark.django_db
ON = dt.date(2021, 6, 30)


def test_a_screening_of_the_export_says_what_the_look_up_says(tmp_path: Path) -> None:
    population = generate(tmp_path / "population", counts.few(300, 1_500), int(counts.seed()), POLICY)
    for table, columns in DERIVED.items():
        drop(population[table].files[0], columns)
    Stored(POLICY, Population.open(population.folder, POLICY))
    export_population(POLICY, tmp_path / "export", ON)
    exported = Population.open(tmp_path / "export", POLICY)
    assert check(exported) == []
    for code in ("3.2a", "5.2", "5.3", "3.1b"):
        explainer = Explainer(exported, POLICY, code, civil.of(ON), {})
        keys = [
            row["id"]
            for row in explainer._stored(explainer.table.name, "id", all_keys(exported, explainer)).to_pylist()
        ]
        rows = explainer._rows(keys)
        found = facts_of_many(policy=POLICY, code=code, on=ON, subjects=keys)
        days = {fact.key for fact in POLICY.dates.values()}
        for key, one in zip(keys, found, strict=True):
            defaults = {f.key: f.default for f in explainer.facts.values() if f.default is not None}
            said = {k: v for k, v in rows[key].facts.items() if k not in days and defaults.get(k) != v}
            assert {k: v for k, v in one.facts.items() if k in explainer.facts and defaults.get(k) != v} == said
        assert keys


def all_keys(population: Population, explainer: Explainer) -> list[str]:
    files = [str(file) for file in population[explainer.table.name].files]
    return pq.read_table(files, columns=["id"])["id"].to_pylist()[:200]


def hire(n: int) -> Statement:
    roles = {"firm_id": organisation(1), "person_id": person(n)}
    return Statement({"date": "2021-01-15", "is_new": True}, roles)


def test_parties_without_rows_of_their_own_are_there_and_nobody_can_be_identified(tmp_path: Path) -> None:
    bring(actor="a test", policy=POLICY, table="hires", rows=[hire(1), hire(2)], source="test")
    call_command("export_population", str(tmp_path / "out"), on=ON, verbosity=0)
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "firms.parquet",
        "hires.parquet",
        "persons.parquet",
    ]
    assert check(Population.open(tmp_path / "out", POLICY)) == []
    content = repr([pq.read_table([str(file)]).to_pylist() for file in (tmp_path / "out").iterdir()])
    assert resident(1) not in content and "虚构" not in content
    command = [
        sys.executable,
        "-m",
        "wenjiu.cli.main",
        "screen",
        "--population",
        str(tmp_path / "out"),
        "--out",
        str(tmp_path / "r"),
        "--on",
        "2021-06-30",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with pytest.raises(CommandError, match="not empty"):
        call_command("export_population", str(tmp_path / "out"), on=ON)


def test_what_several_sources_say_of_one_party_is_one_row_and_the_newest_that_is_known_counts(tmp_path: Path) -> None:
    users = [make_user(actor="a test", username=name) for name in ("one", "two")]
    keep, gone = ensure_parties(actor="a test", rows=[person(1), person(2)])
    first = {"school": "none", "graduation": "2019-07-01", "is_employed": True}
    said = [("old", keep, first), ("new", keep, {"school": "university"}), ("old", gone, {"is_employed": False})]
    for source, party, facts in said:
        bring(actor="a test", policy=POLICY, table="persons", rows=[Statement(facts, {"self": party})], source=source)
    bring(actor="a test", policy=POLICY, table="hires", rows=[hire(2)], source="old")
    placed = Statement({"grade": "A"}, {"self": organisation(3)}, refers={"grading_id": "missing"})
    bring(actor="a test", policy=POLICY, table="institutions", rows=[placed], source="old")
    parties.confirm_merge(actor=users[1], merge=parties.propose_merge(actor=users[0], keep=keep, gone=gone, fields={}))
    assert export_population(POLICY, tmp_path / "out", ON) == {"persons": 1, "firms": 1, "hires": 1, "institutions": 1}
    rows = {file.stem: pq.read_table([str(file)]).to_pylist() for file in (tmp_path / "out").iterdir()}
    [row] = rows["persons"]
    assert row["id"] == f"p{keep.pk}" and row["school"] == "university"
    assert row["graduation"] == dt.date(2019, 7, 1) and row["is_employed"] is False
    assert rows["hires"][0]["person_id"] == f"p{keep.pk}" and rows["hires"][0]["firm_id"] == rows["firms"][0]["id"]
    assert rows["institutions"][0]["grade"] == "A" and rows["institutions"][0]["grading_id"] is None
