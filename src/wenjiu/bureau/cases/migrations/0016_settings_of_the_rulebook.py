"""Periods of steps and days of the calendar become changes of the rulebook. Nobody was shown an effect of these."""

from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.models import Max
from django.utils import timezone

from wenjiu.standards import civil


def _draft(apps: Any, *, made_by: Any, made_at: Any, **values: Any) -> Any:
    draft = apps.get_model("rulebook", "Draft")
    return draft.objects.create(**values, confirmed_source=True, made_by=made_by, made_at=made_at)


def _confirm(apps: Any, draft: Any, by: Any, at: Any) -> None:
    """Make a change of a draft, as the guards of the rulebook want it."""
    look, change = apps.get_model("rulebook", "Look"), apps.get_model("rulebook", "Change")
    last = change.objects.filter(policy=draft.policy).aggregate(n=Max("number"))["n"] or 0
    on = timezone.localtime(at, civil.SHANGHAI).date()
    seen = look.objects.create(draft=draft, revision=1, version=last, on=on, effect={"settings": []}, seen_by=by, at=at)
    names = ("policy", "kind", "name", "key", "value", "from_day", "source", "confirmed_source", "made_by")
    said = {name: getattr(draft, name) for name in names}
    change.objects.create(
        **said, number=last + 1, draft=draft, confirmed_by=by, confirmed_at=at, confirmed_on=on, look=seen
    )
    draft.state, draft.settled_at = "confirmed", at
    draft.save(update_fields=["state", "settled_at"])


def move(apps: Any, schema_editor: Any) -> None:
    """Move every period and every declared day, in the order in which they were confirmed."""
    for row in apps.get_model("cases", "StepPeriod").objects.order_by("from_day", "id"):
        draft = _draft(
            apps, policy=row.policy, kind="period", name=f"{row.flow}/{row.step}", value=row.days,
            from_day=row.from_day, source=row.source, made_by=row.set_by, made_at=row.set_at,
        )  # fmt: skip
        if row.confirmed_by is not None:
            _confirm(apps, draft, row.confirmed_by, row.confirmed_at)
    waiting: dict[str, Any] = {}
    for row in apps.get_model("cases", "CalendarDay").objects.order_by("id"):
        if row.confirmed_by is None:
            waiting[row.day.isoformat()] = row
        else:
            draft = _of_day(apps, row)
            _confirm(apps, draft, row.confirmed_by, row.set_at)
    for row in waiting.values():  # of one day one draft can wait: the last one
        _of_day(apps, row)


def _of_day(apps: Any, row: Any) -> Any:
    return _draft(
        apps, policy=settings.WENJIU_POLICY, kind="day", name=row.day.isoformat(), value=row.working, from_day=row.day,
        source=row.reason, made_by=row.set_by, made_at=row.set_at,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_listed_people"), ("rulebook", "0003_settings")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
