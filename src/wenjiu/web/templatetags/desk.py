"""Template tags of the pages of staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import clocks, flows
from wenjiu.bureau.cases.masking import names_of
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds.duties import READERS as TREASURY
from wenjiu.standards import money
from wenjiu.web.desk.roles import CASE_READERS, COUNTER, DISTRICT, NOTICES, PEOPLE, REVIEWERS

register = template.Library()

#: Page -> its words and the roles that have it, in the order of the menu.
PAGES = (
    ("desk:queue", _("待办"), REVIEWERS),
    ("desk:cases", _("全部案件"), CASE_READERS),
    ("desk:notices", _("公示"), NOTICES),
    ("desk:district", _("全区情况"), DISTRICT),
    ("desk:registers", _("登记表"), (Role.REGISTER_KEEPER,)),
    ("desk:authorisations", _("单位经办人"), COUNTER),
    ("desk:merges", _("合并记录"), (Role.REGISTER_KEEPER,)),
    ("desk:money:overview", _("资金"), TREASURY),
    ("desk:periods", _("办理期限"), (Role.POLICY_ADMIN,)),
    ("desk:calendar", _("工作日历"), (Role.POLICY_ADMIN,)),
    ("desk:people", _("人员和岗位"), PEOPLE),
)


@dataclass(frozen=True)
class Link:
    """One page of the menu."""

    url: str
    name: Any
    here: bool


@register.simple_tag(takes_context=True)
def desk_pages(context: Context) -> list[Link]:
    """Return the pages of the desk that the user's posts open."""
    request: Any = context["request"]
    held = {post.role for post in scopes.posts_of(request.user)}
    found = []
    for view, name, roles in PAGES:
        if held & set(roles):
            url = reverse(view)
            found.append(Link(url, name, request.path.startswith(url)))
    return found


@register.filter
def state_words(case: Case) -> str:
    """Return what a case waits for, or how it ended."""
    return flows.state_name(case)


@register.filter
def measure_name(case: Case) -> str:
    """Return the name of the measure of a case."""
    return flows.policy_of(case).measures[case.measure].name(flows.lang())


@register.filter
def shown_names(shown: Mapping[str, Any]) -> str:
    """Return the names of a line of a notice as the public reads them."""
    return "、".join(names_of(shown))


@register.filter
def working_days_left(day: dt.date) -> int:
    """Return how many working days there are from now to a day; 0 where it is today or over."""
    return clocks.calendar().working_days_between(clock.today(), day)


@register.filter
def fen(amount: int | None) -> str:
    """Return an amount in fen as yuan with separators: 1,234.50."""
    return "" if amount is None else money.grouped(amount)


@register.filter
def days_since(moment: dt.datetime) -> int:
    """Return the days from a moment to the bureau's day."""
    return clock.days_since(moment)


@register.filter
def days_over(day: dt.date | None) -> int:
    """Return by how many days a day is over; 0 where it is not."""
    return 0 if day is None else max(0, (clock.today() - day).days)


@register.simple_tag
def today() -> dt.date:
    """Return the day on which the bureau works."""
    return clock.today()


@register.inclusion_tag("desk/_calendar_bar.html", takes_context=True)
def calendar_bar(context: Context) -> dict[str, Any]:
    """Return the context of the bar that turns the demo's calendar forward; without a day there is no bar."""
    turnable = settings.WENJIU_PROFILE in clock.TURNABLE
    return {
        "day": clock.today() if turnable else None,
        "ahead": clock.days_ahead() if turnable else 0,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }
