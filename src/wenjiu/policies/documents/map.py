"""Writes docs/policy-map.md (clause -> code -> test -> page) from marks and measures, without the document's text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .links import find_object
from .marks import KINDS, POLICIES, Mark, PolicyMarks, read_marks
from .messages import DocumentError, say

_KIND_WORDS = {
    "coded": "a rule decides it",
    "workflow": "a workflow carries it out",
    "judgment": "a person decides",
    "prose": "nothing to carry out",
    "planned": "not there yet",
}


def render_map(policy: str, policies: Path = POLICIES) -> str:
    """Return the map of a policy as Markdown, in the order of its marks. The same marks give the same bytes.

    Raise DocumentError where the marks are wrong, or an object that a mark names cannot be imported.
    """
    marks = read_marks(policy, policies)
    lines = [
        f"# Policy map: {policy} ({marks.number})",
        "",
        "Generated from `coverage.yaml` and the measures; do not edit. What a sentence says is our paraphrase.",
        "",
        *_counts(marks),
        "",
        "## Measures",
        "",
        *_measures(marks),
        "",
        "## Clauses",
        "",
        "| clause | s. | what it says | mark | part | code, or what stands behind the mark | test | page |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for entry in marks.sentences:
        head = [entry.clause, str(entry.number), f"{entry.paraphrase.en} ({entry.paraphrase.zh})"]
        for mark in entry.marks:
            lines.append(_row([*head, mark.kind, mark.part, *_behind(mark)]))
            head = ["", "", ""]
    return "\n".join(lines) + "\n"


def _counts(marks: PolicyMarks) -> list[str]:
    rows = ["| mark | meaning | sentences |", "|---|---|---|"]
    for kind in KINDS:
        count = sum(any(mark.kind == kind for mark in entry.marks) for entry in marks.sentences)
        rows.append(_row([kind, _KIND_WORDS[kind], str(count)]))
    return rows


def _measures(marks: PolicyMarks) -> list[str]:
    """Return one row for each object that marks name, with the code and names of the object itself."""
    rows = ["| part | name | code | sentences | test | page |", "|---|---|---|---|---|---|"]
    places: dict[Mark, list[str]] = {}
    for entry in marks.sentences:
        for mark in entry.marks:
            if mark.object:
                places.setdefault(mark, []).append(f"{entry.clause}/{entry.number}")
    for mark, found in places.items():
        measure, problem = find_object(mark.object)
        if problem is not None:
            raise DocumentError("map_broken", problem=say(problem[0], "en", **problem[1]))
        behind = _behind(mark)
        rows.append(_row([mark.part, _name(measure), behind[0], ", ".join(found), *behind[1:]]))
    return rows


def _name(measure: Any) -> str:
    name = getattr(measure, "name", "")
    return f"{name('en')} ({name('zh')})" if callable(name) else str(name)


def _behind(mark: Mark) -> list[str]:
    if mark.object:
        return [f"`{mark.object}`", f"`{mark.test}`", f"`{mark.page}`"]
    return [mark.detail("en"), "", ""]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
