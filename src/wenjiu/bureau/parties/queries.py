"""All reads of parties that pages and other apps use. Who may read is the access app's answer, not this one's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery

import wenjiu.bureau.among  # noqa: F401  (its look-up)
from wenjiu.bureau import key_ring
from wenjiu.bureau.held import held
from wenjiu.bureau.parties import logic
from wenjiu.bureau.parties.models import AccountCheck, BankAccount, Merge, Party
from wenjiu.standards import identifiers

#: Characters of a number that lists show at its end.
TAIL = 4


def find(id_type: str, number: str) -> Party | None:
    """Return the party with a number as typed, or the one that it was merged into; None if there is none.

    Raises:
        IdentifierError: the number is not one of its type.
    """
    read = logic.read_number(id_type, number)
    party = Party.objects.filter(id_type=id_type, id_index=logic.index_of(id_type, read)).first()
    return head(party) if party is not None else None


def head(party: Party) -> Party:
    """Return the record that stands for a party: itself, or the last one that it was merged into."""
    while party.merged_into_id is not None:
        party = party.merged_into
    return party


def heads_of(parties: Iterable[Party]) -> dict[int, Party]:
    """Return for each party's id the record that stands for it. One more statement for each step of merges."""
    found = {party.pk: party for party in parties}
    while merged := {pk: p.merged_into_id for pk, p in found.items() if p.merged_into_id is not None}:
        targets = Party.objects.in_bulk(set(merged.values()))
        found |= {pk: targets[target] for pk, target in merged.items()}
    return found


def same_party_ids(party: Party) -> list[int]:
    """Return the ids of every record of a party: the one that stands for it, and all that were merged into it.

    Rows of other apps keep the record that they were made with, so a query for a party asks for all of these.
    """
    return records_of([party])


def records_of(parties: Iterable[Party]) -> list[int]:
    """Return the ids of every record of some parties; see `same_party_ids`. One more statement for each step of merges."""
    return list(records_by_party(parties))


def records_by_party(parties: Iterable[Party]) -> dict[int, int]:
    """Return the id of every record of some parties -> the id of the party among them whose record it is."""
    asked = {party.pk: party for party in parties}
    return dict(held(("records", tuple(asked)), lambda: _records(asked)))


def _records(asked: dict[int, Party]) -> dict[int, int]:
    found = {head.pk: pk for pk, head in heads_of(asked.values()).items()}
    return found | {pk: found[into] for pk, into in gone_into(found).items()}


def gone_into(ids: Iterable[int]) -> dict[int, int]:
    """Return the id of each record that was merged into one of some records -> the id of that one.

    One more statement for each step of merges.
    """
    wanted = dict.fromkeys(ids)
    known: dict[int, list[int]] = held("gone into", dict)
    unknown = [pk for pk in wanted if pk not in known]
    known |= {pk: [] for pk in unknown}
    for pk, into in _gone(unknown).items():
        known[into].append(pk)
    found = {pk: into for into in wanted for pk in known[into]}
    for pk, into in found.items():  # where a merged record was asked for as well, the one that stands counts
        while into in found:
            into = found[into]
        found[pk] = into
    return found


def _gone(ids: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    step = {pk: pk for pk in ids}
    while step:
        rows = Party.objects.filter(merged_into_id__among=step).values_list("pk", "merged_into")
        step = {pk: step[into] for pk, into in rows}
        found |= step
    return found


def merged_into(heads: QuerySet[Party]) -> list[int]:
    """Return the ids of all records that were merged into some parties, at once or through others."""
    found: list[int] = []
    step = list(Party.objects.filter(merged_into__in=heads).values_list("pk", flat=True))
    while step:
        found += step
        step = list(Party.objects.filter(merged_into__in=step).values_list("pk", flat=True))
    return found


def search(text: str) -> QuerySet[Party]:
    """Return the parties with a text in their name or pinyin, whose number it is, or whose number ends with it.

    Merged records are left out. The end of a number is its last four characters, which lists show.
    """
    wanted = logic.clean_name(text)
    if not wanted:
        return Party.objects.none()
    matches = Q(name__contains=wanted)
    if wanted.isascii() and wanted.replace(" ", "").isalpha():
        matches |= Q(pinyin__contains=wanted.replace(" ", "").lower())
    if len(wanted) == TAIL and wanted.isascii() and wanted[:-1].isdigit():
        matches |= Q(id_tail__endswith=wanted.upper())
    for id_type in Party.IdType.values:
        try:
            number = logic.read_number(id_type, text)
        except ValueError:
            continue
        matches |= Q(id_type=id_type, id_index=logic.index_of(id_type, number))
    return Party.objects.filter(matches, merged_into=None)


def merges_among(parties: QuerySet[Party]) -> QuerySet[Merge]:
    """Return the merges whose two records are both among some parties, the newest first."""
    found = Merge.objects.filter(keep__in=parties, gone__in=parties).order_by("-id")
    return found.select_related("keep__street", "gone__street", "proposed_by", "confirmed_by", "undone_by")


def number_of(party: Party) -> str:
    """Return the number of a party without its mask. The caller records the read (`audit.actions.record_read`)."""
    return key_ring.decrypt(party.id_cipher, logic.ID_PLACE)


def born_on(party: Party) -> dt.date | None:
    """Return the day of birth that the number of an identity card states; None for another number.

    It is for the pages of the party itself, and for the rules that need the day. Nobody is shown the number.
    """
    if party.id_type != "resident_id":
        return None
    return identifiers.birthday(key_ring.decrypt(party.id_cipher, logic.ID_PLACE))


def account_number_of(account: BankAccount) -> str:
    """Return the number of an account without its mask. The caller records the read, or writes a payment file."""
    return key_ring.decrypt(account.account_cipher, logic.ACCOUNT_PLACE)


def last_check(account: BankAccount) -> AccountCheck | None:
    """Return the last check of an account, which is the one that counts."""
    return AccountCheck.objects.filter(account=account).order_by("-id").first()


def accounts_of(party: Party) -> list[tuple[BankAccount, AccountCheck | None]]:
    """Return the open accounts of a party, the newest first, each with its last check."""
    accounts = BankAccount.objects.filter(party__in=same_party_ids(party), closed_at=None).order_by("-id")
    checks = {check.account_id: check for check in AccountCheck.objects.filter(account__in=accounts).order_by("id")}
    return [(account, checks.get(account.pk)) for account in accounts]


def closed_accounts(party: Party) -> list[BankAccount]:
    """Return the accounts of a party that were closed, the last closed first."""
    found = BankAccount.objects.filter(party__in=same_party_ids(party), closed_at__isnull=False)
    return list(found.order_by("-closed_at", "-id"))


def usable_accounts(parties: Iterable[Party] | Iterable[int]) -> QuerySet[BankAccount]:
    """Return the open accounts of parties that were last found right by a person who did not enter them."""
    last = AccountCheck.objects.filter(account=OuterRef("pk")).order_by("-id")
    return (
        BankAccount.objects.filter(party__in=list(parties), closed_at=None)
        .annotate(checked=Subquery(last.values("matched")[:1]), check_id=Subquery(last.values("pk")[:1]))
        .filter(checked=True)
        .order_by("-id")
    )


def usable_account(party: Party) -> BankAccount | None:
    """Return the newest account that a party can be paid to; its `check_id` is the check. None if there is none."""
    found: BankAccount | None = usable_accounts(same_party_ids(party)).first()
    return found


def can_be_paid(party: Party) -> bool:
    """Return whether the identity of a party is known well enough to pay it."""
    return head(party).level in logic.PAYABLE
