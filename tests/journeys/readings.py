"""Another reading comes into force on the pages of the rulebook, by two people. The document that it rests on is invented."""

from __future__ import annotations

from tests.bureau.cases.scene import SETUP, SINCE
from tests.journeys.walk import Walk, text

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.rulebook.models import Draft

DESK = "/desk/rulebook/"


def choose_reading(walk: Walk, id: str, letter: str) -> None:
    """Let one policy administrator draft a reading from today on, and another confirm it after seeing its effect."""
    first, second = (create_user(actor=SETUP, username=f"admin{n}", name=f"虚构管理{n}", demo=True) for n in (1, 2))
    for user in (first, second):
        give_post(actor=SETUP, user=user, role="policy_admin", area=walk.town.street.parent, from_day=SINCE)
    form = {"kind": "reading", "name": id, "value": letter, "from_day": str(clock.today()), "source": "虚构〔2021〕1号"}
    answer = walk.as_(first).post(f"{DESK}new/", form)
    assert answer.status_code == 302, text(answer)[-2000:]
    draft = Draft.objects.latest("id")
    place, given = f"{DESK}drafts/{draft.pk}/", {"revision": draft.revision}
    assert walk.as_(second).post(place, {"do": "look", **given}).status_code == 302
    look = walk.as_(second).get(place).context["look"]
    answer = walk.as_(second).post(place, {"do": "confirm", "look": look.pk, **given})
    assert answer.status_code == 302, text(answer)[-2000:]
