"""Pages below /my/: what a draft says of the facts that registers know, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import pytest
from tests.bureau.cases.scene import make_scene
from tests.bureau.my_pages import begin, client_of, text

pytestmark = pytest.mark.django_db


def test_every_registered_fact_of_a_firm_has_its_way_to_say_that_it_is_wrong_also_a_number_of_people() -> None:
    """The number of residents among the staff is counted: whoever doubts it sees the rows that are counted."""
    scene = make_scene(people=2)
    client = client_of(scene.agent)
    page = client.get(begin(client, "5.2"))
    known = {k.key: k for k in page.context["known"] if k.register}
    assert known["firm.local_workers"].shown.startswith("2")
    assert [k.label for k in known.values() if not k.column and not k.counted_in] == []
    address = f"/my/entitled/{known['firm.local_workers'].counted_in}/?party={scene.firm.pk}"
    assert address in text(page)
    rows = text(client.get(address))
    assert all(p.name in rows for p in scene.people) and rows.count("信息有误") >= 2


def test_a_paper_about_a_known_fact_says_why_it_is_asked_for_all_the_same() -> None:
    client = client_of(make_scene(people=1).agent)
    place = begin(client, "5.2")
    page = text(client.get(place))
    assert "“企业规模”登记里查得到，不用填；但办事指南要求这份材料由您自己提供，所以还要交。" in page
    client.post(f"{place}field/", {"key": "5.2/size", "promise-5.2/size": "on"})
    assert "“企业规模”登记里查得到，不用填；但" not in text(client.get(place))
