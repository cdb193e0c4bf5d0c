"""Builds the content of `summary.json`, the summary of a screening."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...rules.policy import Policy
from .grouping import MEASURE
from .results import Results


def summarise(policy: Policy, folder: Path, rows: Mapping[str, int]) -> dict[str, Any]:
    """Return rows, verdicts and amounts by measure. `rows`: the number of rows of each subject's table."""
    assert policy.registers is not None
    results = Results(folder, policy)
    measures = []
    for known in results.by(MEASURE).rows():
        code = known["measure"]
        whole = rows[policy.registers.subject(code).name]
        name = policy.measures[code].name
        known |= {"name": name.zh, "name_en": name.en, "rows": whole, "no": whole - known["yes"] - known["unknown"]}
        measures.append(known)
    asked = results.asked
    return {
        "on": asked["on"],
        "policy": asked["policy"],
        "measures": measures,
        "left_out": asked["left_out"],
        "absent": asked["absent"],
    }
