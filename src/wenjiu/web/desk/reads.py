"""Who opened full numbers, papers and phones: the reads of everybody, for the audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit import queries as audit
from wenjiu.bureau.cases.masking import masked_name
from wenjiu.bureau.parties.models import Party
from wenjiu.web.desk.roles import READS
from wenjiu.web.desk.typed import number, text
from wenjiu.web.guards import staff
from wenjiu.web.read_fields import FIELDS, field_words

#: Reads on one page.
ROWS = 50


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to, as it was typed. `problem`: which day was not understood, in words."""

    who: int
    what: str
    first: str
    last: str
    problem: str

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Filters:
        """Return the filters of an address."""
        what = text(given, "what", 40)
        days = {name: text(given, name, 20).strip() for name in ("first", "last")}
        wrong = [day for day in days.values() if day and day_of(day) is None]
        problem = _("“%(day)s”不是日期。请写成 2026-03-01 这样。") % {"day": wrong[0]} if wrong else ""
        return cls(number(given, "who"), what if what in FIELDS else "", days["first"], days["last"], problem)

    @property
    def set(self) -> bool:
        """Whether the list is narrowed."""
        return bool(self.who or self.what or self.first or self.last)

    def query(self, page: int) -> str:
        """Return the address's query of one page."""
        given = {"who": self.who, "what": self.what, "first": self.first, "last": self.last, "page": page}
        return f"?{urlencode({name: value for name, value in given.items() if value})}"


def day_of(said: str) -> dt.date | None:
    """Return a day as it was typed; None where it is none."""
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        return None


@require_safe
@staff(*READS)
def reads(request: HttpRequest) -> HttpResponse:
    """List who opened which field of whom, when and why. GET: ``who``, ``what``, ``first``, ``last``, ``page``."""
    filters = Filters.read(request.GET)
    found = audit.reads_about(scopes.parties_within(request.user, *READS))
    shown = audit.narrowed(
        found, reader=filters.who, field=filters.what, first=day_of(filters.first), last=day_of(filters.last)
    )
    page = Paginator(shown, ROWS).get_page(text(request.GET, "page", 9))
    names = Party.objects.in_bulk({read.party_id for read in page})
    context = {
        "page": page,
        "rows": [(read, _name(names.get(read.party_id)), field_words(read.field)) for read in page],
        "filters": filters,
        "readers": audit.readers_of(found),
        "fields": [(name, field_words(name)) for name in FIELDS],
        "problem": filters.problem,
        "before": filters.query(page.number - 1),
        "after": filters.query(page.number + 1),
    }
    return render(request, "desk/reads.html", context, status=422 if filters.problem else 200)


def _name(party: Party | None) -> str:
    return "" if party is None else masked_name(party.name, party.kind == Party.Kind.ORGANISATION)
