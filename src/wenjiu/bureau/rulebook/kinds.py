"""What an installation sets beside figures and readings: days of steps, the calendar, funds, limits, words of documents.

The app that reads a setting declares its kind here when it is loaded. Drafts, looks and changes are the same for all.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from wenjiu.bureau.rulebook.errors import RulebookRefused, lang, words_of_day
from wenjiu.bureau.rulebook.models import Change, Draft
from wenjiu.rules.language.fact_types import day_words
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil


@dataclass(frozen=True, slots=True)
class Option:
    """One value that can be chosen, in words."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Input:
    """One input of the form of a draft.

    `type`: number, text, long or choice. `unit`: what stands behind the value. `help`: what to write.
    """

    name: str
    label: str
    type: str
    unit: str = ""
    help: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that can be set. `part`: the heading that it stands under."""

    name: str
    words: str
    part: str = ""


#: One sentence of an effect: ``say`` is its code in `Kind.says`, the other values are filled in.
Sentence = dict[str, Any]
#: Values of a sentence that are days, in ISO form.
DAYS = ("day", "was", "now")


class Kind(ABC):
    """One kind of setting.

    `code`: the kind of its drafts. `title`: its name. `intro`: from when a change counts, and what stays.
    `typed_name`: what is set is a day that somebody types, and not one of a list; it counts for that day.
    `says`: code -> a sentence of an effect.
    """

    code: str
    title: Any
    intro: Any
    typed_name: bool = False
    says: ClassVar[Mapping[str, Any]]

    @abstractmethod
    def names(self, policy: Policy) -> Sequence[Named]:
        """Return everything that can be set."""

    @abstractmethod
    def inputs(self, policy: Policy, name: str) -> tuple[Input, ...]:
        """Return what the form asks for."""

    @abstractmethod
    def read(self, policy: Policy, name: str, given: Mapping[str, str]) -> Any:
        """Return what was typed as JSON data. Raise `RulebookRefused` where it is none."""

    @abstractmethod
    def typed(self, policy: Policy, name: str, value: Any) -> dict[str, str]:
        """Return a value as the form shows it: input -> text."""

    @abstractmethod
    def check(self, policy: Policy, name: str, value: Any) -> None:
        """Refuse what cannot be set. Raise `RulebookRefused` with the value and the remedy."""

    @abstractmethod
    def shipped(self, policy: Policy, name: str) -> Any:
        """Return the value without any change; None where there is none."""

    def shipped_source(self, policy: Policy, name: str) -> str:
        """Return what states the value without any change; empty where nothing does."""
        return ""

    @abstractmethod
    def words(self, policy: Policy, name: str, value: Any) -> str:
        """Return a value in words; also that there is none."""

    @abstractmethod
    def effect(self, draft: Draft) -> list[Sentence]:
        """Return what a draft would change, in counts of open cases, notices and money."""

    def name_words(self, policy: Policy, name: str) -> str:
        """Return what is set in words; its name where the policy has it no more."""
        return next(
            (f"{n.part} · {n.words}" if n.part else n.words for n in self.names(policy) if n.name == name), name
        )

    def known(self, policy: Policy) -> list[tuple[str, list[str]]]:
        """Return what is known without a list of names: a heading and its sentences each; empty where all is listed."""
        return []

    def seen(self, draft: Draft) -> list[str]:
        """Return what an applicant would read under a draft; empty where nothing differs for him."""
        return []

    def confirmed(self, actor: Any, change: Change) -> None:
        """Do what follows from a confirmation, in its transaction; nothing where values are read by day."""
        return

    def sentences(self, effect: Mapping[str, Any]) -> list[str]:
        """Return an effect in the reader's language; days in words."""
        parts = [part for part in effect["settings"] if part["say"] in self.says]
        return [str(self.says[part["say"]]) % {**part, **_in_words(part)} for part in parts]


def _in_words(part: Sentence) -> dict[str, str]:
    return {name: day_words(civil.parse(part[name]), lang()) for name in DAYS if name in part}


#: Code -> kind, in the order of the pages.
kinds: dict[str, Kind] = {}


def declare(*declared: Kind) -> None:
    """Declare kinds of settings."""
    for kind in declared:
        kinds[kind.code] = kind


def kind_of(stated: Draft | Change) -> Kind | None:
    """Return the kind of setting that a draft or a change is about, also one that revokes; None for figures and readings."""
    about = stated if stated.revokes is None else stated.revokes
    return kinds.get(about.kind)


def refuse(text: str, code: str = "value", field: str = "value") -> RulebookRefused:
    """Return the refusal of a value."""
    return RulebookRefused(text, code=code, field=field)


def whole_number(said: str, least: int, most: int, unit: str) -> int:
    """Return a typed whole number. Raise `RulebookRefused` with the value and the range."""
    said = said.strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 10 and least <= int(said) <= most):
        raise refuse(
            _("“%(text)s”不对。请填%(least)s到%(most)s之间的整数，单位是%(unit)s。")
            % {"text": said[:20], "least": least, "most": most, "unit": unit}
        )
    return int(said)


def check_draft(policy: Policy, draft: Draft, today: dt.date) -> None:
    """Refuse a draft of a setting that cannot be: unknown, with a wrong value, or from a day that has passed."""
    kind = kinds[draft.kind]
    if not kind.typed_name and draft.name not in {n.name for n in kind.names(policy)}:
        raise RulebookRefused(
            _("“%(title)s”里没有“%(name)s”。请从列表中选择。") % {"title": kind.title, "name": draft.name[:40]},
            code="name", field="name",
        )  # fmt: skip
    if draft.from_day < today:
        raise RulebookRefused(
            _("%(day)s已经过去，不能往前改。请填今天（%(today)s）或以后的日期。")
            % {"day": words_of_day(draft.from_day), "today": words_of_day(today)},
            code="from_day", field="name" if kind.typed_name else "from_day",
        )  # fmt: skip
    kind.check(policy, draft.name, draft.value)
