"""Random measures of every kind of node are screened as they are answered one by one, over rows and figures drawn for them.

`WENJIU_ROWS`: as in `test_conformance`; for every hundred of them a measure, of sixty rows.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.rules import trees
from tests.screening.conformance import comparing, running, worlds

from wenjiu.rules.measures import Measure
from wenjiu.screening.rows import evaluate

EACH = 60
MEASURES = max(80, int(os.environ.get("WENJIU_ROWS", "0")) // 100)


@given(worlds.measures(), trees.letters, st.integers(0, 2**32))
@settings(
    max_examples=MEASURES,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # a difference is shown with the smallest row; to shrink the measure too takes long
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_random_measures_are_screened_as_they_are_answered_one_by_one(
    measure: Measure, letters: dict[str, Any], seed: int
) -> None:
    policy = worlds.policy_of(measure)
    with worlds.dated_rows(seed):
        question = worlds.asked(policy, letters, seed, EACH)
        found = comparing.compare(question, evaluate, running.ENGINES, show=2)
    assert found.different == 0, f"{measure.conditions}\n{measure.pays}\n{found}"
