"""The Chromium that browser tests drive: the system's own, because none can be downloaded everywhere."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the path of a Chromium: ``WENJIU_CHROMIUM`` if set, else the first on the PATH, else None."""
    return os.environ.get("WENJIU_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
