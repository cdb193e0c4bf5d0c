"""Caps at once, with real threads on a real PostgreSQL: each cap that the policy declares, with imported awards counted.

Which caps there are follows from `claims.yaml`, with those of the other readings. All people and firms are invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.bureau.cases.scene import POLICY, SETUP, SINCE, TODAY, Scene, make_scene, past_award, rows, set_budget
from tests.bureau.registry.people import organisation, person
from tests.races.test_cases import at_decision, decide, deciders, months_of, only_words
from tests.races.threads import at_once
from tests.support.counts import few, some

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.actions import drafts, filing
from wenjiu.bureau.cases.actions.past import bring_past_awards
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.models import Award, Case, Quota
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.models import Import
from wenjiu.bureau.registry.past_awards import PastAward, kinds_of
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action
from wenjiu.rules.document.claims import Claim
from wenjiu.rules.language.dated_values import DatedValue
from wenjiu.rules.language.text import T
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_in(2)]
#: Claims at once.
AT_ONCE = few(12, 40)
#: What stands in where a policy leaves the most of a cap in months to a parameter that nobody has set.
MONTHS = 12


@dataclass(frozen=True)
class Capped:
    """A claim with a cap, under the readings that give it. `letters`: none for the recommended ones."""

    code: str
    letters: tuple[tuple[str, str], ...]

    @property
    def policy(self) -> Policy:
        """Return the policy under these readings."""
        return POLICY.with_letters(dict(self.letters)) if self.letters else POLICY

    @property
    def claim(self) -> Claim:
        """Return the claim under these readings."""
        return POLICY.claims[self.code].under(dict(self.letters))

    def __str__(self) -> str:
        cap = self.claim.cap
        assert cap is not None
        return f"{self.code} {cap.unit} per {'+'.join(cap.per)}"


def capped() -> list[Capped]:
    """Return every claim with a cap, as recommended and under each reading that changes it."""
    found = []
    for code, claim in POLICY.claims.items():
        ways = [(), *(tuple(change.under.items()) for change in claim.changes)]
        found += [Capped(code, way) for way in ways if claim.under(dict(way)).cap not in (None, *_earlier(claim, way))]
    return found


def _earlier(claim: Claim, way: tuple[tuple[str, str], ...]) -> tuple[Any, ...]:
    """Return the cap of the recommended reading, where another one does not change it."""
    return (claim.cap,) if way else ()


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    monkeypatch.setattr(civil, "today", lambda: civil.of(TODAY))
    yield
    monkeypatch.undo()
    POLICY.forget()


def parties(count: int, kind: str, first: int) -> list[Party]:
    """Return so many invented parties of a kind."""
    make = person if kind == "person" else organisation
    return ensure_parties(actor=SETUP, rows=[make(first + n) for n in range(count)])


def claims_of(of: Capped, count: int, months: int = 1, amount_fen: int = 1) -> list[PastAward]:
    """Return so many different claims under one cap: what shares the cap is the same, the rest of the key differs."""
    claim, cap = of.claim, of.claim.cap
    shared = cap.per if cap is not None else ()
    held: dict[str, list[Party]] = {}
    for n, role in enumerate(claim.roles):
        many = role in claim.key and role not in shared
        made = parties(count if many else 1, kinds_of(of.policy, claim, role)[0], 100 + 100 * n)
        held[role] = made if many else made * count
    things = {
        thing: [f"{thing}-1" if thing in shared else f"{thing}-{n}" for n in range(count)] for thing in claim.things
    }
    return [
        PastAward(
            of.code,
            {role: each[n] for role, each in held.items()},
            {"year": 2025, "first_month": month(n * months), "months": months, "slot": 1}
            | {thing: each[n] for thing, each in things.items()},
            amount_fen,
            TODAY - dt.timedelta(days=n + 1),
            "a test",
        )
        for n in range(count)
    ]


def month(n: int) -> str:
    """Return the month so many months after January 2020."""
    return f"{2020 + n // 12}-{n % 12 + 1:02d}"


@refusing
@action
def bring(*, actor: Any, policy: Policy, award: PastAward, imported: Import) -> None:
    """Import one past award. What the import says of it is its refusal."""
    faults = bring_past_awards(actor=actor, policy=policy, awards=[award], imported=imported)
    if faults:
        raise CaseRefused(faults[0], code="cap" if "超过上限" in faults[0] else "once")


@action
def new_import(*, actor: Any) -> Import:
    """Return an import to which the awards belong."""
    return Import.objects.create(
        policy=POLICY.name, table="awards", sha256="0" * 64, by=User.objects.get(username="clerk2"), mode="good_rows",
        good=1, bad=0, file_name="a.csv", source="a test",
    )  # fmt: skip


def set_figure(monkeypatch: pytest.MonkeyPatch, most: int | str, unit: str) -> int:
    """Return the most of a cap; twelve months where its parameter has no value."""
    if isinstance(most, int):
        return most
    param = POLICY.book[most]
    if not param.rows and unit == "months":
        monkeypatch.setattr(param, "rows", (DatedValue(0, MONTHS, T("虚构", "invented"), "high"),))
        POLICY.forget()
    row = param.at(civil.of(TODAY))
    assert row is not None
    return int(row.value)


@pytest.mark.parametrize("of", [pytest.param(x, id=str(x)) for x in some(capped(), 3, "caps at once")])
def test_many_at_once_use_a_cap_up_exactly_and_what_was_imported_counts(
    of: Capped, monkeypatch: pytest.MonkeyPatch
) -> None:
    cap = of.claim.cap
    assert cap is not None
    most = set_figure(monkeypatch, cap.most, cap.unit)
    make_scene(people=0, hired=False)
    # Each further claim uses a part of the cap of which a whole number does not fit, but for single months and slots.
    size: Mapping[str, int] = {"months": 1, "slots": 1, "fen": most * 3 // 20}
    awards = claims_of(of, AT_ONCE + 1, amount_fen=size["fen"] if cap.unit == "fen" else 1)
    imported = new_import(actor=SETUP)
    bring(actor=SETUP, policy=of.policy, award=awards[0], imported=imported)
    before = Quota.objects.get().used
    fits = min(AT_ONCE, (most - before) // size[cap.unit])
    assert 0 < fits < AT_ONCE
    ways = at_once([partial(bring, actor=SETUP, policy=of.policy, award=x, imported=imported) for x in awards[1:]])
    assert ways == {"ok": fits, "CaseRefused:cap": AT_ONCE - fits}
    quota = Quota.objects.get()
    assert quota.used == before + fits * size[cap.unit] <= quota.most == most
    assert Award.objects.filter(live=True).count() == 1 + fits


PAYING = [code for code, claim in POLICY.claims.items() if claim.pays]


@pytest.mark.parametrize("code", some(PAYING, 11, "claims at once", full=4))
def test_the_same_claim_at_once_is_paid_as_often_as_it_has_slots(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for its key; 5.3 three times for an entity, whichever founder asks."""
    claim = POLICY.claims[code]
    if claim.cap is not None:
        set_figure(monkeypatch, claim.cap.most, claim.cap.unit)
    slots = set_figure(monkeypatch, claim.slots, "slots") if claim.slots else 1
    make_scene(people=0, hired=False)
    [award] = claims_of(Capped(code, ()), 1)
    imported = new_import(actor=SETUP)
    facts = {name: value for name, value in award.facts.items() if name != "slot"}
    same = PastAward(code, award.roles, facts, award.amount_fen, award.paid_on, award.source)
    ways = at_once([partial(bring, actor=SETUP, policy=POLICY, award=same, imported=imported)] * AT_ONCE)
    assert ways["ok"] == slots == Award.objects.filter(live=True).count()
    assert sum(ways.values()) == AT_ONCE and set(ways) <= {"ok", "CaseRefused:once", "CaseRefused:cap"}


def test_the_caps_are_of_every_kind_that_the_policy_knows() -> None:
    assert [str(x) for x in capped()] == [
        "3.2b months per person",
        "3.4a months per person",
        "3.4a months per person+traineeship",
        "3.4b months per person",
        "5.2 fen per employer",
        "5.3 slots per person",
    ]


def trainee_of_months(scene: Scene, months: list[dict[str, str]]) -> None:
    """Put a registered unemployed youth into the registers, with a traineeship of each of some months."""
    [one] = scene.people
    known = {"birth_date": "2004-05-06", "is_registered_unemployed": True, "household_district": POLICY.home}
    rows(scene, "persons", [Statement(known, {"self": one}, valid_from=SINCE)])
    said = [
        {"unit_is_recognised": True, "is_full_time": True, "start": m["traineeship_start"], "end": m["traineeship_end"]}
        for m in months
    ]
    held = {"firm_id": scene.firm, "person_id": one}
    rows(scene, "traineeships", [Statement(facts, held, valid_from=SINCE) for facts in said])


def file_month(scene: Scene, start: str) -> Case:
    """File 3.4a for one of the traineeships of the one person."""
    [one] = scene.people
    made = drafts.open_filing(
        actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["3.4a"], intent_key=f"from {start}"
    )
    line = {"number": number_of(one), "name": one.name, "facts": {"traineeship_start": start}}
    drafts.save_lines(actor=scene.agent, filing_id=made.id, lines=[line])
    [case] = filing.submit_filing(actor=scene.agent, filing_id=made.id)
    return case


def test_decisions_at_once_about_one_person_never_pay_more_months_than_the_cap(own_calendar: None) -> None:
    """3.4a: twelve months of one person. Ten were imported, so of all that are decided at once two are granted."""
    scene, count = make_scene(people=1, hired=False), few(3, 40)
    past_award(actor=SETUP, code="3.4a", roles={"person": scene.people[0]}, facts=months_of(0, 10), amount_fen=1)
    months = [months_of(24 + n) for n in range(count)]
    trainee_of_months(scene, months)
    set_budget(scene, "3.4a", 100_000_000)
    cases = [at_decision(scene, file_month(scene, m["traineeship_start"])) for m in months]
    ways = at_once([decide(actor, case) for actor, case in zip(deciders(scene, count), cases, strict=True)])
    only_words(ways)
    assert ways["ok"] == 2 and sum(ways.values()) == count
    assert Quota.objects.get().used == 12 and Award.objects.filter(live=True, line__isnull=False).count() == 2
