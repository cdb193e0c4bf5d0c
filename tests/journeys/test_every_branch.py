"""Every branch goes its whole way through the pages by data alone: refused, filed again, corrected, granted, noticed, paid.

All people, firms, numbers and sums are invented.
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.correcting import ask_and_answer, can_ask
from tests.journeys.facts import Branch
from tests.journeys.town import SHARES
from tests.journeys.walk import Cost, Walk, file_and_decide, file_known, open_journey, text
from tests.support.counts import some

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Award, Case
from wenjiu.bureau.cases.replay import replay
from wenjiu.bureau.funds.checks import ledger_check
from wenjiu.bureau.funds.models import Obligation
from wenjiu.policies import load_policy
from wenjiu.standards.money import yuan

pytestmark = pytest.mark.django_db

#: policy, code, kind of party that files. What the office can open by itself, it opens.
ALL = [
    (name, code, kind)
    for name in ("chaoyang_2020", "sample_district")
    for code, claim in load_policy(name).claims.items()
    for kind in claim.files
]


@pytest.mark.parametrize(("name", "code", "kind"), some(ALL, 18, "branches", full=6))
def test_a_branch_is_refused_then_granted_and_paid(name: str, code: str, kind: str, settings: Any) -> None:
    walk = open_journey(name, code, kind, settings)
    found = walk.branch
    with clock.working_on(found.day):
        refused, said = file_and_decide(walk, found.wrong, grant=False)
        assert refused.state in ("refused", "ended"), (refused.state, found.broken)
        assert "不符合" in said, said[-800:]
        if refused.state == "refused":
            told = text(walk.filer.get(f"/my/cases/{refused.number}/"))
            assert "按登记的内容办理" in told and ("行政复议" in told or not found.payees), told[-1500:]
        walk.cost, walk.late_papers = Cost(), True
        case, _said = file_known(walk, found.facts)
        if can_ask(case):
            ask_and_answer(walk, case)
        walk.take(case, grant=True)
    if not found.payees:
        assert case.state == "closed"
        write_cost(walk, case, refused)
        return
    paid = noticed_and_paid(walk, case)
    assert paid == by_payee(walk, found), code
    write_cost(walk, case, refused)
    assert sum(paid.values()) == found.amount_fen == Award.objects.get(line__case=case).amount_fen


def noticed_and_paid(walk: Walk, case: Case) -> dict[str, int]:
    """Take a granted case through notice and payment, check the books, and return role -> fen that were paid."""
    with clock.working_on(walk.branch.day):
        end = walk.show(case)
    with clock.working_on(end):
        walk.end_notice()
        walk.pay()
        assert not ledger_check()
        answered = list(replay())
        assert answered and not [different for _lines, found in answered for different in found]
    case.refresh_from_db()
    assert case.state == "closed"
    paid: dict[str, int] = defaultdict(int)
    sources: dict[str, int] = defaultdict(int)
    for owed in Obligation.objects.filter(award__line__case=case).select_related("budget"):
        assert owed.state == "paid"
        paid[owed.role] += owed.amount_fen
        sources[owed.budget.source] += owed.amount_fen
    total = sum(paid.values())
    assert all(abs(sources[s] * 1000 - total * share) <= 1000 * len(paid) for s, share in SHARES.items()), dict(sources)
    return dict(paid)


def write_cost(walk: Walk, case: Case, refused: Case) -> None:
    """Add a line about a journey to the file that WENJIU_EVIDENCE names."""
    if not (file := os.environ.get("WENJIU_EVIDENCE")):
        return
    found, cost = walk.branch, walk.cost
    cells = [
        found.policy.name, found.code, walk.kind, found.broken, cost.typed, cost.papers, cost.clicks, cost.steps,
        refused.state, case.state, yuan(found.amount_fen or 0),
    ]  # fmt: skip
    with Path(file).open("a", encoding="utf-8") as out:
        out.write(f"| {' | '.join(map(str, cells))} |\n")


def by_payee(walk: Walk, found: Branch) -> dict[str, int]:
    """Return role -> fen that the policy grants."""
    granted: dict[str, int] = defaultdict(int)
    for payee, amount in found.payees:
        granted[found.policy.claims[found.code].pays[payee]] += amount
    return dict(granted)
