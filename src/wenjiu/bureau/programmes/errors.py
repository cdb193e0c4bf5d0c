"""Refusals of an action: what is wrong, with which value, and what to do."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

P = ParamSpec("P")
R = TypeVar("R")

#: Name of a database constraint -> what a person reads when it refuses.
REFUSED_BY = {
    "programmes_step_once": gettext_noop("刚刚有人办了这一步。请重新打开看看。"),
    "programmes_step_by_another": gettext_noop("申报和批准要由两个人办。请交给另一位工作人员。"),
    "programmes_entry_once": gettext_noop("这个人已经在名单上了。"),
    "programmes_entry_no": gettext_noop("刚刚有人改了名单。请重新打开再办。"),
    "programmes_entry_one_a_day": gettext_noop("这个人同一天已经在另一份同类名单上，刚刚有人登记的。请核对。"),
    "programmes_record_once": gettext_noop("刚刚有人记录了这一天。请重新打开看看。"),
    "programmes_check_by_another": gettext_noop("记录和确认要由两个人办。请交给另一位工作人员。"),
    "programmes_check_of_newest": gettext_noop("这条记录刚刚改过。请重新打开，看清楚再确认。"),
    "programmes_recordcheck_record_id_key": gettext_noop("这条记录已经有人确认过了。请重新打开看看。"),
    "programmes_panellist_once": gettext_noop("这个人已经是评委了。"),
    "programmes_release_panellist_id_key": gettext_noop("刚刚有人撤换了这位评委。请重新打开看看。"),
    "programmes_release_before_scoring": gettext_noop("这位评委已经打过分，不能撤换。"),
    "programmes_score_on_panel": gettext_noop("您已经不是这次的评委，不能打分。"),
    "programmes_interest_once": gettext_noop("您已经声明过了。"),
    "programmes_score_once": gettext_noop("您已经给这个项目打过分，打过的分不能改。"),
    "programmes_score_without_interest": gettext_noop("声明有利害关系的，或者还没有声明的，不能给这个项目打分。"),
}
#: SQLSTATE of an action that ran into others or waited too long.
BUSY = ("40P01", "40001", "55P03", "57014")


class ProgrammeRefused(Exception):
    """An action is refused. Its text is for the person who asked for it. `code`: which rule refuses."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.text, self.code = text, code


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """Let an action only fail with words for people. Put it above ``@action``."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except IntegrityError as error:
            name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
            if name not in REFUSED_BY:
                raise
            raise ProgrammeRefused(_(REFUSED_BY[name]), code=name) from error
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in BUSY:
                raise
            raise ProgrammeRefused(
                _("现在办理的人太多，这一次没有办成，什么都没有改动。请再办一次。"), "busy"
            ) from error

    return run
