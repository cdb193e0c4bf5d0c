"""Nothing outside `policies/` names a district, its document or its clauses: what is shown comes from the policy served."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import wenjiu
from wenjiu.policies import load_policy, names

ROOT = Path(wenjiu.__file__).parent
POLICIES = [load_policy(name) for name in names()]
DISTRICTS = sorted(
    {p.name.split("_")[0] for p in POLICIES if p.name != "sample_district"}
    | {p.home for p in POLICIES}
    | {p.home_name("zh").removesuffix("区") for p in POLICIES}
    | {p.home_name("en").removesuffix(" District") for p in POLICIES}
    | {p.document.split("〔")[0] for p in POLICIES}
    | {"北京", "Beijing"}
)
CLAUSES = re.compile(
    r"\bA-\d+\.\d+-\d+\b|第[一二三四五六七八九\d]+[.（]\d|\b[1-9]\.[1-9][a-d]?\.[CV]\d\b|[Cc]lause \d\.\d"
)
SHOWN = sorted(p for s in ("*.py", "*.html", "*.js", "*.css", "*.po", "*.json", "*.yaml") for p in ROOT.rglob(s))
OUTSIDE = [p for p in SHOWN if not {"policies", "vendor"} & set(p.relative_to(ROOT).parts)]


def spoken(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of what a file can say to a user: a program's strings without its docstrings, any other file but comments."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        yield from ((n, line) for n, line in enumerate(text.splitlines(), 1) if not line.startswith("#"))
        return
    tree = ast.parse(text)
    docs = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs:
            yield node.lineno, node.value


def names_in(path: Path) -> list[tuple[str, int, str]]:
    """(file, line number, line) of every line that names a district or its document, comments included."""
    at = path.relative_to(ROOT).as_posix()
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return [(at, n, line) for n, line in lines if any(name.lower() in line.lower() for name in DISTRICTS)]


def test_no_file_outside_the_policies_names_a_district_or_its_document() -> None:
    assert len(OUTSIDE) > 100
    assert [found for path in OUTSIDE for found in names_in(path)] == []


def test_nothing_outside_the_policies_that_a_user_can_see_names_a_clause_or_reading_of_a_document() -> None:
    found = [(path.name, n, text) for path in OUTSIDE for n, text in spoken(path) if CLAUSES.search(text)]
    assert found == []


def test_what_the_policies_share_names_no_district_but_the_one_served_by_default() -> None:
    folders = [ROOT / "policies" / name for name in ("", "vocabulary", "documents", "national")]
    found = [line for folder in folders for path in sorted(folder.glob("*.py")) for line in names_in(path)]
    assert [(at, line.split(" =")[0]) for at, _, line in found] == [("policies/__init__.py", "DEFAULT")]
