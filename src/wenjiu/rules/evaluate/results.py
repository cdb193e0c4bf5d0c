"""The results of the conditions of a case, and which of them fail the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MET, FAILED, UNKNOWN, NOT_APPLICABLE = "met", "failed", "unknown", "not_applicable"
RESULT = {True: MET, False: FAILED, None: NOT_APPLICABLE, UNKNOWN: UNKNOWN}
#: Most combinations of results kept for one program.
MOST = 512

#: The indices of conditions that must hold together, a range for each alternative.
Group = tuple[range, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The results of the conditions of one case.

    `each`: one result per condition; alternatives that another route makes unnecessary do not apply.
    `failed`: the conditions that are certainly false and matter: plain ones, or where every alternative failed.
    """

    each: tuple[str, ...]
    failed: tuple[int, ...]


def kept_results(groups: tuple[Group, ...]) -> Callable[[tuple[Any, ...], tuple[int, ...]], Results]:
    """Return the function (whether each condition holds, those that are moot) -> results of a program's conditions.

    It keeps what it returned last, because most cases of a program fail in one of few ways.
    """

    @lru_cache(maxsize=MOST)
    def results(holds: tuple[Any, ...], moot: tuple[int, ...]) -> Results:
        raw = [RESULT[held] for held in holds]
        each = list(raw)
        for group in groups:
            if len(group) > 1 and met(group, each):
                for k in (k for route in group for k in route if each[k] in (FAILED, UNKNOWN)):
                    each[k] = NOT_APPLICABLE
        for k in moot:
            if each[k] == FAILED:
                each[k] = NOT_APPLICABLE
        lost = [g for g in groups if all(any(raw[k] == FAILED for k in route) for route in g)]
        return Results(tuple(each), tuple(k for g in lost for route in g for k in route if each[k] == FAILED))

    return results


def met(group: Group, results: Sequence[str]) -> bool:
    """Whether a route of a group holds."""
    return any(all(results[k] in (MET, NOT_APPLICABLE) for k in route) for route in group)
