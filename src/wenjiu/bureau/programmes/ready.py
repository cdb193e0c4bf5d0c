"""What a programme still lacks before a step, and the ranks that follow when it is finished."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.programmes import counting, outputs
from wenjiu.bureau.programmes.kinds import how_many, kind_of, lang, parts_of, policy_of, words_of_day
from wenjiu.bureau.programmes.models import (
    ACCEPTED,
    APPROVED,
    CONFIRMED,
    FINISHED,
    HELD,
    LISTED,
    PROPOSED,
    REFUSED,
    REMOVED,
    Entry,
    Programme,
    Record,
)
from wenjiu.bureau.programmes.ranking import ranks
from wenjiu.rules.document.programmes import Kind, Required

#: States of a part in which its whole cannot be cancelled.
UNDER_WAY = (PROPOSED, APPROVED, FINISHED, ACCEPTED)


def missing(programme: Programme, step: str) -> str:
    """Return what is missing before a step, with what to do; empty where nothing is."""
    kind, today = kind_of(programme), clock.today()
    listed = kind.listed
    if step in ("propose", "approve") and listed is not None and not listed.late and programme.first_day <= today:
        said = _("第一天%(day)s已经到了，名单来不及核对。请把日期改到%(today)s以后。")
        return said % {"day": words_of_day(programme.first_day), "today": words_of_day(today)}
    if step in ("propose", "approve") and (why := _without_whole(programme, kind)):
        return why
    if step == "cancel" and (parts := programme.parts.filter(state__in=UNDER_WAY).count()):
        return _("属于它的已经报了%(n)s项，不能取消。请先取消那几项。") % {"n": parts}
    if step == "cancel" and Record.objects.filter(entry__programme=programme).exists():
        return _("已经有人签到或报了出勤，不能取消。请按实际情况报送结果。")
    return _before_the_end(programme, kind) if step == "finish" else ""


def _without_whole(programme: Programme, kind: Kind) -> str:
    """Return why a programme is not part of what it has to be; empty where it is, or where its kind stands alone."""
    whole = programme.part_of
    if whole is not None and whole.state != APPROVED:
        said = _("它所属的“%(title)s”还没有批准，或者已经结束、取消。请退回修改，换一个已经批准的。")
        return said % {"title": whole.title}
    if kind.needs_whole and whole is None:
        name = policy_of(programme).programmes[kind.part_of].one(lang())
        return _("没有写属于哪一个“%(name)s”。请退回修改，选一个已经批准的。") % {"name": name}
    return ""


def _before_the_end(programme: Programme, kind: Kind) -> str:
    if clock.today() < programme.last_day:
        return _("还没有到最后一天%(day)s，到那天以后再报送结果。") % {"day": words_of_day(programme.last_day)}
    entries = list(programme.entries.exclude(state=REMOVED).select_related("party"))
    held = [entry for entry in entries if entry.state == HELD]
    if held:
        return _("名单里还有%(many)s等核对，请先由工作人员核对，或者移出名单。") % {
            "many": how_many(programme, len(held))
        }
    if kind.listed is not None and not entries:
        return _("名单里还没有人，没有结果可以报。没有办的，请取消。")
    waiting = len(unanswered(programme, kind))
    if waiting:
        return _("还有%(n)s条记录没有人确认。全部确认以后再报送结果。") % {"n": waiting}
    lacking = [entry for entry in entries if any(of.id not in entry.result for of in kind.results)]
    if lacking:
        return _("还有%(many)s没有填结果（第一个是%(name)s）。") % {
            "many": how_many(programme, len(lacking)),
            "name": lacking[0].party.name,
        }
    if kind.required is not None and (why := _absent(programme, entries, kind.required)):
        return why
    if kind.ranking is not None and not _points(programme, kind):
        return _("还没有确认过的成绩，排不出名次。")
    return ""


def _absent(programme: Programme, entries: list[Entry], required: Required) -> str:
    there = attendance(programme, required.record)
    good = [entry for entry in entries if entry.result.get(required.result) is True]
    return next((why for entry in good if (why := too_little(required, entry.party.name, there[entry.pk]))), "")


def too_little(required: Required, name: str, there: tuple[int, int]) -> str:
    """Return why somebody's result cannot be true; empty where it can. `there`: see `attendance`."""
    present, of = there
    if of and present * 100 >= of * required.percent:
        return ""
    said = _("%(name)s到课%(there)s天，共%(of)s天，不到%(percent)s%%，不能算结业。%(source)s。")
    what = {"name": name, "there": present, "of": of, "percent": required.percent}
    return said % {**what, "source": required.source(lang())}


def attendance(programme: Programme, what: str) -> dict[int, tuple[int, int]]:
    """Return entry -> on how many days somebody was there, of how many on which the list was called."""
    of = kind_of(programme).recorded(what)
    assert of is not None
    records = newest(programme, what)
    called = {record.day for record in records}
    there: dict[int, set[dt.date]] = defaultdict(set)
    for record in records:
        if record.values.get(of.counts):
            there[record.entry_id].add(record.day)
    return {
        entry.pk: (len(there[entry.pk]), sum(entry.first_day <= day <= entry.last_day for day in called))
        for entry in programme.entries.exclude(state=REMOVED)
    }


def newest(programme: Programme, what: str, entry: Entry | None = None) -> list[Record]:
    """Return the records that count now: of each person and day the last one, in the order of days and of the list."""
    found = Record.objects.filter(entry__programme=programme, what=what).exclude(entry__state=REMOVED)
    if entry is not None:
        found = found.filter(entry=entry)
    last: dict[Any, Record] = {}
    for record in found.select_related("entry__party", "answer", "by").order_by("day", "entry__no", "no"):
        last[record.entry_id, record.day] = record
    return list(last.values())


def refused_before(
    programme: Programme, what: str, entry: Entry | None = None
) -> dict[tuple[int, dt.date], list[Record]]:
    """Return entry and day -> the records that were refused and stated anew, the earliest first."""
    refused = Record.objects.filter(entry__programme=programme, what=what, answer__outcome=REFUSED)
    if entry is not None:
        refused = refused.filter(entry=entry)
    counts = {record.pk for record in newest(programme, what, entry)}
    found: dict[tuple[int, dt.date], list[Record]] = defaultdict(list)
    for record in refused.select_related("entry__party", "entry__programme", "answer__by", "by").order_by("no"):
        if record.pk not in counts:
            found[record.entry_id, record.day].append(record)
    return found


def outcome_of(record: Record) -> str:
    """Return how a record was answered; empty where it was not."""
    answer = getattr(record, "answer", None)
    return "" if answer is None else answer.outcome


def unanswered(programme: Programme, kind: Kind) -> list[Record]:
    """Return the records that somebody has still to confirm. What does not count needs no answer."""
    return [
        record
        for of in kind.records
        if of.confirmed_by
        for record in newest(programme, of.id)
        if not outcome_of(record) and not record.stops
    ]


def unanswered_now() -> QuerySet[Record]:
    """Return the records of all programmes that nobody has answered, also those that need no answer by their kind."""
    newer = Record.objects.filter(
        entry=OuterRef("entry"), what=OuterRef("what"), day=OuterRef("day"), no__gt=OuterRef("no")
    )
    return Record.objects.filter(~Exists(newer), answer=None, stops=[]).exclude(entry__state=REMOVED)


def unanswered_by_others(actor: Any, programmes: Collection[int]) -> dict[int, dict[str, int]]:
    """Return programme -> what was recorded -> how many records of others than an actor nobody has answered yet."""
    rows = unanswered_now().filter(entry__programme__in=programmes).exclude(by=actor).order_by()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for programme, what, number in rows.values_list("entry__programme", "what").annotate(n=Count("pk")):
        found[programme][what] = number
    return found


def _points(programme: Programme, kind: Kind) -> dict[str, dict[int, int]]:
    """Return part -> entry -> points, of the scores that were confirmed."""
    ranking = kind.ranking
    assert ranking is not None
    of = kind.recorded(ranking.record)
    assert of is not None
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for record in newest(programme, ranking.record):
        points = record.values.get(ranking.field)
        confirmed = outcome_of(record) == CONFIRMED or not of.confirmed_by
        if points is not None and confirmed and record.entry.state == LISTED:
            found[record.entry.part][record.entry_id] = points
    return found


def settle(programme: Programme) -> None:
    """Write the ranks of a competition into its entries. Call it inside an action."""
    kind = kind_of(programme)
    if kind.ranking is None:
        return
    rank: dict[int, int] = {}
    for points in _points(programme, kind).values():
        rank |= ranks(points, kind.ranking.ties)
    entries = list(programme.entries.filter(state=LISTED))
    for entry in entries:
        entry.result = {"rank": rank[entry.pk]} if entry.pk in rank else {}
    Entry.objects.bulk_update(entries, ["result"])


def list_parts(actor: Any, programme: Programme) -> None:
    """Put each part on the list where the list is the parts. Call it inside an action, where a programme is approved."""
    listed = kind_of(programme).listed
    if listed is None or not listed.own or programme.organiser is None:
        return
    Entry.objects.bulk_create(
        Entry(
            programme=programme,
            party=parties.head(programme.organiser),
            no=no,
            part=part,
            first_day=programme.first_day,
            last_day=programme.last_day,
            added_by=actor,
            added_at=clock.now(),
        )
        for no, part in enumerate(parts_of(programme), start=1)
    )


def include(programme: Programme) -> None:
    """Write day and number of those that are included now. Call it inside an action, where results are accepted."""
    if kind_of(programme).panel is None:
        return
    entries = list(programme.entries.filter(state=LISTED, result__included=True).select_related("party", "programme"))
    for entry in entries:
        before = counting.earlier_of(entry)
        entry.row = before.row if before is not None else outputs.entry_number(programme, entry)
        entry.result = {**entry.result, "day": clock.today().isoformat()}
    Entry.objects.bulk_update(entries, ["result", "row"])
