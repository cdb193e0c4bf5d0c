"""What a party can have, as data for templates: a card for each measure, and its rows with their facts and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.assessing import AWARD, CLOCK, NUMBER
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.offers.entitlements import Entitlement
from wenjiu.bureau.offers.finding import counted_in
from wenjiu.bureau.offers.logic import standing
from wenjiu.bureau.offers.models import Outcome
from wenjiu.bureau.offers.queries import OfferGroup
from wenjiu.bureau.offers.weighing import Weighed, by_office
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.corrections.logic import column_of
from wenjiu.bureau.registry.models import Link, Row
from wenjiu.bureau.registry.resolving import COUNT
from wenjiu.rules.ask.standings import ALMOST, CAN, CANNOT, VERIFY
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.web.workspace.questions import in_words, register_of
from wenjiu.web.workspace.verdicts import fact_name, short, verdict

#: A standing in words, the best first.
WORDS = {CAN: _("可以"), ALMOST: _("还差"), VERIFY: _("需核实"), CANNOT: _("不可以")}
#: What has been done about a row, in words.
DONE = {
    Outcome.CLAIMED: _("已经申报，正在办理"),
    Outcome.PAID: _("已经领过"),
    Outcome.REFUSED: _("不再提醒"),
    Outcome.EXCLUDED: _("不能同时领"),
}
#: The same of several rows, before their number.
COUNTED = {
    Outcome.CLAIMED: _("正在办理"),
    Outcome.PAID: _("已经领过"),
    Outcome.REFUSED: _("不再提醒"),
    Outcome.EXCLUDED: _("不能同时领"),
}


def _who_asks(party: Party) -> str:
    """Return who can ask for the correction of a row that names a party."""
    if party.kind == "person":
        return gettext("这是%(name)s的登记，有误由本人申请更正") % {"name": party.name}
    return gettext("这是%(name)s的登记，有误由这个单位申请更正") % {"name": party.name}


@dataclass
class Shower:
    """Turns what is known of rows into data for the page of one reader. Its queries do not grow with the rows."""

    user: Any
    policy: Policy
    lang: str

    def rows(self, code: str, found: Sequence[Weighed]) -> list[dict[str, Any]]:
        """Return rows of one measure."""
        ids = {f["row"] for w in found for f in w.assessed.facts.values() if isinstance(f.get("row"), int)}
        stated = {row.pk: row for row in Row.objects.filter(pk__in=ids)}
        parties = set(scopes.parties_of(self.user))
        whose: dict[int, list[Party]] = {}
        for link in Link.objects.filter(row__in=ids).select_related("party").order_by("-id"):
            whose.setdefault(link.row_id, []).append(link.party)
        others = {row: held[-1] for row, held in whose.items() if not any(party.pk in parties for party in held)}
        numbers = [w.case for w in found if w.case]
        own = set(filings.own_cases(self.user).filter(number__in=numbers).values_list("number", flat=True))
        return [self._row(code, w, stated, others, own) for w in found]

    def _row(
        self, code: str, w: Weighed, stated: dict[int, Row], others: dict[int, Party], own: set[str]
    ) -> dict[str, Any]:
        shown = verdict(self.policy, w.assessed.answer, self.lang)
        stands = standing(self.policy, w.assessed.answer)
        about = w.subject or w.filer
        return {
            "name": about.name if about is not None else "",
            "tail": about.id_tail if about is not None else "",
            "of": w.found.row.pk if w.found.row is not None else 0,
            "standing": stands,
            "shown": {**shown, "standing": stands, "word": WORDS[stands]},
            "why": short(self.policy, w.assessed.answer, self.lang),
            "amount_fen": w.assessed.amount_fen if stands == CAN else None,
            "open": stands == CAN and not w.outcome,
            "done": DONE.get(Outcome(w.outcome), "") if w.outcome else "",
            "done_why": w.why,
            "claimed": w.outcome in (Outcome.CLAIMED, Outcome.PAID),
            "case": w.case if w.case in own else "",
            "facts": self._facts(code, w, stated, others),
        }

    def _facts(self, code: str, w: Weighed, stated: dict[int, Row], others: dict[int, Party]) -> list[dict[str, Any]]:
        """Return the facts of a row with where each comes from, and where a wrong one is reported, or by whom.

        `others`: row -> the party that it names, of rows that name nobody of the reader's.
        """
        accepted = self.policy.accepted_facts(self.policy.measures[code])
        found = []
        for name, held in w.assessed.facts.items():
            fact = accepted.get(name)
            if not isinstance(fact, Fact) or held["source"] == CLOCK:
                continue
            row = stated.get(held["row"]) if isinstance(held.get("row"), int) else None
            column = column_of(self.policy, row.table, fact) if row is not None and row.pk not in others else None
            found.append(
                {
                    "label": fact_name(self.policy, code, name, self.lang),
                    "value": in_words(self.policy, fact, held["value"], self.lang),
                    "register": register_of(self.policy, row.table, self.lang) if row is not None else "",
                    "source": row.source if row is not None else "",
                    "since": row.valid.lower if row is not None else None,
                    "award": held["source"] == AWARD,
                    "row": row.pk if row is not None else 0,
                    "column": column,
                    "asks": _who_asks(others[row.pk]) if row is not None and row.pk in others else "",
                    "counted_in": counted_in(self.policy, fact, w.filer)
                    if w.filer and held.get("row") == COUNT
                    else "",
                    "by_number": held["source"] == NUMBER,
                }
            )
        return found

    def card(self, e: Entitlement, group: OfferGroup | None, filer: Party) -> dict[str, Any]:
        """Return one measure for a party."""
        claim = self.policy.claims[e.code]
        rows = self.rows(e.code, e.rows) if len(e.rows) == 1 else []
        stands = [standing(self.policy, w.assessed.answer) for w in e.rows]
        left = [s for w, s in zip(e.rows, stands, strict=True) if not w.outcome] or stands
        best = min(left, key=list(WORDS).index) if left else (CAN if e.screened[0] else VERIFY)
        free = [w for w, s in zip(e.rows, stands, strict=True) if s == CAN and not w.outcome]
        total = sum(w.assessed.amount_fen or 0 for w in free) if e.rows else e.screened[1]
        done = [w for w in e.rows if w.outcome]
        return {
            "code": e.code,
            "name": self.policy.measures[e.code].name(self.lang),
            "summary": self.policy[e.code].summary(self.lang),
            "known": e.known,
            "number": len(e.keys),
            "row": rows[0] if rows else None,
            "counts": _counts(e.rows, stands),
            "done": [(word, n) for key, word in COUNTED.items() if (n := sum(w.outcome == key for w in done))],
            "turned_down": sum(w.turned_down for w in e.rows),
            "standing": best,
            "word": WORDS[best],
            "open": len(free) if e.rows else e.screened[0],
            "total_fen": total,
            "screened": not e.rows,
            "settled": bool(done) and len(done) == len(e.rows),
            "declined": any(w.outcome == Outcome.REFUSED and not w.case for w in done),
            "offer": group,
            "office": by_office(claim),
            "files": filer.kind in claim.files and bool({"applicant", "agent"} & set(claim.opened_by)),
            "pays": bool(claim.pays),
        }


def _counts(rows: Sequence[Weighed], stands: Sequence[str]) -> list[tuple[str, int]]:
    """Return the rows of which nothing has been done by how they stand, in words: first those that can be claimed."""
    left = [s for w, s in zip(rows, stands, strict=True) if not w.outcome]
    words = {**WORDS, CAN: _("还可以申报")}
    return [(str(word), left.count(s)) for s, word in words.items() if left.count(s)]


def shower(user: Any, policy: Policy) -> Shower:
    """Return what shows rows to a reader in the language of the request."""
    return Shower(user, policy, flows.lang())
