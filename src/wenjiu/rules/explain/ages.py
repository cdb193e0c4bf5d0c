"""Says in a word how a figure has aged on a day: its value ends or has ended, is not confirmed, or may be out of date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...standards import civil
from ..language.fact_types import day_words
from ..language.measures import Measure
from ..language.parameters import Param
from ..language.text import T
from ..ruleset import Ruleset

MISSING, ENDED, ENDS, UNCONFIRMED, AMENDED, SET = "missing", "ended", "ends", "unconfirmed", "amended", "set"
WORDS = {
    MISSING: T("没有数值", "no value"),
    ENDED: T("到{day}为止，之后没有数值", "ended on {day}, no value since"),
    ENDS: T("到{day}为止", "until {day}"),
    UNCONFIRMED: T("待确认", "to be confirmed"),
    AMENDED: T("修订前的数字", "from before the amendment"),
    SET: T("办理单位设定", "set by the office"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One word about a figure, in one language. `id`: one of the keys of `WORDS`."""

    id: str
    word: str


def marks_of(policy: Ruleset, param: Param, day: int, lang: str) -> list[Mark]:
    """Return what to know about a figure on a day (civil key), most important first; empty if it is simply in force.

    Of a map, one entry that has ended, ends or is not confirmed is enough for its word. The day is the first one.
    """
    rows = param.in_force(day)
    valued = [row for row in rows if row.value is not None]
    over = [
        civil.previous_day(row.start) for row in rows if row.value is None and _had_value(param, row.key, row.start)
    ]
    last = last_day(param, day)
    found = []
    if over:
        found.append(_mark(ENDED, lang, min(over)))
    elif not valued:
        found.append(_mark(MISSING, lang))
    if last is not None:
        found.append(_mark(ENDS, lang, last))
    if not all(row.confirmed for row in valued):
        found.append(_mark(UNCONFIRMED, lang))
    if before_amendment(policy, param, day):
        found.append(_mark(AMENDED, lang))
    if any(row.set_by for row in valued):
        found.append(_mark(SET, lang))
    return found


def doubts_about(policy: Ruleset, measure: Measure, day: int, lang: str) -> list[dict[str, Any]]:
    """Return the figures of a measure that end, have ended, are missing or are not confirmed on a day (civil key).

    That a figure is from before an amendment is not one of these marks: it is said once for all of them. Nor is that the
    office set it, which is no doubt.
    """
    found = []
    for param in policy.params_of(measure.code):
        marks = [mark for mark in marks_of(policy, param, day, lang) if mark.id not in (AMENDED, SET)]
        if marks:
            found.append({"name": param.name, "label": param.label(lang), "marks": marks})
    return found


def last_day(param: Param, day: int) -> int | None:
    """Return the last day (civil key) of the values in force on a day, of a map the earliest; None if none ends."""
    rows = (row for row in param.in_force(day) if row.value is not None)
    return min((last for row in rows if (last := param.last_day(row)) is not None), default=None)


def before_amendment(policy: Ruleset, param: Param, day: int) -> bool:
    """Return whether a figure of the document is from before its last amendment, whose text is not loaded."""
    version = policy.version_on(day)
    if version.text_known or not param.stated:
        return False
    return any(row.start < civil.of(version.start) for row in param.in_force(day))


def _had_value(param: Param, key: str, day: int) -> bool:
    return any(row.key == key and row.start < day and row.value is not None for row in param.rows)


def _mark(id: str, lang: str, day: int | None = None) -> Mark:
    return Mark(id, WORDS[id](lang, lambda _: "" if day is None else day_words(day, lang)))
