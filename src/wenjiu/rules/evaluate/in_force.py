"""Finds the parameters in force for a compiled measure, with one look-up for all days between two changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..language.dated_values import OPEN_FROM
from ..language.parameters import Param
from .case import Resolved
from .compiler import Program

#: Most sets of figures kept for one program; figures change on fewer days than this.
MOST = 32


#: Finds the parameters of a program: day, the case's own parameters, only those, day by which a figure is public.
LookUp = Callable[[Program, int, Mapping[str, Any], bool, int], "InForce"]


class InForce(dict[str, Resolved]):
    """The parameters of a program by name, in its order, with their values for one case.

    `given`: their values, in that order.
    `kept`: results that depend on them alone, by language; the code that explains an answer fills it.
    """

    __slots__ = ("given", "kept")

    def __init__(self, resolved: Mapping[str, Resolved]) -> None:
        super().__init__(resolved)
        self.given: tuple[Any, ...] = tuple(r.value for r in resolved.values())
        self.kept: dict[str, Any] = {}


class Prepared:
    """A program with the data that all its cases share.

    `dated`: keys of the facts whose day chooses parameters; the first one that is given applies.
    `changes`: the days on which a figure, its wording or the version of the document changes.
    `published`: the days on which a figure became public.
    """

    def __init__(self, program: Program, dated: Iterable[str], used: Iterable[Param], versions: Iterable[int]) -> None:
        self.program, self.dated = program, tuple(dated)
        rows = [row for param in {id(p): p for p in used}.values() for row in param.rows]
        self.changes = sorted({*versions, *(row.start for row in rows)})
        self.published = sorted({row.known for row in rows if row.known > OPEN_FROM})
        self._found: dict[tuple[int, int, bool], InForce] = {}

    def in_force(self, on: int, known: int, own_only: bool, look_up: LookUp) -> InForce:
        """Return the result of `look_up` for a day, among the figures public by another; called once per period."""
        at = (bisect_right(self.changes, on), bisect_right(self.published, known), own_only)
        found = self._found.get(at)
        if found is None:
            if len(self._found) >= MOST:
                self._found.clear()
            found = self._found[at] = look_up(self.program, on, {}, own_only, known)
        return found
