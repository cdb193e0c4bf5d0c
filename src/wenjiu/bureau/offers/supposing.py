"""What a party could have if one value of a register were another: answers now, and with the value. Nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau.cases.assessing import Assessed
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.offers.entitlements import entitlements_of
from wenjiu.bureau.offers.finding import found_rows
from wenjiu.bureau.offers.weighing import Weighed, weigh
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import same_party_ids
from wenjiu.bureau.registry.corrections.logic import column_of
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.records import supposing
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy


@dataclass(frozen=True)
class Change:
    """One claim as it stands and as it would stand.

    `key`: of the row of the registers; empty where none has one.
    `about`: whom it is about, where that is not who files it.
    `draft`: the draft whose answers count with the registers; 0 for none.
    """

    code: str
    key: str
    about: Party | None
    before: Assessed
    after: Assessed
    draft: int = 0

    @property
    def differs(self) -> bool:
        """Whether verdict, amount or what is missing is another one."""
        return _said(self.before) != _said(self.after)

    @property
    def moved(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return the conditions with another result, each as it stands and as it would stand."""
        then = {c["id"]: c for c in self.after.answer["conditions"]}
        pairs = [(c, then[c["id"]]) for c in self.before.answer["conditions"] if c["id"] in then]
        return [(now, new) for now, new in pairs if now["result"] != new["result"]]


def _said(a: Assessed) -> tuple[Any, ...]:
    answer = a.answer
    return answer["eligible"], answer["amount"], answer["amount_range"], answer["fails"], answer["missing"]


def with_value(
    policy: Policy,
    party: Party,
    row: Row,
    column: str,
    value: Any,
    on: dt.date,
    of: tuple[str, str] | None = None,
    drafts: Sequence[Filing] = (),
) -> list[Change]:
    """Return what a party's claims would be if a column of a row's subject had another value.

    Those that differ come first, then those of the measures that use the value, where a measure has one claim alone.

    Args:
        value: in the form of `Row.facts`.
        of: a measure and the key of one row, whose change is the first one.
        drafts: open drafts, whose answers count for the measures that they file.
    """
    supposed = {(row.table, row.key, column): value}
    own = [x for x in drafts if x.filer_id in set(same_party_ids(party))]
    now = [(draft.pk, filings.preview(draft)) for draft in own]
    with supposing(supposed):
        then = [filings.preview(draft) for draft in own]
    changes = [
        Change(a.code, "", None, x.assessed, y.assessed, draft)
        for (draft, before), after in zip(now, then, strict=True)
        for a, b in zip(before, after, strict=True)
        if len(a.lines) == len(b.lines) == 1
        for x, y in zip(a.lines, b.lines, strict=True)
        if x.assessed is not None and y.assessed is not None
    ]
    drafted = {change.code for change in changes}
    before: dict[str, list[Weighed]] = {}
    for e in entitlements_of(policy, party, on):
        if e.rows and (e.known or e.code not in drafted):
            before[e.code] = list(e.rows)
    if of is not None and of[1] not in {w.found.key for w in before.get(of[0], ())}:
        before.setdefault(of[0], []).extend(weigh(policy, of[0], found_rows(policy, of[0], [of[1]], on), on))
    with supposing(supposed):
        for code, rows in before.items():
            again = weigh(policy, code, [w.found for w in rows], on)
            changes += [
                Change(code, w.found.key, y.subject, w.assessed, y.assessed) for w, y in zip(rows, again, strict=True)
            ]
    using = {code for code in policy.claims if _uses(policy, code, row.table, column)}
    single = {code for code, rows in before.items() if len(rows) == 1} | drafted
    first = [c for c in changes if of is not None and (c.code, c.key) == of]
    differs = [c for c in changes if c.differs and c not in first]
    same = [c for c in changes if not c.differs and c not in first and c.code in using & single]
    return [*first, *differs, *same]


def _uses(policy: Policy, code: str, table: str, column: str) -> bool:
    """Whether a measure asks for what a column of a table states."""
    facts = policy.accepted_facts(policy.measures[code]).values()
    return any(isinstance(fact, Fact) and column_of(policy, table, fact) == column for fact in facts)
