"""Finds the facts that are still useful to ask for one measure."""

from __future__ import annotations

from collections.abc import Container

from ..explain.determinations import Determination
from ..language.facts import Fact
from ..language.measures import below
from ..language.nodes import IfGiven


def open_facts(answer: Determination, without: Container[str]) -> list[Fact]:
    """Return the facts that can still change an answer, in the order of its conditions, except those with some keys.

    Where a fact can be given directly, the facts that imply it are asked only if it is not known.
    """
    missing = {
        f.key: f
        for f in answer.outcome.missing().facts
        if isinstance(f, Fact) and not f.ruling and not f.optional and f.key not in without
    }
    decisive = answer.case.measure.decisive
    for node in below(decisive()):
        if isinstance(node, IfGiven) and getattr(node.children[0], "key", "") in missing:
            elsewhere = {f.key for f in below(decisive(), without=node) if isinstance(f, Fact)}
            for leaf in answer.outcome.program.leaves(node.children[1]):
                if isinstance(leaf, Fact) and leaf.key not in elsewhere:
                    missing.pop(leaf.key, None)
    return list(missing.values())
