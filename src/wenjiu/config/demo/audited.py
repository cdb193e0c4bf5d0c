"""What an audit finds beside the demo's cases: a promise that was looked at, and a full number that was opened."""

from __future__ import annotations

import datetime as dt

from wenjiu.bureau import clock
from wenjiu.bureau.access.actions import open_account
from wenjiu.bureau.cases.actions import promises
from wenjiu.bureau.parties.models import BankAccount
from wenjiu.config.demo.making import District

#: How many days ago the promises of the paid cases were looked at, and the full number was opened.
CHECKED, OPENED = 60, 35
#: How long a party whose promise is untrue promises no more, in days.
WITHOUT_PROMISE = 365


def check_promises(district: District) -> None:
    """Look at every promise so far and find it untrue; the list waits for a second person."""
    found, official = district.material.checked, district.users["demo-district-1"]
    if not found:
        return
    with clock.working_on(district.ago(CHECKED)):
        for check in promises.draw_promises(actor=official, count=promises.MOST):
            until = clock.today() + dt.timedelta(days=WITHOUT_PROMISE)
            promises.find_promise(
                actor=official, id=check.pk, kept=False, reason=found["reason"], until=until, source=found["source"]
            )


def open_number(district: District) -> None:
    """Open the full number of the account whose payment came back."""
    why = district.material.opened
    back = BankAccount.objects.filter(batch_lines__state="returned").select_related("party").first()
    if why and back is not None:
        with clock.working_on(district.ago(OPENED)):
            open_account(actor=district.users["demo-maker"], account=back, reason=why)
