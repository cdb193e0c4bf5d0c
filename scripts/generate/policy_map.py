"""Write docs/policy-map.md from the marks and measures; with --check only report whether it is up to date.

docs/policy-map.baseline lists every mark that has been coded or built as a workflow. Writing only adds to it, and
--check fails if a listed mark is no longer coded or built.
"""

import sys
from pathlib import Path

from wenjiu.policies.documents import render_map
from wenjiu.policies.documents.marks import read_marks

POLICY = "chaoyang_2020"
DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, BASELINE = DOCS / "policy-map.md", DOCS / "policy-map.baseline"


def built() -> set[str]:
    """Return clause, sentence and part of every mark that names an object, a test and a page."""
    return {
        f"{sentence.clause}/{sentence.number} {mark.part}"
        for sentence in read_marks(POLICY).sentences
        for mark in sentence.marks
        if mark.kind in ("coded", "workflow")
    }


def main() -> int:
    """Return 0, or 1 if --check finds the page out of date or a listed mark that is no longer built."""
    rendered = render_map(POLICY)
    once = set(BASELINE.read_text("utf-8").splitlines()) if BASELINE.is_file() else set()
    lost = sorted(once - built())
    if "--check" in sys.argv[1:]:
        if lost:
            print(f"no longer coded or workflow: {', '.join(lost)}")
        if not PAGE.is_file() or PAGE.read_text("utf-8") != rendered or built() - once:
            print("docs/policy-map.md is out of date: run scripts/generate/policy_map.py")
            return 1
        return int(bool(lost))
    PAGE.write_text(rendered, "utf-8")
    BASELINE.write_text("".join(f"{line}\n" for line in sorted(once | built())), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
