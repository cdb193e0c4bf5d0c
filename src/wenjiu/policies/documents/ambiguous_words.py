"""Finds the words of each ambiguity in the text of a document, or in our paraphrase of it: `ambiguous_words.yaml`.

    words:
      A-3.2-1: {text: [当年], zh: [当年], en: [newly hire]}
      A-4.4-1: {text: [一次性], sentence: 1, zh: [最高等级], en: [highest grade]}
      A-3.2-4: {absent: true}

`text` are words of the official text, `zh` and `en` are words of the paraphrase. `sentence` is the number of the sentence
within the clause where words occur in several. `absent` says that the ambiguity comes from what the text does not say. A
policy needs no such file: an ambiguity that is not listed is marked at the words that its own wording quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...rules.document.ambiguities import AmbiguityRecord
from ...rules.language.checked import CheckedFile
from ...rules.language.nodes import DefinitionError
from ...standards.data_files import read_yaml
from .marks import POLICIES
from .store import policy_folder

WORDS_FILE = "ambiguous_words.yaml"
TEXT = "text"
_QUOTED = re.compile("“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Words:
    """The words at which one ambiguity is marked.

    `by_source`: the words by source: "text" (the official text), "zh" and "en" (the paraphrase).
    `sentence`: the only sentence of the official text that is marked; 0 for any.
    `absent`: whether the ambiguity comes from what the text does not say.
    """

    by_source: Mapping[str, tuple[str, ...]]
    sentence: int = 0
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a shown text, and the ids of the ambiguities that it is marked with."""

    text: str
    ids: tuple[str, ...] = ()


def read_words(policy: str, ambiguities: Mapping[str, AmbiguityRecord], policies: Path = POLICIES) -> dict[str, Words]:
    """Return the words of every ambiguity of a policy.

    Raise DefinitionError where the file names an unknown ambiguity, or an entry has a wrong form.
    """
    policy_folder(policy)  # refuses an invalid policy name
    path = policies / policy / WORDS_FILE
    listed = _File(path).of_all(ambiguities) if path.exists() else {}
    return {id: listed[id] if id in listed else quoted(a) for id, a in ambiguities.items()}


def quoted(of: AmbiguityRecord) -> Words:
    """Return the words that the wording of an ambiguity quotes."""
    zh, en = (tuple(_QUOTED.findall(of.words(lang))) for lang in ("zh", "en"))
    return Words({TEXT: zh, "zh": zh, "en": en})


class Marker:
    """Marks the texts of one clause. An ambiguity of the clause is marked once, a general one in every text.

    `source`: "text", "zh" or "en".
    `own`: the ids of the ambiguities of the clause.
    `general`: the ids of those that hold for the whole document.
    `marked`: the ids that were found so far.
    """

    def __init__(self, words: Mapping[str, Words], source: str, own: Iterable[str], general: Iterable[str]) -> None:
        self.words, self.source = words, source
        self.own, self.general = tuple(own), tuple(general)
        self.marked: set[str] = set()

    def cut(self, text: str, sentence: int = 0) -> list[Piece]:
        """Return a text in pieces. `sentence` is its number within the clause, 0 for a whole clause."""
        of: list[list[str]] = [[] for _ in text]
        for id in (*self.own, *self.general):
            if id in self.marked and id in self.own:
                continue
            for start, end in self._found(id, text, sentence):
                self.marked.add(id)
                for ids in of[start:end]:
                    if id not in ids:
                        ids.append(id)
        pieces: list[Piece] = []
        start = 0
        for at in range(1, len(text) + 1):
            if at == len(text) or of[at] != of[start]:
                pieces.append(Piece(text[start:at], tuple(of[start])))
                start = at
        return pieces

    def _found(self, id: str, text: str, sentence: int) -> list[tuple[int, int]]:
        """Return where the words of an ambiguity begin and end in a text: the first place of each."""
        words = self.words[id]
        if words.absent or (sentence and words.sentence not in (0, sentence)):
            return []
        places = [(text.find(word), len(word)) for word in words.by_source[self.source]]
        return [(start, start + length) for start, length in places if start >= 0]


class _File(CheckedFile):
    """The file while it is read. Every error names its place."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.data = self.mapping(read_yaml(path, DefinitionError), "the file", ("words",))

    def of_all(self, ambiguities: Mapping[str, AmbiguityRecord]) -> dict[str, Words]:
        found = {}
        for id, raw in self.names(self.data["words"], "words"):
            self.known(id, ambiguities, "words")
            found[id] = self.entry(raw, f"words.{id}")
        return found

    def entry(self, raw: Any, at: str) -> Words:
        raw = self.mapping(raw, at, (), (TEXT, "zh", "en", "sentence", "absent"))
        sentence, absent = raw.get("sentence", 0), raw.get("absent", False)
        if type(sentence) is not int or sentence < 0:
            self.complain(f"{at}.sentence", f"{sentence!r} is no number of a sentence")
        if type(absent) is not bool:
            self.complain(f"{at}.absent", f"{absent!r} is neither true nor false")
        by_source = {source: self.listed(raw.get(source, []), f"{at}.{source}") for source in (TEXT, "zh", "en")}
        if absent == any(by_source.values()):
            self.complain(at, "an entry has either words or `absent: true`")
        return Words(by_source, sentence, absent)
