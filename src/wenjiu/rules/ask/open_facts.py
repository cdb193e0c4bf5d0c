"""Finds the facts that are still useful to ask for one measure."""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache

from ..explain.determinations import Determination
from ..language.facts import Fact
from ..language.measures import Measure, below
from ..language.nodes import IfGiven, Node


def open_facts(answer: Determination, without: Container[str]) -> list[Fact]:
    """Return the facts that can still change an answer, in the order of its conditions, except those with some keys.

    Where a fact can be given directly, the facts that imply it are asked only if it is not known.
    """
    missing = {
        f.key: f
        for f in answer.outcome.missing().facts
        if isinstance(f, Fact) and not f.ruling and not f.optional and f.key not in without
    }
    for key, implied_by, elsewhere in _given_directly(answer.case.measure):
        if key in missing:
            for leaf in answer.outcome.program.leaves(implied_by):
                if isinstance(leaf, Fact) and leaf.key not in elsewhere:
                    missing.pop(leaf.key, None)
    return list(missing.values())


@lru_cache(maxsize=1024)
def _given_directly(measure: Measure) -> tuple[tuple[str, Node, frozenset[str]], ...]:
    """Return of each fact that can be given directly: its key, what implies it, and the keys of the facts used elsewhere."""
    return tuple(
        (
            node.children[0].key,
            node.children[1],
            frozenset(f.key for f in below(measure.decisive(), without=node) if isinstance(f, Fact)),
        )
        for node in below(measure.decisive())
        if isinstance(node, IfGiven) and isinstance(node.children[0], Fact)
    )
