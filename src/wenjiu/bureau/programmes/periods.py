"""The days and months of one person for which something is recorded, as the kind and the readings in force have them."""

from __future__ import annotations

import datetime as dt

from wenjiu.bureau.programmes.kinds import policy_of
from wenjiu.bureau.programmes.models import Entry, Programme
from wenjiu.bureau.programmes.months import begins, end_of
from wenjiu.rules.document.programmes import Recorded


def last_of_months(programme: Programme, of: Recorded, entry: Entry) -> dt.date | None:
    """Return the day with which a broken month of somebody ends; None where only complete months are recorded."""
    return entry.last_day if of.has_broken(policy_of(programme).letters) else None


def begun(programme: Programme, of: Recorded, entry: Entry, until: dt.date | None = None) -> list[dt.date]:
    """Return the first day of each day or month of somebody that is recorded, up to a day."""
    last = entry.last_day if until is None else min(entry.last_day, until)
    return begins(of.every, entry.first_day, last, last_of_months(programme, of, entry) is not None)


def ended(programme: Programme, of: Recorded, entry: Entry, begin: dt.date) -> dt.date:
    """Return the last day of what begins on a day."""
    return end_of(of.every, begin, entry.first_day, last_of_months(programme, of, entry))
