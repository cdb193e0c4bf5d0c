"""What may be claimed under each measure: who files, who is paid, and what makes two filings the same claim.

A `Claim` stands beside each measure, as data of the policy (``claims.yaml``). Cases, awards and payments use it, so none
of them knows a measure by its code. An `Awarded` says which past awards answer a fact that asks about them.

Words of a claim:
- A *role* is a party to the claim, such as employer or person. It resolves through the columns of the register row.
- A *thing* is a register row that is no party, such as a project or an edition of a competition.
- The *key* says what makes two filings the same claim. At most one award with a key is live.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...standards import civil
from ..language.readings import RECOMMENDED
from ..language.text import Text
from .counting import Counted

#: Who opens a case: the party itself, an agent with its authority, or the office without an application (免申即享).
OPENERS = ("applicant", "agent", "office")
PARTY_KINDS = ("person", "organisation")
#: How often a claim is paid: one time, for each year, for months that never overlap, or in numbered slots.
PERIODS = ("once", "year", "months", "slot")
CAP_UNITS = ("months", "slots", "fen")
#: What an `Awarded` takes from past awards.
GIVES = ("any", "months", "years", "amount", "first", "which")
#: Of which years: all, the year of the claim, or the years before it.
AWARD_YEARS = ("", "same", "earlier")
#: In place of a column: the party that files.
FILER = "filer"
#: Parts of a key that come from facts, not from roles or things.
DATED_PARTS = ("year", "months", "day")
#: The first month that a line pays for, such as 2021-03, where no fact of the rules says it.
FIRST_MONTH = "first_month"

_RESERVED = (";", "=")


class ClaimError(ValueError):
    """A key cannot be made. `part` is the missing or wrong part."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True, slots=True)
class Months:
    """The facts that tell the months that a claim pays for.

    `first`: the day in whose month they begin. Without it the line gives `first_month`.
    `last`: the last day of the period, whose complete months count.
    `count`: the number of months, where there is no `last`.
    `year`: the calendar year in which they lie; twelve months of it need no first month.
    """

    first: str = ""
    last: str = ""
    count: str = ""
    year: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """Return the public names of the facts."""
        return tuple(name for name in (self.first, self.last, self.count, self.year) if name)


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit that adds up over awards.

    `per`: the roles or things that share it.
    `most`: a number, or the name of the parameter that holds it.
    `unit`: months, slots or fen.
    `counts`: what it counts, in words.
    """

    per: tuple[str, ...]
    most: int | str
    unit: str
    counts: Text


@dataclass(frozen=True)
class Change:
    """What another reading changes of a claim."""

    under: Mapping[str, str]
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Claim:
    """What one measure asks of a filing, and pays for.

    `opened_by`: who may open a case.
    `files`: kind of party that files -> the roles of which it holds one. A role that no register row names is the filer,
      if the filer can hold it.
    `subject`: the role or thing that one line stands for.
    `many`: a filing is a roster, and each line is a subject.
    `counted`: a filing lists people, and the rules see only their number.
    `roles`: role -> columns of the subject's table; the first one that is filled names the party.
    `things`: thing -> column of the subject's table.
    `pays`: payee of the measure -> role.
    `group`: measures whose keys exclude each other; the code itself if there are none.
    `key`: roles, things, and ``year``, ``months`` or ``day``.
    `slots`: the number of slots, or the parameter that holds it.
    `year_of`: the fact that holds the year; of a date, its calendar year.
    `once_group`, `once_role`: no two awards of the group pay for the same month of the party in that role.
    `once_facts`: of a roster, facts that hold for all its lines; facts of the party that files are so by themselves.
    `each`: of a roster, numbers of people that are fixed, since a line is one person.
    `anew`: facts of the period that is claimed. Every filing states them; a register may hold those of an earlier one.
    `changes`: what other readings change.
    """

    code: str
    opened_by: tuple[str, ...]
    files: Mapping[str, tuple[str, ...]]
    subject: str
    roles: Mapping[str, tuple[str, ...]]
    key: tuple[str, ...]
    period: str
    many: bool = False
    counted: Counted | None = None
    things: Mapping[str, str] = field(default_factory=dict)
    pays: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    slots: int | str = 0
    year_of: str = ""
    day_of: str = ""
    months_of: Months | None = None
    cap: Cap | None = None
    once_group: str = ""
    once_role: str = ""
    once_facts: tuple[str, ...] = ()
    each: Mapping[str, int] = field(default_factory=dict)
    anew: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    def under(self, letters: Mapping[str, str]) -> Claim:
        """Return the claim under some letters; a reading that is not named has the recommended letter."""
        found = self
        for change in self.changes:
            if all(letters.get(id, RECOMMENDED) == letter for id, letter in change.under.items()):
                found = replace(found, **change.fields)
        return found

    @property
    def facts(self) -> tuple[str, ...]:
        """Return the public names of the facts that key and months need, whether the rules ask for them or not."""
        months = () if self.months_of is None else self.months_of.facts
        dated = (self.year_of if "year" in self.key else "", self.day_of if "day" in self.key else "")
        return tuple(dict.fromkeys(name for name in (*dated, *months) if name))

    def others(self, kind: str) -> tuple[str, ...]:
        """Return the roles that a line must name if such a party files: those of key and pay, but filer and subject."""
        held = {*self.files.get(kind, ()), self.subject}
        return tuple(role for role in self.roles if role in {*self.key, *self.pays.values()} - held)

    def kind_of(self, role: str) -> str:
        """Return the kind of party that holds a role which a line names: an organisation only where only those file in it."""
        return next((kind for kind in ("person", "organisation") if role in self.files.get(kind, ())), "person")

    @property
    def own_questions(self) -> tuple[str, ...]:
        """Return what a line must say besides facts: the first month, where no fact says it."""
        return (FIRST_MONTH,) if self.months_of is not None and not self.months_of.first else ()


@dataclass(frozen=True, slots=True)
class Awarded:
    """The past awards that answer a fact.

    `codes`: their measures.
    `same`: the roles or things that agree with those of the claim.
    `gives`: whether there is any; their months, years or amount; the day of the first; or which measure.
    `year`: all years, the year of the claim (same), or the years before it (earlier).
    """

    codes: tuple[str, ...]
    same: tuple[str, ...]
    gives: str
    year: str = ""


@dataclass(frozen=True)
class Claims(Mapping[str, Claim]):
    """The claims of a policy by measure code.

    `awarded`: neutral key of a fact -> past awards.
    `first`: neutral keys of facts that say that somebody is in difficulty: where money is short, they go first.
    `name`: the file, for errors.
    `tried`: measures that are tried out without a claim.
    """

    of: Mapping[str, Claim] = field(default_factory=dict)
    awarded: Mapping[str, Awarded] = field(default_factory=dict)
    name: str = "claims.yaml"
    tried: frozenset[str] = frozenset()
    first: tuple[str, ...] = ()

    def __getitem__(self, code: str) -> Claim:
        return self.of[code]

    def __iter__(self) -> Any:
        return iter(self.of)

    def __len__(self) -> int:
        return len(self.of)

    def trying(self, codes: frozenset[str]) -> Claims:
        """Return the claims of a policy in which further measures are tried out."""
        return replace(self, tried=self.tried | (codes - set(self.of)))


def claim_key(claim: Claim, ids: Mapping[str, str | None], facts: Mapping[str, Any]) -> str:
    """Return the canonical key of one line, such as ``employer=12;person=77``.

    `ids`: opaque id of each role and thing of the line.
    `facts`: the facts of the line by public name, as plain data of a case (dates in ISO form).
    The key of different groups can be the same string, so it is unique only within `Claim.group`. The slot of a claim
    with slots is not part of it. Raise `ClaimError` that names a missing part.
    """
    return ";".join(f"{part}={_part(claim, part, ids, facts)}" for part in claim.key)


def _part(claim: Claim, part: str, ids: Mapping[str, str | None], facts: Mapping[str, Any]) -> str:
    if part == "year":
        return str(_year(claim, facts))
    if part == "day":
        day = _day(claim, claim.day_of, facts)
        if day is None:
            raise _missing(claim, part, f"fact {claim.day_of}")
        return civil.iso(day)
    if part == "months":
        span = months_of(claim, facts)
        if span is None:
            raise _missing(claim, part, f"facts {', '.join((*claim.facts, *claim.own_questions))}")
        return f"{month_name(span[0])}..{month_name(span[1] - 1)}"
    found = ids.get(part)
    if found is None or not str(found).strip():
        raise _missing(claim, part, f"{'role' if part in claim.roles else 'thing'} {part}")
    if any(mark in str(found) for mark in _RESERVED):
        raise ClaimError(part, f"{claim.code}: {part} {found!r} cannot be part of a key: no {' or '.join(_RESERVED)}")
    return str(found)


def _missing(claim: Claim, part: str, what: str) -> ClaimError:
    return ClaimError(part, f"{claim.code}: the key needs {part}, and {what} is not known")


def claim_year(claim: Claim, facts: Mapping[str, Any]) -> int | None:
    """Return the year of a claim, or None where it has none or the fact is unknown."""
    return None if not claim.year_of or facts.get(claim.year_of) is None else _year(claim, facts)


def _year(claim: Claim, facts: Mapping[str, Any]) -> int:
    value = facts.get(claim.year_of)
    if value is None:
        raise _missing(claim, "year", f"fact {claim.year_of}")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    day = _day(claim, claim.year_of, facts)
    assert day is not None
    return day // civil.YEAR


def months_of(claim: Claim, facts: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return (first month, month after the last) as ``year * 12 + month - 1``, or None where they are not known.

    A line's own `first_month` wins over the facts. Raise `ClaimError` for a value that is no date or number.
    """
    of = claim.months_of
    if of is None:
        return None
    first, count = _first_month(claim, of, facts), _count(claim, of, facts)
    if first is None or count is None or count < 1:
        return None
    return first, first + count


def _first_month(claim: Claim, of: Months, facts: Mapping[str, Any]) -> int | None:
    own = facts.get(FIRST_MONTH)
    if own is not None:
        text = own.isoformat() if isinstance(own, dt.date) else str(own)
        return _parsed(claim, FIRST_MONTH, text if len(text) > len("2021-03") else f"{text}-01") >> 5
    if of.first:
        day = _day(claim, of.first, facts)
        return None if day is None else day >> 5
    year = facts.get(of.year) if of.year else None
    whole = _count(claim, of, facts) == 12
    return int(year) * 12 if year is not None and whole else None


def read_month(text: str) -> str:
    """Return a month as typed, such as 2021-3, 2021-03 or 2021-03-01, as ``2021-03``. Raise ValueError for another text."""
    parts = text.strip().replace("年", "-").replace("月", "").replace("/", "-").replace(".", "-").split("-")
    if not 2 <= len(parts) <= 3 or not all(part.strip().isdecimal() for part in parts):
        raise ValueError(f"{text!r} is no month, such as 2021-03")
    day = civil.parse("-".join([parts[0].strip(), parts[1].strip().zfill(2), "01"]))
    return civil.iso(day)[:7]


def _count(claim: Claim, of: Months, facts: Mapping[str, Any]) -> int | None:
    if not of.last:
        value = facts.get(of.count)
        return None if value is None else int(value)
    first, last = _day(claim, of.first, facts), _day(claim, of.last, facts)
    return None if first is None or last is None or last < first else civil.service_months(first, last)


def _day(claim: Claim, name: str, facts: Mapping[str, Any]) -> int | None:
    value = facts.get(name)
    if value is None:
        return None
    return civil.of(value) if isinstance(value, dt.date) else _parsed(claim, name, str(value))


def _parsed(claim: Claim, name: str, text: str) -> int:
    try:
        return civil.parse(text)
    except ValueError as problem:
        raise ClaimError(name, f"{claim.code}: {name} {text!r} is no date, such as 2021-03-01") from problem


def month_name(month: int) -> str:
    """Return a month number as ``2021-03``."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
