"""Who may not promise: the parties of which a promise was found untrue."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.queries import promises
from wenjiu.bureau.parties.models import Party


def refuse_listed(filer: Party) -> None:
    """Refuse a promise of a party that is on the list of the dishonoured today."""
    found = promises.listing([filer])
    if found is not None:
        raise CaseRefused(
            _("“%(name)s”以前的承诺查实不属实，%(day)s以前不能用承诺代替材料。请提交材料，或者向区里申请复核。")
            % {"name": filer.name, "day": clock.in_words(found.until)},
            code="listed",
        )
