"""What a draft or a change says, in the words of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import drafted, flows
from wenjiu.bureau.rulebook import logic, queries, set_values, typed
from wenjiu.bureau.rulebook.kinds import kind_of, kinds
from wenjiu.bureau.rulebook.models import Change, Draft
from wenjiu.policies import published_policy
from wenjiu.rules.document.amendments import PARAMETER, READING, VERSION
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.readings import RECOMMENDED
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil


@dataclass(frozen=True)
class Measure:
    """A measure that a change concerns."""

    code: str
    name: str


@dataclass(frozen=True)
class Said:
    """A draft in words. `was`, `becomes`: the value on its first day, without it and with it."""

    what: str
    was: str
    becomes: str
    measures: tuple[Measure, ...]


def subject_of(policy: Policy, stated: Any) -> str:
    """Return what a draft or a change is about."""
    lang = flows.lang()
    if stated.kind == logic.REVOCATION:
        return _("撤销第%(number)s号改动：%(what)s") % {
            "number": stated.revokes.number,
            "what": subject_of(policy, stated.revokes),
        }
    if (kind := kinds.get(stated.kind)) is not None:
        return _("%(title)s：%(what)s") % {"title": kind.title, "what": kind.name_words(policy, stated.name)}
    if stated.kind == PARAMETER:
        return parameter_name(policy, policy.book[stated.name], stated.key, lang)
    if stated.kind == READING:
        return _("口径%(id)s“%(words)s”") % {"id": stated.name, "words": policy.ambiguities[stated.name].words(lang)}
    return _("修订文件%(name)s") % {"name": stated.name}


def parameter_name(policy: Policy, param: Param, key: str, lang: str) -> str:
    """Return a parameter with the measure that states it and the entry of a map."""
    code = param.name.rpartition(".")[0]
    where = f"{policy.measures[code].name(lang)} {code} · " if code in policy.measures else ""
    return f"{where}{param.label(lang)}" + (_("（%(key)s）") % {"key": param.key_word(key, lang)} if key else "")


def value_of(policy: Policy, stated: Any) -> str:
    """Return the value that a draft or a change states."""
    if (kind := kinds.get(stated.kind)) is not None:
        return kind.words(policy, stated.name, stated.value)
    if stated.kind == PARAMETER:
        value, columns = logic.kept_value(policy, stated.kind, stated.name, stated.key, stated.value, stated.from_day)
        param = policy.book[stated.name]
        names = typed.inputs_of(param).values() if param.also else ("",)
        return row_words(param, zip(names, (value, *columns), strict=False))
    if stated.kind == READING:
        return letter_words(policy, stated.name, stated.value)
    return _("登记为新版本") if stated.kind == VERSION else _("撤销")


def row_words(param: Param, columns: Iterable[tuple[str, Any]]) -> str:
    """Return one dated value with its unit; of a table with several columns each with its name."""
    lang = flows.lang()
    parts = [(name, with_unit(param, value)) for name, value in columns if value is not None]
    return " + ".join(f"{param.key_word(name, lang)} {said}" if name else said for name, said in parts)


def with_unit(param: Param, value: Any) -> str:
    """Return one value with its unit, also where a table of figures shows a bare number."""
    said = param.show_entry(value, flows.lang())
    units = {"person": _("人"), "month": _("个月"), "year": _("年"), "day": _("天")}
    unit = units.get(str(param.unit).partition("/")[0], "")
    return _("%(number)s %(unit)s") % {"number": said, "unit": unit} if said.isdecimal() and unit else said


def set_now(policy: Policy, code: str, name: str) -> str:
    """Return what a setting is today."""
    kind, value = kinds[code], set_values.value_on(policy.name, code, name)
    return kind.words(policy, name, kind.shipped(policy, name) if value is None else value.value)


def said_of(draft: Draft) -> Said:
    """Return a draft in words, with the value before and after it on its first day."""
    if (kind := kind_of(draft)) is not None:
        policy = published_policy(draft.policy)
        was, becomes = (kind.words(policy, draft.name, value) for value in set_values.before_and_after(draft))
        return Said(subject_of(policy, draft), was, becomes, ())
    change = Change.objects.filter(draft=draft).first()
    if change is None:
        before, after = queries.policy_on(draft.policy, draft.from_day), queries.policy_under(draft, draft.from_day)
    else:
        before, after = (queries.policy_at(draft.policy, n, draft.from_day) for n in (change.number - 1, change.number))
    about = draft if draft.revokes is None else draft.revokes
    lang = flows.lang()
    measures = tuple(Measure(code, before.measures[code].name(lang)) for code in drafted.measures_of(draft))
    was, becomes = (in_force(policy, about.kind, about.name, about.key, draft.from_day) for policy in (before, after))
    return Said(subject_of(before, draft), was, becomes, measures)


def in_force(policy: Policy, kind: str, name: str, key: str, day: dt.date) -> str:
    """Return what a policy has on a day for a parameter, a reading or the version of the document."""
    on = civil.of(day)
    if kind == PARAMETER:
        param = policy.book[name]
        row = next((r for r in param.in_force(on) if r.key == key), None)
        if row is None or row.value is None:
            return _("没有数值")
        return row_words(param, param.type.columns(param, row))
    if kind == READING:
        return letter_words(policy, name, policy.letters.get(name, RECOMMENDED))
    version = policy.version_on(on)
    return version.source if version.text_known else _("%(source)s（文本还没有载入）") % {"source": version.source}


def letter_words(policy: Policy, id: str, letter: str) -> str:
    """Return a letter of a reading with its words."""
    return _("%(letter)s：%(text)s") % {"letter": letter, "text": policy.ambiguities[id].letters[letter](flows.lang())}
