"""Template tags of the pages of staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import clocks, flows, objecting
from wenjiu.bureau.cases.duties import OFFICE
from wenjiu.bureau.cases.masking import names_of
from wenjiu.bureau.cases.models import Bulk, Case, Notice, Objection
from wenjiu.bureau.funds.duties import READERS as TREASURY
from wenjiu.bureau.offers.queries import CALLERS, REPORT_READERS
from wenjiu.bureau.programmes.access import READERS as PROGRAMMES
from wenjiu.standards import money
from wenjiu.web.desk.roles import ABSENT, CASE_READERS, COUNTER, DISTRICT, NOTICES, PEOPLE, PROMISES, READS, REVIEWERS

register = template.Library()

#: Posts that have the report of the unclaimed and no list of a street.
ONLY_SUMS = tuple(role for role in REPORT_READERS if role not in CALLERS)

#: Page -> its words and the roles that have it, in the order of the menu.
PAGES = (
    ("desk:queue", _("待办"), REVIEWERS),
    ("desk:cases", _("全部案件"), CASE_READERS),
    ("office:index", _("不用申报的"), OFFICE),
    ("desk:notices", _("公示"), NOTICES),
    ("desk:complaints", _("投诉和建议"), REVIEWERS),
    ("desk:documents", _("文件"), CASE_READERS),
    ("desk:district", _("全区情况"), DISTRICT),
    ("desk:programmes", _("培训和项目"), PROGRAMMES),
    ("desk:offers", _("该享未享"), CALLERS),
    ("desk:offers_report", _("该享未享"), ONLY_SUMS),
    ("desk:registers", _("登记表"), (Role.REGISTER_KEEPER,)),
    ("desk:corrections", _("更正申请"), (Role.REGISTER_KEEPER,)),
    ("desk:authorisations", _("单位经办人"), COUNTER),
    ("desk:merges", _("合并记录"), (Role.REGISTER_KEEPER,)),
    ("desk:money:overview", _("资金"), TREASURY),
    ("desk:reads", _("谁看过完整信息"), READS),
    ("desk:rulebook:index", _("规则和期限"), (Role.POLICY_ADMIN,)),
    ("desk:people", _("人员和岗位"), PEOPLE),
    ("desk:outbox", _("短信和邮件发送"), (Role.SYSTEM_ADMIN,)),
)
#: Pages that stand on the first page of the desk alone.
MORE = (
    ("desk:bulks", _("一起办相同的案件"), REVIEWERS),
    ("desk:absence", _("回避和代办"), ABSENT),
    ("desk:ratings", _("好差评"), NOTICES),
    ("desk:promises", _("承诺核查"), PROMISES),
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
    return _links(context, PAGES)


@register.simple_tag(takes_context=True)
def more_pages(context: Context) -> list[Link]:
    """Return the pages that the user's posts open and that do not stand in the menu."""
    return _links(context, MORE)


def _links(context: Context, pages: Iterable[tuple[str, Any, Collection[str]]]) -> list[Link]:
    request: Any = context["request"]
    held = {post.role for post in scopes.posts_of(request.user)}
    found = []
    # A case is a page of the queue for who takes steps: its way back leads there.
    match = request.resolver_match
    one = match is not None and "number" in match.kwargs and request.path.startswith(reverse("desk:cases"))
    queue = one and bool(held & set(REVIEWERS))
    for view, name, roles in pages:
        if held & set(roles):
            url = reverse(view)
            found.append(Link(url, name, view == "desk:queue" if queue else request.path.startswith(url)))
    return found


@register.filter
def state_words(case: Case) -> str:
    """Return what a case waits for, or how it ended."""
    return flows.state_name(case)


@register.filter
def measure_name(about: Case | Notice | Bulk) -> str:
    """Return the name of the measure of a case, a notice or a bulk."""
    return policies.load_policy(about.policy).measures[about.measure].name(flows.lang())


@register.filter
def shown_names(shown: Mapping[str, Any]) -> str:
    """Return the names of a line of a notice as the public reads them."""
    return "、".join(names_of(shown))


@register.filter
def objection_number(objection: Objection) -> str:
    """Return the number of an objection."""
    return objecting.number_of(objection)


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
def due_day(case: Case) -> dt.date | None:
    """Return the day by which the present step is due, or by which the applicant is to answer; None without one."""
    if case.state == "correcting":
        return next((c.due_on for c in case.corrections.all() if c.answered_at is None), None)
    return clocks.moved_by_pauses(case, clock.today())


@register.simple_tag(takes_context=True)
def working_days_over(context: Context, day: dt.date) -> int:
    """Return by how many working days a day is over. The calendar is read once for a page."""
    request: Any = context["request"]
    if not hasattr(request, "bureau_calendar"):
        request.bureau_calendar = clocks.calendar()
    days: int = request.bureau_calendar.working_days_between(day, clock.today())
    return days


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
