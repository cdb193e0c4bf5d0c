"""A case that has been checked, and the value of a parameter for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..language.measures import Measure
from ..language.text import Text


@dataclass(frozen=True, slots=True)
class Case:
    """One case, checked: neutral facts by key, own parameters, letters other than A, and the date that chooses versions."""

    id: Any
    measure: Measure
    facts: dict[str, Any]
    params: dict[str, Any]
    params_only: bool
    letters: dict[str, str]
    on: int | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A parameter's value for one case, since when it applies (civil key), where it comes from, whether confirmed."""

    value: Any
    start: int | None
    source: Text
    confirmed: bool
