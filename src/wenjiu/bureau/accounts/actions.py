"""All writes of users, posts and authorisations. Pages ask the access app first whether the actor may."""

from __future__ import annotations

import datetime as dt
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from wenjiu.bureau import key_ring
from wenjiu.bureau.accounts import demo, queries
from wenjiu.bureau.accounts.models import Authorisation, Post, User
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.areas import actions as areas_actions
from wenjiu.bureau.areas import queries as areas
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import Level, Party
from wenjiu.bureau.writes import action
from wenjiu.rules.document.areas import AreaRow

#: Letters and digits of one-time passwords; none that is read as another.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"

#: What the secrets of second factors are encrypted for.
SECRET_PLACE = "mfa_authenticator.secret"


class AccountsRefused(ValueError):
    """A user, a post or an authorisation cannot be made as asked. The message is for the user."""


@action
def create_user(
    *, actor: Any, username: str, name: str, phone: str = "", party: Party | None = None, demo: bool = False
) -> User:
    """Make a user without a password and without a post.

    Args:
        actor: a user, or the name of a program.
        username: what the user signs in with; small and capital letters are the same.
        name: the user's own name, which decisions and events show.
        phone: where the user can be reached.
        party: the person's own record, for a resident.
        demo: whether this is a persona of the demo.

    Raises:
        AccountsRefused: the name to sign in with is taken, empty, or holds spaces.
    """
    username = username.strip().lower()
    if not username or any(c.isspace() for c in username):
        raise AccountsRefused(_("登录名不能为空，也不能有空格，请换一个。"))
    values = {"name": name.strip(), "phone": phone.strip(), "party": party, "demo": demo}
    try:
        with transaction.atomic():
            user: User = User.objects.create(username=username, password=make_password(None), **values)
    except IntegrityError as problem:
        raise _refusal(problem, username=username) from None
    audit.record(actor=actor, kind="user.created", subject=user, data={"username": username})
    return user


@action
def set_temporary_password(*, actor: Any, user: User) -> str:
    """Give a user a password that works until the first sign-in, where another must be chosen. Return it.

    Second factors stay: who lost both needs `forget_second_factor` too.

    Raises:
        AccountsRefused: the actor does it for himself.
    """
    _refuse_oneself(actor, user, _("不能在这里重设自己的密码，请在“账号”页修改，或请另一位管理员办理。"))
    user = User.objects.select_for_update().get(pk=user.pk)
    password = "-".join("".join(secrets.choice(_READABLE) for _letter in range(5)) for _group in range(4))
    user.password, user.password_is_temporary = make_password(password), True
    user.save(update_fields=["password", "password_is_temporary"])
    audit.record(actor=actor, kind="user.password_given", subject=user)
    return password


@action
def forget_second_factor(*, actor: Any, user: User) -> int:
    """Remove a user's authenticator and recovery codes, after a lost telephone. Return how many were removed.

    Staff set up another at the next sign-in, before any page of the desk opens.

    Raises:
        AccountsRefused: the actor does it for himself.
    """
    _refuse_oneself(actor, user, _("不能解绑自己的动态口令，请由另一位管理员办理。"))
    user = User.objects.select_for_update().get(pk=user.pk)
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    audit.record(actor=actor, kind="user.second_factor_removed", subject=user, data={"removed": removed})
    return removed


@action
def choose_password(*, actor: User, password: str) -> None:
    """Store the password that a user chose. The form has checked it."""
    actor.set_password(password)
    actor.password_is_temporary = False
    actor.save(update_fields=["password", "password_is_temporary"])
    audit.record(actor=actor, kind="user.password_chosen", subject=actor)


@action
def deactivate_user(*, actor: Any, user: User) -> User:
    """Let a user no longer sign in. Sessions that are open end at the next page. The row and its posts stay.

    Raises:
        AccountsRefused: the actor does it to himself.
    """
    _refuse_oneself(actor, user, _("不能停用自己的账号，请由另一位管理员办理。"))
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.record(actor=actor, kind="user.deactivated", subject=user)
    return user


@action
def activate_user(*, actor: Any, user: User) -> User:
    """Let a user sign in again who was deactivated. Posts that have not ended count again."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record(actor=actor, kind="user.activated", subject=user)
    return user


@action
def give_post(
    *,
    actor: Any,
    user: User,
    role: str,
    area: Area,
    from_day: dt.date,
    to_day: dt.date | None = None,
    approval_limit_fen: int | None = None,
) -> Post:
    """Give a user a post.

    Args:
        actor: who gives it, another user or the name of a program.
        role: a value of `Role`.
        area: the district, or a street of it.
        from_day: the first day.
        to_day: the first day on which the user no longer has it; none: until it is ended.
        approval_limit_fen: the most that an approver may decide for one case; none: no limit.

    Raises:
        AccountsRefused: the role excludes one that the user has in these days, the user has this post already, or the
            actor gives it to himself.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    by = None if isinstance(actor, str) else actor
    values = {"from_day": from_day, "to_day": to_day, "approval_limit_fen": approval_limit_fen, "given_by": by}
    try:
        with transaction.atomic():
            post: Post = Post.objects.create(user=user, role=role, area=area, **values)
    except IntegrityError as problem:
        label = Role(role).label if role in Role.values else role
        raise _refusal(problem, role=label, name=user.name) from None
    data = {"user": user.pk, "role": role, "area": area.code, "from": str(from_day), "to": str(to_day or "")}
    audit.record(actor=actor, kind="post.given", subject=post, data=data)
    return post


@action
def end_post(*, actor: Any, post: Post, day: dt.date | None = None) -> Post:
    """End a post on a day, which is the first without it; today if none is named. The row stays.

    Raises:
        AccountsRefused: the actor ends a post of his own.
    """
    post = Post.objects.select_for_update().get(pk=post.pk)
    _refuse_oneself(actor, post.user, _("不能结束自己的岗位，请由另一位管理员办理。"))
    day = max(day or queries.today(), post.from_day)
    if post.to_day is None or post.to_day > day:
        post.to_day = day
        post.save(update_fields=["to_day"])
        audit.record(actor=actor, kind="post.ended", subject=post, data={"user": post.user_id, "day": str(day)})
    return post


@action
def authorise(
    *, actor: Any, user: User, organisation: Party, level: str = Level.COUNTER, seen: str = ""
) -> Authorisation:
    """Let a user act for an organisation. A second call for the same returns the open authorisation.

    Args:
        actor: who records it, another user or the name of a program.
        user: the agent.
        organisation: the organisation; a person is refused.
        level: how the authorisation is known (`Level`).
        seen: the paper that the officer saw, at a counter.

    Raises:
        AccountsRefused: the party is no organisation, the agent records it himself, or an officer names no paper.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if organisation.kind != Party.Kind.ORGANISATION:
        raise AccountsRefused(_("“%(name)s”不是单位，不能设经办人。") % {"name": organisation.name})
    if not isinstance(actor, str) and actor.pk == user.pk:
        raise AccountsRefused(_("不能给自己授权，请由另一位工作人员登记授权书。"))
    existing = Authorisation.objects.filter(user=user, organisation=organisation, withdrawn_at=None).first()
    if existing is not None:
        return existing
    by = None if isinstance(actor, str) else actor
    seen = seen.strip()
    if by is not None and level == Level.COUNTER and not seen:
        raise AccountsRefused(_("请写明看了什么材料，例如“授权委托书原件，2026年11月3日，有公章”。"))
    values = {"level": level, "seen": seen, "given_by": by}
    given: Authorisation = Authorisation.objects.create(user=user, organisation=organisation, **values)
    audit.record(actor=actor, kind="authorisation.given", subject=given, data=_who(given))
    return given


@action
def withdraw_authorisation(*, actor: Any, authorisation: Authorisation) -> Authorisation:
    """Take an authorisation back, at once. Withdrawing twice is harmless."""
    authorisation = Authorisation.objects.select_for_update().get(pk=authorisation.pk)
    if authorisation.withdrawn_at is None:
        authorisation.withdrawn_at = Now()
        authorisation.withdrawn_by = None if isinstance(actor, str) else actor
        authorisation.save()
        authorisation.refresh_from_db()
        audit.record(actor=actor, kind="authorisation.withdrawn", subject=authorisation, data=_who(authorisation))
    return authorisation


@action
def ensure_demo_people(*, actor: str, areas_of_policy: Sequence[AreaRow]) -> list[User]:
    """Make the personas of the demo with their posts, firms and areas. A second call changes nothing.

    Args:
        actor: the name of the program that makes them.
        areas_of_policy: the rows of `Policy.areas`; the personas work for the district and its first two streets.
    """
    areas_actions.load(actor=actor, areas=areas_of_policy)
    district = next(row for row in areas_of_policy if row.kind == "district")
    streets = [row for row in areas_of_policy if row.kind == "street" and row.parent == district.code]
    places = {place: areas.by_code(row.code) for place, row in enumerate([district, *streets[:2]])}
    return [_ensure_persona(actor, persona, places) for persona in demo.PERSONAS]


def _ensure_persona(actor: str, persona: demo.Persona, places: dict[int, Area | None]) -> User:
    user: User | None = User.objects.filter(username=persona.username).first()
    if user is not None:
        return user
    street = places[persona.place or 1]
    own = organisation = None
    if persona.identity is not None:
        kind, id_type, number, name = persona.identity
        made = parties.ensure_party(
            actor=actor, kind=kind, id_type=id_type, number=number, name=name, street=street, level=Level.COUNTER
        )
        own, organisation = (made, None) if kind == "person" else (None, made)
    user = create_user(actor=actor, username=persona.username, name=persona.name, party=own, demo=True)
    if organisation is not None:
        authorise(actor=actor, user=user, organisation=organisation)
    place = places[persona.place]
    if persona.role and place is not None:
        give_post(actor=actor, user=user, role=persona.role, area=place, from_day=demo.SINCE)
    return user


def _refuse_oneself(actor: Any, user: User, message: str) -> None:
    if not isinstance(actor, str) and actor.pk == user.pk:
        raise AccountsRefused(message)


def _who(authorisation: Authorisation) -> dict[str, Any]:
    return {"user": authorisation.user_id, "organisation": authorisation.organisation_id}


def _refusal(problem: IntegrityError, **values: str) -> AccountsRefused:
    """Return what a constraint says, in the user's words."""
    diagnostic = getattr(problem.__cause__, "diag", None)
    name = getattr(diagnostic, "constraint_name", "") or ""
    messages = {
        "accounts_post_families_exclude": _(
            "不能让“%(name)s”担任%(role)s：系统管理、安全管理、审计日志管理和业务岗位不得由同一人担任。请先结束原来的岗位，或另选一人。"
        ),
        "accounts_post_once": _("“%(name)s”在这段时间已经担任%(role)s，不用再设。"),
        "accounts_post_not_given_to_oneself": _("不能给自己设岗位，请由另一位管理员办理。"),
        "accounts_post_role": _("没有“%(role)s”这个岗位，请从列表中选择。"),
        "accounts_post_ends_after_start": _("岗位的结束日期早于开始日期，请改一下日期。"),
        "accounts_user_one_of_party": _("这个人已经有一个账号，请用原来的账号。"),
        "accounts_user_has_name": _("请填写姓名。"),
    }
    if "username" in name:
        return AccountsRefused(_("登录名“%(username)s”已有人使用，请换一个。") % values)
    if name not in messages:
        raise problem
    return AccountsRefused(messages[name] % values)


@action
def reencrypt_second_factors(*, actor: Any) -> int:
    """Encrypt the secrets of older keys with the newest. Return how many users' factors were done."""
    done = 0
    for factor in Authenticator.objects.select_for_update(of=("self",)).order_by("id"):
        held = {name: b64decode(factor.data[name]) for name in ("secret", "seed") if name in factor.data}
        older = {name: kept for name, kept in held.items() if key_ring.version_of(kept) < key_ring.newest()}
        if older:
            factor.data |= {
                name: b64encode(key_ring.encrypt(key_ring.decrypt(kept, SECRET_PLACE), SECRET_PLACE)).decode("ascii")
                for name, kept in older.items()
            }
            factor.save(update_fields=["data"])
            done += 1
    if done:
        audit.record(actor=actor, kind="keys.reencrypted", data={"second_factors": done, "key": key_ring.newest()})
    return done
