"""Ranks from scores. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")


def ranks(scores: Mapping[K, int], ties: str) -> dict[K, int]:
    """Return the rank of each score, the highest first. Equal scores share a rank.

    Args:
        scores: points of each.
        ties: ``skip``: after two at rank 2 comes rank 4; ``dense``: comes rank 3.
    """
    found: dict[K, int] = {}
    rank, before = 0, None
    for at, (name, points) in enumerate(sorted(scores.items(), key=lambda item: -item[1]), start=1):
        if points != before:
            rank = at if ties == "skip" else rank + 1
        found[name], before = rank, points
    return found
