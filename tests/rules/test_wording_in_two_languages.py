"""Wording is written as a `Text` with both languages; only `rules/language/text.py` chooses between them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import wenjiu
from wenjiu.rules.language.text import COMMA, LANGUAGES, LISTED, SEMICOLON, T, both, joined, language_of

ROOT = Path(wenjiu.__file__).parent
#: Modules that may compare a language code, and why.
MAY_COMPARE = {"rules/language/text.py": "it is the place where a text chooses its language"}
#: Language codes as the rules, Django and HTML write them.
CODES = {*LANGUAGES, "zh-hans", "zh-Hans"}


def comparisons(source: str) -> Iterator[int]:
    """Lines that compare a value with a language code: ==, !=, in, startswith, a case of match."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            compared: list[ast.AST] = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "swith" in node.func.attr:
            compared = list(node.args)
        elif isinstance(node, ast.MatchValue):
            compared = [node.value]
        else:
            continue
        if any(isinstance(part, ast.Constant) and part.value in CODES for one in compared for part in ast.walk(one)):
            yield node.lineno if hasattr(node, "lineno") else 0


def test_no_module_compares_a_language_code_by_hand() -> None:
    modules = {path.relative_to(ROOT).as_posix(): path for path in sorted(ROOT.rglob("*.py"))}
    assert len(modules) > 200
    found = {name: list(comparisons(path.read_text("utf-8"))) for name, path in modules.items()}
    assert {name for name, lines in found.items() if lines} == set(MAY_COMPARE), {n: x for n, x in found.items() if x}


@pytest.mark.parametrize(
    "source",
    [
        'a = 1 if lang == "en" else 2',
        'zh = self.lang != "en"',
        'a = lang if lang in ("zh", "en") else "zh"',
        'a = tag.startswith("en")',
        'match lang:\n    case "zh":\n        a = 1',
    ],
)
def test_the_check_sees_each_way_to_compare_a_language_code(source: str) -> None:
    assert list(comparisons(source))


def test_the_check_allows_a_language_as_an_argument_and_as_a_name_of_a_field() -> None:
    assert list(comparisons('a = T("有", "yes")("zh") + raw["zh"]')) == []


@pytest.mark.parametrize(
    ("tag", "language"),
    [("zh", "zh"), ("zh-Hans", "zh"), ("en", "en"), ("en-GB", "en"), ("fr", "zh"), ("", "zh"), (None, "zh")],
)
def test_the_language_of_a_tag_is_chinese_unless_it_says_english(tag: str | None, language: str) -> None:
    assert language_of(tag) == language


def test_texts_are_joined_with_the_separator_of_each_language() -> None:
    parts = [T("北", "north"), T("南", "south")]
    assert [joined(s, parts) for s in (LISTED, COMMA, SEMICOLON)] == [
        T("北、南", "north, south"),
        T("北，南", "north, south"),
        T("北；南", "north; south"),
    ]


def test_a_function_of_the_language_becomes_a_text() -> None:
    assert both(str.upper) == T("ZH", "EN")
