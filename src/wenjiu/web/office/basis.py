"""What the sum of a row of a list rests on: how it is worked out, and the facts with where each comes from.

The facts and the rules are those of the screening and of every filing; nothing is kept for the list alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.explained import lines_of
from wenjiu.bureau.offers.entitlements import weigh_keys
from wenjiu.bureau.offers.logic import why_not
from wenjiu.bureau.offers.models import ListRow
from wenjiu.bureau.offers.weighing import Weighed
from wenjiu.rules.policy import Policy
from wenjiu.web.workspace.entitled_rows import Shower


@dataclass(frozen=True)
class Basis:
    """What one sum rests on today.

    `facts`: as `Shower` gives them. `links`: whether the reader may open the rows of the registers.
    `otherwise`: how today's registers answer where that is not what the list says; empty where they agree.
    `now_fen`: the amount of today where it is another one; else None.
    """

    workings: Sequence[str]
    facts: Sequence[dict[str, Any]]
    links: bool
    otherwise: str = ""
    now_fen: int | None = None


def bases_of(user: Any, policy: Policy, code: str, rows: Sequence[ListRow]) -> dict[str, Basis]:
    """Return key of a row -> what its sum rests on. The statements do not grow with the rows."""
    weighed = weigh_keys(policy, code, [row.key for row in rows], clock.today())
    shown = Shower(user, policy, flows.lang()).rows(code, weighed)
    links = bool(scopes.districts_of(user, Role.REGISTER_KEEPER))
    return {
        row.key: _basis(policy, row, w, facts["facts"], links)
        for row, w, facts in zip(rows, weighed, shown, strict=True)
    }


def _basis(policy: Policy, row: ListRow, w: Weighed, facts: Sequence[dict[str, Any]], links: bool) -> Basis:
    if not w.open:
        why = w.why or why_not(policy, w.assessed.answer, flows.lang())
        return Basis((), facts, links, otherwise=why.rstrip("。"))
    amount = w.assessed.amount_fen
    now = amount if amount != row.amount_fen else None
    return Basis(lines_of(policy, w.assessed.raw, amount), facts, links, now_fen=now)
