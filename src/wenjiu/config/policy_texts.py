"""Give the running system access to the official texts that `wenjiu policy load` keeps. Needs no Django."""

import json
from pathlib import Path

from wenjiu import paths


def folder() -> Path:
    """Return the folder of loaded official texts; each policy has a folder in it."""
    return paths.data_folder() / "policies"


def loaded() -> list[str]:
    """Return the names of the policies that have an official text in use."""
    return sorted(pointer.parent.name for pointer in folder().glob("*/current.json") if _names_a_text(pointer))


def _names_a_text(pointer: Path) -> bool:
    """Return whether a policy has a text in use. After the last load is undone it has only a history."""
    try:
        return bool(json.loads(pointer.read_bytes())["text_checksum"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def let_everybody_read() -> None:
    """Let the serving account read the texts that root loaded: they are public documents. Locks stay private."""
    for path in [folder(), *folder().rglob("*")] if folder().is_dir() else []:
        if path.is_symlink() or path.name == "lock":
            continue
        path.chmod(0o755 if path.is_dir() else 0o644)
