"""Lists of cases: filters that are kept in the address, and pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case, Decision, LineRole
from wenjiu.web.desk.stages import STATES_OF
from wenjiu.web.desk.typed import number, text

PAGE = 25
#: Longest text to look for.
LONGEST = 60
#: Values of the filter of days.
DUE = ("over", "today", "sunday", "week", "none")
#: Order of a list -> the fields that it follows. Without one a list has its own.
SORTS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), "filed_at", "id"),
    "waiting": ("step_since", "id"),
    "filed": ("filed_at", "id"),
    "newest": ("-filed_at", "-id"),
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. Each is empty where it does not narrow.

    `text`: part of the number of a case, or of the name of its filer or of somebody on one of its lines.
    `stage`: one of the stages that the page of the district counts by.
    `due`: past its day, due today, until Sunday, within the next seven days, or without a day.
    `holder`: id of a member of staff who took a step.
    `sort`: one of `SORTS`.
    """

    measure: str = ""
    state: str = ""
    stage: str = ""
    street: str = ""
    due: str = ""
    holder: str = ""
    text: str = ""
    sort: str = ""
    page: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Filters:
        """Return the filters of an address; what is not understood is left out."""
        values = {name: text(given, name, LONGEST).strip() for name in cls.__dataclass_fields__}
        values["stage"] = values["stage"] if values["stage"] in STATES_OF else ""
        values["due"] = values["due"] if values["due"] in DUE else ""
        values["sort"] = values["sort"] if values["sort"] in SORTS else ""
        values["holder"] = str(number(values, "holder") or "")
        return cls(**values)

    @property
    def set(self) -> bool:
        """Whether the list is narrowed."""
        return any((self.measure, self.state, self.stage, self.street, self.due, self.holder, self.text))

    def query(self, **changes: str) -> str:
        """Return the address's query with some filters changed; it begins on the first page."""
        chosen = replace(self, **{"page": "", **changes})
        given = {name: value for name in self.__dataclass_fields__ if (value := getattr(chosen, name))}
        return f"?{urlencode(given)}" if given else "?"

    def apply(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """Return the cases that the filters let through."""
        today = clock.today()
        exact = {"measure": self.measure, "state": self.state, "street__code": self.street}
        found = cases.filter(**{name: value for name, value in exact.items() if value})
        if self.stage:
            found = found.filter(state__in=STATES_OF[self.stage])
        if self.due:
            wanted: dict[str, dict[str, Any]] = {
                "over": {"due_on__lt": today},
                "today": {"due_on": today},
                "sunday": {"due_on__gte": today, "due_on__lte": today + dt.timedelta(days=6 - today.weekday())},
                "week": {"due_on__gte": today, "due_on__lte": today + dt.timedelta(days=7)},
                "none": {"due_on": None},
            }
            found = found.filter(**wanted[self.due])
        if self.holder:
            taken = Decision.objects.filter(case=OuterRef("pk"), actor=int(self.holder))
            found = found.filter(Exists(taken))
        if self.text:
            named = LineRole.objects.filter(party__name__icontains=self.text).values("line__case")
            wanted_by = Q(number__icontains=self.text) | Q(filing__filer__name__icontains=self.text)
            found = found.filter(wanted_by | Q(pk__in=named))
        return found.order_by(*SORTS[self.sort]) if self.sort else found


@dataclass(frozen=True)
class Choice:
    """One value of a filter with the number of cases that have it."""

    value: str
    name: str
    cases: int


def choices(cases: QuerySet[Case], field: str) -> list[Choice]:
    """Return the values of a filter over all cases of a list: measure, state, street or holder."""
    if field == "street":
        rows = cases.order_by().values("street__code", "street__name").annotate(n=Count("id", distinct=True))
        found = [Choice(r["street__code"], r["street__name"], r["n"]) for r in rows]
        return sorted(found, key=lambda c: c.value)
    if field == "holder":
        taken = Decision.objects.filter(case__in=cases.order_by().values("pk"), line_no=0)
        counted_by = taken.values("actor", "actor__name").annotate(n=Count("case", distinct=True))
        return [Choice(str(r["actor"]), r["actor__name"], r["n"]) for r in counted_by.order_by("actor__name", "actor")]
    rows = cases.order_by().values("policy", "flow", field).annotate(n=Count("id", distinct=True))
    counted: dict[str, Choice] = {}
    for r in rows:
        name = _name(field, r["policy"], r["flow"], r[field])
        before = counted.get(r[field])
        counted[r[field]] = Choice(r[field], name, r["n"] + (before.cases if before else 0))
    return sorted(counted.values(), key=lambda c: c.value)


def _name(field: str, policy: str, flow: str, value: str) -> str:
    if field == "state":
        return flows.state_words(policy, flow, value)
    measure = policies.load_policy(policy).measures[value]
    return _("%(code)s %(name)s") % {"code": value, "name": measure.name(flows.lang())}


def page_of(cases: QuerySet[Case], number: str) -> Page[Case]:
    """Return one page of a list."""
    return Paginator(cases, PAGE).get_page(number or 1)


def filters_shown(cases: QuerySet[Case]) -> dict[str, list[Choice]]:
    """Return the choices of every filter of a list."""
    return {field: choices(cases, field) for field in ("measure", "state", "street", "holder")}
