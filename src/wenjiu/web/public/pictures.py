"""Pictures as data for templates: dates on a line, an amount by part, the path of a case.

A place on a line is a share of its width in percent, as SVG attributes take it. The words of a picture are a list
beside it, so nothing has to be read from the drawing alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, ngettext

from wenjiu.rules.ask.timelines import CLOSES, OPENS, TODAY, Mark, Timeline
from wenjiu.rules.explain.workings import Working
from wenjiu.standards import civil, money
from wenjiu.web.formats import day, yuan

#: The free width at both ends of a line of dates, in percent.
MARGIN = 4
#: The most years that are written on a line.
YEARS = 5
#: The least width in percent of a part of a bar that still holds its number.
NUMBERED = 8


@dataclass(frozen=True)
class Dates:
    """A line of dates.

    `marks`: (kind, place, day in words, what happens); `windows`: (place, width); `years`: (year, place).
    """

    marks: tuple[tuple[str, str, str, str], ...]
    windows: tuple[tuple[str, str], ...]
    years: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bar:
    """An amount by part: (number, what it is, amount, place, width, place of the number or empty).

    `cut`: (amount, place, width) of what a limit takes off; None where nothing is.
    `total`: the amount that is left; empty where the parts are not one payee's.
    """

    parts: tuple[tuple[int, str, str, str, str, str], ...]
    cut: tuple[str, str, str] | None
    total: str


def dates(timeline: Timeline) -> Dates:
    """Return the picture of the dates of a case."""
    days = [civil.date(m.day).toordinal() for m in timeline.marks]
    days += [civil.date(k).toordinal() for w in timeline.windows for k in (w.first, w.last)]
    first, last = min(days), max(days)

    def at(ordinal: int) -> float:
        return MARGIN + (100 - 2 * MARGIN) * (ordinal - first) / max(1, last - first)

    def place(key: int) -> float:
        return at(civil.date(key).toordinal())

    marks = tuple((m.kind, _percent(place(m.day)), day(civil.iso(m.day)), _what(m)) for m in timeline.marks)
    windows = tuple((_percent(place(w.first)), _percent(place(w.last) - place(w.first))) for w in timeline.windows)
    begins = {year: civil.date(civil.key(year, 1, 1)).toordinal() for year in _years(timeline)}
    inside = [year for year, ordinal in begins.items() if first <= ordinal <= last]
    step = -(-len(inside) // YEARS) or 1
    return Dates(marks, windows, tuple((str(year), _percent(at(begins[year]))) for year in inside[::step]))


def _years(timeline: Timeline) -> range:
    years = [civil.date(m.day).year for m in timeline.marks]
    return range(min(years), max(years) + 2)


def _what(mark: Mark) -> str:
    if mark.kind == TODAY:
        return gettext("今天") if mark.day == civil.today() else gettext("答复日期")
    if mark.kind == OPENS:
        return gettext("从这天起够时间：%(condition)s") % {"condition": mark.text}
    if mark.kind == CLOSES:
        return gettext("最后一天：%(what)s") % {"what": mark.text}
    return mark.text[:1].upper() + mark.text[1:]


def bar(parts: Sequence[tuple[str, int]], cut: int = 0, summed: bool = True) -> Bar:
    """Return the picture of an amount [fen] by part: what each is and how much; `cut` is what a limit takes off.

    `summed`: whether the parts belong to one payee, so that their sum means something.
    """
    whole = max(1, sum(fen for _, fen in parts))
    found, before = [], 0
    for number, (text, fen) in enumerate(parts, 1):
        place, width = 100 * before / whole, 100 * fen / whole
        middle = _percent(place + width / 2) if width >= NUMBERED else ""
        found.append(
            (number, text[:1].upper() + text[1:], yuan(money.yuan(fen)), _percent(place), _percent(width), middle)
        )
        before += fen
    taken = (yuan(money.yuan(cut)), _percent(100 * (whole - cut) / whole), _percent(100 * cut / whole)) if cut else None
    return Bar(tuple(found), taken, yuan(money.yuan(whole - cut)) if summed else "")


def bars_of(workings: Iterable[Working], lang: str) -> list[tuple[str, Bar]]:
    """Return (title, bar) of what each payee gets, where there are several, and of each amount that is a sum or is cut."""
    found = [w for w in workings if w.fen > 0]
    named = len(found) > 1
    bars = [(gettext("谁拿多少"), bar([(w.payee(lang), w.fen) for w in found], summed=False))] if named else []
    return bars + [
        (w.payee(lang) if named else "", bar([(p.text, p.fen) for p in w.parts], w.cut)) for w in found if w.parts
    ]


@dataclass(frozen=True)
class Stage:
    """Steps of a case in one hand: who has it, their names, and whether the promised time stops in one of them."""

    by: str
    steps: tuple[str, ...]
    stops: tuple[str, ...]


def path(steps: Iterable[dict[str, Any]]) -> list[Stage]:
    """Return the path of a case: the steps that follow each other in one hand are one stage."""
    found = []
    for by, group in groupby(steps, key=lambda step: step["by"]):
        held = list(group)
        names = tuple(step["name"] for step in held)
        found.append(Stage(by, names, tuple(step["name"] for step in held if step["clock"] == "stops")))
    return found


def days_left(timeline: Timeline) -> str:
    """Return how many days are left until the last day, in words; empty before the first day and after the last."""
    today = next(m.day for m in timeline.marks if m.kind == TODAY)
    if any(m.kind == OPENS and m.day > today for m in timeline.marks):
        return ""
    last = max((m.day for m in timeline.marks if m.kind == CLOSES), default=0)
    left = civil.days_between(today, last) if last >= today else 0
    return ngettext("还有 %(n)s 天", "还有 %(n)s 天", left) % {"n": f"{left:,}"} if left else ""


def _percent(share: float) -> str:
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"
