"""Expressions about one member of a relation, compiled like a measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..language.facts import Relation
from ..language.nodes import Node
from .compiler import Letters, Program


class MemberFunction:
    """A two-sided function of one member row (mapping of member fact names), compiled like a measure."""

    def __init__(self, relation: Relation, root: Node, letters: Letters) -> None:
        program = Program.__new__(Program)
        program.letters, program.measure = letters, _Named(relation.key)  # type: ignore[assignment]
        program.facts, program.params, program.relations = [], [], []
        program._leaves, program._known_leaves = {}, {}
        program._collect(root)
        names = {id(fact): name for name, fact in relation.facts.items()}
        self.names = [(names[id(f)], f.default) for f in program.facts]
        self.params = program.params
        self.run = program._compile_bounds([root])
        self.at = program.position[id(program.chosen(root))]

    def __call__(self, row: Any, figures: tuple[Any, ...] = ()) -> tuple[Any, Any]:
        trace = self.run(tuple(row.get(name, default) for name, default in self.names), figures)
        return trace[self.at], trace[self.at + 1]

    def with_figures(self, figures: tuple[Any, ...]) -> Callable[[Any], tuple[Any, Any]]:
        """The function of a row alone, its parameters given."""
        return lambda row: self(row, figures)


@dataclass(frozen=True)
class _Named:
    code: str
