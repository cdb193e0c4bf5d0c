"""The value that a confirmed change replaced, from the changes before it. It reads nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from wenjiu.bureau.rulebook import logic, set_values
from wenjiu.bureau.rulebook.kinds import kinds
from wenjiu.bureau.rulebook.models import Change
from wenjiu.policies import published_policy
from wenjiu.rules.document.amendments import PARAMETER, READING, letters_on, rows_with
from wenjiu.rules.language.readings import RECOMMENDED
from wenjiu.standards import civil
from wenjiu.web.desk.rulebook import words


def value_before(change: Change, changes: Sequence[Change]) -> str:
    """Return in words what was in force on the first day of a change without it.

    `changes`: all changes of the policy, in any order; those before this one count.
    """
    policy, about = published_policy(change.policy), _about(change)
    kind, name = about.kind, about.name
    earlier = sorted((c for c in changes if c.number < change.number), key=lambda c: c.number)
    own = [c for c in earlier if (_about(c).kind, _about(c).name) == (kind, name)]
    if kind in kinds:
        day = max(change.from_day, change.confirmed_on)
        return kinds[kind].words(policy, name, set_values.held(policy, kind, name, set_values.folded(own), day))
    amendments, on = logic.amendments_of(policy, own), civil.of(change.from_day)
    if kind == PARAMETER:
        param = policy.book[name]
        rows = {row.key: row for row in rows_with(param, amendments) if row.start <= on}
        row = rows.get(about.key)
        return (words.row_words(param, param.type.columns(param, row)) if row is not None else "") or _("没有数值")
    if kind == READING:
        letter = letters_on(amendments, on).get(name, policy.letters.get(name, RECOMMENDED))
        return words.letter_words(policy, name, letter)
    return _("没有登记") if change.revokes is None else _("登记为新版本")


def _about(change: Change) -> Change:
    return change if change.revokes is None else change.revokes
