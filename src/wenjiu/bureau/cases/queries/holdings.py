"""What hangs on a record of a party: cases, awards, bank accounts and users. A merge shows it for both records."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from wenjiu.bureau.accounts.models import Authorisation, User
from wenjiu.bureau.cases.awarded import awards_of, merged_into
from wenjiu.bureau.cases.models import Award, Case
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.rules.policy import Policy


@dataclass(frozen=True)
class Holdings:
    """What hangs on one record and on those that were merged into it.

    `cases`: filed by the party, or with a line that names it. `awards`: the live ones, in any role.
    """

    cases: list[Case]
    awards: list[Award]
    accounts: list[BankAccount]
    users: list[User]
    authorisations: list[Authorisation]


def holdings_of(policy: Policy, party: Party, leaving_out: Party | None = None) -> Holdings:
    """Return what hangs on a record.

    Args:
        policy: the policy whose awards are meant.
        party: the record.
        leaving_out: a record whose own holdings are not the party's here, though it was merged into it.
    """
    ids = _records(party)
    if leaving_out is not None:
        ids -= _records(leaving_out)
    named = Q(filing__filer__in=ids) | Q(lines__roles__party__in=ids)
    return Holdings(
        cases=list(Case.objects.filter(pk__in=Case.objects.filter(named).values("pk")).order_by("number")),
        awards=awards_of(policy, ids),
        accounts=list(BankAccount.objects.filter(party__in=ids, closed_at=None).order_by("id")),
        users=list(User.objects.filter(party__in=ids).order_by("id")),
        authorisations=list(
            Authorisation.objects.filter(organisation__in=ids, withdrawn_at=None).select_related("user")
        ),
    )


def _records(party: Party) -> set[int]:
    return {party.pk, *merged_into([party.pk])[party.pk]}
