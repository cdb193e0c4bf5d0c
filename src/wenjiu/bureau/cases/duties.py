"""Who may take which part in a case, on top of the scopes of `wenjiu.bureau.access`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wenjiu.bureau.access import scopes
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.parties.models import Party

#: Who objects to a notice without signing in, in the records.
VISITOR = gettext_noop("公众（未留名）")
#: Posts that settle objections to a notice.
SETTLERS = ("district_reviewer", "approver")
#: Posts that see the promises that stand in for papers, and what became of them.
PROMISE_READERS = (*SETTLERS, "auditor")
#: Posts that open a case without an application (免申即享).
OFFICE = ("district_reviewer",)


def covers(actor: Any, *, roles: Sequence[str], area: Area) -> bool:
    """Whether an actor has one of some roles today for a street."""
    return bool(roles) and scopes.streets_of(actor, *roles).filter(pk=area.pk).exists()


def may_file_for(actor: Any, filer: Party, origin: str = "applicant") -> None:
    """Refuse an actor who is neither the party himself nor its agent now.

    What the office opens by itself needs an official of the district, who has no part in it.
    """
    if origin == "office":
        if not scopes.districts_of(actor, *OFFICE) or scopes.may_act_for(actor, filer):
            raise CaseRefused(_("只有区级审核人员能由经办部门发起，并且不能是替自己或自己代办的单位。"), code="office")
        return
    if not scopes.may_act_for(actor, filer):
        raise CaseRefused(_("您没有得到“%(name)s”的授权，不能替它办理。") % {"name": filer.name}, code="agent")
