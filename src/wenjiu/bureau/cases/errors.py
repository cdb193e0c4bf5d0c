"""Refusals of an action: what is wrong, with which value, and what to do."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

P = ParamSpec("P")
R = TypeVar("R")

#: How often an action is tried that ran into others: PostgreSQL ended it so that these could go on.
TRIES = 3
#: SQLSTATE of an action that can be tried again: deadlock, serialization.
AGAIN = ("40P01", "40001")
#: SQLSTATE of an action that waited too long: lock_timeout, statement_timeout.
BUSY = (*AGAIN, "55P03", "57014")

#: Name of a database constraint -> what a person reads when it refuses.
REFUSED_BY = {
    "cases_decision_once": gettext_noop("这一步已经有人办过了。请重新打开这个案件，看看现在到了哪一步。"),
    "cases_decision_one_step_a_person": gettext_noop(
        "您已经办过这个案件的另一步，同一个人不能办两步。请交给其他人办理。"
    ),
    "cases_decision_of_this_round": gettext_noop("这个案件刚有变化。请重新打开再办。"),
    "cases_decision_not_by_filer": gettext_noop("这个案件是您申报的，您不能审核。请交给其他人办理。"),
    "cases_decision_not_recused": gettext_noop("您已经申请回避，不能办理这个案件。请交给其他人办理。"),
    "cases_decision_appeal_by_others": gettext_noop("您办过这个案件，内部复议要由没有办过的人办理。请交给其他人。"),
    "cases_bulk_sample_first": gettext_noop("抽到的样本还没有看完。请逐件打开看过，再一起办。"),
    "cases_complaint_not_by_whom_it_is_about": gettext_noop("这件投诉是关于这个人的，不能由他自己处理。请另选一人。"),
    "cases_complaint_not_given_by_whom_it_is_about": gettext_noop("这件投诉是关于您的，请由别人交办。"),
    "cases_complaint_not_by_its_deciders": gettext_noop("这个人办过被投诉的案件，不能处理这件投诉。请另选一人。"),
    "cases_promise_refused_while_listed": gettext_noop("这个申报人在失信名单上，不能用承诺代替材料。请提交材料。"),
    "cases_urge_once_a_day": gettext_noop("今天已经催过了，经办人看得到。明天可以再催。"),
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
    """Turn the refusal of a named constraint, and a wait that took too long, into `CaseRefused`.

    Put it around the call of an action, not inside.
    """
    try:
        yield
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in REFUSED_BY:
            raise
        raise CaseRefused(_(REFUSED_BY[name]), code=name) from error
    except OperationalError as error:
        if state_of(error) not in BUSY:
            raise
        raise CaseRefused(_("现在办理的人太多，这一次没有办成，什么都没有改动。请再办一次。"), code="busy") from error


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """Let an action only fail with words for people. Put it above ``@action``.

    An action that PostgreSQL ended because of a deadlock is run again, where it is not a part of another one.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for _attempt in range(TRIES - 1):
            inside = connection.in_atomic_block
            try:
                with refusals():
                    return function(*args, **kwargs)
            except CaseRefused as refused:
                if inside or state_of(refused.__cause__) not in AGAIN:
                    raise
        with refusals():
            return function(*args, **kwargs)

    return run


def constraint_of(error: Exception) -> str:
    """Return the name of the constraint that refused a statement; empty where there is none."""
    cause = error.__cause__
    return getattr(getattr(cause, "diag", None), "constraint_name", None) or ""


def state_of(error: BaseException | None) -> str:
    """Return the SQLSTATE of a database error; empty for another one."""
    return getattr(getattr(error, "__cause__", None), "sqlstate", None) or ""
