"""Text in terminal columns, where a Chinese character takes two."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenjiu.standards.columns import pad, width, wrap

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
