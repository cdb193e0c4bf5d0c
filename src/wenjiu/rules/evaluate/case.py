"""A checked case, and the value of a parameter for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..language.measures import Measure
from ..language.text import Text


@dataclass(slots=True, eq=False)
class Case:
    """One checked case: neutral facts by key, own parameters, letters other than A, the date that chooses versions.

    No code changes a case. It is not frozen, because a frozen dataclass takes four times as long to create.
    """

    id: Any
    measure: Measure
    facts: dict[str, Any]
    params: dict[str, Any]
    params_only: bool
    letters: dict[str, str]
    on: int | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value of a parameter for one case, with its start (civil key), its source, and whether it is confirmed."""

    value: Any
    start: int | None
    source: Text
    confirmed: bool
