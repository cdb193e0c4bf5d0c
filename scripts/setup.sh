#!/bin/sh
# Find a usable Python and run scripts/setup.py with it. $1: run (packages for serving) or dev (also tests and checks).
set -eu
cd "$(dirname "$0")/.."

# One line for each rejected candidate with the reason, for the message at the end.
turned_down=""
if [ -n "${PYTHON:-}" ]; then
    set -- "$1" "$PYTHON"
else
    set -- "$1" python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3 /usr/local/bin/python3
fi
level=$1
shift
for candidate in "$@"; do
    if ! path=$(command -v "$candidate" 2>/dev/null); then
        [ -z "${PYTHON:-}" ] || turned_down="
  $PYTHON (from PYTHON=) is not there"
        continue
    fi
    # A Python can be on the PATH and yet not run: below root's home, for example, other accounts cannot run it.
    if reason=$("$path" - 2>/dev/null <<'PYTHON'
import sys
if sys.version_info < (3, 11):
    print("is version %d.%d, 3.11 or newer is needed" % sys.version_info[:2])
    sys.exit(1)
try:
    import ensurepip, venv
except ImportError:
    print("lacks venv (Debian, Ubuntu: apt install python3-venv)")
    sys.exit(1)
PYTHON
    ); then
        exec "$path" scripts/setup.py "$level"
    fi
    turned_down="$turned_down
  $path ${reason:-cannot be run by this account}"
done
echo "找不到可用的 Python 3.11 或更新版本。 No usable Python 3.11 or newer was found.${turned_down:-
  (no python3 on the PATH)}
Install one with its venv module, or name one: make run PYTHON=/path/to/python3" >&2
exit 1
