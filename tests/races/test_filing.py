"""One filing posted many times at once, with real threads on real PostgreSQL. All people are invented."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from tests.bureau.cases.scene import make_scene
from tests.bureau.my_pages import add_people, begin, client_of
from tests.races.threads import at_once
from tests.support.counts import few

from wenjiu.bureau.cases.models import Case, Filing

pytestmark = pytest.mark.one_in(2)

ROUNDS, POSTS = few(4, 10), 10


@pytest.mark.django_db(transaction=True)
def test_a_filing_posted_ten_times_at_once_is_one_filing_and_one_case() -> None:
    scene = make_scene(people=2)
    clients = [client_of(scene.agent) for _ in range(POSTS)]
    for round in range(1, ROUNDS + 1):
        key = clients[0].get("/my/new/").context["key"]
        filer = scene.firm.pk
        form = {"do": "begin", "key": key, "filer": filer, "measure": ["3.2a"]}
        assert post_by_all(clients, "/my/new/", form) == {"ok": POSTS}
        assert Filing.objects.count() == round
        place = begin(clients[0], "3.2a", key=key)
        add_people(clients[0], place, scene)
        sent = {"version": clients[0].get(f"{place}submit/").context["filing"].version, "true": "yes"}
        assert post_by_all(clients, f"{place}submit/", sent) == {"ok": POSTS}
        assert Case.objects.count() == round


def post_by_all(clients: list[Client], address: str, form: dict[str, Any]) -> Counter[str]:
    """Post one form by all clients at once, and return how many ended in which way."""
    return at_once([lambda client=client: redirected(client.post(address, form)) for client in clients])


def redirected(answer: Any) -> None:
    """Refuse every answer but the redirect to the filing."""
    assert answer.status_code == 302, answer
