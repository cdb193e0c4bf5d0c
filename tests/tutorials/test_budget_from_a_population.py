"""The tutorial on budgets is a program: its code blocks run in order, what it claims is asserted, and a picture comes out."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "tutorials" / "budget-from-a-population.md"


def test_the_code_blocks_of_the_tutorial_run_in_order_and_end_with_a_budget_chart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    assert len(blocks) >= 10
    space: dict[str, object] = {"__name__": "tutorial"}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), space)  # noqa: S102 - the tutorial is ours
    assert (tmp_path / "budget-tutorial" / "budget.png").read_bytes().startswith(b"\x89PNG")


def test_the_pictures_that_the_tutorial_shows_are_there() -> None:
    pictures = re.findall(r"!\[.+?\]\((.+?)\)", PAGE.read_text("utf-8"))
    assert pictures
    for picture in pictures:
        assert (PAGE.parent / picture).resolve().is_file(), picture
