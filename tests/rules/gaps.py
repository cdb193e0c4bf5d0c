"""Cases with gaps: facts, parameters, members and facts of members that are not known, and ways to fill them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from tests.rules import cases, invented, real
from tests.rules.cases import Values

from wenjiu.rules.evaluate.compiler import Program
from wenjiu.rules.language.facts import Relation


def strategy(program: Program, leaf: Any) -> st.SearchStrategy[Any]:
    """Values of a leaf, of the invented world or of a real measure."""
    if program.measure.code == "9.9":
        return invented.values_of(leaf)
    return real.leaf_values(program, leaf)


def leaves(program: Program) -> list[Any]:
    """What can have a gap: all but facts whose absence is itself an answer."""
    speaking = cases.absence_speaks(program)
    return [x for x in [*program.facts, *program.relations, *program.params] if id(x) not in speaking]


@st.composite
def holed(draw: Any, program: Program, values: Values) -> Values:
    """The case with some of its leaves unknown; a list of members may be known in part."""
    partial = dict(values)
    open_leaves = leaves(program)
    if not open_leaves:
        return partial
    for leaf in draw(st.lists(st.sampled_from(open_leaves), max_size=6)):
        partial[id(leaf)] = None
        if isinstance(leaf, Relation) and draw(st.integers(0, 3)):
            rows: list[Any] = [
                {k: v for k, v in row.items() if draw(st.booleans())} if draw(st.booleans()) else row
                for row in values[id(leaf)]
            ]
            if rows and draw(st.booleans()):
                rows.pop()
                rows.append(None)
            partial[id(leaf)] = rows
    return partial


@st.composite
def filled(draw: Any, program: Program, partial: Values) -> Values:
    """One way in which a case with gaps can turn out."""
    whole = dict(partial)
    for leaf in leaves(program):
        known = partial[id(leaf)]
        if known is None:
            whole[id(leaf)] = draw(strategy(program, leaf))
        elif isinstance(leaf, Relation):
            rows: list[Any] = []
            for row in known:
                if row is None:  # the rest of the list: any number of members
                    rows += draw(invented.members)
                else:
                    rest = {k: invented.values_of(f) for k, f in leaf.facts.items() if k not in row}
                    rows.append({**row, **{k: draw(s) for k, s in rest.items()}})
            whole[id(leaf)] = rows
    return whole
