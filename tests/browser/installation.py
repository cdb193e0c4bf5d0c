"""A program beside a running bureau: it makes the people of a journey and the rows of registers, and says what became of it.

Whoever starts it writes one command a line as JSON, and reads one answer a line. It works on the installation that the
environment names, with the actions of the bureau; nothing in it decides, files or pays. All people, firms, numbers and sums are
invented.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import django

django.setup()

import openpyxl
from tests.bureau.registry.people import organisation, person, resident
from tests.journeys.facts import Branch, assessed, branch, example_of, figures_of, later
from tests.journeys.town import Town, bring_facts, open_account, set_budgets

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case, Filing
from wenjiu.bureau.documents.models import Document
from wenjiu.bureau.funds.models import BatchLine, Budget, Obligation
from wenjiu.bureau.offers.weighing import by_office
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.rulebook import actions as rulebook
from wenjiu.bureau.rulebook import in_force
from wenjiu.policies import published_policy
from wenjiu.rules.document.claims import FIRST_MONTH
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.workspace import roster
from wenjiu.web.workspace.counted import ListForm
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.questions import as_typed

SETUP = "a test"
#: Who plays the parts of the staff in `Town`.
STAFF = {"maker": "demo-maker", "releaser": "demo-releaser"}
#: Numbers of invented people: those who file, and those on lists.
FILERS, LISTED = 400, 100


@dataclass
class Journey:
    """One branch, who files it, and the people around."""

    town: Town
    branch: Branch
    kind: str


def policy_today(name: str) -> Policy:
    """Return the policy with what the installation changed."""
    with in_force.one_policy():
        return in_force.policy_on(name, clock.today())


# ---- figures that no source states


def set_figures(name: str) -> int:
    """Set invented figures where the policy has none for today, each by two people. Return how many."""
    published = published_policy(name)
    wanted = {(p.name, row.key): row.value for p, rows in figures_of(published, list(published.claims)) for row in rows}
    made = set_those(name, wanted)
    for _round in range(2):
        policy = policy_today(name)
        wanted = {}
        for code in policy.claims:
            wanted |= missing_figures(policy, code)
        made += set_those(name, wanted)
    return made


def set_those(name: str, wanted: Mapping[tuple[str, str], Any]) -> int:
    """Set figures that the policy of today has not, and return how many."""
    policy, day = policy_today(name), civil.of(clock.today())
    missing = {
        (param, key): value
        for (param, key), value in wanted.items()
        if not any(row.key == key and row.value is not None for row in policy.book[param].in_force(day))
    }
    for (param, key), value in missing.items():
        change(name, policy.book[param], key, value)
    return len(missing)


def missing_figures(policy: Policy, code: str) -> dict[tuple[str, str], Any]:
    """Return what an example of this year or of last year still lacks -> the last figure that is known of it."""
    found: dict[tuple[str, str], Any] = {}
    today, facts = clock.today(), example_of(policy, code)
    for years in (today.year - policy.issued.year - 1, today.year - policy.issued.year - 2):
        answer = assessed(policy, code, later(policy, code, facts, years), today)
        for named in answer["missing_parameters"]:
            name, _bracket, key = named.rstrip("]").partition("[")
            known = {row.key: row.value for row in policy.book[name].rows if row.value is not None}
            last = list(known.values())[-1]
            found |= {(name, entry): known.get(entry, last) for entry in ([key] if key else known)}
    return found


def change(name: str, param: Param, key: str, value: Any) -> None:
    """Change one figure by two policy administrators, from the first day of this year on."""
    first, second = (User.objects.get(username=n) for n in ("demo-policy", "demo-policy-2"))
    public = (param.type.public_column if param.type.keyed else param.type.public)(param, value)
    draft = rulebook.draft_change(
        actor=first, policy=name, kind="parameter", name=param.name, key=key, value=public,
        from_day=clock.today().replace(month=1, day=1), source="虚构〔2026〕1号", confirmed_source=True,
    )  # fmt: skip
    look = rulebook.keep_look(
        actor=second, draft_id=draft.pk, revision=draft.revision, version=in_force.version(name), effect={}
    )
    rulebook.confirm_draft(actor=second, draft_id=draft.pk, revision=draft.revision, look_id=look.pk)


# ---- a journey


def open_journey(name: str, code: str, kind: str, no: int) -> tuple[Journey, dict[str, Any]]:
    """Make a firm with its agent and a resident with an account, and return the journey and what a test has to know."""
    policy = policy_today(name)
    street = Area.objects.filter(kind="street").order_by("code")[0]
    rows = [replace(organisation(FILERS + no), street_id=street.pk), replace(person(FILERS + no), street_id=street.pk)]
    firm, who = parties.ensure_parties(actor=SETUP, rows=rows)
    agent = create_user(actor=SETUP, username=f"demo-agent-{no}", name="虚构经办人", demo=True)
    authorise(actor=SETUP, user=agent, organisation=firm)
    own = create_user(actor=SETUP, username=f"demo-own-{no}", name=who.name, party=who, demo=True)
    staff = {part: User.objects.get(username=username) for part, username in STAFF.items()}
    town = Town(policy, staff, firm, who, agent, own, street, row=str(no))
    for party in (firm, who):
        open_account(town, party)
    found = branch(policy, code, clock.today())
    claim = policy.claims[code]
    group = claim.group or code
    if claim.pays and not Budget.objects.filter(group=group, year=found.day.year).exists():
        set_budgets(town, group, found.day.year)
    journey = Journey(town, found, kind)
    other = town.party("person" if kind == "organisation" else "organisation")
    office = "office" in claim.opened_by
    return journey, {
        "user": town.user(kind).username,
        "office": office,
        "listed": by_office(claim),
        "pays": bool(claim.pays),
        "amount_fen": found.amount_fen,
        "broken": found.broken,
        "firm": [number_of(firm), firm.name],
        "other": [number_of(other), other.name],
        "person": [number_of(who), who.name],
    }


def texts(journey: Journey, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return public name -> what the filer types or chooses, of everything that no register supplies."""
    found, claim = journey.branch, journey.branch.policy.claims[journey.branch.code]
    accepted = found.policy.accepted_facts(found.policy.measures[found.code])
    stated = found.stated(facts)
    said = {name: as_typed(accepted[name], value) for name, value in stated.items() if not isinstance(value, list)}
    if claim.months_of is not None and claim.months_of.count in facts:
        back = found.day.year * 12 + found.day.month - int(facts[claim.months_of.count])
        said[FIRST_MONTH] = f"{back // 12}-{back % 12 + 1:02d}"
    return said


def people_file(journey: Journey, filing: int, facts: Mapping[str, Any]) -> str:
    """Return the list of people of a filing, as a file with the columns of its template."""
    form = FilingForm(Filing.objects.get(pk=filing), "zh")
    columns = roster.layout(ListForm(form, journey.branch.code)).columns
    book = openpyxl.Workbook()
    book.active.append([column.header("zh") for column in columns])
    for n, said in enumerate(journey.branch.listed(facts), start=LISTED):
        cells = [
            column.choices[said[column.id]].zh
            if column.fact is None and column.choices
            else roster.words_of(column, said[column.id], "zh")
            for column in columns[2:]
            if column.id in said
        ]
        book.active.append([resident(n), f"虚构甲{n}", *cells])
    out = io.BytesIO()
    book.save(out)
    return base64.b64encode(out.getvalue()).decode()


def next_step(number: str, grant: bool) -> dict[str, Any]:
    """Return the step that a case waits for, its roles, and the outcome that grants or refuses."""
    case = Case.objects.get(number=number)
    flow = flows.flow_of(case)
    if not flow.has(case.state):
        return {"state": case.state, "roles": [], "outcome": ""}
    step = flow.step(case.state)
    against = [
        o.code
        for o in step.outcomes.values()
        if o.kind == "propose" or (o.kind, o.next) == ("end", "refused") or o.code == "dropped"
    ]
    agreeing = [o.code for o in step.outcomes.values() if o.kind == "next" or (o.kind, o.next) == ("end", "closed")]
    return {"state": case.state, "roles": list(step.roles), "outcome": [*([] if grant else against), *agreeing][0]}


def outcome_of(number: str) -> dict[str, Any]:
    """Return the state of a case, what was paid by role, and its documents with those of its notice and batch."""
    case = Case.objects.get(number=number)
    owed = Obligation.objects.filter(award__line__case=case)
    paid: dict[str, int] = {}
    for each in owed:
        paid[each.role] = paid.get(each.role, 0) + (each.amount_fen if each.state == "paid" else 0)
    batches = BatchLine.objects.filter(obligation__in=owed).values_list("batch__number", flat=True)
    documents = (
        Document.objects.filter(case=case)
        | Document.objects.filter(notice__lines__line__case=case)
        | Document.objects.filter(batch__in=list(batches))
    )
    return {"state": case.state, "paid": paid, "documents": sorted(set(documents.values_list("pk", "kind")))}


def granted_by_role(found: Branch) -> dict[str, int]:
    """Return role -> fen that the policy grants."""
    granted: dict[str, int] = {}
    for payee, amount in found.payees:
        role = found.policy.claims[found.code].pays[payee]
        granted[role] = granted.get(role, 0) + amount
    return granted


def main() -> None:
    """Answer commands until there are no more."""
    journeys: dict[int, Journey] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        said: Any
        match asked.pop("do"):
            case "figures":
                said = set_figures(asked["policy"])
            case "open":
                journeys[asked["no"]], said = open_journey(asked["policy"], asked["code"], asked["kind"], asked["no"])
                said["granted"] = granted_by_role(journeys[asked["no"]].branch)
            case "bring":
                journey = journeys[asked["no"]]
                facts = journey.branch.facts if asked["right"] else journey.branch.wrong
                bring_facts(journey.town, journey.branch, journey.kind, facts)
                said = texts(journey, facts)
            case "people":
                journey = journeys[asked["no"]]
                facts = journey.branch.facts if asked["right"] else journey.branch.wrong
                said = people_file(journey, asked["filing"], facts)
            case "step":
                said = next_step(asked["number"], asked["grant"])
            case "outcome":
                said = outcome_of(asked["number"])
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
