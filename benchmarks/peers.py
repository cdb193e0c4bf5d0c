"""Install the peers that the benchmarks compare with, each in its own environment, and run their programs.

`python benchmarks/peers.py [--programs DIR]` makes the environments under build/peers/ and prints installed versions.
The peers' programs, with the generator of the synthetic population, are not part of this project: they are searched in
`shared/bench` next to the checkout, or in the folder of `--programs`. Each program prints lines `RESULT {json}` with
times in seconds (or microseconds for one case), checksums and memory; `Peers.run` reads them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "peers"
PROGRAMS = ROOT.parent / "shared" / "bench"
#: Packages of our own in the peers' columns environment too, in the versions that we use.
SHARED = ("numpy", "duckdb", "polars", "pyarrow")
PACKAGES: dict[str, tuple[str, ...]] = {
    "openfisca": ("openfisca-core==46.0.1",),
    "policyengine": ("policyengine-core==3.33.12",),
    "zen": ("zen-engine==2.1.3", "numpy"),
    "columns": ("numba==0.68.1", *SHARED),
}


class PeerError(Exception):
    """A peer cannot be installed or run. The message says what to do."""


@dataclass(frozen=True)
class Peers:
    """The peers' programs in one folder. Raise PeerError if they are not in it."""

    programs: Path = PROGRAMS

    def __post_init__(self) -> None:
        lacking = [
            n for n in ("common.py", "batch.py", "peer_fisca.py", "peer_zen.py") if not self.program(n).is_file()
        ]
        if lacking:
            raise PeerError(f"{self.programs} lacks {', '.join(lacking)}; name the folder with --programs DIR")

    def program(self, name: str) -> Path:
        """Return the file of a program."""
        return self.programs / name

    def run(self, peer: str, name: str, *arguments: object) -> dict[str, Any]:
        """Run a program and return its last RESULT line.

        Raise PeerError with the end of its errors if there is none.
        """
        command = [str(environment(peer)), str(self.program(name)), *map(str, arguments)]
        return result_of(command)


def result_of(command: list[str]) -> dict[str, Any]:
    """Run a program that prints a RESULT line, and parse the line. No byte code is written."""
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    )
    said = [line.removeprefix("RESULT ") for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if done.returncode or not said:
        raise PeerError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(said[-1])
    return found


def environment(peer: str) -> Path:
    """Return the Python of a peer's own environment. Make the environment if none exists for these packages."""
    wanted = requirements(peer)
    folder = HOME / peer
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "installed.txt"
    if not (stamp.is_file() and stamp.read_text("utf-8").split("\n") == wanted and python.exists()):
        shutil.rmtree(folder, ignore_errors=True)
        print(f"installing {', '.join(wanted)}", file=sys.stderr)
        venv.create(folder, with_pip=True, symlinks=os.name != "nt")
        done = subprocess.run(
            [python, "-m", "pip", "install", "--quiet", *wanted], check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise PeerError(f"{peer} cannot be installed ({' '.join(wanted)}):\n{done.stderr[-2000:]}")
        stamp.write_text("\n".join(wanted), "utf-8")
    return python


def requirements(peer: str) -> list[str]:
    """Return the packages of a peer's environment; packages that we also use have the version that we use."""
    found = []
    for package in PACKAGES[peer]:
        try:
            found.append(f"{package}=={version(package)}" if package in SHARED else package)
        except PackageNotFoundError as error:
            raise PeerError(f"{package} is not installed here; install wenjiu[screening]") from error
    return found


def versions(peer: str) -> dict[str, str]:
    """Return name and version of the peer's own packages, as installed in its environment."""
    names = [p.partition("==")[0] for p in PACKAGES[peer]]
    code = f"import importlib.metadata as m, json; print('RESULT', json.dumps({{n: m.version(n) for n in {names!r}}}))"
    return result_of([str(environment(peer)), "-c", code])


def main() -> None:
    """Install all peers and print their versions."""
    arguments = argparse.ArgumentParser(description="install the peers")
    arguments.add_argument("--programs", type=Path, default=PROGRAMS, help="folder of the peers' programs")
    Peers(arguments.parse_args().programs)
    for peer in PACKAGES:
        print(f"{peer:14}{', '.join(f'{name} {number}' for name, number in versions(peer).items())}")


if __name__ == "__main__":
    main()
