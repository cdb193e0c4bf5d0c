"""The worked files of several cases as scenes of the bureau: parties, register rows, past awards, filings, decisions.

A file (`tests/policies/chaoyang_2020/together/cases.yaml`) says what one person or firm claims. A scene files its cases
in their order, each after the one before was decided, as officials would, or all of them before one is decided.
Whoever and whatever a file names is invented.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.bureau.cases.scene import SETUP, SINCE
from tests.bureau.cases.worked_files import POLICY, days_named, moved, years_named
from tests.bureau.registry.people import organisation, person, resident
from tests.journeys.facts import Branch
from tests.journeys.town import Town, bring_facts, make_town, set_budgets

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases import choosing, drafting, flows
from wenjiu.bureau.cases.actions import drafts, filing, reviews, steps
from wenjiu.bureau.cases.actions.past import bring_past_awards
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Award, Case, Filing, Line
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.models import Import
from wenjiu.bureau.registry.past_awards import PastAward, kinds_of
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.registry.values import registers_of
from wenjiu.bureau.writes import action
from wenjiu.rules.ask.typed import Unreadable
from wenjiu.rules.case.filing import NOT_ASKED, listed_facts
from wenjiu.rules.document.claims import FIRST_MONTH, Claim
from wenjiu.rules.language.facts import Relation
from wenjiu.standards import civil
from wenjiu.web.workspace.questions import as_typed

#: People of a list that a scene writes one by one; longer lists come from the registers as a number.
MOST_LISTED = 60
#: No case without a day of its own is filed before.
EARLIEST = "2024-11-02"
#: A party that a file does not name.
OWN = "own"


class Known(Branch):
    """Facts of which registers supply also the numbers of people, but those that they count themselves."""

    def of_registers(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part of some facts that registers supply."""
        accepted = self.policy.accepted_facts(self.policy.measures[self.code])
        counted = {fact.key for fact in registers_of(self.policy).counted}
        return {
            name: value
            for name, value in facts.items()
            if not isinstance(fact := accepted[name], Relation)
            and self.policy.suppliers[fact.source].kind not in NOT_ASKED[:2]
            and any(fact is held for _path, t in self._tables() for held in t.facts.values())
            and fact.key not in counted
        }

    def _tables(self) -> Any:
        registers = registers_of(self.policy)
        return registers.paths(registers.subject(self.code))


@dataclass
class Outcome:
    """What became of one case of a file.

    `granted_fen`: what it was granted; None where it was refused or waits.
    `stops`: ids of the rules that stop it, and of its own conditions that fail.
    `warns`: (rule, measure that it meets) of what an official had to clear.
    `waits`: why it cannot be decided yet.
    """

    id: str
    granted_fen: int | None = None
    stops: set[str] = field(default_factory=set)
    warns: set[tuple[str, str]] = field(default_factory=set)
    waits: str = ""


@dataclass
class Scene:
    """One file, and the bureau in which it is filed.

    `parties`: (kind, name in the file) -> the party.
    `refused`: id -> why a past award of the file could not be imported.
    """

    file: dict[str, Any]
    town: Town
    parties: dict[tuple[str, str], Party]
    users: dict[int, User] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def run(self) -> list[Outcome]:
        """Import the past awards, and file and decide one case after the other."""
        for award in self.file.get("past_awards", ()):
            self._import(award)
        return [self._case(k, case) for k, case in enumerate(self.file["cases"])]

    def run_at_once(self) -> list[Outcome]:
        """File all cases before one is decided, take each up to its decision, and then decide them in their order."""
        for award in self.file.get("past_awards", ()):
            self._import(award)
        filed = []
        for k, case in enumerate(self.file["cases"]):
            with clock.working_on(self.day(case)):
                filed.append((Outcome(case["id"]), self._filed(k, case)))
        with clock.working_on(max(self.day(case) for case in self.file["cases"])):
            granted = [(o, case) for o, case in filed if self._can_go_on(case)]
            for _outcome, case in granted:
                self._take(case, grant=True, until="decide")
            for outcome, case in granted:
                try:
                    self._take(case, grant=True)
                except CaseRefused as refused:
                    outcome.waits = refused.code
                outcome.granted_fen = _granted(case.lines.get())
        return [outcome for outcome, _case in filed]

    def _can_go_on(self, case: Case) -> bool:
        """Whether officials can agree to a case that was filed: the rules grant it, and nothing stops it."""
        return case.lines.get().answer["eligible"] == "yes" and not case.findings.filter(level="stop").exists()

    # ---- who and when

    def who(self, claim: Claim, role: str, said: Mapping[str, Any]) -> Party:
        """Return the party in a role: the one that the case names, else the first that its file names."""
        named = [x.get("same", {}).get(role) for x in (said, *self.file["cases"], *self.file.get("past_awards", ()))]
        name = next((str(x) for x in named if x is not None), OWN)
        kind = kinds_of(POLICY, claim, role)[0]
        if (kind, name) not in self.parties:
            number = 10 + len(self.parties)
            row = person(number) if kind == "person" else organisation(number)
            [made] = ensure_parties(actor=SETUP, rows=[replace(row, street_id=self.town.street.pk)])
            self.parties[kind, name] = made
            if kind == "organisation":
                authorise(actor=SETUP, user=self.town.agent, organisation=made)
        return self.parties[kind, name]

    def user(self, party: Party) -> User:
        """Return the account that files for a party."""
        if party.kind == "organisation":
            return self.town.agent
        if party.pk not in self.users:
            self.users[party.pk] = (
                self.town.own
                if party == self.town.resident
                else create_user(actor=SETUP, username=f"resident{party.pk}", name="虚构居民", party=party, demo=True)
            )
        return self.users[party.pk]

    def day(self, case: Mapping[str, Any]) -> dt.date:
        """Return the day of a filing: that of its application, one in its year, or one after all that the file says."""
        if "application_date" in case["facts"]:
            return civil.date(civil.parse(case["facts"]["application_date"]))
        claim, measure = POLICY.claims[case["measure"]], POLICY.measures[case["measure"]]
        if measure.assumes.get(claim.year_of) == "application_date" and "year" in case.get("same", {}):
            return dt.date(int(case["same"]["year"]), 6, 3)
        ends = [] if "year" in claim.key else [civil.key(year, 12, 31) for year in years_named(case["facts"])]
        days = [civil.parse(day) for day in days_named(self.file)]
        return civil.date(civil.next_day(max([civil.parse(EARLIEST), *days, *ends])))

    # ---- a case

    def _case(self, at: int, case: Mapping[str, Any]) -> Outcome:
        with clock.working_on(self.day(case)):
            made = self._filed(at, case)
            return self._decided(case["id"], made)

    def _filed(self, at: int, case: Mapping[str, Any]) -> Case:
        code, claim = case["measure"], POLICY.claims[case["measure"]]
        kind = next(iter(claim.files))
        roles = {role: self.who(claim, role, case) for role in claim.roles}
        filer = roles[claim.files[kind][0]]
        other = next((p for p in roles.values() if p.kind != filer.kind), None)
        town = replace(
            self.town,
            firm=filer if kind == "organisation" else other or self.town.firm,
            resident=filer if kind == "person" else other or self.town.resident,
            numbers={**self.town.numbers, **self._numbers(at, case)},
        )
        known = Known(POLICY, code, clock.today(), case["facts"], {}, None, ())
        bring_facts(town, known, kind, case["facts"])
        self._of_parties(town, case)
        self._hired(town, case)
        office = "applicant" not in claim.opened_by
        actor = self.town.staff["district"] if office else self.user(filer)
        draft = drafts.open_filing(
            actor=actor, policy=POLICY, filer=filer, measures=[code], intent_key=f"{code} {at}",
            origin="office" if office else "applicant",
        )  # fmt: skip
        self._draft(actor, draft, case, town)
        [made] = filing.submit_filing(actor=actor, filing_id=draft.pk, street=self.town.street)
        return made

    def _numbers(self, at: int, case: Mapping[str, Any]) -> dict[str, str]:
        """Return the numbers of the register rows of a case: each has its own, but for an edition that is the same."""
        own = {
            table: f"{table}-{at + 1}" for table in ("winners", "events", "projects", "training_projects", "gradings")
        }
        named = case.get("same", {}).get("edition")
        return own if named is None else own | {"competitions": named}

    def _of_parties(self, town: Town, case: Mapping[str, Any]) -> None:
        """Bring what the registers of people and firms hold under another name than the measure has for it."""
        registers, code = registers_of(POLICY), case["measure"]
        accepted = POLICY.accepted_facts(POLICY.measures[code])
        by_key = {accepted[name].key: value for name, value in case["facts"].items()}
        for _path, table in registers.paths(registers.subject(code)):
            held = {fact.key: column for column, fact in table.facts.items()}
            columns = {
                held[other.key]: by_key[fact.key]
                for fact, other in registers.same.items()
                if fact.key in by_key and other.key in held
            }
            if columns and table.name in registers.parties:
                row = Statement(columns, {"self": town.party(registers.parties[table.name])}, valid_from=SINCE)
                bring(actor=SETUP, policy=POLICY, table=table.name, rows=[row], source="a test")

    def _hired(self, town: Town, case: Mapping[str, Any]) -> None:
        """Let the register of hires have as many residents of a firm as the case says."""
        counted = [f.key for f in registers_of(POLICY).counted]
        accepted = POLICY.accepted_facts(POLICY.measures[case["measure"]])
        wanted = sum(v for n, v in case["facts"].items() if accepted[n].key in counted)
        ids = [x for x in self.file["cases"] if x["measure"] == "3.2a"] if wanted else []
        people = {self.who(POLICY.claims[x["measure"]], "person", x).pk for x in ids}
        more = ensure_parties(actor=SETUP, rows=[person(n) for n in range(500, 500 + wanted - len(people))])
        for table, facts, roles in (
            ("persons", {"household_district": POLICY.home}, "self"),
            ("hires", HIRED, "person_id"),
        ):
            rows = [
                Statement(facts, {roles: p} | ({"firm_id": town.firm} if table == "hires" else {}), valid_from=SINCE)
                for p in more
            ]
            if rows:
                bring(actor=SETUP, policy=POLICY, table=table, rows=rows, source="a test")

    def _draft(self, actor: User, draft: Filing, case: Mapping[str, Any], town: Town) -> None:
        """Fill in a draft with all that an applicant may state, whether the registers know it or not."""
        code, claim, facts = case["measure"], POLICY.claims[case["measure"]], case["facts"]
        offered = choosing.choices(POLICY, code, draft.filer, clock.today())
        if offered and (not claim.many or draft.filer.kind == "person"):
            drafts.save_rows(actor=actor, filing_id=draft.pk, code=code, keys=[offered[0].row.key])
        known = Branch(POLICY, code, clock.today(), facts, {}, None, ())
        if claim.counted is not None and claim.counted.table == "" and _people(code, facts) <= MOST_LISTED:
            listed = [
                {"number": resident(n), "name": f"虚构甲{n}", "facts": said}
                for n, said in enumerate(known.listed(_all_listed(code, facts)), start=100)
            ]
            drafts.save_counted(actor=actor, filing_id=draft.pk, code=code, lines=listed)
        asked = drafting.askable(POLICY, code)
        texts = {n: as_typed(asked[n], v) for n, v in facts.items() if n in asked and n not in claim.each}
        texts = {n: text for n, text in texts.items() if _readable(asked[n], text)}
        if "event_date" in claim.facts:
            texts["event_date"] = clock.today().isoformat()
        if claim.own_questions and ("period" in case or not _compared(code)):
            texts[FIRST_MONTH] = case.get("period", {"from": "2024-01"})["from"][:7]
        assert drafts.save_answers(actor=actor, filing_id=draft.pk, answers=texts) == {}
        if claim.many and draft.filer.kind == "organisation":
            line = {"number": number_of(town.resident), "name": town.resident.name}
            drafts.save_lines(actor=actor, filing_id=draft.pk, lines=[line])

    # ---- the officials

    def _decided(self, id: str, case: Case) -> Outcome:
        """Take a case to its decision: granted where the rules grant it and nothing stops it, else refused."""
        found = Outcome(id)
        line = case.lines.get()
        for finding in case.findings.exclude(code__startswith="conflict"):
            rule, _colon, measure = finding.code.removeprefix("stop:").partition(":")
            if finding.level == "stop":
                found.stops.add(rule)
            else:
                found.warns.add((rule, measure))
        found.stops |= set(line.answer["fails"])
        grant = line.answer["eligible"] == "yes" and not found.stops
        try:
            self._take(case, grant)
        except CaseRefused as refused:
            found.waits = refused.code
        found.granted_fen = _granted(line)
        return found

    def _take(self, case: Case, grant: bool, until: str = "notice") -> None:
        """Take a case through its steps, each by another person, until it waits in a state."""
        flow, used = flows.flow_of(case), set(case.decisions.values_list("actor", flat=True))
        while flow.has(case.state) and case.state not in ("notice", until):
            step = flow.step(case.state)
            actor = next(u for u in self.town.staff.values() if u.pk not in used and _has(u, step.roles))
            used.add(actor.pk)
            against = [
                o.code for o in step.outcomes.values() if o.kind == "propose" or (o.kind, o.next) == ("end", "refused")
            ]
            outcome = next(
                o.code for o in step.outcomes.values() if o.kind == "next" or (o.kind, o.next) == ("end", "closed")
            )
            for finding in case.findings.filter(cleared_at=None, level="warn"):
                case.refresh_from_db()
                reviews.clear_finding(actor=actor, finding_id=finding.pk, seen_version=case.version, reason="已经核实")
            case.refresh_from_db()
            steps.take_step(
                actor=actor, case_id=case.pk, step=step.code, outcome=outcome if grant or not against else against[0],
                seen_version=case.version, reason="" if grant or not against else "按规则不给",
                without_papers="纸质材料核对过",
            )  # fmt: skip
            case.refresh_from_db()

    # ---- past awards

    def _import(self, award: Mapping[str, Any]) -> None:
        """Import an award that was paid before, as a file of past awards states it."""
        code, claim = award["measure"], POLICY.claims[award["measure"]]
        roles = {role: self.who(claim, role, award) for role in claim.roles}
        facts: dict[str, Any] = {"year": int(y)} if (y := award.get("same", {}).get("year")) else {}
        paid_on = dt.date(2022, 12, 30)
        if "period" in award:
            first, last = (civil.parse(award["period"][end]) for end in ("from", "to"))
            facts |= {"first_month": award["period"]["from"][:7], "months": civil.service_months(first, last)}
            paid_on = civil.date(last)
        facts |= {thing: f"{thing}-1" for thing in claim.things} | ({"slot": 1} if claim.period == "slot" else {})
        amount = int(float(award["amount"]) * 100)
        past = PastAward(code, roles, facts, amount, paid_on, "a test")
        faults = _bring_past(actor=SETUP, past=past, keeper=self.town.staff["clerk2"])
        if faults:
            self.refused[award["id"]] = faults[0]


#: A resident whom a firm hired before it claims for the jobs of residents.
HIRED = {"is_new": True, "date": "2024-03-02", "claim_year": 2024, "was_registered_unemployed": True}


@action
def _bring_past(*, actor: Any, past: PastAward, keeper: User) -> dict[int, str]:
    imported = Import.objects.create(
        policy=POLICY.name, table="awards", sha256=f"{Import.objects.count():064d}", by=keeper, mode="good_rows",
        good=1, bad=0, file_name="a.csv", source="a test",
    )  # fmt: skip
    return bring_past_awards(actor=actor, policy=POLICY, awards=[past], imported=imported)


def _readable(fact: Any, text: str) -> bool:
    """Whether a form can say a value; another district is said by the registers alone."""
    try:
        return drafting.public_value(POLICY, fact, text) is not None
    except Unreadable:
        return False


def _compared(code: str) -> bool:
    """Whether some rule compares a measure with another claim."""
    return any(code in pair for rule in POLICY.stacking.rules for pair in rule.between)


def _has(user: User, roles: tuple[str, ...]) -> bool:
    return user.posts.filter(role__in=roles).exists()


def _all_listed(code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with a number for each list of the claim; nobody where the case says none."""
    return {**dict.fromkeys(listed_facts(POLICY, code), 0), **facts}


def _people(code: str, facts: Mapping[str, Any]) -> int:
    return max((int(facts.get(name, 0)) for name in listed_facts(POLICY, code)), default=0)


def open_scene(file: Mapping[str, Any]) -> Scene:
    """Return the scene of a file, in a bureau of its own with money for every measure that the file names."""
    own = moved(copy.deepcopy(file["file"]))
    with clock.working_on(dt.date(2024, 1, 2)):
        town = make_town(POLICY)
        parties = {("organisation", OWN): town.firm, ("person", OWN): town.resident}
        scene = Scene(own, town, parties)
        groups = {
            POLICY.claims[c["measure"]].group or c["measure"] for c in own["cases"] if POLICY.claims[c["measure"]].pays
        }
        years = {scene.day(case).year for case in own["cases"]}
        for group in sorted(groups):
            for year in sorted(years):
                set_budgets(town, group, year)
    return scene


def _granted(line: Line) -> int | None:
    """Return what a line was granted; None where it was not."""
    award = Award.objects.filter(line=line, live=True).first()
    return None if award is None else award.amount_fen
