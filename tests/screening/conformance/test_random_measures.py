"""Random measures of every kind of node are screened as they are answered one by one, on rows drawn for them.

`WENJIU_ROWS`, `WENJIU_SEED`: as in `test_conformance`; a measure for every hundred rows.
"""

from __future__ import annotations

import os

from tests.screening.conformance import jobs, running, worlds
from tests.support.counts import few

from wenjiu.screening.run.rows import evaluate

MEASURES = max(few(24, 80), int(os.environ.get("WENJIU_ROWS", "0")) // 100)
SEED = int(os.environ.get("WENJIU_SEED", jobs.SEED))
EACH = 60


def test_random_measures_are_screened_as_they_are_answered_one_by_one() -> None:
    tried, found = worlds.compare(MEASURES, EACH, SEED, evaluate, running.ENGINES)
    assert tried > MEASURES / 2
    assert found.different == 0, str(found)
