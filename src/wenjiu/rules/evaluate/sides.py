"""What the nodes of a compiled measure come to in one case, each with its two sides."""

from __future__ import annotations

from typing import Any

from ..language import nodes as n
from .compiler import Program


class Sides:
    """A program with the facts and parameters of one case, which stand in the order of the program's."""

    # Set when it is first read: most cases have no need of it.
    _trace: tuple[Any, ...] | None = None

    def __init__(self, program: Program, facts: tuple[Any, ...], params: tuple[Any, ...]) -> None:
        self.program, self.facts, self.params = program, facts, params

    @property
    def trace(self) -> tuple[Any, ...]:
        """Every node's two sides, computed once when first read."""
        if self._trace is None:
            self._trace = self.program.bounds(self.facts, self.params)
        return self._trace

    def sides(self, node: n.Node) -> tuple[Any, Any]:
        """(certainly, possibly) or (lowest, highest) of a node."""
        trace, at = self.trace, self.program.position[id(self.program.chosen(node))]
        return trace[at], trace[at + 1]

    def settled(self, node: n.Node) -> bool:
        """Whether a node has one value."""
        low, high = self.sides(node)
        return bool(low == high) and low is not None
