"""Run every check that is not a test: style, types, import rules, sizes, migrations, locks, generated files."""

import ast
import importlib.metadata
import os
import re
import secrets
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400  # lines
LONGEST_FUNCTION = 60  # lines
#: Parts of the package that need the extra ``server``.
SERVER_PARTS = {"api", "bureau", "config", "rosters", "search", "web"}
TOOLS = Path(sys.executable).parent
#: Tables that are worked out by hand may be longer than code.
UNLIMITED = re.compile(r"(^|/)(requirements/|package-lock\.json$|LICENSE$|.*\.(ya?ml|po|csv|tsv|json|svg|png|xz|md)$)")


def command(*arguments: object, **environment: str) -> Callable[[], str | None]:
    """Return a check that runs a program. It fails with the program's output."""

    def run() -> str | None:
        done = subprocess.run(
            [str(argument) for argument in arguments], cwd=ROOT, env={**os.environ, **environment},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return None if done.returncode == 0 else (done.stdout + done.stderr).strip()

    return run


def project_files() -> list[Path]:
    """Return the files that are, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [path for name in listed.stdout.split(b"\0") if name and (path := ROOT / os.fsdecode(name)).is_file()]


def files_are_short() -> str | None:
    """Check that no source file exceeds the length limit."""
    long = []
    for path in project_files():
        name = path.relative_to(ROOT).as_posix()
        if UNLIMITED.search(name):
            continue
        lines = path.read_bytes().count(b"\n")
        if lines > LONGEST_FILE:
            long.append(f"{name}: {lines} lines, at most {LONGEST_FILE}; make it a package")
    return "\n".join(long) or None


def functions_are_short() -> str | None:
    """Check that no function exceeds the length limit."""
    long = []
    for path in project_files():
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    where = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                    long.append(f"{where}: {node.name} has {lines} lines, at most {LONGEST_FUNCTION}")
    return "\n".join(long) or None


def locks_name_no_address() -> str | None:
    """Check that the locks hold versions and hashes, and no address to fetch from."""
    found = []
    for path in [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package-lock.json"]:
        text = path.read_text(encoding="utf-8")
        if re.search(r'--(extra-)?index-url|--find-links|@ \w+://|"resolved"', text):
            found.append(f"{path.name} names where packages come from: write it with make lock")
    return "\n".join(found) or None


def locks_hold_every_requirement() -> str | None:
    """Check that every package in pyproject.toml is pinned in the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {
        "run.txt": project["dependencies"] + extras["server"],
        "dev.txt": project["dependencies"] + extras["server"] + extras["dev"],
    }
    found = []
    for lock, requirements in wanted.items():
        pinned = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements" / lock).read_text(), re.MULTILINE))
        names = set(map(requirement_name, requirements))
        found += [f"{name} is not in requirements/{lock}: make lock" for name in sorted(names - pinned - {"wenjiu"})]
    return "\n".join(found) or None


def each_part_needs_its_own_extra() -> str | None:
    """Check that the library imports only its own requirements, and the server parts also those of the server.

    deptry finds missing and unused requirements overall; this check knows which part may use which extra.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    library = set(map(requirement_name, project["dependencies"]))
    extras = {k: library | set(map(requirement_name, v)) for k, v in project["optional-dependencies"].items()}
    screening = extras["screening"] | extras["notebook"]
    allowed_extras = {part: extras["server"] for part in SERVER_PARTS} | {"screening": screening, "cli": screening}
    providers = importlib.metadata.packages_distributions()
    found = []
    for path in sorted((ROOT / "src" / "wenjiu").rglob("*.py")):
        part = path.relative_to(ROOT / "src" / "wenjiu").parts[0]
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for module in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"wenjiu"}:
                packages = {name.lower().replace("_", "-") for name in providers.get(module, [module])}
                if not packages & allowed_extras.get(part, library):
                    found.append(f"{path.relative_to(ROOT)} imports {module}, which pyproject.toml does not require")
    return "\n".join(found) or None


def requirement_name(text: str) -> str:
    """Return the package's name in a requirement such as ``psycopg[binary]>=3.2``."""
    return re.split(r"[\[<>=!~; ]", text, maxsplit=1)[0].lower().replace("_", "-")


def static_files_collect() -> str | None:
    """Check that production's collectstatic finds every file that a style sheet names."""
    with tempfile.TemporaryDirectory(prefix="wenjiu-static-", dir=ROOT / "build") as folder:
        return command(
            sys.executable, "-m", "wenjiu.config.manage", "collectstatic", "--no-input", "--verbosity=0",
            WENJIU_PROFILE="production", WENJIU_HOSTS="wenjiu.example", WENJIU_DATA=folder,
            DJANGO_SECRET_KEY=secrets.token_urlsafe(60),
        )()  # fmt: skip


def generated_files_are_current() -> str | None:
    """Run each program in scripts/generate/ with --check, which reports whether its output is up to date."""
    said = [command(sys.executable, path, "--check")() for path in sorted((ROOT / "scripts" / "generate").glob("*.py"))]
    return "\n".join(text for text in said if text is not None) or None


CHECKS: dict[str, Callable[[], str | None]] = {
    "style (ruff check)": command(TOOLS / "ruff", "check", "."),
    "format (ruff format)": command(TOOLS / "ruff", "format", "--check", "."),
    "types (mypy)": command(TOOLS / "mypy"),
    "import rules (import-linter)": command(TOOLS / "lint-imports", "--no-cache"),
    "settings (system checks)": command(sys.executable, "-m", "wenjiu.config.manage", "check"),
    "no migration is missing": command(
        sys.executable, "-W", "ignore", "-m", "wenjiu.config.manage", "makemigrations", "--check", "--dry-run"
    ),
    "file sizes": files_are_short,
    "function sizes": functions_are_short,
    "locks name no address": locks_name_no_address,
    "locks hold every requirement": locks_hold_every_requirement,
    "requirements (deptry)": command(TOOLS / "deptry", "src", "--no-ansi"),
    "each part imports what its extra brings": each_part_needs_its_own_extra,
    "static files for production": static_files_collect,
    "generated files": generated_files_are_current,
}


def main() -> int:
    """Run all checks, print the result of each, and return 1 if one failed."""
    failed = 0
    (ROOT / "build").mkdir(exist_ok=True)
    for name, check in CHECKS.items():
        trouble = check()
        print(f"{'ok    ' if trouble is None else 'FAILED'}  {name}", flush=True)
        if trouble is not None:
            failed += 1
            print("\n".join(f"        {line}" for line in trouble.splitlines()), flush=True)
    print(f"{len(CHECKS) - failed} checks passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
