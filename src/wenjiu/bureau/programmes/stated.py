"""What the registers state about somebody, or an official has checked. What was only declared is not a fact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes.kinds import kind_of, lang, policy_of
from wenjiu.bureau.programmes.models import APPROVED, LEFT, LISTED, Entry, Following, Programme
from wenjiu.bureau.registry.lookup import look_up
from wenjiu.bureau.registry.models import SELF
from wenjiu.bureau.registry.records import Records, key_of
from wenjiu.rules.document.programmes import Check
from wenjiu.standards import civil

#: Stands for the home district of the policy.
HOME = "home"
#: The step before which most is checked.
APPROVE = "approve"


def stated(records: Records, table: str, role: str, column: str, party: Party, everybody: Iterable[Party] = ()) -> bool:
    """Whether a register says yes about somebody in a row that did not follow from a programme.

    A row that followed from a programme says only what was declared there, so it proves nothing about another one.

    Args:
        records: the registers on a day.
        table: the table.
        role: its column that names the party.
        column: its column with the answer.
        party: whom it is about.
        everybody: others who are asked about as well, so that their rows are read at once.
    """
    key = key_of(parties.head(party).pk)
    records.load_referring(table, role, [key, *(key_of(other.pk) for other in everybody)])
    rows = [r.origins.get(column) for r in records.referring(table, role, key) if r.values.get(column) is True]
    followed = set(Following.objects.filter(row__in=[row for row in rows if row]).values_list("row", flat=True))
    return any(row is not None and row not in followed for row in rows)


def unchecked(programme: Programme, step: str = APPROVE) -> list[str]:
    """Return what was declared about a programme and no register states, in words. Whoever takes the step checks it."""
    checks = [c for c in kind_of(programme).checks if c.level == "ask" and c.asks.get("at", APPROVE) == step]
    return [text for check in checks if (text := _doubt(programme, check))]


def _doubt(programme: Programme, check: Check) -> str:
    asks, organiser = check.asks, programme.organiser
    if "entry" in asks:
        said = programme.entries.filter(
            state__in=(LISTED, LEFT), **{f"fields__{k}": v for k, v in asks["entry"].items()}
        )
        return check.says(lang()) + _("（%(n)s人）") % {"n": said.count()} if said.exists() else ""
    if check.check == "declared" and programme.fields.get(asks["field"]) in (None, False):
        return ""
    if organiser is not None and check.check == "stated":
        records = Records(policy_of(programme), civil.of(programme.first_day))
        if stated(records, asks["table"], asks["role"], asks["column"], organiser):
            return ""
    elif organiser is not None and "fact" in asks:
        return _compared(programme, organiser, check)
    return check.says(lang())


def _compared(programme: Programme, organiser: Party, check: Check) -> str:
    """Return what speaks against a declared value that a register knows as well; empty where it says the same."""
    policy, asks = policy_of(programme), check.asks
    found = look_up(policy=policy, table=asks["table"], on=programme.first_day, parties={SELF: parties.head(organiser)})
    value: Any = found.facts.get(asks["fact"])
    if value is None:
        return check.says(lang())
    wanted = policy.home if asks["is"] == HOME else asks["is"]
    return "" if value == wanted else check.says(lang())


def is_checked(programme: Programme, entry: Entry | None) -> bool:
    """Whether what was declared about a programme, or about somebody on its list, is stated by a register or was checked."""
    if entry is None:
        return not unchecked(programme) or programme.steps.filter(state=APPROVED).exclude(reason="").exists()
    if entry.cleared_by_id is not None:
        return True
    listed = kind_of(programme).listed
    records = Records(policy_of(programme), civil.of(programme.first_day))
    asked = [check.asks for check in (listed.checks if listed is not None else ()) if check.check == "stated"]
    return all(stated(records, of["table"], of["role"], of["column"], entry.party) for of in asked)
