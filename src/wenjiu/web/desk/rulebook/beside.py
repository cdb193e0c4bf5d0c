"""What the effect of a draft leaves out: other drafts that wait for the same measures, and figures that still have no value."""

from __future__ import annotations

from dataclasses import dataclass

from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.offers.logic import without_value
from wenjiu.bureau.rulebook import queries
from wenjiu.bureau.rulebook.kinds import kind_of
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.rules.document.amendments import VERSION
from wenjiu.web.desk.rulebook import words


@dataclass(frozen=True)
class Beside:
    """What stands beside a draft.

    `drafts`: other open drafts of the same measures, each with what it is about and its new value.
    `without`: name of a measure -> its figures that have no value on the draft's first day, with this draft in force.
    """

    drafts: list[tuple[Draft, str, str]]
    without: list[tuple[str, list[str]]]


def beside(draft: Draft) -> Beside:
    """Return what the effect of an open draft leaves out."""
    if not _computed(draft):
        return Beside([], [])
    own = {m.code: m.name for m in words.said_of(draft).measures}
    others = [d for d in queries.drafts_of(draft.policy) if d.pk != draft.pk and _computed(d)]
    said = [(other, words.said_of(other)) for other in others]
    drafts = [(other, s.what, s.becomes) for other, s in said if own.keys() & {m.code for m in s.measures}]
    day = max(draft.from_day, clock.today())
    under, lang = queries.policy_under(draft, day), flows.lang()
    found = [(name, without_value(under, code, day, lang)) for code, name in own.items()]
    return Beside(drafts, [(name, figures) for name, figures in found if figures])


def _computed(draft: Draft) -> bool:
    """Whether a draft changes what particular measures compute with: a setting or a version of the document does not."""
    return kind_of(draft) is None and (draft.revokes or draft).kind != VERSION
