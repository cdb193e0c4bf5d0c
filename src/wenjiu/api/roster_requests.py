"""Build the JSON Schema of a request to check a roster, and an example of one."""

from __future__ import annotations

from typing import Any

from wenjiu.rosters.columns import NAME, Form
from wenjiu.rosters.kind_files import kinds_of
from wenjiu.rosters.limits import MOST_ROWS
from wenjiu.rosters.templates import examples
from wenjiu.rules.policy import Policy

CELL = {"type": ["string", "number", "boolean", "null"]}


def request(policy: Policy, lang: str) -> dict[str, Any]:
    """Return the schema ``roster_rows`` and one ``roster_<kind>`` for each roster of a policy; nothing without any."""
    named = {f"roster_{id}": _roster(Form(policy, kind), lang) for id, kind in kinds_of(policy).items()}
    if not named:
        return {}
    return {
        "roster_rows": {
            "title": "A roster",
            "type": "object",
            "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in named],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {id: f"#/components/schemas/roster_{id}" for id in kinds_of(policy)},
            },
        },
        **named,
    }


def _roster(form: Form, lang: str) -> dict[str, Any]:
    told = "As text, the same ways of writing as in a table are read; another name is reported as an ignored column."
    return {
        "title": form.kind.name(lang),
        "description": form.kind.about(lang),
        "type": "object",
        "required": ["kind", "rows"],
        "properties": {
            "kind": {"const": form.kind.id},
            "facts": {
                "title": "What is the same for all rows; absent or null is unknown, the day of the application is today",
                "type": ["object", "null"],
                "properties": {c.id: {**CELL, "title": c.label(lang), "description": c.help(lang)} for c in form.once},
                "additionalProperties": False,
            },
            "rows": {
                "type": "array",
                "minItems": 1,
                "description": f"At most {MOST_ROWS} rows.",
                "items": {
                    "type": "object",
                    "description": told,
                    "properties": {
                        c.id: {**CELL, "title": c.label(lang), "description": c.help(lang)} for c in form.columns
                    },
                    "additionalProperties": CELL,
                },
            },
        },
        "additionalProperties": False,
    }


def example(policy: Policy) -> dict[str, Any] | None:
    """Return a synthetic roster of one row; None for a policy without rosters."""
    for id, kind in kinds_of(policy).items():
        form = Form(policy, kind)
        facts = {name: value for m in form.measures for name, value in m.example.items() if name in kind.once}
        shown = examples(form, "zh")
        row = {NAME: "synthetic-1"} | {c.id: shown[c.id] for c in form.columns if c.id in shown}
        return {"kind": id, "facts": facts, "rows": [row]}
    return None
