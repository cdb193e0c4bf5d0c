"""A calendar of its own for every test of the rulebook, as the tests of cases have it."""

from __future__ import annotations

from tests.bureau.cases.conftest import own_calendar

__all__ = ["own_calendar"]
