"""All writes of parties and their accounts. Merges are in `merging`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from wenjiu.bureau import clock, key_ring
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.parties import effects, logic, queries
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.parties.merging import confirm_merge, propose_merge, undo_merge
from wenjiu.bureau.parties.models import AccountCheck, BankAccount, Party
from wenjiu.bureau.writes import action
from wenjiu.standards import identifiers

__all__ = [
    "AccountRefused",
    "check_account",
    "close_account",
    "confirm_merge",
    "ensure_parties",
    "ensure_party",
    "enter_account",
    "propose_merge",
    "reencrypt",
    "undo_merge",
]


class AccountRefused(ValueError):
    """An account cannot be entered, checked or closed. The message is for the user."""


@action
def ensure_party(
    *,
    actor: Any,
    kind: str,
    id_type: str,
    number: str,
    name: str,
    street: Area | None = None,
    level: str = "register",
) -> Party:
    """Return the party with a number; make it first if there is none.

    A known party keeps its record: an empty street is filled, the level only rises, and a level above self-declared
    also corrects the name. Of two calls at once for one number, one makes the party and both return it. If the record
    was merged into another, that other one is returned.

    Args:
        actor: a user, or the name of a program.
        kind: person or organisation.
        id_type: resident_id, uscc or passport_other.
        number: as typed; full-width digits, spaces and dashes are read.
        name: the party's name.
        street: where the party belongs.
        level: how the identity is known (`Level`).

    Raises:
        IdentifierError: the number is not one of its type; the message says why.
    """
    row = Identity(kind, id_type, number, name, street.pk if street is not None else None, level)
    return ensure_parties(actor=actor, rows=[row])[0]


@action
def ensure_parties(*, actor: Any, rows: Sequence[Identity]) -> list[Party]:
    """Return the party of each row, in the order of the rows; make those that are missing.

    The number of statements does not grow with the rows. Rules are those of `ensure_party`; of several rows with one
    number the last counts.

    Raises:
        IdentifierError: a number is not one of its type. Check rows first (`logic.read_number`) to tell which.
    """
    numbers = [logic.read_number(row.id_type, row.number) for row in rows]
    keys = [(row.id_type, logic.index_of(row.id_type, number)) for row, number in zip(rows, numbers, strict=True)]
    given = {key: (row, number) for key, row, number in zip(keys, rows, numbers, strict=True)}
    known = _stored(given)
    # In the order of their indexes: two imports at once wait for each other and never cross.
    new = {key: _new(key[1], *given[key]) for key in sorted(given.keys() - known.keys())}
    made: set[tuple[str, str]] = set()
    if new:
        Party.objects.bulk_create(new.values(), ignore_conflicts=True, batch_size=2000)
        added = _stored(new)
        # Another call may have made some meanwhile. No two encrypted values are the same, so ours are known by theirs.
        made = {key for key, party in added.items() if bytes(party.id_cipher) == new[key].id_cipher}
        events = [audit.event_of(actor, "party.added", added[key], {"level": added[key].level}) for key in sorted(made)]
        audit.record_many(actor=actor, events=events)
        known |= added
    _bring_up_to_date(actor, {key: row for key, (row, _number) in given.items() if key not in made}, known)
    heads = queries.heads_of(known.values())
    return [heads[known[key].pk] for key in keys]


def _stored(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Party]:
    """Return the stored parties with some keys (type and index)."""
    found = Party.objects.filter(id_index__in=[index for _type, index in keys]).order_by("id")
    return {key: party for party in found if (key := (party.id_type, party.id_index)) in keys}


def _new(index: str, row: Identity, number: str) -> Party:
    name = logic.clean_name(row.name)
    return Party(
        kind=row.kind,
        id_type=row.id_type,
        id_index=index,
        id_cipher=key_ring.encrypt(number, logic.ID_PLACE),
        id_tail=logic.shown(row.id_type, number),
        name=name,
        pinyin=logic.spelled(name),
        street_id=row.street_id,
        level=row.level,
    )


def _bring_up_to_date(actor: Any, given: dict[tuple[str, str], Identity], known: dict[tuple[str, str], Party]) -> None:
    differing = [known[key].pk for key, row in given.items() if _updates(known[key], row)]
    if not differing:
        return
    locked = {party.pk: party for party in Party.objects.select_for_update().filter(pk__in=differing).order_by("id")}
    events = []
    for key, row in given.items():
        party = locked.get(known[key].pk)
        if party is None or not (updates := _updates(party, row)):
            continue
        for name, value in updates.items():
            setattr(party, name, value)
        events.append(audit.event_of(actor, "party.changed", party, {"fields": sorted(updates)}))
        known[key] = party
    Party.objects.bulk_update(locked.values(), ["name", "pinyin", "street_id", "level"], batch_size=2000)
    audit.record_many(actor=actor, events=events)


def _updates(party: Party, row: Identity) -> dict[str, Any]:
    """Return what a row adds to a known party."""
    updates: dict[str, Any] = {}
    name = logic.clean_name(row.name)
    if name != party.name and row.level != "declared" and logic.stronger(row.level, party.level) == row.level:
        updates |= {"name": name, "pinyin": logic.spelled(name)}
    if party.street_id is None and row.street_id is not None:
        updates["street_id"] = row.street_id
    if logic.stronger(row.level, party.level) != party.level:
        updates["level"] = row.level
    return updates


def other_holder(party: Party, holder: str) -> str:
    """Say that an account is held in another name than its payee's, in the words for a person or for a firm."""
    words = _("户名“%(holder)s”与收款人“%(name)s”不一致。只能付到收款人本人名下的账户，请改用本人账户。")
    if party.kind == "organisation":
        words = _(
            "户名“%(holder)s”与单位名称“%(name)s”不一致。只能付到本单位的对公账户，请照开户许可证或基本存款账户信息填写。"
        )
    return words % {"holder": holder, "name": party.name}


@action
def enter_account(*, actor: Any, party: Party, holder: str, bank: str, number: str) -> BankAccount:
    """Enter an account of a party. It can be paid to once another person has checked it.

    Args:
        actor: the user who enters it.
        party: whose account it is.
        holder: the name in which it is held; it must be the party's own.
        bank: name of the bank and branch.
        number: as typed.

    Returns:
        The open account with this number: a second entry of the same number returns the first.

    Raises:
        IdentifierError: the number is none.
        AccountRefused: the holder is somebody else, or the bank sent money back from this number.
    """
    read = identifiers.bank_account(number)
    # Not a key: rows that point to the party can be added meanwhile, by an action that holds a case.
    party = Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if logic.clean_name(holder) != party.name:
        raise AccountRefused(other_holder(party, holder))
    index = logic.index_of_account(read)
    _refuse(ask(actor, party, index) for ask in effects.before_entering)
    existing = BankAccount.objects.filter(party=party, account_index=index, closed_at=None).first()
    if existing is not None:
        return existing
    account: BankAccount = BankAccount.objects.create(
        party=party,
        holder=logic.clean_name(holder),
        bank=logic.clean_name(bank),
        account_index=index,
        account_cipher=key_ring.encrypt(read, logic.ACCOUNT_PLACE),
        tail=identifiers.masked_account(read),
        entered_by=actor,
        made_at=clock.now(),
    )
    audit.record(actor=actor, kind="account.entered", subject=account, data={"party": party.pk})
    _tell(actor, account)
    return account


@action
def check_account(*, actor: Any, account: BankAccount, matched: bool, proof: str = "") -> AccountCheck:
    """Record that a person who did not enter an account compared it with the papers.

    Args:
        actor: the user who checks.
        account: an open account.
        matched: whether holder and number are the party's.
        proof: what shows that it is right, where the bank sent money back from it before.

    Raises:
        AccountRefused: the actor entered it, it is closed, or the bank sent money back and nothing proves it right.
    """
    account = BankAccount.objects.select_for_update().get(pk=account.pk)
    if account.entered_by_id == actor.pk:
        raise AccountRefused(_("账户 %(tail)s 是您录入的，请由另一位工作人员核对。") % {"tail": account.tail})
    if account.closed_at is not None:
        raise AccountRefused(_("账户 %(tail)s 已停用，不能再核对。请录入新的账户。") % {"tail": account.tail})
    if matched:
        _refuse(ask(account, proof.strip()) for ask in effects.before_matching)
    check: AccountCheck = AccountCheck.objects.create(
        account=account, party_id=account.party_id, by=actor, matched=matched, at=clock.now()
    )
    data = {"party": account.party_id, "matched": matched} | ({"proof": proof.strip()[:200]} if proof.strip() else {})
    audit.record(actor=actor, kind="account.checked", subject=account, data=data)
    _tell(actor, account)
    return check


def _refuse(reasons: Iterable[str]) -> None:
    for reason in reasons:
        if reason:
            raise AccountRefused(reason)


def _tell(actor: Any, account: BankAccount) -> None:
    for follow in effects.after_change:
        follow(actor, account)


@action
def close_account(*, actor: Any, account: BankAccount) -> BankAccount:
    """Close an account. It stays in the records of what was paid to it. Closing twice is harmless."""
    account = BankAccount.objects.select_for_update().get(pk=account.pk)
    if account.closed_at is None:
        account.closed_at = Now()
        account.save(update_fields=["closed_at"])
        account.refresh_from_db()
        audit.record(actor=actor, kind="account.closed", subject=account, data={"party": account.party_id})
        _tell(actor, account)
    return account


@action
def reencrypt(*, actor: Any, most: int = 1000) -> int:
    """Encrypt values of older keys with the newest, some at a time. Return how many were done; 0: none is left."""
    newest = key_ring.newest().to_bytes(2, "big")
    done = 0
    for model, field, place in (
        (Party, "id_cipher", logic.ID_PLACE),
        (BankAccount, "account_cipher", logic.ACCOUNT_PLACE),
    ):
        older = model.objects.extra(where=[f"substring({field} from 1 for 2) <> %s"], params=[newest])
        rows = list(older.select_for_update().order_by("id")[: most - done])
        for row in rows:
            setattr(row, field, key_ring.encrypt(key_ring.decrypt(getattr(row, field), place), place))
        model.objects.bulk_update(rows, [field], batch_size=500)
        done += len(rows)
    if done:
        audit.record(actor=actor, kind="keys.reencrypted", data={"values": done, "key": key_ring.newest()})
    return done
