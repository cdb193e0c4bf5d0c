"""Somebody stands in for an absent holder of a post, in his own name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts import actions as accounts
from wenjiu.bureau.accounts.actions import AccountsRefused
from wenjiu.bureau.accounts.models import Post, User
from wenjiu.bureau.accounts.queries import today
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import effects
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.models import Delegation
from wenjiu.bureau.cases.queries import absence as queries
from wenjiu.bureau.writes import action

#: The longest absence in days. A longer one needs a post of its own.
LONGEST = 92


@refusing
@action
def delegate(
    *, actor: Any, post_id: int, user_id: int, from_day: dt.date, last_day: dt.date, reason: str
) -> Delegation:
    """Let another member of staff stand in for the holder of a post, who is absent from one day to another.

    The other one gets a post of his own for these days: he acts in his own name, and nobody takes two steps of a case.

    Args:
        actor: the holder of the post, or a security administrator.
        post_id: the post; none that was itself given for an absence.
        user_id: who stands in.
        from_day, last_day: the first and the last day; real days, as those of all posts.
        reason: why the holder is absent.

    Raises:
        CaseRefused: not the actor's to give, wrong days, a person who cannot have the post, or no reason.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("area", "user").filter(pk=post_id).first()
    if post is None or not _may_give(actor, post):
        raise CaseRefused(_("这个岗位不是您的，不能由您请人代办。"), code="post")
    if not queries.may_be_delegated(post):
        raise CaseRefused(_("这个岗位不能请人代办：它本身是代办的，或者不是办案的岗位。"), code="post")
    if user_id == post.user_id:
        raise CaseRefused(_("不能请自己代自己。请另选一人。"), code="user")
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or user not in queries.deputies(post):
        raise CaseRefused(_("这个人不在可以代办的人员名单里。请从列表中选择。"), code="user")
    if from_day < today() or last_day < from_day or (last_day - from_day).days >= LONGEST:
        raise CaseRefused(
            _("日期不对：从%(begin)s到%(end)s。请从今天或以后开始，最多%(most)s天。")
            % {"begin": clock.in_words(from_day), "end": clock.in_words(last_day), "most": LONGEST},
            code="days",
        )
    if post.to_day is not None and last_day >= post.to_day:
        raise CaseRefused(
            _("这个岗位%(day)s起就不再担任，代办最晚到前一天。") % {"day": clock.in_words(post.to_day)}, code="days"
        )
    if not reason.strip():
        raise CaseRefused(_("请写明为什么请人代办，例如“年假”“出差”。"), code="reason")
    if any(queries.overlap(d.given, from_day, last_day) for d in post.delegations.select_related("given")):
        raise CaseRefused(_("这几天已经请了人代办这个岗位。请先结束原来的。"), code="twice")
    try:
        given = accounts.give_post(
            actor=actor, user=user, role=post.role, area=post.area, from_day=from_day,
            to_day=last_day + dt.timedelta(days=1), approval_limit_fen=post.approval_limit_fen,
        )  # fmt: skip
    except AccountsRefused as refused:
        raise CaseRefused(str(refused), code="given") from refused
    made: Delegation = Delegation.objects.create(
        post=post, given=given, made_by=actor, reason=reason.strip()[:200], made_at=clock.now()
    )
    record(actor=actor, kind="post.delegated", subject=given, data={"for": post.user_id, "post": post.pk})
    _follow(actor, made, "given")
    return made


@refusing
@action
def end_delegation(*, actor: Any, id: int) -> Delegation:
    """End a delegation today: the holder of the post is back. Steps that were taken stay.

    Raises:
        CaseRefused: it is neither the actor's post, nor is he a security administrator.
    """
    found = Delegation.objects.select_related("post", "given").filter(pk=id).first()
    if found is None or not _may_give(actor, found.post):
        raise CaseRefused(_("没有这项代办，或者不是您的岗位。"), code="post")
    ran = queries.runs(found)
    found.given = accounts.end_post(actor=actor, post=found.given)
    record(actor=actor, kind="post.delegation_ended", subject=found.given, data={"for": found.post.user_id})
    if ran:
        _follow(actor, found, "ended")
    return found


def _follow(actor: Any, delegation: Delegation, kind: str) -> None:
    for follow in effects.on_delegated:
        follow(actor, delegation, kind)


def _may_give(actor: Any, post: Post) -> bool:
    return bool(post.user_id == actor.pk or scopes.has_role(actor, Role.SECURITY_ADMIN))
