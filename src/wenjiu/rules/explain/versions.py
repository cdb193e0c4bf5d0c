"""Says which version of a document an answer follows, and what is known of each version and its figures."""

from __future__ import annotations

from dataclasses import dataclass

from ...standards import civil
from ..document.versions import Version
from ..language.dated_values import OPEN_FROM, DatedValue
from ..language.fact_types import day_words
from ..language.parameters import Param
from ..language.text import T
from ..ruleset import Ruleset

FIRST = T("{year}年文本", "text of {year}")
AMENDED = T("{year}年修订后的文本", "text as amended in {year}")
NOT_LOADED = T("{year}年修订后（文本待载入）", "as amended in {year} (text to be loaded)")


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version of a document for a day, in one language.

    `version`: the version.
    `word`: what it is called.
    `followed`: whether answers follow its text.
    `in_force`: whether it is the version in force on the day.
    """

    version: Version
    word: str
    followed: bool
    in_force: bool


def versions_on(policy: Ruleset, lang: str, on: int) -> list[ShownVersion]:
    """Return all versions of a document as they are on a day (civil key), oldest first."""
    followed, in_force = followed_on(policy, on), policy.version_on(on)
    return [ShownVersion(v, _word(policy, v, lang), v is followed, v is in_force) for v in policy.versions]


def followed_on(policy: Ruleset, on: int) -> Version:
    """Return the version whose text the answers for a day (civil key) follow: the last known one that had begun."""
    known = [v for v in policy.versions if v.text_known and civil.of(v.start) <= on]
    return known[-1] if known else policy.versions[0]


def not_yet_issued(policy: Ruleset, lang: str, on: int) -> str:
    """Return a sentence if the document was not yet issued on a day (civil key); else empty."""
    first = civil.of(policy.versions[0].start)
    if on >= first:
        return ""
    return T(
        f"{day_words(on, 'zh')}还没有{policy.document}，它{day_words(first, 'zh')}才印发。下面写的是它印发时的规定。",
        f"{policy.document} did not exist on {civil.iso(on)}: it was issued on {civil.iso(first)}. "
        "What follows are its rules as issued.",
    )(lang)


def figures_of(policy: Ruleset, version: Version) -> tuple[list[tuple[Param, DatedValue]], list[Param]]:
    """Return the document's figures: those with a first value of this version's own, and the others.

    The first version's own are those that it states. Of an amendment, only the figures with a dated value between its
    day and that of the next version are known to be its own. What an office has set is no version's own (`set_on`).
    """
    begin = OPEN_FROM if version is policy.versions[0] else civil.of(version.start)
    end = _next_start(policy, version)
    own: list[tuple[Param, DatedValue]] = []
    others: list[Param] = []
    for param in policy.book.params.values():
        if param.stated:
            dated = next((row for row in param.rows if begin <= row.start < end and not row.set_by), None)
            if dated is None:
                others.append(param)
            else:
                own.append((param, dated))
    return own, others


def set_on(policy: Ruleset, on: int) -> list[tuple[Param, DatedValue]]:
    """Return the values that an office has set and that apply on a day (civil key) or later.

    A value to which a figure returned when a change was revoked is none of them.
    """
    set_by = {a.number for a in policy.amendments}
    return [
        (param, row)
        for param in policy.book.params.values()
        for row in param.rows
        if row.set_by in set_by and ((last := param.last_day(row)) is None or last >= on)
    ]


def set_instead(policy: Ruleset, code: str, lang: str, on: int) -> str:
    """Return which figures of a measure an office has set instead of those of the document on a day (civil key), with
    their sources; empty where there are none.
    """
    own = {param.name for param in policy.params_of(code)}
    return "".join(
        T(
            f"其中“{param.label('zh')}”不是文件里的数字：{row.source('zh')}。",
            f" “{param.label('en')}” is not the document's figure: {row.source('en')}.",
        )(lang)
        for param, row in set_on(policy, on)
        if param.name in own and param.stated and row.start <= on
    )


def _next_start(policy: Ruleset, version: Version) -> int:
    later = [civil.of(v.start) for v in policy.versions if v.start > version.start]
    return min(later, default=civil.LATEST + 1)


def _word(policy: Ruleset, version: Version, lang: str) -> str:
    words = NOT_LOADED if not version.text_known else FIRST if version is policy.versions[0] else AMENDED
    return words(lang, lambda _: str(version.start.year))
