"""Reads a document in our own words, for readers without the official text: `paraphrase.yaml` in a policy's folder.

    preamble: {clause: "0.0", title: {zh: ..., en: ...}, text: {zh: ..., en: ...}}
    chapters:
    - title: {zh: ..., en: ...}
      clauses:
      - {clause: "5.2", title: {zh: ..., en: ...}, text: {zh: ..., en: ...}}

The file holds no sentence of the text and no figure. Figures are parameters, and pages show them with the clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ...rules.language.text import Text
from .marks import POLICIES
from .messages import DocumentError
from .store import policy_folder

PARAPHRASE_FILE = "paraphrase.yaml"
_CLAUSE = re.compile(r"[0-9]+(?:[.-][0-9]+)*")


class _WrongEntry(Exception):
    """An entry with a wrong form; the message says which entry and what is wrong."""


@dataclass(frozen=True, slots=True)
class ClauseInWords:
    """One clause: its number, a short title, and one to three sentences of our own."""

    clause: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class ChapterInWords:
    """A chapter: its subject, and its clauses in order."""

    title: Text
    clauses: tuple[ClauseInWords, ...]


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A whole document in our own words."""

    preamble: ClauseInWords | None
    chapters: tuple[ChapterInWords, ...]

    def clauses(self) -> tuple[ClauseInWords, ...]:
        """Return every clause in the document's order, the preamble first."""
        opening = (self.preamble,) if self.preamble is not None else ()
        return (*opening, *(clause for chapter in self.chapters for clause in chapter.clauses))


def read_paraphrase(policy: str, policies: Path = POLICIES) -> Paraphrase:
    """Read and check a policy's paraphrase. DocumentError says what is missing or which entry is wrong."""
    policy_folder(policy)  # refuses an invalid policy name
    path = policies / policy / PARAPHRASE_FILE
    try:
        content = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except FileNotFoundError:
        raise DocumentError("paraphrase_missing", policy=policy, path=path) from None
    except (OSError, yaml.YAMLError) as error:
        raise DocumentError("paraphrase_broken", path=path, reason=error) from None
    try:
        return _paraphrase(content)
    except _WrongEntry as error:
        raise DocumentError("paraphrase_broken", path=path, reason=error) from None


def _paraphrase(content: Any) -> Paraphrase:
    if not isinstance(content, dict) or set(content) - {"preamble"} != {"chapters"}:
        raise _WrongEntry("the file must have chapters, and may have a preamble")
    preamble = _clause(content["preamble"], "preamble") if "preamble" in content else None
    chapters = tuple(_chapter(entry, i) for i, entry in enumerate(_list(content["chapters"], "chapters"), start=1))
    found = Paraphrase(preamble, chapters)
    numbers = [clause.clause for clause in found.clauses()]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    if twice:
        raise _WrongEntry(f"clauses given twice: {', '.join(twice)}")
    return found


def _chapter(entry: Any, index: int) -> ChapterInWords:
    where = f"chapter {index}"
    _fields(entry, {"title", "clauses"}, where)
    clauses = _list(entry["clauses"], f"{where}: clauses")
    return ChapterInWords(_words(entry["title"], f"{where}: title"), tuple(_clause(c, where) for c in clauses))


def _clause(entry: Any, where: str) -> ClauseInWords:
    _fields(entry, {"clause", "title", "text"}, where)
    number = entry["clause"]
    if not isinstance(number, str) or not _CLAUSE.fullmatch(number):
        raise _WrongEntry(f'{where}: clause must be a number in quotes, such as "5.2", not {number!r}')
    where = f"clause {number}"
    return ClauseInWords(number, _words(entry["title"], f"{where}: title"), _words(entry["text"], f"{where}: text"))


def _words(entry: Any, where: str) -> Text:
    _fields(entry, {"zh", "en"}, where)
    for lang, text in entry.items():
        if not isinstance(text, str) or not text.strip():
            raise _WrongEntry(f"{where}: {lang} must be text, not {text!r}")
    return Text(entry["zh"].strip(), entry["en"].strip())


def _fields(entry: Any, wanted: set[str], where: str) -> None:
    if not isinstance(entry, dict) or set(entry) != wanted:
        found = sorted(map(str, entry)) if isinstance(entry, dict) else type(entry).__name__
        raise _WrongEntry(f"{where} must have {', '.join(sorted(wanted))}, not {found}")


def _list(entry: Any, where: str) -> list[Any]:
    if not isinstance(entry, list) or not entry:
        raise _WrongEntry(f"{where} must be a list with at least one entry")
    return entry
