"""`wenjiu policy load` and `unload`: reads and parses a text, compares it with the one in use, and stores it.

A plan describes the change and writes nothing. A separate step carries it out, so that a person can confirm it first. A
plan is refused if another process changed the text in use in the meantime.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .comparing import Comparison, compare
from .identity import differences
from .lock import locked
from .marks import POLICIES, marked_policies, read_marks
from .messages import DocumentError, say
from .parsing import parse_text, wording_checksum
from .reading import read_source
from .report import LoadReport, comparison_lines
from .store import StoredText, changes, keep_text, policy_folder, put_in_use, stored_versions, text_in_use
from .tree import Document, hash_prefix
from .unfolding import count_numbers

#: Most clause numbers of a text; a long regulation has some hundreds.
MAX_CLAUSES = 20_000


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """A planned load: its `report`, and the checksum of the text in use."""

    report: LoadReport
    current: str | None
    root: Path | None

    @property
    def needs_confirmation(self) -> bool:
        """Whether title, number or issuing body differ, or another wording would come into use."""
        report = self.report
        if report.status == "same":
            return False
        return bool(report.identity) or report.former is not None

    def carry_out(self) -> LoadReport:
        """Keep the text and put it in use. Nothing is written where it is already in use.

        Raise DocumentError where the text in use changed since the plan was made, or the store fails.
        """
        report, document = self.report, self.report.document
        if report.status == "same":
            return replace(report, planned=False)
        with locked(report.policy, self.root):
            current = text_in_use(report.policy, self.root)
            checksum = current.text_checksum if current else None
            versions = stored_versions(report.policy, self.root)
            status, version, kept = _status(versions, document, checksum)
            if status == "same":  # another process loaded the same text in the meantime
                return replace(report, status=status, version=version, comparison=None, identity=(), planned=False)
            if checksum != self.current:
                raise DocumentError("changed_meanwhile", policy=report.policy)
            if kept is None:
                kept = keep_text(report.policy, report.source, document.text_checksum, self.root)
            put_in_use(report.policy, kept.text_checksum, "load", self.root)
        return replace(report, status=status, version=version, planned=False)


def plan_load(
    path: str | Path, policy: str | None = None, root: Path | None = None, policies: Path = POLICIES
) -> LoadPlan:
    """Read an official text, and plan its load into the data folder (`root`, default `data_root()`).

    Without `policy`, the text's title identifies the policy (`title_hash` of the policies' marks). Raise DocumentError
    for every failure that a person can fix.
    """
    source = read_source(path)
    numbers = count_numbers(source.text)
    if numbers > MAX_CLAUSES:
        raise DocumentError("too_many_clauses", count=numbers, limit=MAX_CLAUSES)
    document = parse_text(source.text)
    if all(node.kind == "preamble" for node in document.walk()):
        raise DocumentError("no_clauses", lines=source.text.count("\n") + 1)
    policy = policy if policy is not None else _recognise(document, policies)
    policy_folder(policy, root)
    before = text_in_use(policy, root)
    checksum = before.text_checksum if before else None
    status, version, _ = _status(stored_versions(policy, root), document, checksum)
    former = before.document() if before is not None and status != "same" else None
    report = LoadReport(
        status,
        policy,
        source,
        document,
        version,
        compare(former, document) if former is not None else None,
        former,
        tuple(differences(document, policy, former, policies)) if status != "same" else (),
        planned=True,
    )
    return LoadPlan(report, checksum, root)


def load_document(
    path: str | Path, policy: str | None = None, root: Path | None = None, policies: Path = POLICIES
) -> LoadReport:
    """Plan and carry out in one step, for callers without confirmation.

    Loading the text in use again changes nothing. Another wording becomes a new version and comes into use. No version
    is ever dropped. Raises the errors of `plan_load` and `carry_out`.
    """
    return plan_load(path, policy, root, policies).carry_out()


@dataclass(frozen=True, slots=True)
class UnloadPlan:
    """A plan to undo the last load of a policy: `previous` (None: no text) replaces `current` as the text in use."""

    policy: str
    current: StoredText
    previous: StoredText | None
    comparison: Comparison | None
    root: Path | None
    planned: bool = True

    def carry_out(self) -> UnloadPlan:
        """Undo the load. Return what was done. Raise DocumentError as `LoadPlan.carry_out` does."""
        with locked(self.policy, self.root):
            current = text_in_use(self.policy, self.root)
            if current != self.current:
                raise DocumentError("changed_meanwhile", policy=self.policy)
            checksum = self.previous.text_checksum if self.previous else None
            put_in_use(self.policy, checksum, "unload", self.root)
        return replace(self, planned=False)

    def as_dict(self) -> dict[str, Any]:
        """Return data for JSON."""
        return {
            "policy": self.policy,
            "planned": self.planned,
            "unloaded": {"file": self.current.name, "text_sha256": self.current.text_checksum},
            "in_use": {"file": self.previous.name, "text_sha256": self.previous.text_checksum}
            if self.previous
            else None,
            "differences": self.comparison.as_dict() if self.comparison else None,
        }

    def as_text(self, lang: str = "zh") -> str:
        """Return the plan as text of 80 columns."""
        code = f"unload.{'planned' if self.planned else 'done'}{'' if self.previous else '_none'}"
        lines = [say(code, lang, policy=self.policy, **_named(self.current, self.previous))]
        if self.previous is not None and self.comparison is not None:
            lines += ["", say("load.differences", lang)]
            former, document = self.current.document(), self.previous.document()
            lines += comparison_lines(former, document, self.comparison, lang)
        return "\n".join(lines) + "\n"


def plan_unload(policy: str, root: Path | None = None) -> UnloadPlan:
    """Plan to undo the last load of a policy's text. Raise DocumentError where no text is in use."""
    current = text_in_use(policy, root)
    if current is None:
        raise DocumentError("not_loaded", policy=policy)
    loads: list[str | None] = []
    for change in changes(policy, root):  # each unload reverts the last load that is not yet reverted
        if change.action == "load":
            loads.append(change.before)
        elif loads:
            loads.pop()
    checksum = loads[-1] if loads else None
    previous = next((v for v in stored_versions(policy, root) if v.text_checksum == checksum), None)
    if checksum is not None and previous is None:
        path = policy_folder(policy, root) / f"{checksum}.json"
        raise DocumentError("store_broken", path=path, reason="No such file or directory")
    comparison = compare(current.document(), previous.document()) if previous else None
    return UnloadPlan(policy, current, previous, comparison, root)


def _named(current: StoredText, previous: StoredText | None) -> dict[str, str]:
    return {"current": current.name, "previous": previous.name if previous else "-"}


def _status(versions: list[StoredText], document: Document, current: str | None) -> tuple[str, int, StoredText | None]:
    """Return the status of a load, the number of its version, and the version that already keeps this text.

    `current` is the checksum of the text in use.
    """
    checksum = document.text_checksum
    for i, version in enumerate(versions, start=1):
        if checksum in (version.text_checksum, wording_checksum(version.text)):
            return ("same" if version.text_checksum == current else "back"), i, version
    return ("first" if current is None else "changed"), len(versions) + 1, None


def _recognise(document: Document, policies: Path) -> str:
    names = marked_policies(policies)
    title = hash_prefix(document.title)
    for name in names:
        if read_marks(name, policies).title_hash == title:
            return name
    raise DocumentError("unknown_title", title=document.title or "-", policies=", ".join(names) or "-")
