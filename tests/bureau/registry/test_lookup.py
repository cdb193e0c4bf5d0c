"""The look-up of one subject says what the screening of a population says of its row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.bureau.registry.populations import Stored
from tests.support import counts

from wenjiu.bureau.registry.records import Records
from wenjiu.bureau.registry.resolving import Record, Subject
from wenjiu.policies import load_policy
from wenjiu.screening.population import Population
from wenjiu.screening.population.generate import generate
from wenjiu.screening.results.row_answers import Explainer
from wenjiu.standards import civil

pytestmark = pytest.mark.django_db
ON = civil.of(dt.date(2021, 6, 30))


#: Columns that a register need not hold: other tables give them, or a count.
DERIVED = {
    "firms": ["local_workers_fen", "local_workers"],
    "hires": ["household_district", "household_district_at_application", "education", "graduation", "claim_year"],
    "institutions": ["in_district"],
}


@pytest.mark.parametrize("name, without", [("chaoyang_2020", {}), ("chaoyang_2020", DERIVED), ("sample_district", {})])
def test_a_look_up_equals_the_row_of_a_screening(name: str, without: dict[str, list[str]], tmp_path: Path) -> None:
    policy = load_policy(name)
    people = (
        counts.few(700, 1_500) if name == "chaoyang_2020" else counts.few(2_600, 4_000)
    )  # the model has fewer subjects
    population = generate(tmp_path / "population", people, int(counts.seed()), policy)
    for table, columns in without.items():
        drop(population[table].files[0], columns)
    population = Population.open(population.folder, policy)
    stored = Stored(policy, population)
    compared = 0
    for code in policy.measures:
        compared += compare(policy, population, stored, code)
    assert compared >= 1_000


def drop(file: Path, columns: list[str]) -> None:
    """Leave columns out, and every tenth value of the others."""
    table = pq.read_table([str(file)])
    table = table.drop_columns([c for c in columns if c in table.column_names])
    rows = table.to_pylist()
    for at, row in enumerate(rows):
        for place, column in enumerate(row):
            if (at + place) % 10 == 0 and column != "id":
                row[column] = None
    pq.write_table(pa.Table.from_pylist(rows, table.schema), str(file), store_schema=False)


def compare(policy, population: Population, stored: Stored, code: str) -> int:
    explainer = Explainer(population, policy, code, ON, {})
    table = explainer.table.name
    ids = [id for (name, id) in stored.keys if name == table][:400]
    rows = explainer._rows([str(id) for id in ids])
    for relation in explainer.program.relations:
        explainer._add_members(relation, rows)
    records = Records(policy, ON)
    records.load(table, [stored.keys[table, id] for id in ids])
    listed = [records.record(table, stored.keys[table, id]) or Record(table, "") for id in ids]
    records.load_all(listed)
    for id, record in zip(ids, listed, strict=True):
        row, subject = rows[str(id)], Subject(policy, records, record, ON)
        for key, fact in explainer.facts.items():
            answer = subject.fact(fact)
            assert answer.value == row.facts.get(key), (code, id, key)
            assert answer.value is not None or (answer.range or row.ranges.get(key)) == row.ranges.get(key), (
                code,
                id,
                key,
            )
        for relation in explainer.program.relations:
            members = subject.members(relation)
            assert sorted(map(repr, members or ())) == sorted(map(repr, row.facts.get(relation.key, ()))), (code, id)
    return len(ids)
