"""Where things are: the checkout, and the one data folder that Wenjiu writes into. Needs no Django."""

import hashlib
import os
from pathlib import Path

#: The longest address of a Unix socket in bytes that every supported system takes (macOS: 104 with the final zero).
SOCKET_PATH_LIMIT = 103


def checkout() -> Path:
    """Return the checkout this code runs from, or the current folder where Wenjiu was installed as a package."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()


def data_folder() -> Path:
    """Return the one folder that holds database, secrets, logs and loaded texts (it may not exist yet).

    ``WENJIU_DATA`` decides. Else a normal user's is ``var`` in the checkout. Root's is under /var/lib, because the
    database server refuses root and runs as another account, which may be unable to enter a checkout of root's.
    """
    if given := os.environ.get("WENJIU_DATA"):
        return Path(given).expanduser().resolve()
    root = checkout()
    if os.geteuid() == 0:
        return Path("/var/lib/wenjiu") / hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    return root / "var"
