"""Every branch goes its whole way in a real browser: filed, refused, corrected, granted, noticed, paid; and what that costs.

A full run walks one branch, and another one each time; a campaign (`-m campaign`) walks all of them. All people, firms and sums are
invented, and so are the figures that no source states.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.browser import bureau_steps as steps
from tests.browser.branch_walk import BranchWalk, Installation
from tests.browser.bureau import bureau
from tests.browser.bureau_steps import EVIDENCE, Journey

from wenjiu.policies import load_policy
from wenjiu.standards.money import yuan

POLICY = "chaoyang_2020"
CLAIMS = load_policy(POLICY).claims
#: Branch, and the kind of party that files it. What the office can open by itself, it opens. Numbers of people come first: a
#: register that counts them asks for no list any more once another branch has brought rows of it.
ALL = sorted(
    ((code, kind) for code, claim in CLAIMS.items() for kind in claim.files),
    key=lambda at: CLAIMS[at[0]].counted is None,
)
#: An installation and one walk take more than a minute, so only a campaign makes them; tests/journeys walk in every run.
WALKS = [pytest.param(*branch, marks=pytest.mark.campaign) for branch in ALL]


@pytest.fixture(scope="module")
def installation() -> Iterator[tuple[str, Installation]]:
    """An installation with personas and areas, in which two people have set invented figures where the policy has none."""
    with bureau(WENJIU_DEMO_DISTRICT="0") as (address, data):
        beside = Installation(data)
        beside("figures", policy=POLICY)
        yield address, beside
        beside.close()
        steps.manage(data, "ledger_check")
        assert "100.00% equal" in steps.manage(data, "replay")


@pytest.fixture(scope="module")
def staff(chromium: Browser, installation: tuple[str, Installation]) -> Iterator[Journey]:
    """The officials, who work on all branches."""
    journey = Journey(chromium, installation[0], "officials")
    yield journey
    for person in journey.people.values():
        person.close()


@pytest.mark.parametrize(("code", "kind"), WALKS)
def test_a_branch_is_refused_then_granted_and_paid(
    chromium: Browser, installation: tuple[str, Installation], staff: Journey, code: str, kind: str
) -> None:
    address, beside = installation
    walk = BranchWalk(chromium, address, staff, beside, ALL.index((code, kind)))
    walk.open(POLICY, code, kind)
    walk.bring(right=False)
    number, said = walk.file()
    assert "不符合" in said, said[-1500:]
    assert walk.decide(number, grant=False) in ("refused", "ended")
    if not walk.office:
        walk.filer.open(f"/my/cases/{number}/")
        told = walk.filer.said()
        assert "按登记的内容办理" in told and ("行政复议" in told or not walk.said["pays"]), told
    began = time.monotonic()
    walk.bring(right=True)
    number, said = walk.file()
    state = walk.decide(number, grant=True)
    if walk.said["pays"]:
        assert state == "notice" and f"{walk.said['amount_fen'] // 100:,}" in said, said[-1500:]
        walk.show(number)
        walk.pay()
    took = time.monotonic() - began
    outcome = beside("outcome", number=number)
    assert (outcome["state"], outcome["paid"]) == ("closed", walk.said["granted"])
    walk.documents(number)
    write_cost(walk, took, outcome)
    if not walk.office:
        walk.filer.open(f"/my/cases/{number}/")
        assert "已办结" in walk.filer.said(), walk.filer.said()
        walk.filer.close()


def write_cost(walk: BranchWalk, took: float, outcome: dict[str, Any]) -> None:
    """Add a line about a journey to the file that WENJIU_EVIDENCE names."""
    if not (file := os.environ.get(EVIDENCE)):
        return
    cost, kind = walk.cost, "office" if walk.office else walk.kind
    cells = [
        walk.code, kind, walk.said["broken"], cost.fields, cost.papers, cost.presses, cost.officials, round(took),
        len(outcome["documents"]), yuan(walk.said["amount_fen"] or 0),
    ]  # fmt: skip
    with Path(file).open("a", encoding="utf-8") as out:
        out.write(f"| {' | '.join(map(str, cells))} |\n")
