"""Refusals of an action of this app: what is wrong, with which value, and what to do."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language

from wenjiu.rules.language.text import day_of, language_of


def lang() -> str:
    """Return the language of the policy's wording for this request."""
    return language_of(get_language())


def words_of_day(on: dt.date) -> str:
    """Return a day as it is written in sentences, in that language."""
    return day_of(on)(lang())


class RulebookRefused(Exception):
    """An action is refused. Its text is for the person who asked for it.

    `field`: the field of the form that is wrong; empty where it is none.
    """

    def __init__(self, text: str, code: str = "", field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.field = field
