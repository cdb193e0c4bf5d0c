"""View of the whole document: each clause with its ambiguous words marked in place, and their readings next to it.

The official text is shown only if it was loaded into the data folder; otherwise each clause has our own wording.
Marks and readings are the same either way. What is coded from a clause is on the page of the clause (`clauses.py`).
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from wenjiu.policies.documents import CoverageReport, DocumentError, coverage_report, current_text
from wenjiu.policies.documents.ambiguous_words import TEXT, Marker, Piece, Words, read_words
from wenjiu.policies.documents.coverage import Unmarked
from wenjiu.policies.documents.marks import KINDS, Mark, MarkedSentence, PolicyMarks, read_marks
from wenjiu.policies.documents.messages import say
from wenjiu.policies.documents.store import StoredText
from wenjiu.policies.documents.tree import Node, Sentence
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.day import is_other_day, with_day
from wenjiu.web.formats import policy_language
from wenjiu.web.public.chapters import paraphrase_of
from wenjiu.web.public.district import basis_of
from wenjiu.web.public.policy import current_policy, document_of
from wenjiu.web.public.readings import entry


@dataclass
class Line:
    """One sentence of the document, as the page shows it.

    It has the official words if they are loaded, also in pieces with the ambiguous words apart, our words and its marks.
    """

    clause: str
    number: int
    text: str
    words: str
    marks: list[dict[str, Any]]
    why: str = ""
    heading: str = ""
    pieces: list[Piece] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Return the anchor by which a link finds the sentence."""
        return f"c{self.clause}.{self.number}"


@dataclass(frozen=True)
class Shown:
    """The document as its pages show it: chapters with clauses, every sentence, the loaded text, what is wrong with it."""

    parts: list[dict[str, Any]]
    lines: list[Line]
    report: CoverageReport | None
    problem: DocumentError | None

    @property
    def clauses(self) -> list[dict[str, Any]]:
        """Return every clause in the document's order."""
        return [clause for part in self.parts for clause in part["clauses"]]


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """Show the whole document, clause by clause; with ``?reading=`` the readings of one ambiguity next to its clause."""
    policy, lang, opened = current_policy(), policy_language(), request.GET.get("reading", "")
    report, problem = loaded_text(policy)
    if is_other_day() or problem:
        body = _body(policy, lang)
    else:
        body = _body_of_today(policy, lang, civil.today(), report.stored if report else None)
    if opened in policy.ambiguities:
        reading = entry(policy, policy.ambiguities[opened], lang)
        closed, shown = (render_to_string("web/_index_entry.html", {"r": reading, "opened": o}) for o in ("", opened))
        body = mark_safe(body.replace(closed, shown))
    context = {
        "policy": document_of(policy, lang),
        "loaded": report.stored if report else None,
        "problem": problem.as_dict(lang) if problem else None,
        "total": len(policy.ambiguities),
        "body": body,
        "basis": basis_of(policy),
    }
    return render(request, "web/document.html", context)


@lru_cache(maxsize=4)
def _body_of_today(policy: Policy, lang: str, today: int, stored: StoredText | None) -> str:
    """Return the body for today: making it takes longer than the rest of most pages."""
    return _body(policy, lang)


def _body(policy: Policy, lang: str) -> str:
    """Return the contents, clauses and general readings as HTML, no reading opened; it depends on no visitor."""
    found = shown_document(policy, lang)
    kinds = Counter(kind for line in found.lines for kind in {mark["kind"] for mark in line.marks})
    context = {
        "policy": document_of(policy, lang),
        "sentences": len(found.lines),
        "unmarked": sum(not line.marks for line in found.lines),
        "counts": [{"kind": kind, "word": say(f"cover.{kind}", lang), "n": kinds[kind]} for kind in KINDS],
        "parts": found.parts,
        "general": _readings(policy, "", lang),
    }
    return render_to_string("web/_document_body.html", context)


def shown_document(policy: Policy, lang: str, only: str | None = None) -> Shown:
    """Return the document for a page. `only`: the one clause whose measures, readings and marked words are wanted."""
    report, problem = loaded_text(policy)
    lines = _lines_of_text(report, lang) if report else _lines_of_marks(_marks(policy.name), lang)
    _name_measures(policy, lines, lang)
    return Shown(_parts(policy, lines, report, lang, only), lines, report, problem)


@lru_cache(maxsize=8)
def words_of(policy: Policy) -> dict[str, Words]:
    """Return the words at which each ambiguity of a policy is marked."""
    return read_words(policy.name, policy.ambiguities)


def loaded_text(policy: Policy) -> tuple[CoverageReport | None, DocumentError | None]:
    """Return the loaded text compared with its marks, or why there is none; neither if no text was loaded."""
    try:
        return _report(policy.name, current_text(policy.name)), None
    except DocumentError as error:
        return None, None if error.code == "not_loaded" else error


@lru_cache(maxsize=4)
def _report(policy: str, stored: StoredText) -> CoverageReport:
    """Return the report of the text in use.

    It is cached until the text changes, instead of parsed again for each visitor.
    """
    return coverage_report(policy)


@lru_cache(maxsize=4)
def _marks(policy: str) -> PolicyMarks | None:
    try:
        return read_marks(policy)
    except DocumentError as error:
        if error.code != "marks_missing":
            raise
        return None


def _lines_of_text(report: CoverageReport, lang: str) -> list[Line]:
    """Return every sentence of the loaded text in order; a sentence without a mark has the reason."""
    entries = {sentence.key: entry for sentence, entry in report.marked}
    unmarked = {u.sentence.key: u for u in report.unmarked}
    headings = _inner_headings(report)
    return [
        _line(s, entries.get(s.key), unmarked.get(s.key), headings.get(s.key, ""), lang)
        for s in report.document.sentences()
    ]


def _line(s: Sentence, entry: MarkedSentence | None, unmarked: Unmarked | None, heading: str, lang: str) -> Line:
    # The Chinese page shows the sentence itself.
    words = "" if entry is None else Text("", entry.paraphrase.en)(lang)
    marks = [] if entry is None else [_mark(m, lang) for m in entry.marks]
    return Line(s.clause, s.number, s.text, words, marks, unmarked.reason(lang) if unmarked else "", heading)


def _lines_of_marks(marks: PolicyMarks | None, lang: str) -> list[Line]:
    """Return every marked sentence in our words, in the order of the marks."""
    if marks is None:
        return []
    return [
        Line(e.clause, e.number, "", e.paraphrase(lang), [_mark(m, lang) for m in e.marks]) for e in marks.sentences
    ]


def _mark(mark: Mark, lang: str) -> dict[str, Any]:
    return {
        "kind": mark.kind,
        "word": say(f"cover.{mark.kind}", lang),
        "meaning": _meaning(mark.kind),
        "detail": mark.detail(lang),
        "part": mark.part,
        "page": with_day(mark.page) if mark.page else "",
    }


def _meaning(kind: str) -> str:
    return {
        "coded": gettext("由规则判定"),
        "workflow": gettext("由办理流程落实"),
        "judgment": gettext("由人裁量，系统不代替"),
        "prose": gettext("没有要执行的内容"),
        "planned": gettext("还没有做"),
    }[kind]


def _headings(report: CoverageReport | None) -> dict[str, str]:
    """Return the official heading of each clause."""
    found: dict[str, str] = {}
    for node in report.document.walk() if report else ():
        if node.heading:
            found.setdefault(node.clause, f"{node.label}{node.heading}")
    return found


def _inner_headings(report: CoverageReport) -> dict[tuple[str, int, str], str]:
    """Return the headings inside a clause, by the key of the sentence that follows each."""
    first: dict[str, Node] = {}
    found = {}
    for node in report.document.walk():
        if first.setdefault(node.clause, node) is not node and node.heading and node.sentences:
            found[node.sentences[0].key] = f"{node.label}{node.heading}"
    return found


def _name_measures(policy: Policy, lines: list[Line], lang: str) -> None:
    """Add to each mark of a coded sentence the measure that it names."""
    for line in lines:
        for mark in line.marks:
            if mark["part"] in policy.measures:
                mark["measure"] = measure_of(policy, mark["part"], lang)


def measure_of(policy: Policy, code: str, lang: str) -> dict[str, str]:
    """Return a measure for a link to it on the page of its clause."""
    measure = policy.measures[code]
    return {"code": code, "name": measure.name(lang), "clause": measure.clause}


def _parts(
    policy: Policy, lines: list[Line], report: CoverageReport | None, lang: str, only: str | None
) -> list[dict[str, Any]]:
    """Return chapters with their clauses and the clauses' sentences; those outside our chapters come last."""
    words, headings = paraphrase_of(policy), _headings(report)
    by_clause: dict[str, list[Line]] = {}
    for line in lines:
        by_clause.setdefault(line.clause, []).append(line)
    named = [m.clause for m in policy.measures.values()] + [a.clause for a in policy.ambiguities.values() if a.clause]
    for number in named:
        by_clause.setdefault(number, [])  # also where the loaded text has no sentence of it
    parts: list[dict[str, Any]] = []
    if words.preamble:
        parts.append({"title": gettext("开头"), "clauses": [words.preamble]})
    parts += [{"title": chapter.title(lang), "clauses": list(chapter.clauses)} for chapter in words.chapters]
    for part in parts:
        part["clauses"] = [
            {"clause": c.clause, "title": c.title(lang), "text": c.text(lang), "lines": by_clause.pop(c.clause, [])}
            for c in part["clauses"]
        ]
    others = [{"clause": c, "title": "", "text": "", "lines": of_clause} for c, of_clause in by_clause.items()]
    if others:
        parts.append({"title": gettext("其他条款") if parts else "", "clauses": others})
    for part in parts:
        for clause in part["clauses"]:
            clause["official"] = headings.get(clause["clause"], "")
            if only is not None and clause["clause"] != only:
                continue
            clause["measures"] = [
                measure_of(policy, code, lang) for code, m in policy.measures.items() if m.clause == clause["clause"]
            ]
            clause["readings"] = _readings(policy, clause["clause"], lang)
            _mark_words(policy, clause, TEXT if report else lang)
    return parts


def _readings(policy: Policy, clause: str, lang: str) -> dict[str, list[dict[str, Any]]]:
    """Return the ambiguities of a clause, or the general ones: those of words in it, and those of what it does not say."""
    words = words_of(policy)
    found = [a for a in policy.ambiguities.values() if a.clause == clause]
    return {
        "of_words": [entry(policy, a, lang) for a in found if not words[a.id].absent],
        "of_nothing": [entry(policy, a, lang) for a in found if words[a.id].absent],
    }


def _mark_words(policy: Policy, clause: dict[str, Any], source: str) -> None:
    """Cut the shown text of a clause at its ambiguous words: the official sentences, or else our paraphrase."""
    own = [a.id for a in policy.ambiguities.values() if a.clause == clause["clause"]]
    general = [a.id for a in policy.ambiguities.values() if not a.clause]
    marker = Marker(words_of(policy), source, own, general)
    clause["gist"] = [Piece(clause["text"])] if source == TEXT else marker.cut(clause["text"])
    for line in clause["lines"]:
        line.pieces = marker.cut(line.text, line.number)
