"""Asks the rules about a programme itself. What they say is shown to who fills it in and to who approves it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.programmes.kinds import kind_of, lang, policy_of
from wenjiu.bureau.programmes.models import Programme
from wenjiu.rules.document.programmes import Check, Field
from wenjiu.standards import money


def warnings(programme: Programme) -> list[str]:
    """Return what the checks of its kind say of a programme, as texts."""
    found = [_of(programme, check) for check in kind_of(programme).checks if check.check == "measure"]
    return [text for text in found if text]


def _of(programme: Programme, check: Check) -> str:
    """Return which conditions of a measure the fields of a programme do not meet; empty where there are none."""
    policy, code = policy_of(programme), check.asks["measure"]
    fields = {field.id: field for field in kind_of(programme).fields}
    facts = {
        name: _public(fields[id], programme.fields[id])
        for name, id in check.asks["facts"].items()
        if id in programme.fields
    }
    answer = policy.assess({"measure": code, "facts": facts, "on": programme.first_day.isoformat()}, lang())
    failed = [condition["text"] for condition in answer["conditions"] if condition["result"] == "failed"]
    if not failed or answer["eligible"] != "no":
        return ""
    said = _("%(says)s：%(name)s不满足“%(failed)s”。")
    name = policy.measures[code].name(lang())
    return said % {"says": check.says(lang()), "name": name, "failed": _("”“").join(failed)}


def _public(field: Field, value: Any) -> Any:
    """Return the value of a field as a fact of a measure has it."""
    return money.yuan(value) if field.type == "yuan" else value
