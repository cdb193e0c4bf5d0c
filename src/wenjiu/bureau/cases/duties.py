"""Who may take which part in a case, on top of the scopes of `wenjiu.bureau.access`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.access import scopes
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.parties.models import Party


def covers(actor: Any, *, roles: Sequence[str], area: Area) -> bool:
    """Whether an actor has one of some roles today for a street."""
    return bool(roles) and scopes.streets_of(actor, *roles).filter(pk=area.pk).exists()


def may_file_for(actor: Any, filer: Party) -> None:
    """Refuse an actor who is neither the party himself nor its agent now, unless the office opens the case itself."""
    if scopes.may_act_for(actor, filer):
        return
    raise CaseRefused(_("您没有得到“%(name)s”的授权，不能替它办理。") % {"name": filer.name}, code="agent")
