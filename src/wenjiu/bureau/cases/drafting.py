"""What a draft holds and how it becomes lines: answers by public fact name, rows of a roster, promises.

A draft is ``{measures, answers, lines, promises, parties, rows, counted}``; `parties` are those that a measure needs
besides the filer, by code and role, in the form of a line; `rows` are the register rows that it is about, by code;
`counted` are the lists of people of whom a measure needs the number, by code. A line of a draft is ``{party, number,
tail, name, facts, unread, faults}``: `party` is known where the number is right; the number itself is encrypted;
`unread` are texts that are no values.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock, key_ring
from wenjiu.bureau.cases import choosing, counting
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.flows import lang
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.logic import Identity, read_number
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.rulebook import in_force
from wenjiu.rosters.cells import closed
from wenjiu.rosters.columns import choices_of
from wenjiu.rules.ask.answers import read_fact
from wenjiu.rules.ask.typed import Unreadable, clean
from wenjiu.rules.case.filing import NOT_ASKED, line_questions, listed_facts
from wenjiu.rules.document.claims import Claim, read_month
from wenjiu.rules.language.facts import Relation
from wenjiu.rules.policy import Policy
from wenjiu.standards.identifiers import IdentifierError

#: What the number of a line is encrypted for.
PURPOSE = "cases_filing.draft"


@dataclass(frozen=True, slots=True)
class Subject:
    """One line of a filing for one measure, before it is stored: who it is about, what is declared, what is wrong.

    `row`: the register row that it is about, where one is chosen or no other can be meant.
    """

    no: int
    roles: Mapping[str, Party]
    declared: Mapping[str, Any]
    faults: tuple[str, ...] = ()
    row: Row | None = None


def policy_of(filing: Filing) -> Policy:
    """Return the policy of a filing as it is today, the day on which it would be filed."""
    return in_force.policy_on(filing.policy, clock.today())


def check_opener(policy: Policy, code: str, filer: Party, origin: str) -> None:
    """Refuse a measure that does not exist, that this kind of party does not file, or that the office opens itself."""
    if code not in policy.claims:
        raise CaseRefused(_("没有编号为“%(code)s”的补贴。") % {"code": code}, code="measure")
    claim = policy.claims[code]
    name = policy.measures[code].name("zh")
    if filer.kind not in claim.files:
        kinds = _("、").join(str(Party.Kind(kind).label) for kind in claim.files)
        raise CaseRefused(_("“%(name)s”由%(kinds)s申报。") % {"name": name, "kinds": kinds}, code="measure")
    if origin == "office" and "office" not in claim.opened_by:
        raise CaseRefused(_("“%(name)s”要由申请人申报，不能由经办部门发起。") % {"name": name}, code="measure")
    if origin == "applicant" and not {"applicant", "agent"} & set(claim.opened_by):
        raise CaseRefused(_("“%(name)s”免申即享，由经办部门办理，不用申报。") % {"name": name}, code="measure")


def askable(policy: Policy, code: str) -> dict[str, Any]:
    """Return public name -> fact of what an applicant may state.

    It states no rulings of officials, no awards and no days of the case; nor numbers that follow from a list of people.
    """
    facts, listed = policy.accepted_facts(policy.measures[code]), listed_facts(policy, code)
    return {
        name: fact
        for name, fact in facts.items()
        if name not in listed and (isinstance(fact, Relation) or policy.suppliers[fact.source].kind not in NOT_ASKED)
    }


def put_answers(policy: Policy, draft: dict[str, Any], answers: Mapping[str, str]) -> dict[str, str]:
    """Put typed texts into a draft as values, and return name -> what is wrong. What cannot be read is kept as text."""
    faults: dict[str, str] = {}
    known = {name: fact for code in draft["measures"] for name, fact in askable(policy, code).items()}
    known |= {name: None for code in draft["measures"] for name in policy.claims[code].own_questions}
    kept = draft.setdefault("unread", {})
    for name, text in answers.items():
        if name not in known:
            continue
        kept.pop(name, None)
        if not text.strip():
            draft["answers"].pop(name, None)
            continue
        try:
            fact = known[name]
            draft["answers"][name] = month_typed(text) if fact is None else public_value(policy, fact, text)
        except (Unreadable, CaseRefused) as error:
            draft["answers"].pop(name, None)
            kept[name] = text
            faults[name] = error.text if isinstance(error, CaseRefused) else fault_text(error)
    return faults


def public_value(policy: Policy, fact: Any, text: str) -> Any:
    """Return a typed text as the value that a case states. Raise `Unreadable` where it is none.

    An answer of a closed list is read as in a file: by its code or its words. A district that may be either is none.
    """
    text = clean(text)
    known = closed(policy, fact, choices_of(policy, fact), text) if text else None
    return fact.type.public(known if known is not None else read_fact(fact, text))


def month_typed(text: str) -> str:
    """Return the first month of a claim as typed, as ``2021-03``. Raise `CaseRefused` for another text."""
    try:
        return read_month(clean(text))
    except ValueError as error:
        raise CaseRefused(
            _("“%(text)s”不是月份。请写成 2021-03 这样。") % {"text": text.strip()[:40]}, code="month"
        ) from error


def fault_text(error: Unreadable) -> str:
    """Return what is wrong with a value and what to write, in the language of the request."""
    return f"{error.message(lang())}{error.fix(lang())}"


#: The type of number that a party of a kind is named by.
NUMBERS = {"person": "resident_id", "organisation": "uscc"}


def draft_lines(
    actor: Any, filing: Filing, lines: Sequence[Mapping[str, Any]], kind: str = "person"
) -> list[dict[str, Any]]:
    """Return the lines of a roster for the draft: each with its party, or with what is wrong with its number.

    `kind`: of the parties.
    """
    typed = [(str(x.get("number", "")).strip(), str(x.get("name", "")).strip()[:80]) for x in lines]
    wrong = [_wrong_identity(number, name, kind) for number, name in typed]
    known = [
        Identity(kind, NUMBERS[kind], number, name, None, "declared")
        for (number, name), fault in zip(typed, wrong, strict=True)
        if not fault
    ]
    parties = iter(ensure_parties(actor=actor, rows=known) if known else ())
    made = []
    for line, (number, name), fault in zip(lines, typed, wrong, strict=True):
        told = bool(name and line.get("number_told"))
        faults = [*line.get("faults", ()), *([fault] if fault and not told else [])]
        party = None if fault else next(parties)
        if party is not None and party.level != "declared" and party.name != name:
            faults.append(_other_name(name, kind))
        made.append(
            {
                "party": party.pk if party else None,
                "number": base64.b64encode(key_ring.encrypt(number, PURPOSE)).decode() if number else "",
                "tail": party.id_tail if party else "",
                "name": name,
                "facts": dict(line.get("facts", {})),
                "unread": dict(line.get("unread", {})),
                "faults": list(dict.fromkeys(faults)),
            }
        )
    return made


def _other_name(name: str, kind: str) -> str:
    """Return that a number is registered with another name than the one that was typed."""
    if kind == "organisation":
        return _("名称“%(name)s”和这个代码登记的名称不一致") % {"name": name}
    return _("姓名“%(name)s”和这个证件号登记的姓名不一致") % {"name": name}


def _wrong_identity(number: str, name: str, kind: str) -> str:
    """Return what is wrong with a number and a name as typed; empty where they name a party of a kind."""
    if not name:
        return _("没有写单位名称") if kind == "organisation" else _("没有写姓名")
    return wrong_number(number, kind)


def wrong_number(number: str, kind: str) -> str:
    """Return what is wrong with the number of a party of a kind; empty where nothing is."""
    try:
        read_number(NUMBERS[kind], number)
    except IdentifierError as error:
        return error.zh
    return ""


def number_of(line: Mapping[str, Any]) -> str:
    """Return the identity number of a line of a draft, as it was typed."""
    return key_ring.decrypt(base64.b64decode(line["number"]), PURPOSE) if line["number"] else ""


def _single(policy: Policy, filing: Filing, claim: Claim, answers: Mapping[str, Any]) -> Subject:
    """Return the subject of a measure without a roster, with the other parties that the draft names for it."""
    rows = choosing.chosen(policy, filing, claim.code)
    row = rows[0] if len(rows) == 1 else None
    own = row.role if row is not None else claim.files[filing.filer.kind][0]
    roles: dict[str, Party] = {own: filing.filer}
    faults = [text for text in [choosing.fault(policy, filing, claim.code)] if text]
    for role in claim.others(filing.filer.kind):
        named = filing.draft.get("parties", {}).get(f"{claim.code}/{role}")
        if named is None:
            continue
        faults += named["faults"]
        if named["party"]:
            roles[role] = Party.objects.get(pk=named["party"])
    declared = {**answers, **counting.numbers(policy, filing, claim.code)}
    return Subject(1, roles, declared, tuple(faults), None if row is None else row.row)


def subjects(policy: Policy, filing: Filing, code: str) -> list[Subject]:
    """Return the lines that a filing has for one measure."""
    claim: Claim = policy.claims[code]
    accepted = {*askable(policy, code), *claim.own_questions}
    answers = {name: value for name, value in filing.draft["answers"].items() if name in accepted}
    if choosing.of_things(claim):
        rows = choosing.chosen(policy, filing, code)
        return [Subject(no, {x.role: filing.filer}, answers, (), x.row) for no, x in enumerate(rows, start=1)]
    if not claim.many or filing.filer.kind == "person":
        return [_single(policy, filing, claim, answers)]
    return _of_people(policy, filing, claim, accepted, answers)


def _of_people(
    policy: Policy, filing: Filing, claim: Claim, accepted: Collection[str], answers: Mapping[str, Any]
) -> list[Subject]:
    """Return the lines of a roster of people."""
    own = claim.files[filing.filer.kind][0]
    lines = filing.draft["lines"]
    parties = Party.objects.in_bulk([x["party"] for x in lines if x["party"]])
    other: str = claim.subject if claim.subject in claim.roles else "person"
    questions = {column.id for column in line_questions(policy, claim.code)}
    kept = [{n: v for n, v in line["facts"].items() if n in accepted or n in questions} for line in lines]
    stated = [(parties.get(line["party"]), {**answers, **facts}) for line, facts in zip(lines, kept, strict=True)]
    rows = choosing.rows_of_people(policy, claim.code, filing.filer, stated)
    keyed = any(part in claim.things for part in claim.key)
    found = []
    seen: dict[tuple[int, str], int] = {}
    for no, (line, (party, facts), row) in enumerate(zip(lines, stated, rows, strict=True), start=1):
        roles = {own: filing.filer} | ({other: party} if party else {})
        faults = list(line["faults"])
        if party is not None and claim.months_of is None:
            thing = (row.key if row is not None else [facts.get(t) for t in claim.things]) if keyed else None
            first = seen.setdefault((party.pk, str(thing)), no)
            if first != no:
                faults.append(_("和第%(no)s行是同一个人，请去掉其中一行") % {"no": first})
        found.append(Subject(no, roles, {**facts, **claim.each}, tuple(faults), row))
    return found
