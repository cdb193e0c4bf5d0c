"""One question of a page of a visit as data for templates: its wording, what was answered, and what is wrong."""

from typing import Any

from django.utils.translation import gettext

from wenjiu.rules.ask.self_check import Question
from wenjiu.rules.ask.visits import TOPIC, Visit, facts_of
from wenjiu.rules.document.situations import Situation
from wenjiu.web.formats import policy_language
from wenjiu.web.public.visit.entries import COUNTED, NONE, Entries, Problem


def row_of(
    entries: Entries, current: Visit, question: Question | Situation, wrong: dict[str, Problem]
) -> dict[str, Any]:
    """Return one question for a page that asks several."""
    lang = policy_language()
    if isinstance(question, Situation):
        return {"key": TOPIC + question.id, "text": question.question(lang), "topic": True, "closed": True,
                "options": (("true", gettext("是")), ("false", gettext("否"))), "problem": None}  # fmt: skip
    key = current.named(question.key)
    problem = wrong.get(key)
    fact = facts_of(entries.policy)[question.key]
    names = [entries.policy.measures[code].name(lang) for code in question.serves]
    return {
        "key": key,
        "text": question.text,
        "why": question.why,
        "help": question.help,
        "kind": question.kind,
        "options": question.options,
        "closed": bool(question.options),
        "unit": question.unit or ("%" if question.kind == "fraction" else ""),
        "zero": question.kind in COUNTED,
        "has_none": not fact.lo if question.kind in COUNTED else not fact.past or bool(question.never),
        "never": question.never,
        "serves": names,
        "typed": entries.typed.get(key, NONE if question.options and key in entries.without else ""),
        "without": key in entries.without,
        "unsure": entries.typed.get(key) == "",
        "problem": problem,
        "tool": question.tool,
    }
