"""Convert parts of a policy to plain data in one language, as the API shows them."""

from __future__ import annotations

from typing import Any

from wenjiu.policies.documents.district_figures import figures_of
from wenjiu.rules.ask.self_check import Check, Question
from wenjiu.rules.ask.standings import Result
from wenjiu.rules.document.ambiguities import AmbiguityRecord
from wenjiu.rules.explain.ages import last_day
from wenjiu.rules.language.dated_values import OPEN_FROM, DatedValue
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.policy import Policy
from wenjiu.search.answers import Answer, Item
from wenjiu.standards import civil


def policy(rules: Policy, lang: str) -> dict[str, Any]:
    """Return a policy: its document, versions and audiences."""
    return {
        "name": rules.name,
        "title": rules.title(lang),
        "document": rules.document,
        "issued": rules.issued.isoformat(),
        "home": {"code": rules.home, "name": rules.home_name(lang)},
        "rules_version": rules.rules_version,
        "versions": [
            {"number": v.number, "from": v.start.isoformat(), "source": v.source, "text_known": v.text_known}
            for v in rules.versions
        ],
        "audiences": [{"id": id, "name": name(lang)} for id, name in rules.audiences.items()],
        "measures": list(rules.measures),
    }


def measure(rules: Policy, of: Measure, lang: str) -> dict[str, Any]:
    """Return a measure as an item of a list."""
    return {
        "code": of.code,
        "clause": of.clause,
        "name": of.name(lang),
        "summary": of.summary(lang, rules.fill(of, lang)),
        "audience": of.audience,
        "also": list(of.also),
    }


def parameter(rules: Policy, param: Param, lang: str) -> dict[str, Any]:
    """Return a parameter with the value in force on the day of the answer.

    The value is null if it is missing or, for a period of validity, open.
    """
    day = civil.answer_day()
    row, last = param.at(day), last_day(param, day)
    users = [code for code in rules.measures if param in rules.params_of(code)]
    return {
        "name": param.name,
        "label": param.label(lang),
        "clause": param.clause,
        "type": param.type.name,
        "unit": str(param.unit),
        "stated": param.stated,
        "value": None if row is None else param.public(row.value),
        "text": param.show(None if row is None else row.value, lang),
        "from": None if row is None else _since(rules, param, row),
        "until": None if last is None else civil.iso(last),
        "source": "" if row is None else row.source(lang),
        "confidence": "" if row is None else row.confidence,
        "confirmed": row is not None and row.confirmed,
        "note": "" if param.note is None else param.note(lang),
        "measures": users,
    }


def parameter_rows(rules: Policy, param: Param, lang: str) -> list[dict[str, Any]]:
    """Return every dated value of a parameter, ordered by key and date."""
    found = []
    for row in param.rows:
        # A row may have no value: from its day on the value is not known.
        value = None if row.value is None else param.type.public_row(param, row)
        found.append(
            {
                "key": row.key or None,
                "from": _since(rules, param, row),
                "known": civil.iso(row.known) if row.known else None,
                "value": value,
                "source": row.source(lang),
                "confidence": row.confidence,
                "confirmed": row.confirmed,
            }
        )
    return found


def _since(rules: Policy, param: Param, row: DatedValue) -> str | None:
    if row.start == OPEN_FROM:
        return rules.issued.isoformat() if param.stated else None
    return civil.iso(row.start)


def reading(rules: Policy, of: AmbiguityRecord, lang: str) -> dict[str, Any]:
    """Return an ambiguity: each reading, the measures that can compute it, and why the others cannot be chosen.

    ``district`` of a reading is what it changes in a synthetic population; None if that was not computed.
    """
    figures = figures_of(rules)
    return {
        "id": of.id,
        "clause": of.clause or None,
        "words": of.words(lang),
        "recommended": of.recommended,
        "adopted": rules.letters.get(of.id, of.recommended),
        "options": [
            {
                "letter": letter,
                "text": text(lang),
                "remote": letter in of.remote,
                "switchable": letter in of.switchable,
                "measures": [code for code, letters in of.computable.items() if letter in letters],
                "district": None if figures is None else figures.data(of.id, letter),
            }
            for letter, text in of.letters.items()
        ],
        "reason": None if of.reason is None else of.reason(lang),
        "why": of.why(lang),
        "money": of.money(lang),
    }


def district(rules: Policy) -> dict[str, Any] | None:
    """Return what the figures of readings rest on: a synthetic population, its day and rules; None without figures."""
    figures = figures_of(rules)
    return None if figures is None else figures.basis()


def check(of: Check) -> dict[str, Any]:
    """Return the result of every measure of an audience, and the questions that can change one, best first."""
    return {
        "policy": of.policy.name,
        "audience": of.own[0],
        "on": civil.iso(of.today),
        "results": [_result(r) for r in of.results],
        "questions": [question(q) for q in of.questions],
    }


def found(rules: Policy, of: Answer, lang: str) -> dict[str, Any]:
    """Return what a query finds: items by kind, words near to it where there are none, and whom to call."""
    return {
        "policy": rules.name,
        "groups": [{"kind": kind, "items": [_item(i) for i in items]} for kind, items in of.groups.items()],
        "near": list(of.near),
        "phones": [{"number": number, "name": name(lang)} for number, name in rules.phones],
    }


def _item(of: Item) -> dict[str, Any]:
    return {
        "id": of.id,
        "title": of.title,
        "line": of.line,
        "to": list(of.to),
        "by": of.by,
        "phones": [{"number": n, "name": name, "confirmed": confirmed} for n, name, confirmed in of.phones],
        "measures": [code for code, _ in of.measures],
    }


def _result(of: Result) -> dict[str, Any]:
    return {
        "measure": of.code,
        "name": of.name,
        "summary": of.summary,
        "eligible": of.eligible,
        "standing": of.standing,
        "standing_text": of.standing_text,
        "headline": of.headline,
        "amount": of.amount,
        "amount_range": list(of.amount_range),
        "latest_date": of.latest_date,
        "open_questions": of.open_questions,
    }


def question(of: Question) -> dict[str, Any]:
    """Return an open question with its answers, where the list of these is closed."""
    typed = {"true": True, "false": False} if of.kind == "bool" else {}
    return {
        "key": of.key,
        "text": of.text,
        "why": of.why,
        "help": of.help,
        "never": of.never,
        "kind": of.kind,
        "options": [{"value": typed.get(value, value), "label": label} for value, label in of.options],
        "unit": of.unit,
        "minimum": of.minimum,
        "maximum": of.maximum,
        "sensitivity": of.sensitivity,
        "serves": list(of.serves),
    }
