"""One bureau for a module of tests of offers; what a test changes is rolled back. A calendar of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from tests.bureau.cases.scene import TODAY, Scene, make_scene

from wenjiu.bureau import clock
from wenjiu.standards import civil


@pytest.fixture(scope="module")
def own_calendar(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let the bureau begin on one day: the module's `TODAY`, or a Tuesday."""
    day = getattr(request.module, "TODAY", TODAY)
    file = tmp_path_factory.mktemp("calendar") / "calendar"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "calendar_file", lambda: file)
        patch.setattr(civil, "today", lambda: civil.of(day))
        yield file


@pytest.fixture(scope="module")
def made(own_calendar: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """The bureau with a firm that hired three residents, made once and rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scene()
        transaction.set_rollback(True)


@pytest.fixture
def scene(made: Scene, own_calendar: Path) -> Iterator[Scene]:
    """The bureau for one test."""
    with transaction.atomic():
        yield made
        transaction.set_rollback(True)
    own_calendar.unlink(missing_ok=True)
