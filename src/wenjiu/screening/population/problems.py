"""What is wrong with a population: where, with which value, in how many rows, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...rules.language.text import Text

#: Rows shown of one problem; its count says how many there are.
MOST_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Example:
    """One row: file (relative to the population's folder), row number in it from 1 on, the row's key, the value."""

    file: str
    row: int
    key: str
    value: str

    def text(self, lang: str) -> str:
        """On one line."""
        if lang == "en":
            return f"{self.file} row {self.row}, key {self.key}: {self.value}"
        return f"{self.file} 第{self.row}行，主键 {self.key}：{self.value}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of error in one table and column. `rows`: how many rows have it, 0 where it is not about rows.

    `kind` is a stable word for programs, such as ``wrong_type``; `examples` are at most `MOST_EXAMPLES`, in the order of
    the files.
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
        """``table.column``, ``table``, or nothing; with the file where it is one file's."""
        return " ".join(filter(None, (".".join(filter(None, (self.table, self.column))), self.file)))

    def text(self, lang: str = "zh") -> str:
        """What is wrong and what to do on one line, then a line for each example."""
        colon, count = (": ", f" ({self.rows} rows)") if lang == "en" else ("：", f"（{self.rows}行）")
        stop = "; " if lang == "en" else "；"
        head = f"{self.where}{colon if self.where else ''}{self.message(lang)}{count if self.rows else ''}"
        return "\n".join([f"{head}{stop}{self.fix(lang)}", *(f"  {example.text(lang)}" for example in self.examples)])

    def as_dict(self, lang: str = "zh") -> dict[str, Any]:
        """`{kind, table, column, file, rows, message, fix, examples: [{file, row, key, value}]}`."""
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
    """A population, or one of its tables, that cannot be read; `problems` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text("en") for problem in self.problems))
