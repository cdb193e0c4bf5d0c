"""Write the generated parts of docs/population.md from the registers; with --check only report if they are current."""

import sys
from pathlib import Path

from wenjiu.policies import load_policy, names
from wenjiu.screening.population.describe import PARTS, parts_of, render

PAGE = Path(__file__).resolve().parents[2] / "docs" / "population.md"


def main() -> int:
    """Return 0, or 1 if --check finds the page out of date, or a policy with registers that it does not describe."""
    policies = [policy for policy in map(load_policy, names()) if policy.registers is not None]
    page = PAGE.read_text("utf-8")
    wanted = {(part, policy.name) for part in ("tables", "elsewhere") for policy in policies}
    missing = sorted(wanted - parts_of(page))
    if missing:
        print(
            f"docs/population.md has no part {', '.join(' '.join(pair) for pair in missing)}; parts: {', '.join(PARTS)}"
        )
        return 1
    rendered = render(page, policies)
    if "--check" in sys.argv[1:]:
        if rendered != page:
            print("docs/population.md is out of date: run scripts/generate/population.py")
        return int(rendered != page)
    PAGE.write_text(rendered, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
