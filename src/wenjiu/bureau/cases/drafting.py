"""What a draft holds and how it becomes lines: answers by public fact name, rows of a roster, promises.

A draft is ``{measures, answers, lines, promises, parties}``; `parties` are those that a measure needs besides the filer,
by code and role, in the form of a line. A line of a draft is ``{party, number, tail, name, facts, unread,
faults}``: `party` is known where the number is right; the number itself is encrypted; `unread` are texts that are no
values.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu import policies
from wenjiu.bureau import key_ring
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.flows import lang
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.parties.actions import ensure_party
from wenjiu.bureau.parties.models import Party
from wenjiu.rosters.cells import closed
from wenjiu.rosters.columns import choices_of
from wenjiu.rules.ask.answers import read_fact
from wenjiu.rules.ask.typed import Unreadable, clean
from wenjiu.rules.case.filing import NOT_ASKED
from wenjiu.rules.document.claims import Claim
from wenjiu.rules.language.facts import Relation
from wenjiu.rules.policy import Policy
from wenjiu.standards.identifiers import IdentifierError

#: What the number of a line is encrypted for.
PURPOSE = "cases_filing.draft"


@dataclass(frozen=True, slots=True)
class Subject:
    """One line of a filing for one measure, before it is stored: who it is about, what is declared, what is wrong."""

    no: int
    roles: Mapping[str, Party]
    declared: Mapping[str, Any]
    faults: tuple[str, ...] = ()


def policy_of(filing: Filing) -> Policy:
    """Return the policy of a filing."""
    return policies.load_policy(filing.policy)


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
    """Return public name -> fact of what an applicant may state: no rulings of officials, no awards, no days of the case."""
    facts = policy.accepted_facts(policy.measures[code])
    return {
        name: fact
        for name, fact in facts.items()
        if isinstance(fact, Relation) or policy.suppliers[fact.source].kind not in NOT_ASKED
    }


def put_answers(policy: Policy, draft: dict[str, Any], answers: Mapping[str, str]) -> dict[str, str]:
    """Put typed texts into a draft as values, and return name -> what is wrong. What cannot be read is kept as text."""
    faults: dict[str, str] = {}
    known = {name: fact for code in draft["measures"] for name, fact in askable(policy, code).items()}
    kept = draft.setdefault("unread", {})
    for name, text in answers.items():
        if name not in known:
            continue
        kept.pop(name, None)
        if not text.strip():
            draft["answers"].pop(name, None)
            continue
        try:
            draft["answers"][name] = public_value(policy, known[name], text)
        except Unreadable as error:
            draft["answers"].pop(name, None)
            kept[name] = text
            faults[name] = fault_text(error)
    return faults


def public_value(policy: Policy, fact: Any, text: str) -> Any:
    """Return a typed text as the value that a case states. Raise `Unreadable` where it is none.

    An answer of a closed list is read as in a file: by its code or its words. A district that may be either is none.
    """
    text = clean(text)
    known = closed(policy, fact, choices_of(policy, fact), text) if text else None
    return fact.type.public(known if known is not None else read_fact(fact, text))


def fault_text(error: Unreadable) -> str:
    """Return what is wrong with a value and what to write, in the language of the request."""
    return f"{error.message(lang())}{error.fix(lang())}"


def draft_lines(actor: Any, filing: Filing, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of a roster for the draft: each with its party, or with what is wrong with its number."""
    made = []
    for line in lines:
        number, name = str(line.get("number", "")).strip(), str(line.get("name", "")).strip()[:80]
        faults = list(line.get("faults", ()))
        party = None
        try:
            if not name:
                faults.append(_("没有写姓名"))
            else:
                party = ensure_party(
                    actor=actor, kind="person", id_type="resident_id", number=number, name=name, level="declared"
                )
        except IdentifierError as error:
            faults.append(error.zh)
        if party is not None and party.level != "declared" and party.name != name:
            faults.append(_("姓名“%(name)s”和这个证件号登记的姓名不一致") % {"name": name})
        made.append(
            {
                "party": party.pk if party else None,
                "number": base64.b64encode(key_ring.encrypt(number, PURPOSE)).decode() if number else "",
                "tail": party.id_tail if party else "",
                "name": name,
                "facts": dict(line.get("facts", {})),
                "unread": dict(line.get("unread", {})),
                "faults": faults,
            }
        )
    return made


def number_of(line: Mapping[str, Any]) -> str:
    """Return the identity number of a line of a draft, as it was typed."""
    return key_ring.decrypt(base64.b64decode(line["number"]), PURPOSE) if line["number"] else ""


def _single(filing: Filing, claim: Claim, own: str, answers: Mapping[str, Any]) -> Subject:
    """Return the subject of a measure without a roster, with the other parties that the draft names for it."""
    roles: dict[str, Party] = {own: filing.filer}
    faults: list[str] = []
    for role in claim.others(filing.filer.kind):
        named = filing.draft.get("parties", {}).get(f"{claim.code}/{role}")
        if named is None:
            continue
        faults += named["faults"]
        if named["party"]:
            roles[role] = Party.objects.get(pk=named["party"])
    return Subject(1, roles, answers, tuple(faults))


def subjects(policy: Policy, filing: Filing, code: str) -> list[Subject]:
    """Return the lines that a filing has for one measure."""
    claim: Claim = policy.claims[code]
    own = claim.files[filing.filer.kind][0]
    accepted = set(askable(policy, code))
    answers = {name: value for name, value in filing.draft["answers"].items() if name in accepted}
    if not claim.many or filing.filer.kind == "person":
        return [_single(filing, claim, own, answers)]
    parties = Party.objects.in_bulk([x["party"] for x in filing.draft["lines"] if x["party"]])
    other: str = claim.subject if claim.subject in claim.roles else "person"
    found = []
    seen: dict[int, int] = {}
    for no, line in enumerate(filing.draft["lines"], start=1):
        party = parties.get(line["party"])
        roles = {own: filing.filer} | ({other: party} if party else {})
        declared = {
            **answers,
            **claim.each,
            **{n: v for n, v in line["facts"].items() if n in accepted or n in claim.own_questions},
        }
        faults = list(line["faults"])
        if party is not None and claim.months_of is None:
            first = seen.setdefault(party.pk, no)
            if first != no:
                faults.append(_("和第%(no)s行是同一个人，请去掉其中一行") % {"no": first})
        found.append(Subject(no, roles, declared, tuple(faults)))
    return found
