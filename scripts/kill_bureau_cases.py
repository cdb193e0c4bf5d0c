"""Fill a demo installation with what the kill drill of the bureau works on, and print the numbers of its cases.

Usage: ``kill_bureau_cases.py ROUNDS``, with the settings of a running installation. It prints JSON: ``decide``: cases
that wait for their decision; ``pay``: cases whose money waits to be paid. All people and firms are invented.
"""

import datetime as dt
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenjiu.config.settings")
django.setup()

from django.conf import settings
from django.db import transaction

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, ensure_demo_people
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.actions import notices
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds import actions as funds
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.config.demo import invented, making
from wenjiu.config.demo.making import District
from wenjiu.config.demo.material import material_of
from wenjiu.standards import civil

#: Lines of each case.
LINES = 2
BUDGET_FEN = 500_000_000
#: Days before today on which the cases are filed and the notice begins. Its period is over since.
FILED, SHOWN, ENDED = 60, 40, 25


def make(rounds: int) -> dict[str, list[str]]:
    """Make two cases for each round: one that waits for its decision, one whose money waits to be paid."""
    policy = policies.load_policy(settings.WENJIU_POLICY)
    users = {user.username: user for user in ensure_demo_people(actor=making.MAKER, areas_of_policy=policy.areas)}
    area = Area.objects.get(kind=Area.Kind.DISTRICT)
    streets = list(Area.objects.filter(kind=Area.Kind.STREET, parent=area).order_by("code"))
    material = material_of(policy.name)
    assert material is not None
    district = District(policy, material, streets, users, civil.date(civil.today()))
    for year in sorted({district.ago(FILED).year, district.today.year}):
        change = funds.set_budget(
            actor=users["demo-maker"], policy=policy.name, group="3.2a", source="district", year=year,
            amount_fen=BUDGET_FEN, reason="虚构批复1号",
        )  # fmt: skip
        funds.confirm_budget_change(actor=users["demo-releaser"], change=change)
    firms = ensure_parties(actor=making.MAKER, rows=[invented.firm(n, streets[0].pk) for n in range(1, 2 * rounds + 1)])
    cases = [case_of(district, firm, n) for n, firm in enumerate(firms, start=1)]
    waiting, decided = cases[:rounds], cases[rounds:]
    for case in waiting:
        making.bring_to(district, case, "decide", district.ago(FILED))
    for case in decided:
        making.bring_to(district, case, "notice", district.ago(FILED))
    show(district, decided)
    return {"decide": [case.number for case in waiting], "pay": [case.number for case in decided]}


def case_of(district: District, firm: Party, n: int) -> Case:
    """File one roster of new hires of a firm, and return its case."""
    agent = district.users["demo-firm"]
    making.register_firm(district, firm, district.ago(900))
    authorise(actor=making.MAKER, user=agent, organisation=firm)
    making.give_account(district, firm, n, agent)
    people = making.add_people(district, LINES)
    making.hire(district, firm, people, district.ago(FILED + 30))
    made = making.draft(district, agent, firm, ["3.2a"], district.ago(FILED), people)
    [case] = making.submit(agent, made, district.ago(FILED))
    return case


def show(district: District, cases: list[Case]) -> None:
    """Publish the notice of the decided cases, and end it."""
    official = district.users["demo-district-2"]
    with clock.working_on(district.ago(SHOWN)):
        notice = notices.publish_notice(actor=official, case_ids=[case.id for case in cases])
    with clock.working_on(max(district.ago(ENDED), notice.ends_on + dt.timedelta(days=1))):
        notices.end_notice(actor=official, notice_id=notice.id)


if __name__ == "__main__":
    with transaction.atomic():
        print(json.dumps(make(int(sys.argv[1]))))
