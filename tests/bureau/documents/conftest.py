"""The cases of world.py, made once for all tests of documents and rolled back; what a test does is undone after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from tests.bureau.cases.scene import TODAY
from tests.bureau.documents.world import Papers, make_papers

from wenjiu.bureau import clock
from wenjiu.standards import civil


@pytest.fixture(scope="module")
def papers(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Papers]:
    folder: Path = tmp_path_factory.mktemp("calendar")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "calendar_file", lambda: folder / "calendar")
        patch.setattr(civil, "today", lambda: civil.of(TODAY))
        with django_db_blocker.unblock(), transaction.atomic():
            yield make_papers()
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def undone(papers: Papers, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield
        transaction.set_rollback(True)
