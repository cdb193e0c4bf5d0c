"""What goes wrong with a file, in words for the person who gave it or asks for it."""

from __future__ import annotations


class RefusedFile(ValueError):
    """A file that is not stored: what is wrong, and what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}{remedy}")
        self.problem, self.remedy = problem, remedy


class DamagedFile(RuntimeError):
    """A stored file that cannot be opened: its bytes are lost or changed, its key is missing, or it is harmful."""
