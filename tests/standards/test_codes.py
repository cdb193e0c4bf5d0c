"""Codes have one normalisation: marks and blanks around them do not count, nor does the width of their letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenjiu.standards import codes

MARKS = "\u00a0\u200b\ufeff\u3000\t\n\r \u2060\u200e\u202e\x00\u00ad\ufe0f\u2800\u3164\u034f"


@given(st.text(alphabet=MARKS, max_size=6), st.text(alphabet=MARKS, max_size=6))
def test_blanks_and_invisible_marks_around_a_code_do_not_count(before: str, after: str) -> None:
    assert codes.normal(f"{before}chaoyang{after}") == "chaoyang"
    assert codes.normal(before + after) == ""


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("ｃｈａｏｙａｎｇ", "chaoyang"),
        ("朝阳 ", "朝阳"),
        ("chao\u200byang", "chao\u200byang"),
        ("a b", "a b"),
        ("Chaoyang", "Chaoyang"),
        ("", ""),
        ("ｎｏｎｅ", "none"),
    ],
)
def test_width_is_folded_but_neither_case_nor_what_is_inside(written: str, form: str) -> None:
    assert codes.normal(written) == form


@given(st.text(max_size=12))
def test_a_form_is_its_own_form(text: str) -> None:
    assert codes.normal(codes.normal(text)) == codes.normal(text)


def test_none_is_no_code_of_a_list_however_it_is_written() -> None:
    assert codes.normal_list(["veteran ", "\ufeffveteran", " none", "ｎｏｎｅ", "disabled"]) == ("veteran", "disabled")
    assert codes.normal_list(["none"]) == ()
