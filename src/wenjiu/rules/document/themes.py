"""Themes: groups of measures that a visitor can choose, so that a check asks only about these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..language.measures import Measure
from ..language.nodes import DefinitionError
from ..language.text import Text


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme, such as hiring a person: its name, and the codes of its measures."""

    id: str
    name: Text
    codes: tuple[str, ...]


def refuse_unknown(themes: Iterable[Theme], measures: Mapping[str, Measure]) -> None:
    """Raise DefinitionError for an unknown measure in a theme, or for a repeated theme id."""
    seen: set[str] = set()
    for theme in themes:
        if theme.id in seen:
            raise DefinitionError(f"two themes are called {theme.id!r}; give one of them another id")
        seen.add(theme.id)
        for code in theme.codes:
            if code not in measures:
                raise DefinitionError(f"theme {theme.id!r} takes in {code!r}; there are: {', '.join(measures)}")


def themes_for(themes: Iterable[Theme], codes: Iterable[str]) -> tuple[Theme, ...]:
    """Return the themes with at least one of these measures; none where there is no choice."""
    wanted = set(codes)
    found = tuple(theme for theme in themes if wanted.intersection(theme.codes))
    return found if len(found) > 1 else ()


def left_out(themes: Iterable[Theme], chosen: Iterable[str]) -> set[str]:
    """Return the codes of measures whose themes are all not chosen. A measure without a theme is never left out."""
    picked = set(chosen)
    themes = tuple(themes)
    kept = {code for theme in themes if theme.id in picked for code in theme.codes}
    return {code for theme in themes for code in theme.codes} - kept
