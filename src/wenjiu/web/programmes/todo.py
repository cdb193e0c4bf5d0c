"""What waits for an organiser: drafts that came back, results that are to be stated anew, records that were not accepted."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from wenjiu.bureau.programmes import access, periods
from wenjiu.bureau.programmes.kinds import called, kind_of
from wenjiu.bureau.programmes.models import (
    APPROVED,
    DRAFT,
    FINISHED,
    PROPOSED,
    REFUSED,
    REMOVED,
    Programme,
    Record,
    Step,
)
from wenjiu.web import formats
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes.records import key_of

#: Programmes that are looked through, and records that are told one by one.
MOST, TOLD = 100, 20


def to_do(actor: Any) -> list[dict[str, Any]]:
    """Return what an actor has to change of the programmes that he runs, with the reason and where to change it."""
    return [*_sent_back(actor), *_refused(actor)]


def _sent_back(actor: Any) -> list[dict[str, Any]]:
    """Return the programmes whose last step led back: to the draft, or from the results to the work."""
    steps = Prefetch("steps", Step.objects.order_by("version"), to_attr="taken")
    once = Q(state=DRAFT, steps__state=PROPOSED) | Q(state=APPROVED, steps__state=FINISHED)
    found = access.own(actor).filter(once).distinct()
    rows = []
    for programme in found.prefetch_related(steps).order_by("id")[:MOST]:
        back = programme.state == DRAFT
        rows.append({
            "title": programme.title,
            "what": _("退回来了，请修改以后再报送") if back else _("结果退回来了，请改好再报送结果"),
            "reason": programme.taken[-1].reason,
            "url": reverse("my:programme", kwargs={"number": programme.number}),
        })  # fmt: skip
    return rows


def _refused(actor: Any) -> list[dict[str, Any]]:
    """Return the records that were refused and not stated anew, the earliest first."""
    newer = Record.objects.filter(
        entry=OuterRef("entry"), what=OuterRef("what"), day=OuterRef("day"), no__gt=OuterRef("no")
    )
    programmes = access.own(actor).filter(state=APPROVED).order_by()
    found = Record.objects.filter(
        ~Exists(newer), answer__outcome=REFUSED, entry__programme__in=programmes.values("pk")
    ).exclude(entry__state=REMOVED)
    found = found.select_related("answer", "entry__party", "entry__programme__street")
    return [_record(record) for record in found.order_by("day", "entry__no")[:TOLD]]


def _record(record: Record) -> dict[str, Any]:
    programme: Programme = record.entry.programme
    of = kind_of(programme).recorded(record.what)
    assert of is not None
    end = periods.ended(programme, of, record.entry, record.day)
    days = formats.day(record.day) if end == record.day else f"{formats.day(record.day)} — {formats.day(end)}"
    said = {"name": called(record.entry, programme), "days": days, "what": of.label(policy_language())}
    sheet = urlencode({"sheet": key_of(of, record.day)})
    return {
        "title": programme.title,
        "what": _("%(name)s %(days)s的“%(what)s”没有认可，现在不算数") % said,
        "reason": record.answer.reason,
        "url": f"{reverse('my:programme_records', kwargs={'number': programme.number, 'what': of.id})}?{sheet}",
    }
