"""One offer accepted many times at once, on real PostgreSQL. All people are invented."""

from __future__ import annotations

from typing import Any

import pytest
from tests.bureau.cases.scene import POLICY, make_scene
from tests.bureau.my_pages import client_of
from tests.races.threads import at_once
from tests.support.counts import few

from wenjiu.bureau.cases.models import Case, Filing
from wenjiu.bureau.offers.models import Offer
from wenjiu.bureau.offers.screening import screen_registers

CLICKS = few(8, 40)


@pytest.mark.django_db(transaction=True)
def test_an_offer_accepted_many_times_at_once_is_one_case() -> None:
    scene = make_scene(people=2)
    screen_registers("a test", POLICY)
    clients = [client_of(scene.agent) for _ in range(CLICKS)]
    form = {"party": scene.firm.pk, "do": "accept", "true": "yes"}
    posts = [lambda client=client: sent(client.post("/my/entitled/3.2a/take-up/", form)) for client in clients]
    assert at_once(posts) == {"ok": CLICKS}
    [case] = Case.objects.all()
    assert case.lines.count() == 2 and Filing.objects.count() == 1
    assert set(Offer.objects.filter(measure="3.2a").values_list("state", flat=True)) == {"accepted"}


def sent(answer: Any) -> None:
    """Refuse every answer but the redirect to the filing."""
    assert answer.status_code == 302, answer
