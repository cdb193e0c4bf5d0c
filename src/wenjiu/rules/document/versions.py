"""A version of a document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Version:
    """One version of the document from a day on. `text_known` says whether its wording is loaded as rules."""

    number: int
    start: dt.date
    source: str
    text_known: bool
