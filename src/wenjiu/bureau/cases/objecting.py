"""Numbers of objections: what staff and the public call one, and what shows its result to who made it."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.complaining import LETTERS
from wenjiu.bureau.cases.models import Notice, NoticeLine, Objection

#: Letters at the end of a number that only who objected has.
CODE = 8


def number_of(objection: Objection) -> str:
    """Return the number of an objection as staff and the history of its case have it: its notice and its own."""
    return f"{objection.notice_line.notice.number}-{objection.pk}"


def number_with_code(objection: Objection) -> str:
    """Return the number that the receipt says. Its last letters cannot be guessed, so that it shows the result alone."""
    digest = salted_hmac("wenjiu.objection", number_of(objection), algorithm="sha256").digest()
    return f"{number_of(objection)}-{''.join(LETTERS[byte % len(LETTERS)] for byte in digest[:CODE])}"


def look_up(said: str) -> Objection | None:
    """Return the objection of a receipt's number; None where there is none. Blanks and small letters count as typed otherwise."""
    plain = "".join(said.split()).upper()
    id = plain.split("-")[-2:-1]
    if not id or not (id[0].isascii() and id[0].isdecimal() and len(id[0]) < 10):
        return None
    found: Objection | None = (
        Objection.objects.select_related("notice_line__notice", "notice_line__line__case__street__parent")
        .filter(pk=int(id[0]))
        .first()
    )
    return found if found is not None and constant_time_compare(number_with_code(found), plain) else None


def office_of(notice: Notice) -> Area | None:
    """Return the office that issues a notice and settles objections to it: the district of its cases; None without a line."""
    first = NoticeLine.objects.filter(notice=notice).select_related("line__case__street__parent").first()
    return None if first is None else office_for(first.line.case.street)


def office_for(street: Area) -> Area:
    """Return the office that issues the notices of the cases of a street."""
    return street.parent or street
