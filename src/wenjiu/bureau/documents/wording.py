"""The words of documents: wording.yaml, and what a district has beside its policy (policies/NAME/documents/)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from wenjiu import __version__, policies
from wenjiu.bureau.documents.word import TEMPLATES
from wenjiu.bureau.rulebook import set_values

#: Kind of the changes of the rulebook that set words and layouts of documents (settings).
WORDING = "wording"
#: Which names of offices no source states (offices.is_open).
UNCONFIRMED = "unconfirmed"
#: The part of the words that all kinds share.
COMMON = "common"
DEFAULTS = Path(__file__).with_name("wording.yaml")


def folder_of(policy: str) -> Path:
    """Return the folder in which a district keeps documents of its own: words and layouts."""
    return Path(policies.__path__[0]) / policy / "documents"


@cache
def shipped_words(policy: str) -> Mapping[str, Any]:
    """Return the words of a policy's documents as they are shipped: the general ones, under those of the district."""
    own = folder_of(policy) / "wording.yaml"
    return _over(_read(DEFAULTS), _read(own) if own.exists() else {})


def words_of(policy: str, day: dt.date | None = None) -> Mapping[str, Any]:
    """Return the words of a policy's documents on a day, without one today: as shipped, under what two people set."""
    found: Mapping[str, Any] = shipped_words(policy)
    for name, value in set_values.all_on(policy, WORDING, day).items():
        kind, _slash, word = name.partition("/")
        found = _over(found, {kind: {word: value.value} if word else value.value})
    return found


def version_of(policy: str, kind: str) -> str:
    """Return the version of the words that a document of a kind is made with today.

    It is that of the program, and behind it the number of the last change of the rulebook that its words follow.
    """
    values = set_values.all_on(policy, WORDING).values()
    numbers = [v.number for v in values if "/" not in v.name or v.name.partition("/")[0] in (COMMON, kind)]
    return f"{__version__}+{max(numbers)}" if numbers else __version__


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        inner = merged.get(key)
        merged[key] = _over(inner, value) if isinstance(inner, Mapping) and isinstance(value, Mapping) else value
    return merged


class Words:
    """The words of one kind of document; what they share stands under ``common``."""

    def __init__(self, policy: str, kind: str) -> None:
        self.policy, found = policy, words_of(policy)
        self._words = {**found["common"], **found[kind]}

    def __call__(self, name: str, /, **values: Any) -> str:
        """Return a sentence with its values filled in."""
        return str(self._words[name]).format(**values)

    def has(self, name: str) -> bool:
        """Whether the kind has a word of its own of this name."""
        return name in self._words

    def list(self, name: str) -> list[str]:
        """Return several words, such as the heads of a table."""
        return [str(word) for word in self._words[name]]


def number_of(policy: str, kind: str, year: int, serial: int) -> str:
    """Return the number of a document, such as ``朝就补决〔2026〕12号``."""
    words = words_of(policy)
    return str(words["number"]).format(word=words["word"], sign=words[kind]["sign"], year=year, serial=serial)


def marks_of(policy: str, number: str, code: str) -> dict[str, str]:
    """Return what each document has to be told apart and checked by: number, code, and how it is checked."""
    address = settings.WENJIU_PUBLIC_URL
    words = words_of(policy)["common"]
    verify = f"{address}/verify/?code={code}" if address else code
    return {"number": number, "code": code, "check": str(words["check"]).format(code=code), "verify": verify}


def template_of(policy: str, name: str) -> Path:
    """Return a template: the district's own, or the shipped one."""
    own = folder_of(policy) / name
    return own if own.exists() else TEMPLATES / name
