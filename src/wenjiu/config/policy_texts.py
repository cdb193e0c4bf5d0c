"""The one place where the running system meets the official texts that `wenjiu policy load` keeps. Needs no Django."""

from pathlib import Path

from wenjiu import paths


def folder() -> Path:
    """Return the folder of loaded official texts; each policy has a folder in it."""
    return paths.data_folder() / "policies"


def loaded() -> list[str]:
    """Return the names of the policies whose official text is loaded."""
    return sorted(current.parent.name for current in folder().glob("*/current.json"))


def let_everybody_read() -> None:
    """Let the account that serves read the texts that root loaded: they are public documents."""
    for path in [folder(), *folder().rglob("*")] if folder().is_dir() else []:
        path.chmod(0o755 if path.is_dir() else 0o644)
