"""What the reader of parameter files refuses, each time naming file and place."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rules import invented as w

from wenjiu.rules.language import parameter_files
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.rules.language.parameters import Book

B, N, M, D, COLOUR = w.BOOLS[0], w.COUNTS[0], w.MONEYS[0], w.DATES[0], w.COLOUR


def _book(folder: Path, document: str = "source: 虚构\nfigures: {}\n", external: str = "{}\n") -> Book:
    (folder / "document.yaml").write_text(document, "utf-8")
    (folder / "external.yaml").write_text(external, "utf-8")
    return parameter_files.load(folder)


def test_a_table_whose_dates_are_out_of_order(tmp_path: Path) -> None:
    rows = "\n".join(
        f"    - {{from: {day}, value: 1, source: 虚构, confidence: low}}" for day in ("2021-01-01", "2020-01-01")
    )
    text = f"wage:\n  type: table\n  unit: yuan/month\n  clause: '9'\n  zh: 甲\n  en: wage\n  rows:\n{rows}\n"
    with pytest.raises(DefinitionError, match="wage.rows: rows must be in the order of their keys and dates"):
        _book(tmp_path, external=text)


def test_a_figure_that_is_no_whole_number(tmp_path: Path) -> None:
    text = "source: 虚构\nfigures:\n  '9.9':\n    heads: {value: 1.5, unit: person, zh: 甲, en: heads}\n"
    with pytest.raises(DefinitionError, match=r"9.9.heads: 1.5 is not a whole number"):
        _book(tmp_path, document=text)


def test_a_parameter_that_no_file_declares(tmp_path: Path) -> None:
    book = _book(tmp_path)
    for ask in (lambda: book["cap"], lambda: book.figures("9.9").cap):
        with pytest.raises(DefinitionError, match="no parameter is declared under the name"):
            ask()
