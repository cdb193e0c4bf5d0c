"""Nodes that look a value up: an entry of a map parameter, a column of a table, an award that a person proposes."""

from __future__ import annotations

from .facts import Fact
from .nodes import DefinitionError, Lit, Node, only_nodes, place
from .parameters import Param
from .units import Unit


class MapEntry(Node):
    """The entry of a map parameter under a key: a year, a rank or a code. A missing key is a missing figure.

    `earlier`: where the map lacks a year, the latest earlier one replaces it.
    `unit`: the unit of the figure, where the map itself does not state it.
    """

    __slots__ = ("earlier",)

    def __init__(self, table: Node, key: Node | str, *, earlier: bool = False, unit: Unit | None = None) -> None:
        self.earlier = earlier
        key = Lit(key) if isinstance(key, str) else key
        only_nodes(table, key)
        super().__init__("number", (table, key), table.unit if unit is None else unit, 0, table.hi)
        self.want("map", table)
        if key.kind not in ("number", "code"):
            self.refuse(f"a map is looked up by a number or a code, not by a {key.kind}")
        if earlier and key.kind != "number":
            self.refuse("only years have earlier ones")

    @property
    def options(self) -> tuple[str, ...]:
        """Return the possible keys where the key is unknown; none where they are not a closed list."""
        key = self.children[1]
        return key.options if isinstance(key, Fact) else ()

    def __repr__(self) -> str:
        return f"{self.children[0]!r}[{self.children[1]!r}]"


class MapEntryIs(Node):
    """Whether the entry of a map parameter under a fixed key is a given word, such as the basis of a subsidy."""

    __slots__ = ("key", "value")

    def __init__(self, table: Node, key: str, value: str) -> None:
        self.key, self.value = key, value
        only_nodes(table)
        super().__init__("bool", (table,))
        self.want("map", table)

    def __repr__(self) -> str:
        return f"({self.children[0]!r}[{self.key}] == {self.value})"


class TableColumn(Node):
    """A further column of a dated table, as a table of its own."""

    __slots__ = ("index",)

    def __init__(self, table: Node, name: str) -> None:
        if not isinstance(table, Param) or name not in table.also:
            raise DefinitionError(f"{place()}: {table!r} has no column {name!r}")
        self.index = 2 + table.also.index(name)
        super().__init__("table", (table,), table.unit, table.lo, table.hi)


class Proposed(Node):
    """An award that a person proposes within a range. Without a valid proposal, its value is anything in the range."""

    __slots__ = ()

    def __init__(self, fact: Fact, low: Node, high: Node) -> None:
        only_nodes(fact, low, high)
        super().__init__("number", (fact, low, high), low.unit, low.lo, high.hi)
        self.want("number", fact, low, high)
        self.same_unit(fact, low, high)
        if not fact.optional:
            self.refuse(f"{fact!r} must be optional: without a proposal the amount is open, not the answer")
