"""View of the document next to its rules: each sentence on one side, its conditions and figures on the other.

The official text is shown only if it was loaded into the data folder; otherwise each clause has our own wording.
Marks, conditions, figures and readings are the same either way.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from wenjiu.policies.documents import CoverageReport, DocumentError, coverage_report, current_text
from wenjiu.policies.documents.coverage import Unmarked
from wenjiu.policies.documents.marks import KINDS, Mark, MarkedSentence, PolicyMarks, read_marks
from wenjiu.policies.documents.messages import say
from wenjiu.policies.documents.store import StoredText
from wenjiu.policies.documents.tree import Node, Sentence
from wenjiu.rules.language.text import Text
from wenjiu.rules.language.wording import condition_id
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language
from wenjiu.web.public.boundaries import limits
from wenjiu.web.public.chapters import paraphrase_of
from wenjiu.web.public.policy import current_policy, document_of
from wenjiu.web.public.shown import guide_of


@dataclass
class Line:
    """One sentence of the document, as the page shows it.

    It has the official words if they are loaded, our words, its marks, and the measures made from it. Number 0 is not a
    sentence: it holds measures whose clause the loaded text does not have.
    """

    clause: str
    number: int
    text: str
    words: str
    marks: list[dict[str, Any]]
    why: str = ""
    heading: str = ""
    measures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Return the anchor by which a link finds the sentence."""
        return f"c{self.clause}.{self.number}"


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """Show the whole document, clause by clause."""
    policy, lang = current_policy(), policy_language()
    report, problem = loaded_text(policy)
    marks = _marks(policy.name)
    lines = _lines_of_text(report, lang) if report else _lines_of_marks(marks, lang)
    kinds = Counter(kind for line in lines for kind in {mark["kind"] for mark in line.marks})
    sentences, unmarked = len(lines), sum(not line.marks for line in lines)
    _place_measures(policy, lines, lang)
    context = {
        "policy": document_of(policy, lang),
        "loaded": report.stored if report else None,
        "problem": problem.as_dict(lang) if problem else None,
        "sentences": sentences,
        "unmarked": unmarked,
        "counts": [{"kind": kind, "word": say(f"cover.{kind}", lang), "n": kinds[kind]} for kind in KINDS],
        "parts": _parts(policy, lines, _headings(report), lang),
    }
    return render(request, "web/document.html", context)


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
        "page": mark.page,
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


def _place_measures(policy: Policy, lines: list[Line], lang: str) -> None:
    """Put each measure next to the first sentence that it was coded from, otherwise next to its clause's last one."""
    for code, measure in policy.measures.items():
        own = [line for line in lines if any(m["kind"] == "coded" and m["part"] == code for m in line.marks)]
        place = next(iter(own or [line for line in reversed(lines) if line.clause == measure.clause]), None)
        if place is None:
            place = Line(measure.clause, 0, "", "", [])  # no sentence of the loaded text belongs to it
            lines.append(place)
        place.measures.append(panel(policy, code, lang))
        for line in own:
            for mark in line.marks:
                if mark["part"] == code:
                    mark["measure"] = {"code": code, "name": measure.name(lang), "here": line is place}


def panel(policy: Policy, code: str, lang: str) -> dict[str, Any]:
    """Return the parts of a measure: conditions, figures, its own readings and the general ones, tested limits."""
    guide, measure = guide_of(policy[code], lang), policy.measures[code]
    fill = policy.fill(measure, lang)
    general = {r.id for r in policy.general_readings}
    return guide | {
        "own_readings": [r for r in guide["readings"] if r["id"] not in general],
        "general_readings": [r for r in guide["readings"] if r["id"] in general],
        "validations": [{"id": condition_id(measure, v.id), "text": v.text(lang, fill)} for v in measure.validations],
        "titles": [title(lang, fill) for title in measure.titles],
        "limits": limits(policy, code, lang),
    }


def _parts(policy: Policy, lines: list[Line], headings: dict[str, str], lang: str) -> list[dict[str, Any]]:
    """Return chapters with their clauses and the clauses' sentences; those outside our chapters come last."""
    words = paraphrase_of(policy)
    by_clause: dict[str, list[Line]] = {}
    for line in lines:
        by_clause.setdefault(line.clause, []).append(line)
    parts = [{"title": gettext("开头"), "clauses": [words.preamble]}] if words.preamble else []
    parts += [{"title": chapter.title(lang), "clauses": list(chapter.clauses)} for chapter in words.chapters]
    for part in parts:
        part["clauses"] = [
            {
                "clause": c.clause,
                "title": c.title(lang),
                "official": headings.get(c.clause, ""),
                "text": c.text(lang),
                "lines": by_clause.pop(c.clause, []),
                "readings": [
                    {"id": a.id, "words": a.words(lang)}
                    for a in policy.ambiguities.values()
                    if a.clause == c.clause and not a.computable
                ],
            }
            for c in part["clauses"]
        ]
    others = [
        {"clause": clause, "title": "", "official": headings.get(clause, ""), "text": "", "lines": of_clause}
        for clause, of_clause in by_clause.items()
    ]
    return parts + ([{"title": gettext("其他条款") if parts else "", "clauses": others}] if others else [])
