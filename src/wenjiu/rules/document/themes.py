"""What a visitor may have come about: groups of measures, so that a check asks about those and leaves the rest alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..language.measures import Measure
from ..language.nodes import DefinitionError
from ..language.text import Text


@dataclass(frozen=True, slots=True)
class Theme:
    """One thing to come about, such as having hired somebody: its name, and the codes of the measures that it takes in."""

    id: str
    name: Text
    codes: tuple[str, ...]


def refuse_unknown(themes: Iterable[Theme], measures: Mapping[str, Measure]) -> None:
    """DefinitionError where a theme takes in a measure that the policy does not have, or two share an id."""
    seen: set[str] = set()
    for theme in themes:
        if theme.id in seen:
            raise DefinitionError(f"two themes are called {theme.id!r}; give one of them another id")
        seen.add(theme.id)
        for code in theme.codes:
            if code not in measures:
                raise DefinitionError(f"theme {theme.id!r} takes in {code!r}; there are: {', '.join(measures)}")


def themes_for(themes: Iterable[Theme], codes: Iterable[str]) -> tuple[Theme, ...]:
    """The themes that take in one of these measures; none where there is nothing to choose between."""
    wanted = set(codes)
    found = tuple(theme for theme in themes if wanted.intersection(theme.codes))
    return found if len(found) > 1 else ()


def left_out(themes: Iterable[Theme], chosen: Iterable[str]) -> set[str]:
    """Codes of measures that belong to themes of which none was chosen; one without a theme is never among them."""
    picked = set(chosen)
    themes = tuple(themes)
    kept = {code for theme in themes if theme.id in picked for code in theme.codes}
    return {code for theme in themes for code in theme.codes} - kept
