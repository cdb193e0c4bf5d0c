"""Run the tests; without a Chromium name the tests that were not run. Arguments go to pytest."""

import os
import subprocess
import sys
from pathlib import Path

from wenjiu.config.browser import find_chromium

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]


def main() -> int:
    """Run pytest and return its exit code."""
    if find_chromium() is not None:
        return subprocess.run([*PYTEST, *sys.argv[1:]], cwd=ROOT, check=False).returncode
    code = subprocess.run([*PYTEST, "-m", "not browser", *sys.argv[1:]], cwd=ROOT, check=False).returncode
    found = subprocess.run([*PYTEST, "-m", "browser", "--collect-only", "-q", "-p", "no:warnings", *sys.argv[1:]],
                           cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})  # fmt: skip
    names = [line for line in found.stdout.splitlines() if "::" in line]
    if names:
        print("\nNOT RUN, because no Chromium was found (Debian: apt install chromium fonts-noto-cjk;")
        print("or name one in WENJIU_CHROMIUM):")
        print("\n".join(f"  {name}" for name in names))
    return code


if __name__ == "__main__":
    sys.exit(main())
