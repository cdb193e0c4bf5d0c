"""Write docs/policy-map.md from the marks and measures; with --check only say whether it is up to date."""

import sys
from pathlib import Path

from wenjiu.policies.documents import render_map

PAGE = Path(__file__).resolve().parents[2] / "docs" / "policy-map.md"


def main() -> int:
    """Return 0, or 1 where --check finds the page out of date."""
    rendered = render_map("chaoyang_2020")
    if "--check" in sys.argv[1:]:
        if PAGE.is_file() and PAGE.read_text("utf-8") == rendered:
            return 0
        print("docs/policy-map.md is out of date: run scripts/generate/policy_map.py")
        return 1
    PAGE.write_text(rendered, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
