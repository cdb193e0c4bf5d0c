"""Gives the two sides of each node of a compiled measure in one case."""

from __future__ import annotations

from typing import Any

from ..language import nodes as n
from .compiler import Program


class Sides:
    """A program with the facts and parameters of one case, in the program's order."""

    # Set on first read: most cases do not need it.
    _trace: tuple[Any, ...] | None = None

    def __init__(self, program: Program, facts: tuple[Any, ...], params: tuple[Any, ...]) -> None:
        self.program, self.facts, self.params = program, facts, params

    @property
    def trace(self) -> tuple[Any, ...]:
        """Return every node's two sides, computed once on first read."""
        if self._trace is None:
            self._trace = self.program.bounds(self.facts, self.params)
        return self._trace

    def sides(self, node: n.Node) -> tuple[Any, Any]:
        """Return (certainly, possibly) or (lowest, highest) of a node."""
        trace, at = self.trace, self.program.position[id(self.program.chosen(node))]
        return trace[at], trace[at + 1]

    def settled(self, node: n.Node) -> bool:
        """Whether a node has one value."""
        low, high = self.sides(node)
        return bool(low == high) and low is not None
