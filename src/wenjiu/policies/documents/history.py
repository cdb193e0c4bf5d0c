"""`wenjiu policy history`: shows the versions of a policy's text, and when each came into use or went out of use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...standards.columns import table
from .messages import say
from .store import Change, StoredText, changes, stored_versions


@dataclass(frozen=True, slots=True)
class History:
    """All `versions` in loading order, and all `changes` of the text in use, oldest first."""

    policy: str
    versions: tuple[StoredText, ...]
    changes: tuple[Change, ...]

    @property
    def in_use(self) -> int:
        """The number of the version in use, from 1; 0 for none."""
        return self._number(self.changes[-1].after) if self.changes else 0

    def _number(self, checksum: str | None) -> int:
        return next((i for i, v in enumerate(self.versions, start=1) if v.text_checksum == checksum), 0)

    def as_dict(self) -> dict[str, Any]:
        """Return data for JSON; times are in UTC."""
        return {
            "policy": self.policy,
            "in_use": self.in_use or None,
            "versions": [
                {"version": i, "file": v.name, "loaded_at": v.loaded_at, "sha256": v.checksum}
                | {"text_sha256": v.text_checksum, "number": v.document().number}
                for i, v in enumerate(self.versions, start=1)
            ],
            "changes": [
                {"at": c.at, "action": c.action, "before": self._number(c.before) or None}
                | {"after": self._number(c.after) or None}
                for c in self.changes
            ],
        }

    def lines(self, lang: str) -> list[tuple[str, str]]:
        """Return (time in UTC, words) of each change in one language, oldest first; "" for a time that is not known."""
        return [(change.at, self._words(change, lang)) for change in self.changes]

    def as_text(self, lang: str = "zh") -> str:
        """Return the history as text of 80 columns."""
        lines = [say("history.title", lang, policy=self.policy)]
        rows = []
        for i, version in enumerate(self.versions, start=1):
            state = say("history.in_use" if i == self.in_use else "history.kept", lang)
            about = "  ".join(part for part in (version.document().number, version.name) if part)
            rows.append((say("history.version", lang, version=i), state, about))
        lines += table(rows) or [f"  {say('history.none', lang)}"]
        if self.changes:
            lines += ["", say("history.changes", lang)]
            lines += table([(at[:19].replace("T", " ") or "-", words) for at, words in self.lines(lang)])
        return "\n".join(lines) + "\n"

    def _words(self, change: Change, lang: str) -> str:
        number = self._number(change.after)
        return say(f"history.{change.action}{'' if number else '_none'}", lang, version=number)


def history(policy: str, root: Path | None = None) -> History:
    """Return the history of a policy's texts in the data folder `root`. Raise DocumentError for a damaged store."""
    return History(policy, tuple(stored_versions(policy, root)), tuple(changes(policy, root)))
