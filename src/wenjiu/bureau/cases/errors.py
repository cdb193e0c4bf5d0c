"""Refusals of an action: what is wrong, with which value, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

#: Name of a database constraint -> what a person reads when it refuses.
REFUSED_BY = {
    "cases_decision_once": gettext_noop("这一步已经有人办过了。请重新打开这个案件，看看现在到了哪一步。"),
    "cases_decision_one_step_a_person": gettext_noop(
        "您已经办过这个案件的另一步，同一个人不能办两步。请交给其他人办理。"
    ),
    "cases_decision_not_by_filer": gettext_noop("这个案件是您申报的，您不能审核。请交给其他人办理。"),
    "cases_decision_not_recused": gettext_noop("您已经申请回避，不能办理这个案件。请交给其他人办理。"),
    "cases_award_once": gettext_noop("这项补贴已经给过了：同一申领人、同一事项只能有一次。"),
    "cases_award_months_once": gettext_noop("这个人这几个月已经有一份同类补贴，同一个月不能重复。"),
    "cases_quota_kept": gettext_noop("已经达到上限，不能再给。"),
    "cases_notice_line_once": gettext_noop("这一项已经在这次公示里了。"),
    "cases_case_measure_once": gettext_noop("这次申报里已经有这项补贴的案件了。"),
}


class CaseRefused(Exception):
    """An action is refused. Its text is for the person who asked for it."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.code = code


class Outdated(CaseRefused):
    """Somebody else changed the case after the form was shown."""


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the refusal of a named constraint into `CaseRefused`. Put it around the call of an action, not inside."""
    try:
        yield
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in REFUSED_BY:
            raise
        raise CaseRefused(_(REFUSED_BY[name]), code=name) from error


def constraint_of(error: Exception) -> str:
    """Return the name of the constraint that refused a statement; empty where there is none."""
    cause = error.__cause__
    return getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
