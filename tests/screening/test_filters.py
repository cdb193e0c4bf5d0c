"""The filter of a screening loses nobody, and what it says is not computed again: with and without it the answers are one."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.screening.conformance import jobs, rows
from tests.screening.conformance.jobs import Job
from tests.support.counts import some

from wenjiu.policies import load_policy
from wenjiu.screening.run.rows import evaluate

MEASURES = [(name, code) for name in jobs.POLICIES for code in load_policy(name).measures]
#: Draws of each measure: the policy's own readings and figures first, then others.
DRAWS, ROWS = 3, 400


@pytest.mark.parametrize(("policy", "code"), some(MEASURES, 4, "filters"))
def test_everybody_who_may_be_entitled_passes_the_filter_with_the_same_answer(policy: str, code: str) -> None:
    kept: Counter[str] = Counter()
    for draw in range(DRAWS):
        question = jobs.asked(Job(policy, (code,), draw, ROWS))
        table, members = rows.table(question.rows, question.job.dice("table"))

        def answered(engine: str, sifted: bool) -> pa.Table:
            found = evaluate(
                question.policy,  # noqa: B023 - used before the next draw
                [code],
                table,  # noqa: B023
                on=question.on,  # noqa: B023
                engine=engine,
                letters=question.letters or None,  # noqa: B023
                params=question.params or None,  # noqa: B023
                members=members or None,  # noqa: B023
                sifted=sifted,
            )
            kept["sifted" if sifted else "all"] += len(found)
            found = found.filter(pc.not_equal(found["verdict"], "no"))
            return found.take(pc.sort_indices(found, sort_keys=[("id", "ascending")]))

        engine = ("duckdb", "polars")[draw % 2]
        assert answered(engine, True).to_pylist() == answered(engine, False).to_pylist()
    assert kept["sifted"] < kept["all"]
