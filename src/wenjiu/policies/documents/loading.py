"""`wenjiu policy load` and `unload`: read, parse, recognise, compare with the text in use, keep.

A plan says what would change and changes nothing; carrying it out is a step of its own, so that a person can be asked
in between. Where another process changed the text in use meanwhile, a plan is refused.
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

#: Numbers of clauses that a text may have; a long regulation has some hundreds.
MAX_CLAUSES = 20_000


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What loading a text would come to: a `report` that is only planned, and the checksum of the text in use."""

    report: LoadReport
    current: str | None
    root: Path | None

    @property
    def needs_confirmation(self) -> bool:
        """True where title, number or issuing body differ, or where another wording would come into use."""
        report = self.report
        if report.status == "same":
            return False
        return bool(report.identity) or report.former is not None

    def carry_out(self) -> LoadReport:
        """Keep the text and make it the one in use; nothing is written where it already is.

        Raises DocumentError where the text in use is another one than when this was planned, or the store fails.
        """
        report, document = self.report, self.report.document
        if report.status == "same":
            return replace(report, planned=False)
        with locked(report.policy, self.root):
            current = text_in_use(report.policy, self.root)
            checksum = current.text_checksum if current else None
            versions = stored_versions(report.policy, self.root)
            status, version, kept = _status(versions, document, checksum)
            if status == "same":  # another process loaded the same text meanwhile
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
    """Read an official text and say what loading it into the data folder (`root`, default `data_root()`) changes.

    Without `policy`, the text's title says which policy it belongs to (`title_hash` of the policies' marks). Raises
    DocumentError for whatever a person can put right.
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
    """Plan and carry out in one step, for callers that ask nobody.

    Loading the text in use again changes nothing; another wording becomes a version of its own and comes into use,
    and no version is ever dropped. Raises as `plan_load` and `carry_out` do.
    """
    return plan_load(path, policy, root, policies).carry_out()


@dataclass(frozen=True, slots=True)
class UnloadPlan:
    """Undoing the last load of a policy: `current` goes out of use, `previous` (None: no text) comes into use again."""

    policy: str
    current: StoredText
    previous: StoredText | None
    comparison: Comparison | None
    root: Path | None
    planned: bool = True

    def carry_out(self) -> UnloadPlan:
        """Undo the load; returns what was done. Raises DocumentError as `LoadPlan.carry_out` does."""
        with locked(self.policy, self.root):
            current = text_in_use(self.policy, self.root)
            if current != self.current:
                raise DocumentError("changed_meanwhile", policy=self.policy)
            checksum = self.previous.text_checksum if self.previous else None
            put_in_use(self.policy, checksum, "unload", self.root)
        return replace(self, planned=False)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
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
        """The same for people, 80 columns."""
        code = f"unload.{'planned' if self.planned else 'done'}{'' if self.previous else '_none'}"
        lines = [say(code, lang, policy=self.policy, **_named(self.current, self.previous))]
        if self.previous is not None and self.comparison is not None:
            lines += ["", say("load.differences", lang)]
            former, document = self.current.document(), self.previous.document()
            lines += comparison_lines(former, document, self.comparison, lang)
        return "\n".join(lines) + "\n"


def plan_unload(policy: str, root: Path | None = None) -> UnloadPlan:
    """Say what undoing the last load of a policy's text changes. Raises DocumentError where no text is in use."""
    current = text_in_use(policy, root)
    if current is None:
        raise DocumentError("not_loaded", policy=policy)
    loads: list[str | None] = []
    for change in changes(policy, root):  # each unload takes back the last load that was not taken back
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
    """The status of a load, the number of its version and the version where it is kept already.

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
