"""Measure the shell time of `wenjiu assess` for one case and of an empty Python program: medians and their ratio."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

from wenjiu import __version__

RUNS = 15
WENJIU = str(Path(sys.executable).parent / "wenjiu")
CASE = {
    "measure": "5.2",
    "params_only": True,
    "facts": {
        "registered_district": "chaoyang",
        "tax_district": "chaoyang",
        "operating_normally": True,
        "operation_start_date": "2018-06-15",
        "application_date": "2020-09-15",
        "enterprise_size": "small",
        "chaoyang_hukou_workers": 3,
        "already_paid_5_2": False,
    },
}
#: Byte code is written and used, as in an installed program.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
COMMANDS = {
    "wenjiu assess": [WENJIU, "assess", "--cases", "-", "--json"],
    "python -c pass": [sys.executable, "-c", "pass"],
}


def seconds(command: list[str]) -> float:
    """Return the wall time of one run, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, input=json.dumps(CASE).encode(), stdout=subprocess.DEVNULL, check=True, env=ENVIRONMENT)
    return time.perf_counter() - start


def main() -> None:
    """Interleave the runs, so that a busy moment of the machine affects both, and print the medians."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        seconds(command)  # the first run writes byte code and fills the file cache
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    medians = {name: statistics.median(values) for name, values in taken.items()}
    print(f"wenjiu {__version__}, Python {platform.python_version()}, {platform.machine()}, {RUNS} interleaved runs")
    for name, median in medians.items():
        print(f"{name:16}{median * 1000:8.1f} ms median")
    print(f"ratio{'':11}{medians['wenjiu assess'] / medians['python -c pass']:8.2f}")


if __name__ == "__main__":
    main()
