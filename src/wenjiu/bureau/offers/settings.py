"""Loads how offers are made for a policy: `offers.yaml` in its folder. A policy without the file has the days of none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wenjiu import policies
from wenjiu.standards.data_files import read_yaml

FILE = "offers.yaml"


@dataclass(frozen=True)
class Terms:
    """How offers of a policy are made.

    `unanswered_days`: days after which an offer without an answer is on the list of the street.
    `source`, `source_en`: what states them.
    `confirmed`: whether that source settles them.
    """

    unanswered_days: int
    source: str
    source_en: str
    confirmed: bool


@lru_cache(maxsize=16)
def terms_of(policy: str) -> Terms:
    """Return the terms of a policy. Raise ValueError where its file is missing or broken."""
    path = Path(policies.__file__).parent / policy / FILE
    raw = read_yaml(path, ValueError)
    try:
        found = Terms(**raw)
    except TypeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    if not isinstance(found.unanswered_days, int) or found.unanswered_days < 0:
        raise ValueError(
            f"{path.name}: unanswered_days is {found.unanswered_days!r}; write a number of days, such as 10"
        )
    return found
