"""Which budget pays a measure, and which source carries how much of it, as two people set it from a day on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wenjiu.bureau.funds.models import Source
from wenjiu.bureau.rulebook import set_values
from wenjiu.bureau.rulebook.set_values import SetValue

#: Kind of the changes of the rulebook that set the funds of a measure or of a group of claims (settings).
SHARE = "share"


@dataclass(frozen=True, slots=True)
class Funding:
    """`budget`: the group or measure whose budgets pay. `shares`: source -> its part of 1000, those that carry any, in the order of budgets."""

    budget: str
    shares: dict[str, int]


def funding_of(policy: str, measure: str, group: str, day: dt.date | None = None) -> Funding | None:
    """Return how a measure is paid for by a decision of a day; None where the budgets themselves say it.

    What is set for the measure goes before what is set for its group.
    """
    found = set_values.all_on(policy, SHARE, day)
    value: SetValue | None = found.get(measure) or found.get(group)
    return None if value is None else funding(value.value)


def funding(value: dict[str, object]) -> Funding:
    """Return the kept value of a setting as a funding."""
    shares = {source: int(str(value[source])) for source in sorted(Source.values) if value[source]}
    return Funding(str(value["budget"]), shares)
