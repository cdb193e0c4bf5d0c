"""Builds the public guide of a measure from its definition: who, how much, conditions, figures, readings, facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ...standards import civil
from ..language.dated_values import OPEN_FROM, DatedValue
from ..language.measures import Either, Measure
from ..language.parameters import Param
from ..language.phrases import day_words
from ..language.readings import RECOMMENDED
from ..language.text import T
from ..language.wording import Fill, condition_id
from ..ruleset import Ruleset


def guide(policy: Ruleset, measure: Measure, lang: str) -> dict[str, Any]:
    """Return the content of a guide page as plain data in one language.

    Every figure comes from the active parameters.
    """
    today = civil.answer_day()
    fill = policy.fill(measure, lang, on=today)
    version = policy.version_on(today)
    notes = [note(lang, fill) for note in measure.notes]
    if not version.text_known:
        notes.append(amended(policy, lang, today))
    return {
        "code": measure.code,
        "clause": measure.clause,
        "name": measure.name(lang),
        "summary": measure.summary(lang, fill),
        "audience": measure.audience,
        "audience_name": policy.audiences[measure.audience](lang),
        "subject": measure.subject(lang, fill),
        "once": measure.once(lang, fill),
        "payees": [
            {"id": p, "name": measure.payees[p](lang)}
            for p in dict.fromkeys(x.payee for x in measure.pays if x.under is None or x.under.letter == RECOMMENDED)
        ],
        "conditions": _conditions(measure, lang, fill),
        "amount": {"text": measure.standard(lang, fill)},
        "parameters": figures(policy, measure, lang, today),
        "facts": [
            {
                "name": name,
                "label": fact.name(lang),
                "question": fact.question(lang, fill),
                "why": fact.why(lang, fill),
                "kind": fact.type.name,
                "source": fact.source,
            }
            for name, fact in measure.vocabulary.names.items()
            if fact in policy.program(measure.code).facts
        ],
        "readings": [
            {
                "id": r.id,
                "words": r.words(lang),
                "letter": policy.letters_for(measure).get(r.id, RECOMMENDED),
                "options": [
                    {"letter": letter, "text": text(lang), "computable": letter in letters}
                    for letter, text in r.letters.items()
                ],
                "why": r.why(lang),
                "money": r.money(lang),
            }
            for r, letters in sorted(measure.ambiguities().items(), key=lambda item: item[0].id)
        ],
        "notes": notes,
        "service": service(policy, measure, lang, fill),
    }


def service(policy: Ruleset, measure: Measure, lang: str, fill: Fill) -> dict[str, Any] | None:
    """Return how a measure is served (materials, steps, limits, places, remedies); None without such data."""
    served = policy.services.get(measure.code)
    if served is None:
        return None
    basis = {"title": policy.title(lang), "number": policy.document, "clause": measure.clause}
    return {"basis": basis} | served.shown(lang, fill)


def amended(policy: Ruleset, lang: str, on: int) -> str:
    """Return a note if the document was amended by a day (civil key) and the new text is not loaded; else empty."""
    missing = _not_loaded(policy, on)
    if missing is None:
        return ""
    year, day, source = missing
    return T(
        f"{policy.document}已于{day_words(civil.of(day), 'zh')}修订（{source}）。"
        f"这里写的是{year}年的规定，修订内容尚未载入。",
        f"{policy.document} was amended on {day} ({source}). What you read here are the rules of {year}; "
        "the amendment is not loaded yet.",
    )(lang)


def amended_in_short(policy: Ruleset, lang: str, on: int) -> str:
    """Return the same in one line."""
    missing = _not_loaded(policy, on)
    if missing is None:
        return ""
    year, day, _ = missing
    return T(
        f"{day_words(civil.of(day), 'zh')}修订过，这里是{year}年的规定",
        f"Amended on {day}; these are the rules of {year}",
    )(lang)


def basis(policy: Ruleset, lang: str, on: int) -> str:
    """Return which rules an amount is based on, for the line under it; empty where the text in force is loaded."""
    missing = _not_loaded(policy, on)
    if missing is None:
        return ""
    year, day, _ = missing
    return T(
        f"按{year}年的规定，未计入{day_words(civil.of(day), 'zh')}的修订。",
        f"By the rules of {year} and without the amendment of {day}.",
    )(lang)


def _not_loaded(policy: Ruleset, on: int) -> tuple[int, dt.date, str] | None:
    """Return the year of the latest loaded text, with day and source of the amendment in force that is not loaded."""
    version = policy.version_on(on)
    if version.text_known:
        return None
    known = [v.start for v in policy.versions if v.text_known and civil.of(v.start) <= on]
    return max(known, default=policy.issued).year, version.start, version.source


def _conditions(measure: Measure, lang: str, fill: Fill) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for item in measure.conditions:
        if isinstance(item, Either):
            for route in item.routes:
                for c in route.conditions:
                    if c.under is None or c.under.letter == RECOMMENDED:
                        name = {"id": route.id, "name": route.name(lang, fill)}
                        found.append(_condition(measure, c, lang, fill) | {"route": name})
        elif (item.under is None or item.under.letter == RECOMMENDED) and (item.when is None or item.listed):
            found.append(_condition(measure, item, lang, fill) | {"route": None})
    return found


def _condition(measure: Measure, c: Any, lang: str, fill: Fill) -> dict[str, Any]:
    return {"id": condition_id(measure, c.id), "clause": c.clause or measure.clause, "text": c.text(lang, fill)}


def figures(policy: Ruleset, measure: Measure, lang: str, day: int) -> list[dict[str, Any]]:
    """Return the parameters of a measure on a day.

    Every row of a table or map has its first day, its source and whether it is confirmed.
    """
    found = []
    for param in policy.params_of(measure.code):
        latest: dict[str, int] = {}
        for row in param.rows:
            if row.start <= day:
                latest[row.key] = row.start
        stated = [row for row in param.rows if row.value is not None]
        rows: list[DatedValue | None] = [*stated] if param.type.whole else [param.at(day)]
        if all(row is None or latest.get(row.key) != row.start for row in rows):
            rows = [None, *(row for row in rows if row is not None)]  # no value today: that row comes first
        found += [_figure(policy, param, row, lang, row is None or latest.get(row.key) == row.start) for row in rows]
    return found


def _figure(policy: Ruleset, param: Param, row: DatedValue | None, lang: str, current: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": param.name,
        "label": param.label(lang),
        "unit": str(param.unit),
        "clause": param.clause,
        "stated": param.stated,
        "current": current,
    }
    if row is None:
        nothing = {"public": None, "from": None, "until": None, "source": "", "confidence": "", "confirmed": False}
        return entry | nothing | {"value": param.show(None, lang)}
    since = policy.issued.isoformat() if param.stated and row.start == OPEN_FROM else _iso(row.start)
    return entry | {
        "value": param.type.show_row(param, row, lang),
        "public": param.public(param.type.alone(row)),
        "from": since,
        "until": None if (last := param.last_day(row)) is None else civil.iso(last),
        "source": row.source(lang),
        "confidence": row.confidence,
        "confirmed": row.confirmed,
    }


def _iso(start: int) -> str | None:
    return None if start == OPEN_FROM else civil.iso(start)
