"""Numbers and codes of complaints, and who may have to do with one."""

from __future__ import annotations

import secrets
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases.models import Complaint

#: Posts that see complaints, hand them out and answer them.
HANDLERS = (Role.DISTRICT_REVIEWER, Role.APPROVER)
#: Posts that write down what somebody says at a counter or on the phone.
WRITERS = (Role.STREET_SPECIALIST, Role.STREET_REVIEWER, *HANDLERS)
#: Letters of a code: none that is read as another one.
LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"


def new_code() -> str:
    """Return a code of ten letters that only who complains has."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


def hash_of(number: str, code: str) -> str:
    """Return what is kept of a code; blanks and small letters count as typed otherwise."""
    plain = "".join(code.split()).upper()
    return salted_hmac("wenjiu.complaint", f"{number}/{plain}", algorithm="sha256").hexdigest()


def opens(complaint: Complaint, code: str) -> bool:
    """Return whether a code is that of a complaint."""
    return constant_time_compare(complaint.code_hash, hash_of(complaint.number, code))


def concerns(user: Any, complaint: Complaint) -> bool:
    """Return whether somebody complains, is complained about, or took a step of the case that is complained about."""
    if user.pk in (complaint.about_id, complaint.kept_by_id):
        return True
    return complaint.case is not None and complaint.case.decisions.filter(actor=user).exists()


def may_handle(user: Any) -> bool:
    """Return whether somebody has a post that handles complaints today."""
    return scopes.has_role(user, *HANDLERS)
