"""Declares where registers hold facts: the tables of a population, and the place of each fact of a measure in them.

A measure declares the facts that it asks for. Registers declare where each fact is: in a column of the subject's own
table, in a table that it refers to, or as a count over rows that refer to it. A policy declares this once, as data in
its folder. Screening reads whole tables, a look-up reads one row. Form on disk: ``docs/population.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..language.facts import Fact, Relation
from ..language.nodes import DefinitionError, Node, place
from ..language.text import Text


@dataclass(frozen=True)
class Table:
    """One table: its columns, the tables it refers to, and the measures whose subject is one of its rows.

    `facts`: column -> fact; a column that a population leaves out is searched elsewhere, or unknown.
    `refers`: column -> table whose key it holds.
    `groups`: further columns that only group results, such as the street.
    `key`: the column that names a row.
    `payee`: the column that names the payee, where that is not the row's own subject.
    """

    name: str
    label: Text
    facts: Mapping[str, Fact]
    refers: Mapping[str, str] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    groups: Mapping[str, Text] = field(default_factory=dict)
    key: str = "id"
    payee: str = ""

    def __post_init__(self) -> None:
        columns = [self.key, *self.facts, *self.refers, *self.groups]
        twice = {c for c in columns if columns.count(c) > 1}
        if twice:
            raise DefinitionError(f"{place()}: table {self.name} has two columns {', '.join(sorted(twice))}")


def columns(holder: type, *names: str) -> dict[str, Fact]:
    """Return the facts of a vocabulary class by their own names: the named ones, else all of them."""
    facts = {name: fact for name, fact in vars(holder).items() if isinstance(fact, Fact)}
    return {name: facts[name] for name in names} if names else facts


@dataclass(frozen=True)
class Counted:
    """A number that a register derives by counting: rows of a table that refer to the subject and meet a condition.

        `by`: the column of `table` that refers to the subject's table.

    The condition uses facts of the table's rows and of the rows they refer to. If it also needs a day, that is the day
    of the screening (`case.application_date`).
    """

    table: str
    by: str
    condition: Node


@dataclass(frozen=True)
class Members:
    """The place of a relation's members: a table, the column that refers to the subject, and member fact -> column.

    `complete`: column of the subject's table that says whether its members are all listed. False or unknown means
      that there may be any number of others.
    """

    table: str
    by: str
    facts: Mapping[str, str]
    complete: str = ""


@dataclass(frozen=True)
class Registers:
    """The tables of a policy's population.

    `same`: facts that equal another fact of a row that the subject refers to.
    `dimensions`: further groupings of results, in addition to the tables' own: name -> a code, or a date of birth
      whose age in years on the day counts.
    `parties`: tables whose rows are people or organisations -> person or organisation.
    `apart`: other tables whose rows are known by what they refer to -> the columns that tell apart rows that refer to
      the same. Rows of a table in neither have a number of their own.
    """

    tables: tuple[Table, ...]
    same: Mapping[Fact, Fact] = field(default_factory=dict)
    counted: Mapping[Fact, Counted] = field(default_factory=dict)
    members: Mapping[Relation, Members] = field(default_factory=dict)
    dimensions: Mapping[str, Fact] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [t.name for t in self.tables]
        for table in self.tables:
            for column, other in table.refers.items():
                if other not in names:
                    raise DefinitionError(f"{place()}: {table.name}.{column} refers to {other!r}, which is no table")
        measured = [code for t in self.tables for code in t.measures]
        twice = {c for c in measured if measured.count(c) > 1}
        if twice or len(set(names)) < len(names):
            raise DefinitionError(f"{place()}: declared twice: {', '.join(sorted(twice)) or 'a table'}")
        self._refuse_unnamed_rows(names)

    def _refuse_unnamed_rows(self, names: list[str]) -> None:
        """Raise `DefinitionError` where `parties` or `apart` does not fit the tables."""
        for name in (*self.parties, *self.apart):
            if name not in names or (name in self.parties and name in self.apart):
                raise DefinitionError(f"{place()}: rows of {name!r} are named in parties or apart, and it is a table")
        for name, kind in self.parties.items():
            if kind not in ("person", "organisation"):
                raise DefinitionError(f"{place()}: rows of {name} are a person or an organisation, not {kind!r}")
        for name, apart in self.apart.items():
            table = self[name]
            unknown = [c for c in apart if c not in table.facts]
            if unknown or not table.refers:
                raise DefinitionError(f"{place()}: {name} is told apart by {', '.join(unknown) or 'nothing'}")

    def __getitem__(self, name: str) -> Table:
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(f"there is no table {name!r}; there are {', '.join(t.name for t in self.tables)}")

    @property
    def groups(self) -> dict[str, Text]:
        """Return every column that can group results: those of the tables, then the dimensions."""
        found = {name: label for table in self.tables for name, label in table.groups.items()}
        return found | {name: fact.name for name, fact in self.dimensions.items()}

    def subject(self, code: str) -> Table:
        """Return the table whose rows are the subjects of a measure."""
        for table in self.tables:
            if code in table.measures:
                return table
        raise KeyError(f"no table is declared for measure {code!r}")

    def paths(self, table: Table) -> Iterator[tuple[tuple[str, ...], Table]]:
        """Yield (columns to follow, table reached), nearest first: the table itself, then the tables it refers to."""
        todo: list[tuple[tuple[str, ...], Table]] = [((), table)]
        while todo:
            path, at = todo.pop(0)
            yield path, at
            if len(path) < 3:
                todo += [((*path, column), self[other]) for column, other in at.refers.items()]
