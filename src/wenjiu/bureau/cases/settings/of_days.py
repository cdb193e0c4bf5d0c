"""The working calendar: a day that is free or worked here, against the calendar that is packaged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks, flows
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Case, Complaint, Correction, Notice, Pause
from wenjiu.bureau.rulebook import set_values
from wenjiu.bureau.rulebook.kinds import Input, Kind, Named, Option, Sentence, refuse
from wenjiu.bureau.rulebook.models import Change, Draft
from wenjiu.rules.language.fact_types import day_words
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.standards.working_days import WorkingCalendar, planned

DAY = clocks.DAY
FREE, WORKING = "free", "working"


class Days(Kind):
    """Name: the day in ISO form, which is also its first day. Value: whether work is done on it."""

    code = DAY
    title = gettext_lazy("工作日历")
    intro = gettext_lazy(
        "办理期限和公示期按工作日算。系统带有国家的放假安排；有调整时在这里登记。没办完的案件，期限跨过这一天的跟着移；已经公布的公示期和告知过的补正、答复日期不变。"
    )
    typed_name = True
    says: ClassVar[Mapping[str, Any]] = {
        "moved": gettext_lazy("有%(n)s件没办完的案件期限会移动，例如%(case)s：%(was)s改到%(now)s。"),
        "none": gettext_lazy("没有一件没办完的案件期限会移动。"),
        "notices": gettext_lazy("跨过这一天、正在公示的有%(n)s份，按公布的日期结束，不变。"),
        "told": gettext_lazy("告知过的补正日期%(n)s个、投诉答复日期%(complaints)s个，不变。"),
        "registers": gettext_lazy("登记表、补贴金额和已经决定的案件都不受影响。"),
    }

    def names(self, policy: Policy) -> Sequence[Named]:
        """Return nothing: the day is typed."""
        return ()

    def name_words(self, policy: Policy, name: str) -> str:
        """Return the day in words."""
        return day_words(civil.parse(name), flows.lang())

    def inputs(self, policy: Policy, name: str) -> tuple[Input, ...]:
        """Return whether it is free or worked."""
        options = (Option(FREE, _("放假")), Option(WORKING, _("上班")))
        return (Input("value", _("这一天"), "choice", options=options),)

    def read(self, policy: Policy, name: str, given: Mapping[str, str]) -> bool:
        """Return whether work is done on the day."""
        found = {WORKING: True, FREE: False}.get(given.get("value", ""))
        if found is None:
            raise refuse(_("请选这一天是上班还是放假。"))
        return found

    def typed(self, policy: Policy, name: str, value: Any) -> dict[str, str]:
        """Return the choice."""
        return {"value": WORKING if value else FREE}

    def check(self, policy: Policy, name: str, value: Any) -> None:
        """Refuse what is no day and no choice."""
        try:
            dt.date.fromisoformat(name)
        except ValueError:
            text = _("“%(day)s”不是日期。请按2026-10-01这样填写。") % {"day": name[:20]}
            raise refuse(text, "name", "name") from None
        if not isinstance(value, bool):
            raise refuse(_("请选这一天是上班还是放假。"))

    def shipped(self, policy: Policy, name: str) -> bool:
        """Return what the packaged calendar says of a day."""
        return WorkingCalendar({}).is_working(dt.date.fromisoformat(name))

    def words(self, policy: Policy, name: str, value: Any) -> str:
        """Return whether a day is free or worked."""
        return _("上班") if value else _("放假")

    def known(self, policy: Policy) -> list[tuple[str, list[str]]]:
        """Return the days of this year and of the next that differ from a usual week, or that they are not known."""
        year = clock.today().year
        return [(_("%(year)s年") % {"year": y}, _year(y, clocks.calendar())) for y in (year, year + 1)]

    def effect(self, draft: Draft) -> list[Sentence]:
        """Return the cases whose deadline would move, and what keeps its day."""
        day = draft.from_day
        moved = moving(day, draft.value, clocks.calendar(), _over(day))
        found: list[Sentence] = [{"say": "none"}]
        if moved:
            case, now = moved[0]
            was = str(case.due_on)
            found = [{"say": "moved", "n": len(moved), "case": case.number, "was": was, "now": now.isoformat()}]
        notices = Notice.objects.filter(ended_at=None, begins_on__lt=day, ends_on__gte=day).count()
        corrections = Correction.objects.filter(answered_at=None, due_on__gte=day).count()
        complaints = Complaint.objects.filter(answered_at=None, due_on__gte=day).count()
        told = {"say": "told", "n": corrections, "complaints": complaints}
        return [*found, {"say": "notices", "n": notices}, told, {"say": "registers"}]

    def seen(self, draft: Draft) -> list[str]:
        """Return how a deadline reads that begins today and passes over the day."""
        today = clock.today()
        if draft.from_day <= today:
            return []
        days = clocks.calendar()
        n = days.working_days_between(today, draft.from_day) + 1
        under = WorkingCalendar({**days.declared, draft.from_day: bool(draft.value)})
        was, now = days.add_working_days(today, n), under.add_working_days(today, n)
        lang = flows.lang()
        said = {"n": n, "was": day_words(civil.of(was), lang), "now": day_words(civil.of(now), lang)}
        return [_("今天开始、期限%(n)s个工作日的一步，最晚%(was)s改为最晚%(now)s办完。") % said]

    def confirmed(self, actor: Any, change: Change) -> None:
        """Move the deadlines of open cases that pass over the day."""
        earlier = Change.objects.filter(policy=change.policy, number__lt=change.number)
        before = clocks.calendar_of(set_values.folded(earlier.select_related("revokes").order_by("number")))
        cases = _over(change.from_day).select_for_update(no_key=True, of=("self",))
        for case, now in moving(change.from_day, change.value, before, cases):
            was, case.due_on = case.due_on, now
            case.save(update_fields=["due_on"])
            case_event(actor, case, "due_moved", was=str(was), now=now.isoformat(), change=change.number)


def _year(year: int, days: WorkingCalendar) -> list[str]:
    """Return the holidays and the worked weekends of a year in words."""
    found = [] if planned(year) else [
        _("%(year)s年的放假安排还没有登记。现在按周末和日期固定的法定假日算。通知公布以后，请逐天登记放假的日子和调休上班的日子。")
        % {"year": year}
    ]  # fmt: skip
    for first, last, working in days.unusual(year):
        said = {"first": day_words(civil.of(first), flows.lang()), "last": day_words(civil.of(last), flows.lang())}
        if first == last:
            found.append((_("%(first)s上班") if working else _("%(first)s放假")) % said)
        else:
            found.append((_("%(first)s至%(last)s上班") if working else _("%(first)s至%(last)s放假")) % said)
    return found


def _over(day: dt.date) -> QuerySet[Case]:
    """Return the open cases whose present step is due on a day or later, but those on notice: its end was published."""
    noticed = Pause.objects.filter(case=OuterRef("pk"), kind="notice", to_day=None)
    return Case.objects.filter(~Exists(noticed), closed_at=None, due_on__gte=day).order_by("pk")


def moving(day: dt.date, working: bool, before: WorkingCalendar, cases: Iterable[Case]) -> list[tuple[Case, dt.date]]:
    """Return the cases that have another deadline where a day, today or later, is declared, each with the new one.

    A step keeps its number of working days: one more day where the day is free, one less where it is worked.
    """
    if before.is_working(day) == working:
        return []
    after = WorkingCalendar({**before.declared, day: working})
    found = []
    for case in cases:
        due = case.due_on
        if due is None or timezone.localtime(case.step_since, civil.SHANGHAI).date() == day:
            continue  # a period begins after its first day
        if not working:
            found.append((case, after.add_working_days(due, 1)))
            continue
        earlier = due - dt.timedelta(days=1)
        while not after.is_working(earlier):
            earlier -= dt.timedelta(days=1)
        found.append((case, earlier))
    return found
