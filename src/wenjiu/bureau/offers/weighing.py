"""Weighs rows of the registers for one measure: the verdict of each, who can claim it, and whether it is claimed already.

A screening and the page of a party use it alike, many rows at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from wenjiu.bureau.cases import keys, stacking
from wenjiu.bureau.cases.assessing import Asked, Assessed, assess_lines
from wenjiu.bureau.cases.awarded import PastAwards
from wenjiu.bureau.cases.doubles import Double, doubles_of
from wenjiu.bureau.cases.models import Award, Line
from wenjiu.bureau.cases.stacking import Meeting
from wenjiu.bureau.cases.things import things_of
from wenjiu.bureau.offers.models import Offer, Outcome, State
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.document.claims import Claim, ClaimError
from wenjiu.rules.policy import Policy

#: In place of the filing that a row is compared for: none.
NO_FILING = 0
LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Found:
    """One row to weigh: its key in the subject's table, its newest live statement, and the roles that are known."""

    key: str
    row: Row | None
    roles: Mapping[str, Party]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is known of one row for one measure.

    `filer`: who can claim it; None where no register names anybody who can.
    `subject`: whom it stands for, where that is not the filer.
    `group`, `claim_key`: what makes it the same claim.
    `outcome`: an `Outcome` where it is claimed, paid, excluded or not wanted; empty where nothing of that holds.
    `why`, `case`: in words, and the number of the case that has it.
    """

    code: str
    found: Found
    assessed: Assessed
    filer: Party | None
    subject: Party | None
    group: str
    claim_key: str
    outcome: str
    why: str
    case: str

    @property
    def open(self) -> bool:
        """Whether it can be had and is not claimed."""
        return self.assessed.eligible == "yes" and not self.outcome and self.filer is not None

    @property
    def turned_down(self) -> bool:
        """Whether its party said that it does not want it, and it can still be had."""
        refused = self.outcome == Outcome.REFUSED and not self.case
        return refused and self.assessed.eligible == "yes" and self.filer is not None


def by_office(claim: Claim) -> bool:
    """Whether the office lists by itself whom a measure is paid to, and the party need not apply."""
    return "office" in claim.opened_by and "applicant" not in claim.opened_by and bool(claim.pays)


def weigh(policy: Policy, code: str, rows: Sequence[Found], today: dt.date) -> list[Weighed]:
    """Return what is known of rows for one measure, in their order. The statements do not grow with the rows."""
    lines = [Asked(x.roles, x.row) for x in rows]
    assessed = assess_lines(policy=policy, code=code, lines=lines, applied_on=today, today=today)
    doubles = doubles_of(policy, code, assessed, NO_FILING) if rows else []
    parties = {party.pk for a in assessed for party in a.roles.values()}
    past = PastAwards(policy, parties)
    pending = stacking.open_lines(policy, code, parties) if parties else []
    claim_keys = [_claim_key(policy, code, x, a) for x, a in zip(rows, assessed, strict=True)]
    named = [key for x, (key, sure) in zip(rows, claim_keys, strict=True) if sure or x.key]
    known = _Known(policy, code, [x.key for x in rows if x.key], named)
    found = []
    for x, a, line, double, (key, sure) in zip(rows, assessed, lines, doubles, claim_keys, strict=True):
        outcome, why, case = _outcome(double, _stop(policy, a, past, pending, line), known, x, key, sure, a.eligible)
        claim = policy.claims[code].under(a.raw["readings"])
        filer = filer_of(claim, a.roles)
        subject = a.roles.get(claim.subject)
        found.append(
            Weighed(
                code, x, a, filer, subject if subject != filer else None, claim.group or code, key, outcome,
                why[:LONGEST_WHY], case,
            )
        )  # fmt: skip
    return found


def filer_of(claim: Claim, roles: Mapping[str, Party]) -> Party | None:
    """Return who of the parties of a line can file it: one who is paid before one who is not."""
    able = [role for kind, held in claim.files.items() for role in held if role in roles and roles[role].kind == kind]
    paid = [role for role in able if role in claim.pays.values()]
    return roles[(paid or able)[0]] if able else None


def _claim_key(policy: Policy, code: str, found: Found, a: Assessed) -> tuple[str, bool]:
    """Return the key of the claim, and whether it is the real one; else it names the row."""
    claim = policy.claims[code].under(a.raw["readings"])
    facts = {name: fact["value"] for name, fact in a.facts.items()}
    try:
        made = keys.make_keys(
            policy, claim, a.roles, things_of(policy, claim, found.row), facts, a.amount_fen or 0, a.raw["on"]
        )
    except ClaimError:
        return f"row:{registers_of(policy).subject(code).name}/{found.key}", False
    return made.claim_key, True


class _Known:
    """The claims of a measure on some rows that were refused or are under way, what is paid, and what was not wanted."""

    def __init__(self, policy: Policy, code: str, rows: Sequence[str], claim_keys: Sequence[str]) -> None:
        table = registers_of(policy).subject(code).name
        lines = (
            Line.objects.filter(case__policy=policy.name, case__measure=code, row__table=table, row__key__among=rows)
            .exclude(state="ended")
            .select_related("case", "row")
            .order_by("id")
        )
        self.lines: dict[str, list[Line]] = {}
        for line in lines:
            assert line.row is not None
            self.lines.setdefault(line.row.key, []).append(line)
        awards = Award.objects.filter(policy=policy.name, claim_key__among=set(claim_keys), live=True)
        self.paid = set(awards.filter(Q(line=None) | Q(line__state="paid")).values_list("claim_key", flat=True))
        refused = Offer.objects.filter(
            policy=policy.name, measure=code, claim_key__among=set(claim_keys), state=State.REFUSED
        )
        self.refused = dict(refused.order_by("id").values_list("claim_key", "reason"))

    def of_row(self, found: Found) -> Line | None:
        """Return the last line on a row that is under way."""
        return next((line for line in reversed(self.lines.get(found.key, [])) if line.state != "refused"), None)

    def refused_on(self, found: Found, eligible: str) -> Line | None:
        """Return the last line on a row that was refused on what the registers say today.

        A line that the rules refused then and grant today was refused on something else: the registers changed, in the
        row itself or in others that count for it.
        """
        refused = [line for line in self.lines.get(found.key, []) if line.state == "refused"]
        last = refused[-1] if refused else None
        if last is None or (found.row is not None and last.row_id != found.row.pk):
            return None
        return None if eligible == "yes" and last.answer.get("eligible") != "yes" else last


def _stop(policy: Policy, a: Assessed, past: PastAwards, pending: Sequence[Any], line: Asked) -> Meeting | None:
    """Return what excludes a row: an award, or a claim that waits for its decision."""
    if a.eligible != "yes":
        return None
    met = stacking.meetings(policy, a, past.of(a.roles), pending, line)
    return next((meeting for meeting in met if meeting.level == "stop"), None)


def _outcome(
    double: Double | None,
    stop: Meeting | None,
    known: _Known,
    found: Found,
    claim_key: str,
    sure: bool,
    eligible: str,
) -> tuple[str, str, str]:
    """Return outcome, reason and case of a row that cannot be offered; empty where it can."""
    if double is not None:
        case = double.case
        paid = double.stops and (case is None or case.state == "closed" or claim_key in known.paid)
        return (Outcome.PAID if paid else Outcome.CLAIMED), double.text, case.number if case is not None else ""
    line = None if sure else known.of_row(found)
    if line is not None:
        paid = line.state == "paid"
        text = _("已在 %(number)s 申报，不能重复") % {"number": line.case.number}
        return (Outcome.PAID if paid else Outcome.CLAIMED), text, line.case.number
    if stop is not None:
        return Outcome.EXCLUDED, f"{stop.text}（{stop.other}）", ""
    if claim_key in known.refused:
        return Outcome.REFUSED, known.refused[claim_key], ""
    line = known.refused_on(found, eligible)
    if line is not None:
        return Outcome.REFUSED, _("审核没有同意，登记的内容没有变"), line.case.number
    return "", "", ""
