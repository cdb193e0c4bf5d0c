"""What a party could have if one value of a register were another: answers now, and with the value. Nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau.offers.entitlements import entitlements_of, weigh_keys
from wenjiu.bureau.offers.finding import found_rows
from wenjiu.bureau.offers.weighing import Weighed, weigh
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.records import supposing
from wenjiu.rules.policy import Policy


@dataclass(frozen=True)
class Change:
    """One row of a measure, as it stands and as it would stand."""

    code: str
    before: Weighed
    after: Weighed

    @property
    def differs(self) -> bool:
        """Whether verdict, amount or what is missing is another one."""
        return _said(self.before) != _said(self.after)


def _said(w: Weighed) -> tuple[Any, ...]:
    answer = w.assessed.answer
    return answer["eligible"], answer["amount"], answer["amount_range"], answer["fails"], answer["missing"]


def with_value(
    policy: Policy, party: Party, row: Row, column: str, value: Any, on: dt.date, of: tuple[str, str] | None = None
) -> list[Change]:
    """Return what a party's rows would be if a column of a row's subject had another value: those that differ.

    Args:
        value: in the form of `Row.facts`.
        of: a measure and the key of one row, whose change is the first one, whether it differs or not.
    """
    supposed = {(row.table, row.key, column): value}
    asked: dict[str, Sequence[str]] = {}
    before: dict[tuple[str, str], Weighed] = {}
    for e in entitlements_of(policy, party, on):
        if e.known and e.rows:
            asked[e.code] = e.keys
            before |= {(e.code, key): w for key, w in zip(e.keys, e.rows, strict=True)}
    if of is not None and of not in before:
        asked[of[0]] = [*asked.get(of[0], ()), of[1]]
        [before[of]] = weigh(policy, of[0], found_rows(policy, of[0], [of[1]], on), on)
    with supposing(supposed):
        after = {
            (code, key): w
            for code, keys in asked.items()
            for key, w in zip(keys, weigh_keys(policy, code, keys, on), strict=True)
        }
    changes = [Change(code, before[code, key], w) for (code, key), w in after.items()]
    first = [c for c in changes if of is not None and (c.code, c.before.found.key) == of]
    return [*first, *(c for c in changes if c.differs and c not in first)]
