"""`wenjiu policy load FILE`: read, parse, recognise, compare with the text in use, keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...standards.columns import ranges, table, wrap, wrap_after
from .comparing import Comparison, compare
from .marks import POLICIES, marked_policies, read_marks
from .messages import DocumentError, say
from .parsing import parse_text
from .reading import SourceText, read_source
from .store import StoredText, current_text, make_current, policy_folder, store_text, stored_versions
from .tree import Document, Node, Sentence, hash_prefix


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading a text came to.

    `status`: "first", "same" (as the text in use), "changed" (a new version), "back" (an earlier version, in use
    again). `version` counts from 1 in the order of loading; `comparison` is with the text in use before.
    """

    status: str
    policy: str
    source: SourceText
    document: Document
    version: int
    comparison: Comparison | None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready; codes instead of words. Places count from 1."""
        document = self.document
        return {
            "status": self.status,
            "policy": self.policy,
            "version": self.version,
            "file": self.source.name,
            "encoding": self.source.encoding,
            "sha256": self.source.sha256,
            "text_sha256": document.text_checksum,
            "document": document.as_dict(),
            "clauses": document.clauses(),
            "sentences": len(document.sentences()),
            "marks": [
                {"kind": m.kind, "line": m.line, "column": m.column, "text": m.text, "removed": m.removed}
                for m in document.marks
            ],
            "notices": [{"line": n.line, "code": n.code, "values": dict(n.values)} for n in document.notices],
            "unrecognised": [{"line": u.line, "reason": u.reason, "text": u.text} for u in document.unrecognised],
            "differences": self.comparison.as_dict() if self.comparison else None,
        }

    def as_text(self, lang: str = "zh") -> str:
        """The same for people, 80 columns."""
        document = self.document
        lines = wrap(f"{say('load.title', lang)}{_colon(lang)}{document.title or '-'}", indent="  ")
        lines += self._facts(lang)
        lines += ["", say("load.tree", lang), *table(_outline(document, lang))]
        lines += ["", say("load.marks", lang), *_marks(document, lang)]
        notices = _notices(document, self.source, lang)
        if notices:
            lines += ["", say("load.notices", lang), *table(notices)]
        lines += ["", say("load.unrecognised", lang)]
        rows = [
            (say("load.lines", lang, lines=u.line), f"{say('reason.' + u.reason, lang)}{_colon(lang)}{_short(u.text)}")
            for u in document.unrecognised
        ]
        lines += table(rows) or [f"  {say('load.none', lang)}"]
        if self.comparison is not None:
            lines += ["", say("load.differences", lang), *_differences(self.comparison, lang)]
        return "\n".join(lines) + "\n"

    def _facts(self, lang: str) -> list[str]:
        document = self.document
        chapters = sum(node.kind in ("heading", "chapter") for node in document.walk())
        clauses = [clause for clause in document.clauses() if clause != "0.0"]
        counts = say("load.counts", lang, chapters=chapters, clauses=len(clauses), sentences=len(document.sentences()))
        facts = [("load.number", document.number)] if document.number else []
        facts += [
            ("load.policy", self.policy),
            ("load.file", f"{self.source.name} ({self.source.encoding})"),
            ("load.checksum", self.source.sha256),
            ("load.size", counts),
            ("load.state", say("load." + self.status, lang, version=self.version)),
        ]
        return table([(say(code, lang), value) for code, value in facts])


def load_document(
    path: str | Path, policy: str | None = None, root: Path | None = None, policies: Path = POLICIES
) -> LoadReport:
    """Load an official text into the data folder (`root`, default `data_root()`).

    Without `policy`, the text's title says which policy it belongs to (`title_hash` of the policies' marks). Loading
    the text in use again changes nothing; another wording becomes a version of its own and comes into use, and no
    version is ever dropped. Raises DocumentError for whatever a person can put right.
    """
    source = read_source(path)
    document = parse_text(source.text)
    if all(node.kind == "preamble" for node in document.walk()):
        raise DocumentError("no_clauses", lines=source.text.count("\n") + 1)
    policy = policy if policy is not None else _recognise(document, policies)
    policy_folder(policy, root)
    versions = stored_versions(policy, root)
    before = _current(policy, root)
    same = next((i for i, v in enumerate(versions) if v.document().text_checksum == document.text_checksum), None)
    if same is None:
        store_text(policy, source, document.text_checksum, root)
        status, version = ("first" if before is None else "changed"), len(versions) + 1
    else:
        status, version = "same", same + 1
        if before is None or versions[same] != before:
            make_current(versions[same], root)
            status = "back"
    different = before is not None and status in ("changed", "back")
    comparison = compare(before.document(), document) if before is not None and different else None
    return LoadReport(status, policy, source, document, version, comparison)


def _current(policy: str, root: Path | None) -> StoredText | None:
    try:
        return current_text(policy, root)
    except DocumentError as error:
        if error.code == "not_loaded":
            return None
        raise


def _recognise(document: Document, policies: Path) -> str:
    names = marked_policies(policies)
    title = hash_prefix(document.title)
    for name in names:
        if read_marks(name, policies).title_hash == title:
            return name
    raise DocumentError("unknown_title", title=document.title or "-", policies=", ".join(names) or "-")


def _colon(lang: str) -> str:
    return "：" if lang == "zh" else ": "


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _outline(document: Document, lang: str) -> Iterator[tuple[str, str, str]]:
    def below(node: Node, depth: int) -> Iterator[tuple[str, str, str]]:
        own = node.kind not in ("point", "subpoint", "circled") and (node.sentences or not node.clause.endswith(".0"))
        count = sum(sentence.clause == node.clause for part in node.walk() for sentence in part.sentences)
        if node.kind == "preamble":
            yield node.clause, say("load.sentences", lang, count=count), say("load.preamble", lang)
            return
        text = "  " * depth + node.label + node.heading
        yield (node.clause if own else ""), (say("load.sentences", lang, count=count) if own else ""), text
        for child in node.children:
            yield from below(child, depth + 1)

    for node in document.nodes:
        yield from below(node, 0)


def _marks(document: Document, lang: str) -> list[str]:
    rows = []
    for kind in dict.fromkeys(mark.kind for mark in document.marks):
        found = [mark.line for mark in document.marks if mark.kind == kind]
        lines = say("load.lines", lang, lines=ranges(found))
        rows.append((say("mark." + kind, lang), say("load.times", lang, count=len(found)), lines))
    return table(rows) or [f"  {say('load.none', lang)}"]


def _notices(document: Document, source: SourceText, lang: str) -> list[tuple[str, str]]:
    rows = [
        (say("load.lines", lang, lines=n.line), say("notice." + n.code, lang, **n.values)) for n in document.notices
    ]
    if source.encoding != "UTF-8":
        rows.insert(0, (say("load.file", lang), say("notice.encoding", lang, encoding=source.encoding)))
    return rows


def _differences(comparison: Comparison, lang: str) -> list[str]:
    if comparison.is_empty:
        return [f"  {say('load.no_difference', lang)}"]

    def place(sentence: Sentence) -> str:
        return say("cover.place", lang, clause=sentence.clause, number=sentence.number)

    def entry(code: str, sentence: Sentence, origin: str = "") -> list[str]:
        return wrap_after(f"  {say(code, lang)} {origin}{place(sentence)}{_colon(lang)}", sentence.text)

    lines: list[str] = []
    for old, new in comparison.changed:
        lines += entry("diff.old", old) + entry("diff.new", new)
    for sentence in comparison.added:
        lines += entry("diff.added", sentence)
    for sentence in comparison.removed:
        lines += entry("diff.removed", sentence)
    for old, new in comparison.moved:
        lines += entry("diff.moved", new, f"{place(old)} → ")
    return lines
