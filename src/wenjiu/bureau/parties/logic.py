"""What is pure about parties: identity as given, and how it is encrypted, masked and spelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pypinyin import Style, lazy_pinyin

from wenjiu.bureau import key_ring
from wenjiu.standards import identifiers

ID_PLACE = "parties_party.id_cipher"
ACCOUNT_PLACE = "parties_bankaccount.account_cipher"
#: The levels of identity, weakest first.
LEVELS = ("declared", "register", "counter", "platform")
#: The levels at which a party can be paid.
PAYABLE = LEVELS[1:]
#: The fields that a merge decides between.
MERGED_FIELDS = ("name", "street", "level")


@dataclass(frozen=True, slots=True)
class Identity:
    """One party as a register, a form or an officer gives it. The number is as typed.

    `kind`: person or organisation. `id_type`: resident_id, uscc or passport_other.
    """

    kind: str
    id_type: str
    number: str
    name: str
    street_id: int | None = None
    level: str = "register"


def read_number(id_type: str, number: str) -> str:
    """Return a number of a type as it is stored.

    Raises:
        identifiers.IdentifierError: it is not one; the message says why, in both languages.
    """
    return identifiers.READERS[id_type](number)


def index_of(id_type: str, number: str) -> str:
    """Return the blind index of a number that was read."""
    return key_ring.blind_index(number, f"party:{id_type}")


def index_of_account(number: str) -> str:
    """Return the blind index of an account's number that was read."""
    return key_ring.blind_index(number, "account")


def shown(id_type: str, number: str) -> str:
    """Return a number as lists show it. The code of an organisation is public and stays whole."""
    return number if id_type == "uscc" else identifiers.masked(number)


def clean_name(name: str) -> str:
    """Return a name without spaces around it, and with single spaces inside."""
    return " ".join(name.split())


def spelled(name: str) -> str:
    """Return the pinyin of a name, then its initials: zhangsan zs."""
    full, initials = lazy_pinyin(name), lazy_pinyin(name, style=Style.FIRST_LETTER)
    return f"{''.join(full)} {''.join(initials)}".lower()[:400]


def stronger(one: str, other: str) -> str:
    """Return the stronger of two levels."""
    return max(one, other, key=LEVELS.index)


def chosen(fields: dict[str, str], keep: dict[str, Any], gone: dict[str, Any]) -> dict[str, Any]:
    """Return the values that change in the kept record of a merge.

    Args:
        fields: for each field, keep or gone.
        keep, gone: the values of both records.
    """
    return {name: gone[name] for name, side in fields.items() if side == "gone" and gone[name] != keep[name]}


def refuse_unknown(fields: dict[str, str], known: Iterable[str] = MERGED_FIELDS) -> None:
    """Raise ValueError if a merge names a field or a side that there is not."""
    wrong = {name: side for name, side in fields.items() if name not in known or side not in ("keep", "gone")}
    if wrong:
        raise ValueError(f"A merge decides {', '.join(known)}, each keep or gone; given was {wrong}.")
