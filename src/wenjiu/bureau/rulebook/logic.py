"""What a change must be, and how it becomes an amendment of a policy. Pure: no row is read or written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Protocol

from django.utils.translation import gettext as _

from wenjiu.bureau.rulebook.errors import RulebookRefused, lang, words_of_day
from wenjiu.policies import published_policy
from wenjiu.rules.case.parsing import check_order, parse_param
from wenjiu.rules.document.amendments import KINDS, PARAMETER, READING, VERSION, Amendment, letters_on, rows_with
from wenjiu.rules.language.dated_values import OPEN_FROM
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.problems import CaseError, one_of, shown
from wenjiu.rules.language.readings import RECOMMENDED
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: Most characters of a source, and of the number of a document.
LONGEST_SOURCE, LONGEST_NAME = 200, 80
#: How long before a change may be written down: ten years.
FURTHEST = 3660
REVOCATION = "revocation"


class Stated(Protocol):
    """What a draft and a change have in common."""

    kind: str
    name: str
    key: str
    value: Any
    from_day: dt.date
    source: str
    confirmed_source: bool


class Confirmed(Stated, Protocol):
    """A change that two people made."""

    number: int
    confirmed_on: dt.date
    revokes: Any


def amends(stated: Any) -> bool:
    """Whether a draft or a change is about the rules themselves, and not about a setting of the office (`kinds`)."""
    return (stated if stated.revokes is None else stated.revokes).kind in KINDS


def amendments_of(policy: Policy, changes: Iterable[Confirmed]) -> tuple[Amendment, ...]:
    """Return confirmed changes of the rules, in the order of their numbers, as amendments; a revocation ends the one it names."""
    found: dict[int, Amendment] = {}
    for change in changes:
        if not amends(change):
            continue
        if change.kind == REVOCATION:
            ends = change.revokes.number
            found[ends] = found[ends].revoked(civil.of(change.from_day), change.number)
        else:
            late = civil.of(change.confirmed_on) if change.confirmed_on > change.from_day else OPEN_FROM
            found[change.number] = amendment_of(policy, change, change.number, change.from_day, late)
    return tuple(found.values())


def amendment_of(policy: Policy, stated: Stated, number: int, first: dt.date, known: int = OPEN_FROM) -> Amendment:
    """Return a draft or a change as an amendment from a day on.

    Raises:
        RulebookRefused: the policy has no such parameter or reading, or the value is none of it.
    """
    value, columns = kept_value(policy, stated.kind, stated.name, stated.key, stated.value, first)
    return Amendment(
        number=number,
        kind=stated.kind,
        name=stated.name,
        start=civil.of(first),
        value=value,
        source=Text(f"办理单位设定，依据：{stated.source}", f"set by the office, by {stated.source}"),
        confidence="high" if stated.confirmed_source else "medium",
        key=stated.key,
        columns=columns,
        known=known,
    )


def kept_value(
    policy: Policy, kind: str, name: str, key: str, value: Any, first: dt.date
) -> tuple[Any, tuple[Any, ...]]:
    """Return a value as the rules keep it, with the further columns of a table.

    Raises:
        RulebookRefused: there is no such thing to change, or it cannot have the value. The text names the remedy.
    """
    if kind == PARAMETER:
        return _figure(policy, name, key, value, first)
    if kind == READING:
        return _letter(policy, name, value), ()
    if kind == VERSION:
        _version(policy, name)
        return None, ()
    raise RulebookRefused(
        _("没有“%(kind)s”这一类改动。请从列表中选择。") % {"kind": kind[:20]}, code="kind", field="name"
    )


def _figure(policy: Policy, name: str, key: str, value: Any, first: dt.date) -> tuple[Any, tuple[Any, ...]]:
    param = policy.book.params.get(name)
    if param is None:
        raise RulebookRefused(
            _("没有参数“%(name)s”：%(fix)s。") % {"name": shown(name), "fix": one_of(policy.book.params, name)(lang())},
            code="name", field="name",
        )  # fmt: skip
    try:
        if param.type.keyed:
            if not key:
                raise RulebookRefused(
                    _("请选择是哪一项：%(name)s分项给出。") % {"name": param.label(lang())}, "key", "key"
                )
            found = param.type.given("value", param, {key: value})[key]
            columns: tuple[Any, ...] = ()
        elif key:
            raise RulebookRefused(
                _("%(name)s不分项，“%(key)s”请留空。") % {"name": param.label(lang()), "key": key}, "key", "key"
            )
        elif param.type.whole:
            row = value if isinstance(value, Mapping) else {param.value_key: value}
            [(_start, found, *more)] = param.type.given("value", param, [{"from": first.isoformat(), **row}])
            columns = tuple(more)
        else:
            found, columns = parse_param("value", param, value), ()
            if policy.period is not None and name in policy.period:
                _check_period(policy, name, found, first)
    except CaseError as error:
        raise RulebookRefused(
            _("%(name)s：%(what)s。%(fix)s。") % {"name": param.label(lang()), "what": error.message(lang()), "fix": error.fix(lang())},
            code="value", field="value",
        ) from error  # fmt: skip
    _check_range(param, found, columns)
    return found, columns


def _check_range(param: Param, *values: Any) -> None:
    """Refuse a figure outside the range that the rules were checked for, such as more than 24 months."""
    most = param.highest if param.share else param.hi
    for value in values:
        if isinstance(value, tuple):
            _check_range(param, *value)
        elif _is_figure(param, value) and not param.lo <= value <= most:
            raise RulebookRefused(
                _("%(name)s：“%(value)s”超出范围。请填%(least)s到%(most)s。")
                % {
                    "name": param.label(lang()),
                    "value": param.show_entry(value, lang()),
                    "least": param.show_entry(param.lo, lang()),
                    "most": param.show_entry(most, lang()),
                },
                code="value", field="value",
            )  # fmt: skip


def _is_figure(param: Param, value: Any) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool) and param.kind != "date"


def _check_period(policy: Policy, name: str, value: Any, first: dt.date) -> None:
    assert policy.period is not None
    rows = {n: policy.book[n].at(civil.of(first)) for n in policy.period}
    days = {n: None if row is None else row.value for n, row in rows.items()} | {name: value}
    check_order(policy, {n: day for n, day in days.items() if day is not None})


def _letter(policy: Policy, name: str, letter: Any) -> str:
    known = policy.ambiguities.get(name)
    if known is None:
        raise RulebookRefused(
            _("没有口径“%(name)s”：%(fix)s。") % {"name": shown(name), "fix": one_of(policy.ambiguities, name)(lang())},
            code="name", field="name",
        )  # fmt: skip
    allowed = [RECOMMENDED, *known.switchable]
    if not letter:
        raise RulebookRefused(
            _("请选一种读法：%(letters)s。") % {"letters": "、".join(allowed)}, code="value", field="value"
        )
    if not isinstance(letter, str) or letter not in known.letters:
        raise RulebookRefused(
            _("口径%(id)s没有读法“%(letter)s”。可以选：%(letters)s。")
            % {"id": name, "letter": shown(letter), "letters": "、".join(allowed)},
            code="value", field="value",
        )  # fmt: skip
    if letter not in allowed:
        raise RulebookRefused(
            _("规则不能按口径%(id)s的读法%(letter)s计算：%(why)s。可以选：%(letters)s。")
            % {
                "id": name,
                "letter": letter,
                "why": "" if known.reason is None else known.reason(lang()),
                "letters": "、".join(allowed),
            },
            code="value", field="value",
        )  # fmt: skip
    return letter


def _version(policy: Policy, name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise RulebookRefused(
            _("请写修订文件的文号，最多%(most)s个字，例如某政发〔2027〕1号。") % {"most": LONGEST_NAME}, "name", "name"
        )
    if name.strip() in {v.source for v in policy.versions}:
        raise RulebookRefused(_("“%(name)s”已经在文件版本里了，不用再登记。") % {"name": name.strip()}, "name", "name")


def check_day(policy: Policy, day: dt.date, today: dt.date) -> None:
    """Refuse a first day before the document, or one that is too far away.

    Raises:
        RulebookRefused: the text names the day and what to give.
    """
    if day < policy.issued:
        raise RulebookRefused(
            _("%(day)s早于文件印发日%(issued)s，那时还没有这项政策。请填%(issued)s或以后的日期。")
            % {"day": words_of_day(day), "issued": words_of_day(policy.issued)},
            code="from_day", field="from_day",
        )  # fmt: skip
    if (day - today).days > FURTHEST:
        raise RulebookRefused(
            _("%(day)s太远了。请填十年以内的日期。") % {"day": words_of_day(day)}, code="from_day", field="from_day"
        )


def check_source(source: str) -> None:
    """Refuse a change without a source. Raises `RulebookRefused`."""
    if not source.strip():
        raise RulebookRefused(_("请写明依据，例如文件名称和文号。"), code="source", field="source")
    if len(source.strip()) > LONGEST_SOURCE:
        raise RulebookRefused(
            _("依据太长（%(n)s个字）。请压缩到%(most)s个字以内，只写文件名称、文号和条款。")
            % {"n": len(source.strip()), "most": LONGEST_SOURCE},
            code="source", field="source",
        )  # fmt: skip


def check_differs(policy: Policy, amendment: Amendment) -> None:
    """Refuse a change to what is in force anyway. `policy` has the confirmed changes. Raises `RulebookRefused`."""
    if amendment.kind == PARAMETER:
        param = policy.book[amendment.name]
        row = next((r for r in param.in_force(amendment.start) if r.key == amendment.key), None)
        same = row is not None and (row.value, row.columns) == (amendment.value, amendment.columns)
        if row is not None and not row.columns and not any(amendment.columns):
            same = row.value == amendment.value
        if same:
            raise RulebookRefused(
                _("%(day)s起本来就是%(value)s，不用改。")
                % {"day": words_of_day(civil.date(amendment.start)), "value": param.show_entry(amendment.value, lang())},
                code="same", field="value",
            )  # fmt: skip
    elif amendment.kind == READING:
        published = published_policy(policy.name).letters
        now = letters_on(policy.amendments, amendment.start).get(amendment.name, published.get(amendment.name))
        if (now or RECOMMENDED) == amendment.value:
            raise RulebookRefused(
                _("口径%(id)s从%(day)s起本来就按读法%(letter)s，不用改。")
                % {"id": amendment.name, "day": words_of_day(civil.date(amendment.start)), "letter": amendment.value},
                code="same", field="value",
            )  # fmt: skip


def rows_after(policy: Policy, amendment: Amendment) -> list[Any]:
    """Return the dated values of a parameter with one more amendment, for a page that shows both."""
    return list(rows_with(policy.book[amendment.name], (amendment,)))
