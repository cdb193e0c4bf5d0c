"""The tutorial is a program: its code blocks run in order, and what it claims is asserted in them."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tutorials" / "add-a-measure.md"


def test_the_code_blocks_of_the_tutorial_run_in_order_and_their_claims_hold() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    assert len(blocks) >= 7
    space: dict[str, object] = {"__name__": "tutorial"}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), space)  # noqa: S102 - the tutorial is ours
