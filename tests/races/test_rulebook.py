"""Races for changes of the rulebook, with real threads on a real PostgreSQL: one draft is confirmed once."""

from __future__ import annotations

from functools import partial

import pytest
from tests.bureau.rulebook.admins import admin, confirm, look, per_person, propose, propose_setting
from tests.races.threads import at_once

from wenjiu.bureau.rulebook import set_values
from wenjiu.bureau.rulebook.models import Change, Draft

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_twenty_who_confirm_at_once_one_does_and_the_others_are_told() -> None:
    draft = propose(admin("maker"), "3.2a.per_person", "6000")
    others = [admin(f"other-{n}") for n in range(20)]
    ways = at_once([partial(confirm, actor, draft, look(actor, draft)) for actor in others])
    assert ways == {"ok": 1, "RulebookRefused:settled": 19}
    assert Change.objects.get().number == 1 and per_person("2026-01-01") == 600_000


def test_of_ten_who_draft_one_parameter_at_once_one_does() -> None:
    ways = at_once([partial(propose, admin(f"maker-{n}"), "3.2a.per_person", f"{6000 + n}") for n in range(10)])
    assert ways == {"ok": 1, "RulebookRefused:draft": 9} and Draft.objects.count() == 1


def test_of_twenty_who_confirm_one_setting_at_once_one_does_and_it_counts_once() -> None:
    draft = propose_setting(admin("maker"), "period", "subsidy/accept", 9)
    others = [admin(f"other-{n}") for n in range(20)]
    ways = at_once([partial(confirm, actor, draft, look(actor, draft)) for actor in others])
    assert ways == {"ok": 1, "RulebookRefused:settled": 19}
    found = set_values.value_on("chaoyang_2020", "period", "subsidy/accept")
    assert found is not None and (found.value, found.number) == (9, 1)
