"""Loads what the document does not give, and who does: unemployment benefit, pensions, loans. It is data of a policy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.checked import CheckedFile
from ..language.nodes import DefinitionError
from ..language.text import Text
from .services import Source


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number, whose it is, and the source that states it."""

    number: str
    name: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Help:
    """One kind of help that the document does not give.

    `what`: one sentence that says what it is.
    `by`: who gives it.
    `phones`: whom to call, the best number first.
    `words`: what people call it, by language, for the search (form: `wenjiu.search.patterns`).
    `situations`: the situations for which the result of the check offers it.
    """

    id: str
    name: Text
    what: Text
    by: Text
    phones: tuple[Phone, ...]
    words: Mapping[str, tuple[str, ...]]
    situations: tuple[str, ...]


def load_elsewhere(path: Path) -> dict[str, Help]:
    """Return the help of a file by id. Raise `DefinitionError` with file, place and value for a wrong entry."""
    return _Reader(path.name).read(read_yaml(path, DefinitionError))


class _Reader(CheckedFile):
    def read(self, raw: Any) -> dict[str, Help]:
        raw = self.mapping(raw, "file", ("sources", "phones", "elsewhere"))
        sources = {id: self._source(s, f"sources.{id}") for id, s in self.names(raw["sources"], "sources")}
        phones = {
            number: Phone(
                number,
                self.text(entry, f"phones.{number}", ("source",)),
                sources[self.known(entry["source"], sources, f"phones.{number}.source")],
            )
            for number, entry in self.names(raw["phones"], "phones")
        }
        return {id: self._one(id, entry, phones) for id, entry in self.names(raw["elsewhere"], "elsewhere")}

    def _source(self, raw: Any, at: str) -> Source:
        name = self.text(raw, at, ("confirmed",))
        if not isinstance(raw["confirmed"], bool):
            self.complain(f"{at}.confirmed", f"{raw['confirmed']!r} is neither true nor false")
        return Source(name, raw["confirmed"])

    def _one(self, id: str, raw: Any, phones: Mapping[str, Phone]) -> Help:
        at = f"elsewhere.{id}"
        name = self.text(raw, at, ("what", "by", "phones", "words", "situations"))
        numbers = self.listed(raw["phones"], f"{at}.phones")
        if not numbers:
            self.complain(f"{at}.phones", "has no number; name at least one")
        return Help(
            id,
            name,
            self.text(raw["what"], f"{at}.what"),
            self.text(raw["by"], f"{at}.by"),
            tuple(phones[self.known(number, phones, f"{at}.phones")] for number in numbers),
            self.words(raw["words"], f"{at}.words"),
            self.listed(raw["situations"], f"{at}.situations"),
        )


def refuse_unknown(elsewhere: Mapping[str, Help], situations: Collection[str]) -> None:
    """Raise DefinitionError for help that names a situation which the policy does not have."""
    for help in elsewhere.values():
        for id in help.situations:
            if id not in situations:
                raise DefinitionError(
                    f"elsewhere {help.id!r} names the situation {id!r}; there are: {', '.join(situations)}"
                )
