"""The tutorial on districts is a program: its code blocks run in order, and what it says of the model's files holds."""

import re
from pathlib import Path

import wenjiu

PAGE = Path(__file__).parents[2] / "docs" / "tutorials" / "add-a-district.md"
MODEL = Path(wenjiu.__file__).parent / "policies" / "sample_district"


def test_the_code_blocks_of_the_tutorial_run_in_order_and_their_claims_hold() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    assert len(blocks) >= 7
    space: dict[str, object] = {"__name__": "tutorial"}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), space)  # noqa: S102 - the tutorial is ours


def test_the_files_that_the_tutorial_lists_are_those_of_the_model() -> None:
    page = PAGE.read_text("utf-8")
    own = {p.relative_to(MODEL).as_posix() for p in MODEL.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    clauses = {name for name in own if re.fullmatch(r"c\d_\d\.py", name)}
    texts = {name for name in own if name.startswith("texts/")}
    for name in own - clauses - texts - {"__init__.py"}:
        assert f"`{name}`" in page, name
    assert "`texts/`" in page and "`c2_1.py`" in page
