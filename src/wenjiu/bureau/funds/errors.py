"""Refusals of money actions: what is wrong, with which value, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wenjiu.bureau.cases import errors as cases
from wenjiu.bureau.cases.errors import CaseRefused, constraint_of

#: Name of a database constraint -> what a person reads when it refuses.
REFUSED_BY = {
    "funds_bucket_never_negative": gettext_noop("预算里的钱不够。请先调整预算，再办理。"),
    "funds_budget_once": gettext_noop("这项预算已经有了。请在原有预算上提出调整。"),
    "funds_change_by_two_people": gettext_noop("预算是您提出的，请由另一个人确认。"),
    "funds_budgetchange_ends_once": gettext_noop("这项预算变动已经确认或撤回了。请刷新页面查看。"),
    "funds_batch_by_two_people": gettext_noop("批次是您制作的，请由另一个人放款。"),
    "funds_batch_stays": gettext_noop("这个批次已经冻结、放款或撤下，不能再改。请刷新页面查看。"),
    "funds_batchline_one_open": gettext_noop("其中有款项刚刚进了另一个批次。请刷新待做批次的清单后重新制作。"),
    "funds_batchline_attempt_once": gettext_noop("其中有款项刚刚进了另一个批次。请刷新待做批次的清单后重新制作。"),
    "funds_batchline_before_freezing": gettext_noop("这个批次已经冻结，不能再加。请另外制作一个批次。"),
    "funds_batchline_to_a_checked_account": gettext_noop(
        "有收款账户刚刚停用或核对不符。请刷新待做批次的清单后重新制作。"
    ),
    "funds_transfer_seq_once": gettext_noop("这笔款项刚刚由别人办过了。请刷新页面查看。"),
    "funds_transfer_after_the_last": gettext_noop("这笔款项的状态已经变了。请刷新页面查看。"),
    "funds_transfer_of_the_last_attempt": gettext_noop("这笔款项的状态已经变了。请刷新页面查看。"),
    "funds_returnfile_sha256_key": gettext_noop("这个回盘文件正在由别人读取。请稍后查看结果。"),
    "funds_receipt_answered_once": gettext_noop("这笔款项已经回答过了。"),
}


class MoneyRefused(CaseRefused):
    """A money action is refused. Its text is for the person who asked for it. `problems`: what is wrong, one by one."""

    def __init__(self, text: str, code: str = "", problems: tuple[str, ...] = ()) -> None:
        super().__init__(text, code)
        self.problems = problems


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the refusal of a named constraint into `MoneyRefused`, and a wait that took too long into `CaseRefused`.

    Put it around the call of an action, not inside.
    """
    try:
        with cases.refusals():
            yield
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in REFUSED_BY:
            raise
        raise MoneyRefused(_(REFUSED_BY[name]), code=name) from error
