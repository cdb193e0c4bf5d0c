"""Once-rules after a merge that two keepers made on its page."""

from __future__ import annotations

import datetime as dt

from tests.bureau.cases.scene import Scene, file_roster, past_award
from tests.bureau.my_pages import client_of, text
from tests.bureau.people import new_user
from tests.bureau.registry.people import person

from wenjiu.bureau.accounts import actions as accounts
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.parties.actions import ensure_parties


def test_after_a_merge_on_the_page_what_either_record_was_paid_counts_for_both(scene: Scene) -> None:
    """3.2a.C6: the firm was paid for this person under another record, and claims again under the first."""
    keepers = [new_user(name, demo=True) for name in ("keeper-one", "keeper-two")]
    district = scene.streets[0].parent
    assert district is not None
    for user in keepers:
        accounts.give_post(
            actor="a test", user=user, role=Role.REGISTER_KEEPER, area=district, from_day=dt.date(2020, 1, 1)
        )
    one, other = (client_of(user) for user in keepers)
    [twice] = ensure_parties(actor="a test", rows=[person(77, name=scene.people[0].name)])
    past_award(actor="a test", code="3.2a", roles={"employer": scene.firm, "person": twice}, amount_fen=500_000)
    before = file_roster(scene, intent="before")
    assert [line.answer["eligible"] for line in before.lines.all()] == ["yes"] * 3

    pair = {"a": scene.people[0].pk, "b": twice.pk}
    assert before.number in (compared := text(one.post("/desk/merges/new/", {"do": "compare", **pair})))
    assert "5,000 元" in compared, "what the other record was paid is shown first"
    sides = dict.fromkeys(("keep", "name", "street", "level"), scene.people[0].pk)
    at = one.post("/desk/merges/new/", {"do": "propose", **pair, **sides, "reason": "同一人"}).url
    assert other.post(at, {"do": "confirm"}).status_code == 302

    case = file_roster(scene, intent="after")
    assert [line.answer["eligible"] for line in case.lines.all()] == ["no", "yes", "yes"]
    assert [(f.line.no, f.code) for f in case.findings.all()] == [(1, "once")]
    one.post(at, {"do": "undo", "reason": "是两个人"})
    again = file_roster(scene, intent="undone")
    assert [line.answer["eligible"] for line in again.lines.all()] == ["yes"] * 3
