"""Reports the result of loading a text, as text for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...rules.language.text import COLON, LISTED
from ...standards.columns import ranges, table, wrap, wrap_after
from .comparing import Comparison
from .identity import Difference
from .messages import say
from .reading import SourceText
from .tree import Document, Node, Sentence

_MOST_DIFFERENCES = 200  # most entries of the text report; the JSON has all of them


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The result of loading a text, or the expected result where it is only `planned`.

    `status`: "first", "same" (as the text in use), "changed" (a new version), "back" (an earlier version is in use
      again).
    `version`: counts from 1 in the order of loading.
    `comparison`: the differences from the text that was in use before.
    `former`: the document of that text.
    `identity`: the differences in title, number and issuing body.
    """

    status: str
    policy: str
    source: SourceText
    document: Document
    version: int
    comparison: Comparison | None
    former: Document | None = None
    identity: tuple[Difference, ...] = ()
    planned: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return data for JSON, with codes instead of words. Places count from 1."""
        document = self.document
        return {
            "status": self.status,
            "planned": self.planned,
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
            "identity": [difference.as_dict() for difference in self.identity],
            "clause_differences": clause_differences(self.former, document, self.comparison),
            "differences": self.comparison.as_dict() if self.comparison else None,
        }

    def as_text(self, lang: str = "zh") -> str:
        """Return the report as text of 80 columns."""
        document = self.document
        lines = wrap(f"{say('load.title', lang)}{COLON(lang)}{document.title or '-'}", indent="  ")
        lines += self._facts(lang)
        lines += ["", say("load.tree", lang), *table(_outline(document, lang))]
        lines += ["", say("load.marks", lang), *_marks(document, lang)]
        notes = [(node.clause, note) for node in document.walk() for note in node.notes]
        if notes:
            lines += ["", say("load.notes", lang), *table(notes)]
        notices = _notices(document, self.source, lang)
        if notices:
            lines += ["", say("load.notices", lang), *table(notices)]
        lines += ["", say("load.unrecognised", lang)]
        rows = [
            (say("load.lines", lang, lines=u.line), f"{say('reason.' + u.reason, lang)}{COLON(lang)}{_short(u.text)}")
            for u in document.unrecognised
        ]
        lines += table(rows) or [f"  {say('load.none', lang)}"]
        return "\n".join([*lines, *self._what_differs(lang)]) + "\n"

    def state(self, lang: str) -> str:
        """Return one sentence on what happened to the text, or would happen."""
        planned = "planned_" if self.planned and self.status != "same" else ""
        return say(f"load.{planned}{self.status}", lang, version=self.version)

    def _what_differs(self, lang: str) -> list[str]:
        lines: list[str] = []
        if self.identity:
            lines += ["", say("load.identity", lang)]
            for difference in self.identity:
                lines += wrap(f"  {difference.as_text(lang)}", indent="    ")
        if self.comparison is not None:
            lines += ["", say("load.differences", lang)]
            lines += comparison_lines(self.former, self.document, self.comparison, lang)
        if self.status in ("changed", "back"):
            lines += ["", *wrap(say("load.rules_stay", lang))]
        return lines

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
            ("load.state", self.state(lang)),
        ]
        return table([(say(code, lang), value) for code, value in facts])


def clause_differences(
    former: Document | None, document: Document, comparison: Comparison | None
) -> dict[str, list[str]]:
    """Return the numbers of the clauses that are `added`, `removed` or `changed`, each in the document's order."""
    if former is None or comparison is None:
        return {"added": [], "removed": [], "changed": []}
    old, new = former.clauses(), document.clauses()
    touched = {s.clause for s in (*comparison.added, *comparison.removed)}
    touched |= {s.clause for pair in (*comparison.changed, *comparison.moved) for s in pair}
    touched |= {difference.clause for difference in comparison.around}
    in_old, in_new = set(old), set(new)
    return {
        "added": [clause for clause in new if clause not in in_old],
        "removed": [clause for clause in old if clause not in in_new],
        "changed": [clause for clause in new if clause in in_old and clause in touched],
    }


def comparison_lines(former: Document | None, document: Document, comparison: Comparison, lang: str) -> list[str]:
    """Return the differences of two texts as lines: clauses first, then at most 200 sentences."""
    if comparison.is_empty:
        return [f"  {say('load.no_difference', lang)}"]
    clauses = clause_differences(former, document, comparison)
    separator = LISTED(lang)
    rows = [(say(f"clauses.{kind}", lang), separator.join(found)) for kind, found in clauses.items() if found]
    lines = table(rows)
    for difference in comparison.around[:_MOST_DIFFERENCES]:
        what = say(f"around.{difference.what}", lang)
        before, after = _short(difference.old or "-", 200), _short(difference.new or "-", 200)
        lines += wrap_after(
            f"  {what}{' ' * bool(difference.clause)}{difference.clause}{COLON(lang)}", f"{before} → {after}"
        )
    entries = list(_entries(comparison))
    for code, sentence, old in entries[:_MOST_DIFFERENCES]:
        origin = f"{_place(old, lang)} → " if old else ""
        lines += wrap_after(f"  {say(code, lang)} {origin}{_place(sentence, lang)}{COLON(lang)}", sentence.text)
    if len(entries) > _MOST_DIFFERENCES:
        lines.append(f"  {say('load.more', lang, count=len(entries) - _MOST_DIFFERENCES)}")
    return lines


def _entries(comparison: Comparison) -> Iterator[tuple[str, Sentence, Sentence | None]]:
    for old, new in comparison.changed:
        yield "diff.old", old, None
        yield "diff.new", new, None
    for sentence in comparison.added:
        yield "diff.added", sentence, None
    for sentence in comparison.removed:
        yield "diff.removed", sentence, None
    for old, new in comparison.moved:
        yield "diff.moved", new, old


def _place(sentence: Sentence, lang: str) -> str:
    return say("cover.place", lang, clause=sentence.clause, number=sentence.number)


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
