"""Write the lock files: requirements/*.txt with hashes (through uv) and package-lock.json (through npm).

They name no registry and no address, so every operator's mirror works. uv.lock would name one, so it is not used.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "build" / "lock-tools"
REQUIREMENTS = ROOT / "requirements"
UV = "uv>=0.9"


def run(*arguments: object, env: dict[str, str] | None = None) -> None:
    """Run a program in the checkout. If it fails, this script fails."""
    subprocess.run([str(argument) for argument in arguments], cwd=ROOT, env=env, check=True)


def uv() -> Path:
    """Return the path of uv; install it below build/ if it is missing."""
    program = TOOLS / "bin" / "uv"
    if not program.exists():
        venv.EnvBuilder(with_pip=True, clear=True).create(TOOLS)
        run(TOOLS / "bin" / "python", "-m", "pip", "--quiet", "install", UV)
    return program


def compile_lock(target: str, *what: object) -> None:
    """Resolve for every supported Python and system, and write requirements/``target``."""
    run(uv(), "pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--generate-hashes",
        "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-python-downloads",
        f"--python={sys.executable}", f"--output-file={REQUIREMENTS / target}", *what,
        env={**os.environ, "UV_CACHE_DIR": str(ROOT / "build" / "cache" / "uv")})  # fmt: skip


def main() -> int:
    """Write all lock files."""
    REQUIREMENTS.mkdir(exist_ok=True)
    compile_lock("dev.txt", "pyproject.toml", "--extra=dev")
    # Serving and testing use the same versions.
    compile_lock("run.txt", "pyproject.toml", REQUIREMENTS / "build.in", "--extra=server", "--extra=screening",
                 f"--constraints={REQUIREMENTS / 'dev.txt'}")  # fmt: skip
    compile_lock("node.txt", REQUIREMENTS / "node.in")
    run("npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund")
    return 0


if __name__ == "__main__":
    sys.exit(main())
