"""Loads what people call a situation or a clause, for the search. It is data of a policy: `words.yaml` in its folder.

    situations: {founder: {zh: [开店, 创业], en: [own business]}}
    clauses: {"3.5": {zh: [公益岗], en: [public-interest post]}}

Words of measures are in `service.yaml`, and words of other help in `elsewhere.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.checked import CheckedFile
from ..language.nodes import DefinitionError


@dataclass(frozen=True)
class PlainWords:
    """Words by language, for each situation by id and each clause by number."""

    situations: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    clauses: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def load_words(path: Path) -> PlainWords:
    """Return the words of a file. Raise `DefinitionError` with file, place and value for a wrong entry."""
    return _Reader(path.name).read(read_yaml(path, DefinitionError))


class _Reader(CheckedFile):
    def read(self, raw: Any) -> PlainWords:
        raw = self.mapping(raw, "file", ("situations", "clauses"))
        situations, clauses = (
            {id: self.words(entry, f"{part}.{id}") for id, entry in self.names(raw[part], part)}
            for part in ("situations", "clauses")
        )
        return PlainWords(situations, clauses)


def refuse_unknown(words: PlainWords, situations: Collection[str]) -> None:
    """Raise DefinitionError for words of a situation that the policy does not have."""
    for id in words.situations:
        if id not in situations:
            raise DefinitionError(f"words names the situation {id!r}; there are: {', '.join(situations)}")
