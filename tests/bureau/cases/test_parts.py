"""What a case has is asked for once while a page is made, and what it does not have is not asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.bureau.cases.scene import Scene, file_roster, step

from wenjiu.bureau.cases import parts
from wenjiu.bureau.cases.actions.talk import write_note
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import talk
from wenjiu.bureau.held import held_while_answering
from wenjiu.bureau.parties.merging import confirm_merge, propose_merge
from wenjiu.bureau.parties.queries import gone_into

pytestmark = pytest.mark.django_db
KINDS = [row.get_accessor_name() for row in Case._meta.related_objects if row.one_to_many]


def on_a_page(look: Callable[[], Any], method: str = "get") -> Any:
    """Return what is seen while a request is answered."""
    seen: list[Any] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(look())
        return HttpResponse()

    held_while_answering(page)(getattr(RequestFactory(), method)("/"))
    return seen[0]


def test_a_page_sees_the_same_rows_of_every_kind_as_a_command(scene: Scene) -> None:
    case = step(scene.staff["clerk"], file_roster(scene), "accept", "accepted", without_papers="纸质材料核对过")
    write_note(actor=scene.staff["clerk"], case=case, text="已电话核实")

    def look() -> dict[str, list[int]]:
        return {kind: sorted(row.pk for row in parts.rows_of(case, kind)) for kind in KINDS}

    found = look()
    assert on_a_page(look) == found
    assert {"lines", "decisions", "notes"} <= {kind for kind, rows in found.items() if rows}
    assert {"appeals", "endings", "urges"} <= {kind for kind, rows in found.items() if not rows}


def test_what_a_case_does_not_have_takes_one_statement_for_all_kinds(scene: Scene) -> None:
    case = file_roster(scene)

    def look() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert [list(parts.rows_of(case, kind)) for kind in ("appeals", "endings", "urges", "visits")] == [[]] * 4
        return len(asked)

    assert on_a_page(look) == 1


def test_lines_and_decisions_are_asked_for_once(scene: Scene) -> None:
    case = step(scene.staff["clerk"], file_roster(scene), "accept", "accepted", without_papers="纸质材料核对过")

    def look() -> tuple[int, int]:
        counts = []
        for _again in range(2):
            with CaptureQueriesContext(connection) as asked:
                assert len(parts.lines_of(case)) == 3 and len(parts.decisions_of(case)) > 0
            counts.append(len(asked))
        return counts[0], counts[1]

    first, again = on_a_page(look)
    assert first > 0 and again == 0


def test_a_note_that_a_request_writes_is_seen_by_the_page_that_it_shows(scene: Scene) -> None:
    case = file_roster(scene)

    def look() -> tuple[int, int]:
        before = len(talk.notes_of(case))
        write_note(actor=scene.staff["clerk"], case=case, text="已电话核实")
        return before, len(talk.notes_of(case))

    assert on_a_page(look, "post") == (0, 1)


def test_records_that_were_merged_one_after_the_other_stand_for_the_last_whoever_was_asked_for_before(
    scene: Scene,
) -> None:
    first, second, third = scene.people
    staff = {"actor": scene.district}
    confirm_merge(actor=scene.district2, merge=propose_merge(**staff, keep=second, gone=third, fields={}))
    confirm_merge(actor=scene.district2, merge=propose_merge(**staff, keep=first, gone=second, fields={}))
    a, b, c = first.pk, second.pk, third.pk
    orders = [[[a, b]], [[a], [a, b]], [[b], [a, b]], [[b], [a], [b, a]], [[c], [b], [a], [c, b, a]]]
    for order in orders:

        def look(order: list[list[int]] = order) -> dict[int, int]:
            return [gone_into(ids) for ids in order][-1]

        assert look() == on_a_page(look) == {b: a, c: a}, order
