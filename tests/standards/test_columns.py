"""Text in terminal columns, where a Chinese character takes two."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

import wenjiu
from wenjiu.standards.columns import pad, ranges, table, width, wrap, wrap_after

mixed = st.text(alphabet="ab c补贴，。（）《》x1 ", max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("补贴", 4),
        ("a补", 3),
        ("，", 2),
        ("é", 1),
        ("e\u0301", 1),
        ("\u0301", 0),
        ("ＡＢ", 4),
        ("…", 2),
    ],
)
def test_a_wide_character_takes_two_columns_and_a_combining_mark_none(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(("text", "columns", "padded"), [("补", 4, "补  "), ("abcd", 3, "abcd"), ("", 2, "  ")])
def test_padding_counts_columns_not_characters(text: str, columns: int, padded: str) -> None:
    assert pad(text, columns) == padded


@given(mixed, st.integers(8, 30))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    assert "".join(wrap(text, columns=columns)).replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="补贴政策企业", max_size=60), st.integers(2, 30))
def test_no_line_of_plain_chinese_is_wider_than_asked(text: str, columns: int) -> None:
    assert all(width(line) <= columns for line in wrap(text, columns=columns))


@given(mixed, st.integers(8, 30))
def test_no_line_begins_with_closing_punctuation(text: str, columns: int) -> None:
    lines = wrap("补贴" + re.sub("[，。）》 ]+", "，", text), columns=columns)
    assert all(not line.startswith(("，", "。", "）", "》")) for line in lines[1:])


def test_latin_words_are_kept_whole_and_further_lines_are_indented() -> None:
    assert wrap("one two three", indent="  ", columns=8) == ["one two", "  three"]
    assert wrap("补贴标准abc", columns=8) == ["补贴标准", "abc"]
    assert wrap("补贴abc", columns=6) == ["补贴", "abc"]
    assert wrap("", columns=8) == [""]


def test_a_single_character_is_not_taken_along_from_its_line() -> None:
    assert wrap("补，", columns=2) == ["补", "，"]
    assert wrap("a 补补，", columns=6) == ["a 补", "补，"]


def test_a_table_is_as_wide_as_its_cells_and_wraps_the_last_column_under_itself() -> None:
    assert table([]) == []
    assert table([("补贴", "甲"), ("a", "b")]) == ["  补贴  甲", "  a     b"]
    assert table([("x", "1", "y"), ("xx", "22", "z")], indent="", gap=1) == ["x  1  y", "xx 22 z"]
    long = table([("键", "补贴 " * 20)], indent="")
    assert long[0].startswith("键  补贴") and len(long) == 2
    assert long[1].startswith("    补贴") and all(width(line) <= 80 for line in long)


def test_text_after_a_beginning_hangs_under_itself_in_at_least_twenty_columns() -> None:
    assert wrap_after("ab ", "补贴") == ["ab 补贴"]
    assert wrap_after("ab ", "") == ["ab"]
    start = "x" * 79
    assert wrap_after(start, "补" * 10 + "a") == [start + "补" * 10, " " * 79 + "a"]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([], ""), ([3], "3"), ([1, 2, 3, 7], "1-3, 7"), ([7, 2, 2, 1], "1-2, 7"), ([1, 3, 5, 6], "1, 3, 5-6")],
)
def test_numbers_in_a_row_are_written_as_a_range(numbers: list[int], words: str) -> None:
    assert ranges(numbers) == words


def shown_characters() -> set[str]:
    """Every character of the program's own texts and data."""
    folder = Path(wenjiu.__file__).parent
    files = [path for kind in ("*.py", "*.yaml", "*.po", "*.html") for path in folder.rglob(kind)]
    return {char for path in files for char in path.read_text("utf-8") if char.isprintable()}


def test_every_character_that_the_program_shows_takes_the_columns_that_terminals_give_it() -> None:
    expected = {c: wcwidth(c, ambiguous_width=1 if c.isalpha() else 2) for c in shown_characters()}
    assert len(expected) > 1000
    assert {c: width(c) for c in expected} == expected
