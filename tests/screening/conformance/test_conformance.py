"""Screening says of every row what the evaluator of single cases says, in every column.

`WENJIU_ROWS`: rows for each measure (2,000 unless given; a third of the letters or so come up then, all of them from
some 20,000 on); `WENJIU_SEED`: another draw. A usual run asks some of these rows: of each measure the first job, under
its own figures and the recommended readings, and one in nine of the others.
"""

from __future__ import annotations

import os
from collections import defaultdict

import pytest
from tests.screening.conformance import jobs, running
from tests.screening.conformance.comparing import SHOWN, Found
from tests.screening.conformance.jobs import Job
from tests.support.counts import FULL, some

from wenjiu.policies import load_policy

ROWS = int(os.environ.get("WENJIU_ROWS", "2000"))
SEED = int(os.environ.get("WENJIU_SEED", jobs.SEED))
MEASURES = [f"{name} {code}" for name in jobs.POLICIES for code in load_policy(name).measures]


@pytest.fixture(scope="module")
def compared() -> dict[str, Found]:
    """What the comparison found, by measure; of measures that were asked together, under "together"."""
    found: dict[str, Found] = defaultdict(Found)

    def done(job: Job, part: Found) -> bool:
        found[f"{job.policy} {job.codes[0]}" if len(job.codes) == 1 else "together"].add(part)
        return True

    running.run(asked(), done)
    return found


def asked() -> list[Job]:
    """The jobs of this run."""
    plan = jobs.plan(ROWS, seed=SEED)
    first = [job for job in plan if job.index == 0]
    return first + some([job for job in plan if job.index], 9, "jobs of the conformance run")


@pytest.mark.parametrize("measure", [*MEASURES, "together"])
def test_both_engines_answer_each_row_as_the_evaluator_of_single_cases(
    compared: dict[str, Found], measure: str
) -> None:
    found = compared[measure]
    assert found.asked >= (ROWS if FULL else jobs.SMALLEST)
    assert found.different == 0, "\n\n".join([f"{found.different} of {found.asked} differ", *found.shown[:SHOWN]])


@pytest.mark.parametrize("measure", MEASURES)
def test_the_rows_compared_are_met_refused_and_open(compared: dict[str, Found], measure: str) -> None:
    counts = {verdict: n for (of, verdict), n in compared[measure].verdicts.items() if of == measure}
    often = [verdict for verdict in ("yes", "no", "unknown") if counts.get(verdict, 0) >= (ROWS / 100 if FULL else 1)]
    assert len(often) >= (3 if FULL else 2), counts  # the first job of a measure may lack one
