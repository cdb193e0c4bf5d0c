"""Every command of the README runs as it is pasted into a shell at the root of a clone, and says what the README shows."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.counts import some

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "README.zh.md"]
#: What is not run here, and why.
NOT_RUN = {
    "make run": "serves until it is stopped",
    "make test": "would run this test again",
    "make setup": "has been run, or this test could not run",
}


def blocks(page: str, kind: str) -> list[str]:
    """The fenced blocks of a kind in a page."""
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)


def commands(page: str) -> list[str]:
    """The commands of a page that are run here."""
    return [line for block in blocks(page, "sh") for line in block.splitlines() if line not in NOT_RUN]


def test_the_pages_show_the_same_commands_in_the_same_order_but_for_the_language() -> None:
    english, chinese = ([re.sub(r" --lang \w+", "", line) for line in commands(page)] for page in PAGES)
    assert english == chinese


@pytest.mark.parametrize("page", some(PAGES, 2, "pages whose commands run"))
def test_the_commands_run_one_after_the_other_as_they_are_written(page: str, tmp_path: Path) -> None:
    for name in ("docs", "src"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    assert len([c for c in commands(page) if c.startswith("wenjiu ")]) >= 12
    script = "\n".join(["set -ev", *commands(page)])
    env = os.environ | {"WENJIU_DATA": str(tmp_path / "data"), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["sh"], input=script, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the last command written here failed:\n{done.stderr[-3000:]}"
    for shown in blocks(page, "text"):
        assert shown in done.stdout


@pytest.mark.parametrize("page", PAGES)
def test_the_facts_that_are_shown_are_those_of_the_example_file(page: str) -> None:
    assert [json.loads(block) for block in blocks(page, "json")] == [
        json.loads((ROOT / "docs" / "examples" / "firm.json").read_text("utf-8"))
    ]


@pytest.mark.parametrize("page", PAGES)
def test_the_lines_for_a_notebook_run(page: str) -> None:
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), {"__name__": "readme"})  # noqa: S102 - the README is ours


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_a_page_is_of_a_kind_that_is_tried(page: str) -> None:
    fences = re.findall(r"^```(\w*)\n", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE)
    assert set(fences[::2]) <= {"sh", "text", "json", "python"}
