"""The parameters that are in force for a compiled measure, looked up once for all days between two changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..language.parameters import OPEN_FROM, Param
from .case import Resolved
from .compiler import Program

#: How many sets of figures are kept for one program; the days on which figures change are fewer.
MOST = 32


class InForce(dict[str, Resolved]):
    """The parameters of a program by name, in its order, as they are for one case.

    `given`: their values, in that order. `kept`: what was worked out from them alone, by language; whoever explains an
    answer fills it.
    """

    __slots__ = ("given", "kept")

    def __init__(self, resolved: Mapping[str, Resolved]) -> None:
        super().__init__(resolved)
        self.given: tuple[Any, ...] = tuple(r.value for r in resolved.values())
        self.kept: dict[str, Any] = {}


class Prepared:
    """A program with what all its cases share.

    `dated`: keys of the facts whose day chooses parameters, the first that is given. `changes`: the days on which a
    figure, its wording or the version of the document changes. `published`: the days on which a figure became public.
    """

    def __init__(self, program: Program, dated: Iterable[str], named: Iterable[Param], versions: Iterable[int]) -> None:
        self.program, self.dated = program, tuple(dated)
        rows = [row for param in {id(p): p for p in (*program.params, *named)}.values() for row in param.rows]
        self.changes = sorted({*versions, *(row.start for row in rows)})
        self.published = sorted({row.known for row in rows if row.known > OPEN_FROM})
        self._found: dict[tuple[int, int, bool], InForce] = {}

    def in_force(self, on: int, known: int, own_only: bool, look_up: Callable[[], InForce]) -> InForce:
        """What `look_up` finds for a day, among the figures public by another; asked once between two changes."""
        at = (bisect_right(self.changes, on), bisect_right(self.published, known), own_only)
        found = self._found.get(at)
        if found is None:
            if len(self._found) >= MOST:
                self._found.clear()
            found = self._found[at] = look_up()
        return found
