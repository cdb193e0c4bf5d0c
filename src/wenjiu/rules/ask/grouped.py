"""The results of a visit measure by measure, with all cases of each: two prizes are one measure with two results."""

from __future__ import annotations

from dataclasses import dataclass

from .found import GROUPS, Found
from .visits import Visit


@dataclass(frozen=True, slots=True)
class Grouped:
    """One measure with its cases. It is shown where its best case belongs.

    `cases`: the visit of each case with its result; the first one is that of the visit itself.
    """

    code: str
    group: str
    cases: tuple[tuple[Visit, Found], ...]


def grouped(visit: Visit) -> list[Grouped]:
    """Return every opened measure, in the order of the groups."""
    rank = {group: k for k, group in enumerate(GROUPS)}
    further: dict[str, list[tuple[Visit, Found]]] = {}
    for case in visit.cases:
        for f in case.found:
            further.setdefault(f.result.code, []).append((case, f))
    listed = [
        _of((visit, f), *further.get(f.result.code, ()), rank=rank) for f in visit.found
    ]  # fmt: skip
    return sorted(listed, key=lambda g: rank[g.group])


def _of(*cases: tuple[Visit, Found], rank: dict[str, int]) -> Grouped:
    best = min((f for _, f in cases), key=lambda f: rank[f.group])
    return Grouped(best.result.code, best.group, cases)
