"""Checks a data file of a policy while reading it. Every error names its place, and unknown fields are errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, NoReturn

from .nodes import DefinitionError
from .text import LANGUAGES, Text


class CheckedFile:
    """Base class of the readers of such files. Every error is a `DefinitionError` that names file, place and value."""

    def __init__(self, name: str) -> None:
        self.name = name

    def text(self, raw: Any, at: str, also: tuple[str, ...] = (), may: tuple[str, ...] = ()) -> Text:
        """Return a wording in Chinese and English. `also` and `may` name further fields that it must or may have."""
        raw = self.mapping(raw, at, (*LANGUAGES, *also), may)
        for lang in LANGUAGES:
            if not isinstance(raw[lang], str) or not raw[lang].strip():
                self.complain(f"{at}.{lang}", f"{raw[lang]!r} is no wording")
        return Text(raw["zh"], raw["en"])

    def mapping(self, raw: Any, at: str, must: tuple[str, ...], may: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return a mapping that has these fields and no others."""
        if not isinstance(raw, dict):
            self.complain(at, f"{raw!r} is no mapping")
        for name in raw:
            if name not in must and name not in may:
                self.complain(f"{at}.{name}", f"there is no such field; there are {', '.join((*must, *may))}")
        for name in must:
            self.need(raw, name, at)
        return raw

    def names(self, raw: Any, at: str) -> list[tuple[str, Any]]:
        """Return the entries of a mapping whose names are free."""
        if not isinstance(raw, dict):
            self.complain(at, f"{raw!r} is no mapping of names")
        return [(str(name), entry) for name, entry in raw.items()]

    def listed(self, raw: Any, at: str) -> tuple[str, ...]:
        """Return a list of different, non-empty strings."""
        if not isinstance(raw, list) or not all(isinstance(item, str) and item.strip() for item in raw):
            self.complain(at, f"{raw!r} is no list of words")
        if len(set(raw)) != len(raw):
            self.complain(at, f"{next(item for item in raw if raw.count(item) > 1)!r} is given twice")
        return tuple(raw)

    def words(self, raw: Any, at: str) -> dict[str, tuple[str, ...]]:
        """Return lists of words in Chinese and in English, by language."""
        raw = self.mapping(raw, at, ("zh", "en"))
        return {lang: self.listed(raw[lang], f"{at}.{lang}") for lang in ("zh", "en")}

    def known(self, name: Any, among: Collection[str], at: str) -> str:
        """Return a value that must be one of some names."""
        if not isinstance(name, str) or name not in among:
            self.complain(at, f"{name!r} is none of {', '.join(among)}")
        return name

    def date(self, raw: Any, at: str) -> dt.date:
        """Return a day of the calendar."""
        if not isinstance(raw, dt.date):
            self.complain(at, f"{raw!r} is no date, such as 2021-01-31")
        return raw

    def need(self, raw: dict[str, Any], name: str, at: str) -> Any:
        """Return a required field."""
        if name not in raw:
            self.complain(f"{at}.{name}".lstrip("."), "is missing")
        return raw[name]

    def complain(self, at: str, what: str) -> NoReturn:
        """Raise `DefinitionError` for the file."""
        raise DefinitionError(f"{self.name}: {at}: {what}")
