"""The further cases of a visit on the pages: their names, what was answered about them, and which may be added."""

from typing import Any

from django.utils.translation import gettext

from wenjiu.rules.ask.self_check import Question
from wenjiu.rules.ask.several import MANY, MOST, MOST_IN_ALL, Kind, case_id, split
from wenjiu.rules.ask.visits import Visit
from wenjiu.rules.document.situations import Situation
from wenjiu.rules.language.fact_types import YEAR
from wenjiu.web.formats import policy_language
from wenjiu.web.public.visit.entries import Entries

#: The most answers that describe a case on its card.
DESCRIBED = 2
#: The forms of questions whose answers tell one case from another.
TELLING = ("choice", "count", "date", "yuan")


def numbers_of(visit: Visit, kind: str) -> list[int]:
    """Return the numbers of all cases of a kind, the first one included."""
    return [1, *(c.number for c in sorted(visit.stated.further, key=lambda c: c.number) if c.kind == kind)]


def kind_of(visit: Visit, code: str) -> Kind | None:
    """Return the kind of case that a measure is about; None where the visitor cannot have several."""
    return next((kind for kind in visit.kinds.values() if code in kind.measures), None)


def case_of(visit: Visit, code: str) -> tuple[str, str, str]:
    """Return id and name of the case of a measure, and what was answered about it; empty texts where it has none."""
    kind = kind_of(visit, code)
    if kind is None:
        return "", "", ""
    number = 1 if visit.case is None else visit.case.number
    return case_id(kind.id, number), kind.name(number, policy_language()), described(visit, kind)


def described(visit: Visit, kind: Kind) -> str:
    """Return the first answers that tell a case from others: numbers, days and words, no yes or no, no year."""
    shown = {
        question.key: text
        for question, value, text in visit.check.answered
        if value is not None and question.kind in TELLING and visit.check.facts[question.key].type is not YEAR
    }
    return gettext("，").join(
        [shown[key] for key in visit.check.facts if key in shown and key in kind.facts][:DESCRIBED]
    )


def claim_name(visit: Visit, ref: str) -> str:
    """Return the name of a measure, with the case where the visitor has several."""
    code, case = split(ref)
    name, kind, lang = visit.policy.measures[code].name(policy_language()), kind_of(visit, code), policy_language()
    if kind is None or not (case or len(numbers_of(visit, kind.id)) > 1):
        return name
    number = int(case.rpartition(".")[2]) if case else 1
    return gettext("%(name)s（%(case)s）") % {"name": name, "case": kind.name(number, lang)}


def case_title(visit: Visit, id: str) -> str:
    """Return the name of a case by its id; an empty text where the visitor has no such kind."""
    kind, _, number = id.rpartition(".")
    known = kind in visit.kinds and number.isascii() and number.isdecimal()
    return visit.kinds[kind].name(int(number), policy_language()) if known else ""


def once_of(visit: Visit) -> str:
    """Return for what the measures of a further case are paid once."""
    lang = policy_language()
    texts = [f.result.answer.case.measure.once(lang, f.result.answer.sheet.fill) for f in visit.found]
    return gettext("；").join(dict.fromkeys(texts))


def questions_of(entries: Entries, visit: Visit, id: str, *, answered: bool) -> list[Question | Situation]:
    """Return the questions about a case that are still open, the first few; or all those that were answered."""
    kind = visit.kinds.get(id.rpartition(".")[0])
    if kind is None or id != (case_id(kind.id, 1) if visit.case is None else visit.case.id):
        return []
    if not answered:
        return [] if visit.case is None else visit.first_questions
    known = {*entries.typed, *entries.without}
    return [visit.question(key) for key in visit.check.facts if key in kind.facts and visit.named(key) in known]


def addable(entries: Entries, visit: Visit) -> dict[str, dict[str, Any]]:
    """Return the kinds of case that the visitor may add, by the code of the measure on whose card each is offered.

    A kind is offered once something is known about one of its cases.
    """
    found: dict[str, dict[str, Any]] = {}
    lang = policy_language()
    known = {split(key)[0] for key, value in entries.values.items() if value is not None}
    for kind in visit.kinds.values():
        shown = [f.result.code for f in visit.found if f.result.code in kind.measures]
        if shown and kind.facts & known:
            count = len(numbers_of(visit, kind.id))
            found[shown[0]] = {
                "kind": kind.id,
                "name": kind.another.name(lang),
                "full": count >= MOST or len(visit.stated.further) >= MOST_IN_ALL,
                "many": count >= MANY,
                "most": MOST,
                "in_all": MOST_IN_ALL,
            }
    return found


def answers_of(entries: Entries, current: Visit) -> list[dict[str, str]]:
    """Return what the visitor answered so far: key, question, answer in words; those of further cases at the end."""
    return [row for visit in (current, *current.cases) for row in _answers(entries, visit, visit is not current)]


def _answers(entries: Entries, visit: Visit, own_only: bool) -> list[dict[str, str]]:
    shown = {q.key: shown for q, _, shown in visit.check.answered if visit.named(q.key) in entries.typed}
    shown |= {
        key: visit.question(key).never or gettext("没有")
        for key in sorted(visit.stated.without)
        if key in visit.check.facts and visit.named(key) in entries.without
    }
    return [
        {"key": visit.named(key), "text": _whose(visit, key) + visit.question(key).text, "shown": answer}
        for key, answer in shown.items()
        if not own_only or visit.named(key) != key
    ]


def _whose(visit: Visit, key: str) -> str:
    """Return the name of the case that a question is about, where there are several of its kind."""
    kind = next((kind for kind in visit.kinds.values() if key in kind.facts), None)
    if kind is None or (visit.case is None and len(numbers_of(visit, kind.id)) == 1):
        return ""
    return kind.name(1 if visit.case is None else visit.case.number, policy_language()) + gettext("：")
