"""Numbers of documents under real threads: no gap, none twice, and who fails gives his number back."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from tests.races.threads import at_once

from wenjiu.bureau.documents.actions import issue
from wenjiu.bureau.documents.models import Document, Kind, Serial
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 20


class Broken(Exception):
    """What a transaction fails with after it took a number."""


@action
def make(*, actor: Any, n: int) -> None:
    """Make a document; every fourth transaction fails afterwards."""
    issue(
        actor=actor,
        policy="sample_district",
        kind=Kind.BATCH,
        key=f"batch/{n}",
        content={"title": "虚构"},
        batch=f"P{n}",
    )
    if n % 4 == 0:
        raise Broken


def test_twenty_at_once_get_numbers_without_a_gap() -> None:
    ways = at_once([partial(make, actor="a test", n=n) for n in range(THREADS)])
    assert ways == {"ok": 15, "Broken": 5}
    assert sorted(Document.objects.values_list("serial", flat=True)) == list(range(1, 16))
    assert Serial.objects.get().last == 15


def test_the_same_event_at_once_makes_one_document() -> None:
    ways = at_once([partial(make, actor="a test", n=1) for _thread in range(8)])
    assert Document.objects.count() == Serial.objects.get().last == 1, ways
