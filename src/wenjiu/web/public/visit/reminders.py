"""Write a calendar file (RFC 5545) that reminds of an application, and later asks whether the money has come."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext
from icalendar import Alarm, Calendar, Event

#: Days before the latest day on which the calendar reminds.
AHEAD = (14, 1)
#: Days from today until the reminder to apply, where no latest day is known.
SOON = 7
#: Days from today until the question whether the money has come.
LATER = 60


@dataclass(frozen=True)
class Reminder:
    """What the calendar file says.

    `name`: the measure.
    `latest`: the latest day; None where none is known.
    `what`: what must be done by then.
    `notes`: lines for the entry: what to bring, where.
    `guide`, `follow_up`: full addresses.
    """

    name: str
    latest: dt.date | None
    what: str
    notes: tuple[str, ...]
    guide: str
    follow_up: str


def calendar(reminder: Reminder, now: dt.datetime) -> bytes:
    """Return the calendar file: the day to apply with alarms before it, and a question 60 days after `now`."""
    found = Calendar()
    found.add("prodid", "-//Wenjiu//Reminder//ZH")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add_component(_apply(reminder, now))
    found.add_component(_ask(reminder, now))
    return bytes(found.to_ical())


def _apply(reminder: Reminder, now: dt.datetime) -> Event:
    name = reminder.name
    if reminder.latest is None:
        title, day = gettext("申请：%(name)s") % {"name": name}, now.date() + dt.timedelta(SOON)
    else:
        title = gettext("%(what)s的最后一天：%(name)s") % {"what": reminder.what, "name": name}
        day = reminder.latest
    event = _event(title, day, [*reminder.notes, reminder.guide], reminder.guide, now)
    for ahead in AHEAD if reminder.latest is not None else (0,):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", dt.timedelta(days=-ahead))
        event.add_component(alarm)
    return event


def _ask(reminder: Reminder, now: dt.datetime) -> Event:
    title = gettext("领到了吗？%(name)s") % {"name": reminder.name}
    said = gettext("领到了、还没有、被拒绝了，各该怎么办：")
    day = now.date() + dt.timedelta(LATER)
    return _event(title, day, [said, reminder.follow_up], reminder.follow_up, now)


def _event(title: str, day: dt.date, lines: list[str], address: str, now: dt.datetime) -> Event:
    """Return an event of a whole day that only its owner sees."""
    event = Event()
    event.add("uid", f"{uuid.uuid4()}@wenjiu")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(1))
    event.add("summary", title)
    event.add("description", "\n".join(lines))
    event.add("url", address)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
