"""A small bureau for tests of cases: areas, staff with posts, a firm with its agent, people and hires in the registers.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from tests.bureau.registry.people import organisation, person

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas import actions as areas
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases import granting, keys
from wenjiu.bureau.cases.actions import drafts, filing, notices, steps
from wenjiu.bureau.cases.models import Award, Case, Line, Notice
from wenjiu.bureau.funds import actions as funds
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.models import Import
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action
from wenjiu.policies import load_policy

POLICY = load_policy("chaoyang_2020")
SETUP = "a test"
SINCE = dt.date(2020, 1, 1)
#: The day on which tests of cases begin: a Tuesday.
TODAY = dt.date(2026, 9, 1)
#: username -> role. The names of two of a kind end in 2.
STAFF = {
    "clerk": "street_specialist",
    "clerk2": "street_specialist",
    "street": "street_reviewer",
    "street2": "street_reviewer",
    "district": "district_reviewer",
    "district2": "district_reviewer",
    "approver": "approver",
    "approver2": "approver",
    "maker": "finance_maker",
    "releaser": "finance_releaser",
}
HIRED = {
    "is_new": True,
    "date": "2026-03-02",
    "claim_year": 2026,
    "was_registered_unemployed": True,
}


@dataclass
class Scene:
    """The rows that a test works with."""

    streets: list[Area]
    staff: dict[str, User]
    firm: Party
    agent: User
    people: list[Party] = field(default_factory=list)

    def __getattr__(self, name: str) -> User:
        try:
            return self.staff[name]
        except KeyError:
            raise AttributeError(name) from None


def make_scene(people: int = 3, hired: bool = True) -> Scene:
    """Return a bureau with a firm in its first street that has hired some residents."""
    areas.load(actor=SETUP, areas=POLICY.areas)
    district = Area.objects.get(kind="district")
    streets = list(Area.objects.filter(kind="street", parent=district).order_by("code")[:2])
    staff = {}
    for name, role in STAFF.items():
        user = create_user(actor=SETUP, username=name, name=f"虚构{name}")
        area = streets[0] if role.startswith("street") else district
        give_post(actor=SETUP, user=user, role=role, area=area, from_day=SINCE)
        staff[name] = user
    [firm] = ensure_parties(actor=SETUP, rows=[replace(organisation(1), street_id=streets[0].pk)])
    agent = create_user(actor=SETUP, username="agent", name="虚构经办人")
    authorise(actor=SETUP, user=agent, organisation=firm)
    made = ensure_parties(actor=SETUP, rows=[person(n) for n in range(1, people + 1)])
    scene = Scene(streets, staff, firm, agent, made)
    bring_registers(scene, hired)
    for code in ("3.2a", "5.2", "5.3"):
        set_budget(scene, code, 100_000_000)
    return scene


def set_budget(scene: Scene, group: str, amount_fen: int, year: int = 0) -> None:
    """Give a measure a budget, proposed by one person and confirmed by another."""
    change = funds.set_budget(
        actor=scene.maker,
        policy=POLICY.name,
        group=group,
        source="district",
        year=year or clock.today().year,
        amount_fen=amount_fen,
        reason="虚构文号1号",
    )
    funds.confirm_budget_change(actor=scene.releaser, change=change)


def bring_registers(scene: Scene, hired: bool = True) -> None:
    """Put the firm and its people into the registers, and whom it hired."""
    home = POLICY.home
    firm = {"is_employer": True, "registered_district": home, "tax_district": home, "operates_normally": True,
            "operation_start": "2024-05-01", "size": "small", "entity_type": "enterprise"}  # fmt: skip
    rows(scene, "firms", [Statement(firm, {"self": scene.firm}, valid_from=SINCE)])
    known = {"household_district": home, "school": "university", "graduation": "2019-07-01"}
    rows(scene, "persons", [Statement(known, {"self": p}, valid_from=SINCE) for p in scene.people])
    if hired:
        hires = [Statement(HIRED, {"firm_id": scene.firm, "person_id": p}, valid_from=SINCE) for p in scene.people]
        rows(scene, "hires", hires)


def rows(scene: Scene, table: str, statements: list[Statement]) -> None:
    """Bring statements into a table of the registers."""
    bring(actor=SETUP, policy=POLICY, table=table, rows=statements, source="a test")


def file_roster(scene: Scene, code: str = "3.2a", intent: str = "one") -> Case:
    """File a measure for everybody whom the firm hired, and return its case."""
    made = drafts.open_filing(actor=scene.agent, policy=POLICY, filer=scene.firm, measures=[code], intent_key=intent)
    lines = [{"number": number_of(p), "name": p.name} for p in scene.people]
    drafts.save_lines(actor=scene.agent, filing_id=made.id, lines=lines)
    [case] = filing.submit_filing(actor=scene.agent, filing_id=made.id)
    return case


def step(actor: User, case: Case, code: str, outcome: str, **more: Any) -> Case:
    """Take a step with the version that the case has now, and return the case as it is then."""
    case.refresh_from_db()
    if outcome == "accepted":
        more.setdefault("without_papers", "纸质材料核对过")
    steps.take_step(actor=actor, case_id=case.id, step=code, outcome=outcome, seen_version=case.version, **more)
    case.refresh_from_db()
    return case


def decide(scene: Scene, case: Case) -> Case:
    """Take a case through all reviews to its decision, by four people."""
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    step(scene.district, case, "second", "agree")
    return step(scene.approver, case, "decide", "approved")


def notice_ended(scene: Scene, case: Case) -> Notice:
    """Publish the notice of a case and end it after its period."""
    notice = notices.publish_notice(actor=scene.district, case_ids=[case.id])
    clock.turn_forward((notice.ends_on - clock.today()).days + 1)
    return notices.end_notice(actor=scene.district, notice_id=notice.id)


def file_own(actor: User, filer: Party, code: str, intent: str = "one", **more: Any) -> Case:
    """File a measure without a roster, and return its case. `more`: answers, street."""
    street = more.pop("street", None)
    made = drafts.open_filing(actor=actor, policy=POLICY, filer=filer, measures=[code], intent_key=intent)
    assert drafts.save_answers(actor=actor, filing_id=made.id, answers=more) == {}
    [case] = filing.submit_filing(actor=actor, filing_id=made.id, street=street)
    return case


def resident_user(scene: Scene, n: int = 0) -> User:
    """Return the account of one of the people."""
    return create_user(actor=SETUP, username=f"resident{n}", name="虚构居民", party=scene.people[n])


def states(case: Case) -> list[str]:
    """Return the states of the lines of a case."""
    return list(Line.objects.filter(case=case).order_by("no").values_list("state", flat=True))


@action
def past_award(
    *,
    actor: Any,
    code: str,
    roles: dict[str, Party],
    amount_fen: int = 0,
    facts: dict[str, Any] | None = None,
    things: dict[str, str] | None = None,
) -> Award:
    """Store an award that was paid before this system, as an import does, and return it."""
    keeper = User.objects.get(username="clerk2")
    imported, _new = Import.objects.get_or_create(
        policy=POLICY.name,
        table="past_awards",
        sha256="0" * 64,
        defaults={"by": keeper, "mode": "good_rows", "good": 1, "bad": 0, "file_name": "a.csv", "source": "a test"},
    )
    found = keys.make_keys(POLICY, POLICY.claims[code], roles, things or {}, facts or {}, amount_fen, TODAY.isoformat())
    slot = keys.free_slot(POLICY.name, found)
    granting.use_cap(POLICY.name, found)
    parties = {role: party.pk for role, party in roles.items()}
    made: Award = keys.new_award(
        POLICY.name, code, found, slot, parties, amount_fen, imported=imported, paid_on=dt.date(2025, 6, 30)
    )
    made.save()
    return made
