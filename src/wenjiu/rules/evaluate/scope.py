"""The names in generated code: the facts, lists of members and parameters below some nodes, under chosen readings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...standards import working_days
from ..language import nodes as n
from ..language.facts import CountWhere, Fact, Relation, SumWhere
from ..language.parameters import Param
from ..language.readings import RECOMMENDED, Choose, ChooseWord
from .runtime import NAMES

Letters = dict[str, str]


class Scope:
    """The leaves of some expressions under one choice of readings, and their names in generated code.

    `title`: the name of the code in a traceback.
    `letters`: ambiguity id -> letter other than A.
    `facts`, `params`, `relations`: the leaves, in the order of the argument tuples.
    `names`: the name of each leaf, by identity.
    """

    def __init__(self, title: str, letters: Letters) -> None:
        self.title, self.letters = title, letters
        self.facts: list[Fact] = []
        self.params: list[Param] = []
        self.relations: list[Relation] = []
        self.names: dict[int, str] = {}
        self._known_leaves: dict[int, tuple[n.Node, ...]] = {}

    @property
    def given(self) -> tuple[Fact | Relation, ...]:
        """Return what a case can state, in the order of the argument tuple: facts, then lists of members."""
        return (*self.facts, *self.relations)

    def stands(self, under: Any) -> bool:
        """Whether something that exists under one reading exists here."""
        return under is None or self.letters.get(under.ambiguity.id, RECOMMENDED) == under.letter

    def chosen(self, node: n.Node) -> n.Node:
        """Return the node that replaces a choice between readings."""
        while isinstance(node, Choose):
            node = node.by_letter[self.letters.get(node.ambiguity.id, RECOMMENDED)]
        return node

    def word(self, word: ChooseWord | str) -> str:
        """Return the word that replaces a choice between readings."""
        return word if isinstance(word, str) else word.by_letter[self.letters.get(word.ambiguity.id, RECOMMENDED)]

    def leaves(self, root: n.Node) -> tuple[n.Node, ...]:
        """Return the facts and parameters below a node under the chosen readings, each once, in order."""
        if id(root) in self._known_leaves:
            return self._known_leaves[id(root)]
        found: dict[int, n.Node] = {}
        stack = [root]
        while stack:
            node = self.chosen(stack.pop())
            if isinstance(node, Fact | Param | Relation):
                found.setdefault(id(node), node)
            elif isinstance(node, CountWhere | SumWhere):
                found.setdefault(id(node.relation), node.relation)
                stack.extend(reversed([leaf for child in node.children for leaf in self.member_params(child)]))
            else:
                stack.extend(reversed(node.children))
        return self._known_leaves.setdefault(id(root), tuple(found.values()))

    def member_params(self, root: n.Node) -> list[Param]:
        """Return the parameters in an expression about members, under the chosen readings."""
        node = self.chosen(root)
        return [node] if isinstance(node, Param) else [p for c in node.children for p in self.member_params(c)]

    def collect(self, root: n.Node) -> None:
        """Give a name to every leaf below a node that has none yet."""
        for leaf in self.leaves(root):
            if id(leaf) in self.names:
                continue
            if isinstance(leaf, Param):
                self.names[id(leaf)] = f"p{len(self.params)}"
                self.params.append(leaf)
            elif isinstance(leaf, Relation):
                self.names[id(leaf)] = f"r{len(self.relations)}"
                self.relations.append(leaf)
            else:
                self.names[id(leaf)] = f"f{len(self.facts)}"
                self.facts.append(leaf)  # type: ignore[arg-type]

    def name_of(self, node: n.Node) -> str:
        """Return the name of a leaf."""
        return self.names[id(self.chosen(node))]

    def arguments(self) -> list[str]:
        """Return the first lines of a generated function, which unpack its arguments F and P."""
        given, figures = [self.names[id(leaf)] for leaf in self.given], [f"p{i}" for i in range(len(self.params))]
        return [f"    {', '.join(names)}, = {of}" for names, of in ((given, "F"), (figures, "P")) if names]

    def make(self, name: str, lines: list[str], helpers: Mapping[str, Any] | None = None) -> Callable[..., Any]:
        """Return the function of that name that the lines define; `helpers` are further names that it uses."""
        space = dict(NAMES, roll_forward=working_days.roll_forward, **(helpers or {}))
        exec(compile("\n".join(lines), f"<{self.title} {name}>", "exec"), space)  # noqa: S102 - our own source
        return space[name]
