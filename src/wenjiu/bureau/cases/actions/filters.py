"""Keep the filters of a list of cases under a name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.models import SavedFilter
from wenjiu.bureau.writes import action

#: Filters that one person keeps for one list.
MOST = 20
LONGEST_NAME = 40


@refusing
@action
def save_filter(*, actor: Any, place: str, name: str, query: str) -> SavedFilter:
    """Keep the filters of a list under a name; a filter of this name is replaced.

    Args:
        place: ``queue`` or ``cases``.
        query: the filters as they stand in the address, without a question mark.

    Raises:
        CaseRefused: no name, nothing to keep, or too many.
    """
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise CaseRefused(_("请给这组筛选起个名字，例如“本周到期的稳岗”。"), code="name")
    if not query or len(query) > 600:
        raise CaseRefused(_("现在没有筛选条件，没有可以保存的。请先筛选。"), code="query")
    mine = SavedFilter.objects.filter(actor=actor, place=place)
    if not mine.filter(name=name).exists() and mine.count() >= MOST:
        raise CaseRefused(_("已经存了%(most)s组筛选。请先删掉不用的。") % {"most": MOST}, code="most")
    kept, _new = SavedFilter.objects.update_or_create(actor=actor, place=place, name=name, defaults={"query": query})
    return kept


@action
def drop_filter(*, actor: Any, id: int) -> None:
    """Remove a filter that the actor keeps; that of somebody else stays."""
    SavedFilter.objects.filter(actor=actor, pk=id).delete()
