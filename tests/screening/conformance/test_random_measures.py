"""Random measures of every kind of node are screened as they are answered one by one, over rows and figures drawn for them.

`WENJIU_ROWS`: as in `test_conformance`; a fifth as many rows in all, sixty a measure.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rules import trees
from tests.screening.conformance import comparing, running, worlds

from wenjiu.rules.measures import Measure
from wenjiu.screening.rows import evaluate

EACH = 60
MEASURES = 700


@given(trees.measures(), trees.letters, st.integers(0, 2**32))
@settings(
    max_examples=MEASURES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_random_measures_are_screened_as_they_are_answered_one_by_one(
    measure: Measure, letters: dict[str, Any], seed: int
) -> None:
    policy = worlds.policy_of(measure)
    with worlds.dated_rows(seed):
        question = worlds.asked(policy, letters, seed, EACH)
        found = comparing.compare(question, evaluate, running.ENGINES, show=2)
    assert found.different == 0, str(found)
