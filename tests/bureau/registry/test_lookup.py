"""The look-up of one subject says what the screening of a population says of its row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

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


@pytest.mark.parametrize("name", ["chaoyang_2020", "sample_district"])
def test_a_look_up_equals_the_row_of_a_screening(name: str, tmp_path: Path) -> None:
    policy = load_policy(name)
    people = counts.full(1_500, 400) if hasattr(counts, "full") else 400
    population = generate(tmp_path / "population", people, counts.seed(), policy)
    stored = Stored(policy, population)
    compared = 0
    for code in policy.measures:
        compared += compare(policy, population, stored, code)
    assert compared >= 1_000


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
