"""`wenjiu policy coverage`: checks that every sentence of the loaded text has a mark and that the marks are correct."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...rules.language.text import COLON, COMMA
from ...standards.columns import table, wrap
from .links import LinkChecker, Problem
from .marks import KINDS, POLICIES, MarkedSentence, PolicyMarks, read_marks
from .messages import say
from .store import StoredText, current_text
from .tree import Document, Sentence


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A sentence without a valid mark.

    `why`: "never", "reworded" or "moved".
    `marked_as`: the former entry of the sentence.
    """

    sentence: Sentence
    why: str
    marked_as: MarkedSentence | None = None

    def reason(self, lang: str) -> str:
        values = {"clause": self.marked_as.clause, "number": self.marked_as.number} if self.marked_as else {}
        return say("cover." + self.why, lang, **values)


@dataclass(frozen=True, slots=True)
class MarkError:
    """A mark that names something that does not exist."""

    entry: MarkedSentence
    problem: Problem

    def text(self, lang: str) -> str:
        return say(self.problem[0], lang, **self.problem[1])


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """The marks compared with the text.

    `marked`: pairs each sentence with its entry.
    `unchecked`: holds "pages" or "tests" where these are not checked.
    """

    policy: str
    stored: StoredText
    document: Document
    marks: PolicyMarks
    marked: tuple[tuple[Sentence, MarkedSentence], ...]
    unmarked: tuple[Unmarked, ...]
    stale: tuple[MarkedSentence, ...]
    errors: tuple[MarkError, ...]
    unchecked: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every sentence is marked, every mark has its sentence, and everything that marks name exists."""
        return not (self.unmarked or self.stale or self.errors)

    @property
    def exit_code(self) -> int:
        return 0 if self.ok else 1

    def counts(self) -> dict[str, int]:
        """Return how many sentences have each kind of mark. A sentence with several kinds counts for each."""
        found = Counter(kind for _, entry in self.marked for kind in {mark.kind for mark in entry.marks})
        return {kind: found[kind] for kind in KINDS}

    def as_dict(self) -> dict[str, Any]:
        """Return data for JSON: `marked` without the text of the sentences, `unmarked` with it."""
        return {
            "policy": self.policy,
            "ok": self.ok,
            "title": self.document.title,
            "number": self.marks.number,
            "sha256": self.stored.checksum,
            "sentences": len(self.marked) + len(self.unmarked),
            "counts": self.counts(),
            "marked": [
                {
                    "clause": s.clause,
                    "number": s.number,
                    "hash": s.hash,
                    "zh": entry.paraphrase.zh,
                    "en": entry.paraphrase.en,
                    "marks": [mark.as_dict("en") for mark in entry.marks],
                }
                for s, entry in self.marked
            ],
            "unmarked": [{"clause": u.sentence.clause, "why": u.why, **u.sentence.as_dict()} for u in self.unmarked],
            "stale": [{"clause": e.clause, "number": e.number, "hash": e.hash} for e in self.stale],
            "errors": [
                {"clause": e.entry.clause, "number": e.entry.number, "code": e.problem[0], "message": e.text("en")}
                for e in self.errors
            ],
            "unchecked": list(self.unchecked),
        }

    def as_text(self, lang: str = "zh") -> str:
        """Return the report as text of 80 columns."""
        total = len(self.marked) + len(self.unmarked)
        lines = wrap(f"{say('cover.title', lang)}  {self.policy}  {self.marks.number}", indent="  ")
        lines.append(say("cover.marked", lang, sentences=total, marked=len(self.marked), unmarked=len(self.unmarked)))
        lines += table([(say("cover." + kind, lang), str(count)) for kind, count in self.counts().items()])
        lines += [f"  ({say('cover.several', lang)})", "", say("cover.clauses", lang), *table(self._clauses(lang))]
        sections = (
            ("unmarked", [(self._place(u.sentence, lang), u.sentence.hash, self._why(u, lang)) for u in self.unmarked]),
            ("stale", [(self._place(e, lang), e.hash, e.paraphrase(lang)) for e in self.stale]),
            ("errors", [(self._place(e.entry, lang), e.text(lang)) for e in self.errors]),
            ("unchecked", [(say("cover.unchecked_" + what, lang),) for what in self.unchecked]),
        )
        for name, rows in sections:
            if rows:
                lines += ["", say("cover." + name, lang), *table(rows)]
        lines += ["", say("cover.ok" if self.ok else "cover.not_ok", lang)]
        return "\n".join(lines) + "\n"

    def _clauses(self, lang: str) -> list[tuple[str, str]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for sentence, entry in self.marked:
            found[sentence.clause].update({mark.kind for mark in entry.marks})
        missing = Counter(unmarked.sentence.clause for unmarked in self.unmarked)
        rows = []
        for clause in self.document.clauses():
            kinds = found[clause]
            words = [f"{say('cover.' + kind, lang)} {kinds[kind]}" for kind in KINDS if kinds[kind]]
            words += [f"{say('cover.unmarked', lang)} {missing[clause]}"] * bool(missing[clause])
            rows.append((clause, COMMA(lang).join(words)))
        return rows

    @staticmethod
    def _place(at: Sentence | MarkedSentence, lang: str) -> str:
        return say("cover.place", lang, clause=at.clause, number=at.number)

    @staticmethod
    def _why(unmarked: Unmarked, lang: str) -> str:
        return f"{unmarked.reason(lang)}{COLON(lang)}{unmarked.sentence.text[:40]}"


def coverage_report(
    policy: str,
    root: Path | None = None,
    *,
    page_exists: Callable[[str], bool] | None = None,
    policies: Path = POLICIES,
) -> CoverageReport:
    """Compare the marks of a policy with its text in use in the data folder `root` (default `data_root()`).

    `page_exists(path)` says whether the site serves a URL path. Without it, the report lists pages as not checked.
    Tests are not checked where `policies` is not in a source checkout. Raise DocumentError where no text or no marks
    exist.
    """
    marks = read_marks(policy, policies)
    stored = current_text(policy, root)
    document = stored.document()
    project = policies.parents[2] if (policies.parents[2] / "tests").is_dir() else None
    marked, unmarked, used = _match(document, marks)
    checker = LinkChecker(project, page_exists)
    return CoverageReport(
        policy=policy,
        stored=stored,
        document=document,
        marks=marks,
        marked=tuple(marked),
        unmarked=tuple(unmarked),
        stale=tuple(entry for entry in marks.sentences if entry.key not in used),
        errors=tuple(MarkError(e, p) for e in marks.sentences for mark in e.marks for p in checker.problems(mark)),
        unchecked=("pages",) * (page_exists is None) + ("tests",) * (project is None),
    )


def _match(
    document: Document, marks: PolicyMarks
) -> tuple[list[tuple[Sentence, MarkedSentence]], list[Unmarked], set[tuple[str, int, str]]]:
    """Pair sentences with entries by the whole key, then the rest by hash (moved), then by place (reworded)."""
    by_key = {entry.key: entry for entry in marks.sentences}
    sentences = document.sentences()
    marked = [(s, by_key[s.key]) for s in sentences if s.key in by_key]
    used = {entry.key for _, entry in marked}
    left = [s for s in sentences if s.key not in by_key]
    found: dict[tuple[str, int, str], Unmarked] = {}
    for why in ("moved", "reworded"):
        free = {_matching(why, entry): entry for entry in reversed(marks.sentences) if entry.key not in used}
        for sentence in left:
            entry = free.pop(_matching(why, sentence), None) if sentence.key not in found else None
            if entry is not None:
                used.add(entry.key)
                found[sentence.key] = Unmarked(sentence, why, entry)
    unmarked = [found.get(sentence.key, Unmarked(sentence, "never")) for sentence in left]
    return marked, unmarked, used


def _matching(why: str, at: Sentence | MarkedSentence) -> str | tuple[str, int]:
    return at.hash if why == "moved" else (at.clause, at.number)
