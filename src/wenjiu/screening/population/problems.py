"""Describes the problems of a population: the place, the value, the number of rows, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...rules.language.text import COLON, SEMICOLON, T, Text

#: The most example rows of one problem. `Problem.rows` is the number of all rows.
MOST_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Example:
    """One row with a problem.

    `file`: the file, relative to the folder of the population.
    `row`: the number of the row in the file, from 1 on.
    `key`: the key of the row.
    `value`: the value.
    """

    file: str
    row: int
    key: str
    value: str

    def text(self, lang: str) -> str:
        """Return the example on one line."""
        return T(
            f"{self.file} 第{self.row}行，主键 {self.key}：{self.value}",
            f"{self.file} row {self.row}, key {self.key}: {self.value}",
        )(lang)


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of error in one table and column.

    `kind`: a stable word for programs, such as ``wrong_type``.
    `message`: what is wrong.
    `fix`: what to do.
    `table`, `column`, `file`: the place; empty if they do not apply.
    `rows`: the number of rows with the error; 0 if the error is not about rows.
    `examples`: at most `MOST_EXAMPLES` rows, in the order of the files.
    """

    kind: str
    message: Text
    fix: Text
    table: str = ""
    column: str = ""
    file: str = ""
    rows: int = 0
    examples: tuple[Example, ...] = ()

    @property
    def where(self) -> str:
        """The place: ``table.column``, ``table`` or nothing, followed by the file if there is one."""
        return " ".join(filter(None, (".".join(filter(None, (self.table, self.column))), self.file)))

    def text(self, lang: str = "zh") -> str:
        """Return what is wrong and what to do on one line, then a line for each example."""
        where = f"{self.where}{COLON(lang)}" if self.where else ""
        count = T(f"（{self.rows}行）", f" ({self.rows} rows)")(lang) if self.rows else ""
        head = f"{where}{self.message(lang)}{count}{SEMICOLON(lang)}{self.fix(lang)}"
        return "\n".join([head, *(f"  {example.text(lang)}" for example in self.examples)])

    def as_dict(self, lang: str = "zh") -> dict[str, Any]:
        """Return `{kind, table, column, file, rows, message, fix, examples: [{file, row, key, value}]}`."""
        return {
            "kind": self.kind,
            "table": self.table,
            "column": self.column,
            "file": self.file,
            "rows": self.rows,
            "message": self.message(lang),
            "fix": self.fix(lang),
            "examples": [{"file": e.file, "row": e.row, "key": e.key, "value": e.value} for e in self.examples],
        }


class PopulationError(Exception):
    """Raised for a population, or a table of it, that cannot be used. `problems`: the reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text("en") for problem in self.problems))
