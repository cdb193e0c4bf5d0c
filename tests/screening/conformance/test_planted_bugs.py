"""Comparing a few rows notices a mistake planted in the engine, whichever module it is in.

One bug in twenty-four is tried, in a full run all of them.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import pytest
from tests.screening.conformance import planted, running
from tests.screening.conformance.planted import BUGS, Bug
from tests.support.counts import some

TRIED = some(BUGS, 24, "planted bugs")


@pytest.fixture(scope="module")
def noticed() -> Iterator[dict[Bug, Future[str | None]]]:
    """What the comparison says of each bug, as soon as it is there."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(running.PROCESSES, mp_context=context) as pool:
        yield {bug: pool.submit(planted.noticed, bug) for bug in TRIED}


@pytest.mark.parametrize("bug", TRIED, ids=str)
def test_a_planted_mistake_is_noticed(noticed: dict[Bug, Future[str | None]], bug: Bug) -> None:
    assert noticed[bug].result() is not None, f"nothing differs although {bug}"


def test_every_bug_still_has_its_place_in_the_source() -> None:
    planted.check_places()


def test_a_bug_whose_place_is_gone_is_refused() -> None:
    gone = Bug("a line that no longer stands there", "columns.expr", "this text stands nowhere", "", ("5.2",))
    with pytest.raises(LookupError, match="stands 0 times"):
        planted.noticed(gone)
