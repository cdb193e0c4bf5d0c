"""Users and their posts. The system administrator opens accounts; the security administrator gives posts.

Each has half of what it takes to act as somebody else: one gives passwords, the other removes second factors.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts import actions, queries
from wenjiu.bureau.accounts.actions import AccountsRefused
from wenjiu.bureau.accounts.models import Post, User
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.areas.models import Area
from wenjiu.standards.money import fen
from wenjiu.web.desk.roles import PEOPLE
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff

#: Users on one page of the list.
ROWS = 50


@dataclass(frozen=True)
class Change:
    """A change of a user's account that is confirmed first.

    `roles`: who may make it. `title`, `about`, `button`: what the page of confirmation says. `done`: what is said after.
    """

    act: Callable[..., Any]
    roles: tuple[str, ...]
    title: Any
    about: Any
    button: Any
    done: Any = ""


CHANGES = {
    "password": Change(
        actions.set_temporary_password,
        (Role.SYSTEM_ADMIN,),
        gettext_lazy("给“%(name)s”一个新的一次性密码？"),
        gettext_lazy(
            "原来的密码立即作废，已经登录的页面要重新登录。请先核对来人的身份，再当面交给本人。动态口令不变。"
        ),
        gettext_lazy("重设密码"),
    ),
    "second-factor": Change(
        actions.forget_second_factor,
        (Role.SECURITY_ADMIN,),
        gettext_lazy("解绑“%(name)s”的动态口令？"),
        gettext_lazy(
            "手机丢失或更换时才需要。解绑后，本人下次登录要先用新手机绑定，才能打开工作页面。请先核对来人的身份。"
        ),
        gettext_lazy("解绑"),
        gettext_lazy("已解绑“%(name)s”的动态口令。"),
    ),
    "deactivate": Change(
        actions.deactivate_user,
        PEOPLE,
        gettext_lazy("停用“%(name)s”的账号？"),
        gettext_lazy("停用后不能登录，已经打开的页面立即失效，名下岗位不再起作用。办过的事都保留姓名。以后可以恢复。"),
        gettext_lazy("停用"),
        gettext_lazy("已停用“%(name)s”的账号。"),
    ),
    "activate": Change(
        actions.activate_user,
        (Role.SECURITY_ADMIN,),
        gettext_lazy("恢复“%(name)s”的账号？"),
        gettext_lazy("恢复后可以用原来的密码登录，没有结束的岗位重新起作用。请先看看岗位是不是还合适。"),
        gettext_lazy("恢复"),
        gettext_lazy("已恢复“%(name)s”的账号。"),
    ),
}


@require_safe
@staff(*PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """List the users with the posts that they have today, or those whose name holds a text."""
    wanted = text(request.GET, "q", 60).strip()
    today = queries.today()
    held = Prefetch("posts", Post.objects.select_related("area").order_by("role"), to_attr="all_posts")
    found = Paginator(queries.search(wanted).prefetch_related(held), ROWS).get_page(text(request.GET, "page", 9))
    rows = [(user, [post for post in user.all_posts if _holds(post, today)]) for user in found]
    context = {"q": wanted, "page": found, "rows": rows, "may": _may(request)}
    return render(request, "desk/people/list.html", context)


def _holds(post: Post, day: dt.date) -> bool:
    return post.from_day <= day and (post.to_day is None or post.to_day > day)


def _may(request: HttpRequest) -> dict[str, bool]:
    """Return what the administrator may do."""
    held = {post.role for post in scopes.posts_of(request.user)}
    may = {name.replace("-", "_"): bool(held & set(change.roles)) for name, change in CHANGES.items()}
    return {**may, "create": Role.SYSTEM_ADMIN in held, "posts": Role.SECURITY_ADMIN in held}


def _user(id: int) -> User:
    found: User | None = User.objects.filter(pk=id).first()
    if found is None:
        raise scopes.Forbidden(f"user {id}")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.SYSTEM_ADMIN)
def new(request: HttpRequest) -> HttpResponse:
    """Make a user; the answer shows the one-time password, and no page shows it again. POST: ``username``, ``name``, ``phone``."""
    typed = {
        name: text(request.POST, name, longest) for name, longest in (("username", 60), ("name", 80), ("phone", 20))
    }
    if request.method != "POST":
        return render(request, "desk/people/new.html", {"typed": typed})
    try:
        with transaction.atomic():
            user = actions.create_user(
                actor=request.user, username=typed["username"], name=typed["name"], phone=typed["phone"]
            )
            password = actions.set_temporary_password(actor=request.user, user=user)
    except AccountsRefused as refused:
        return render(request, "desk/people/new.html", {"typed": typed, "problem": str(refused)}, status=422)
    return _password_page(request, user, password)


def _password_page(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return render(request, "desk/people/password.html", {"person": user, "password": password, "may": _may(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*PEOPLE)
def person(request: HttpRequest, id: int) -> HttpResponse:
    """Show a user with all posts; after a POST of the security administrator give one.

    POST: ``role``, ``area`` (a code), ``from``, ``until`` (the last day, or empty), ``limit`` (yuan, or empty).
    """
    user, problem = _user(id), ""
    if request.method == "POST":
        scopes.require_role(request.user, Role.SECURITY_ADMIN)
        try:
            post = actions.give_post(actor=request.user, user=user, **_post_typed(request))
        except AccountsRefused as refused:
            problem = str(refused)
        else:
            said = _("“%(name)s”已担任%(area)s%(role)s。")
            messages.success(
                request, said % {"name": user.name, "area": post.area.label, "role": post.get_role_display()}
            )
            return redirect("desk:person", id=id)
    today = queries.today()
    context = {
        "person": user,
        "posts": [(post, _state(post, today)) for post in queries.all_posts_of(user)],
        "agent_of": queries.authorisations_of(user),
        "itself": user.pk == request.user.pk,
        "may": _may(request),
        "roles": Role.choices,
        "areas": _areas(request),
        "typed": request.POST if problem else {"from": today.isoformat()},
        "problem": problem,
    }
    return render(request, "desk/people/person.html", context, status=422 if problem else 200)


def _state(post: Post, today: dt.date) -> str:
    if post.from_day > today and post.to_day != post.from_day:
        return "later"
    return "now" if _holds(post, today) else "over"


def _areas(request: HttpRequest) -> QuerySet[Area]:
    """Return the areas for which the security administrator gives posts: those of his own post."""
    streets = scopes.streets_of(request.user, Role.SECURITY_ADMIN)
    own = [area.pk for area in scopes.districts_of(request.user, Role.SECURITY_ADMIN)]
    return Area.objects.filter(pk__in=[*own, *streets.values_list("pk", flat=True)]).order_by("code")


def _post_typed(request: HttpRequest) -> dict[str, Any]:
    typed = request.POST
    role = text(typed, "role", 20)
    if role not in Role.values:
        raise AccountsRefused(_("没有选岗位。请从列表中选一个。"))
    area = _areas(request).filter(code=text(typed, "area", 20)).first()
    if area is None:
        raise AccountsRefused(_("没有选区或街乡。请从列表中选一个。"))
    first = _day(text(typed, "from", 20), _("开始日期"))
    last = text(typed, "until", 20).strip()
    limit = text(typed, "limit", 20).strip()
    if limit and role != Role.APPROVER:
        raise AccountsRefused(_("只有“区级审定”有每件限额。请把限额留空，或改选“区级审定”。"))
    return {
        "role": role,
        "area": area,
        "from_day": first,
        "to_day": _day(last, _("最后一天")) + dt.timedelta(days=1) if last else None,
        "approval_limit_fen": _limit(limit) if limit else None,
    }


def _day(typed: str, name: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(typed.strip())
    except ValueError:
        found = dt.date.min
    if not 2000 <= found.year <= 2200:
        raise AccountsRefused(
            _("%(name)s“%(typed)s”看不出是哪一天，请写成 2026-07-01 的样子。") % {"name": name, "typed": typed[:20]}
        )
    return found


def _limit(typed: str) -> int:
    try:
        found = fen(typed.replace(",", "").replace("，", "").replace("元", "").strip())
    except ValueError:
        found = -1
    if not isinstance(found, int) or not 0 <= found < 10**15:
        raise AccountsRefused(
            _("每件限额“%(typed)s”看不出是多少。请填元，如 200000；没有限额就留空。") % {"typed": typed[:20]}
        )
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*PEOPLE)
def change(request: HttpRequest, id: int, what: str) -> HttpResponse:
    """Ask whether to change a user's account (`CHANGES`); after a POST change it."""
    user, wanted, problem = _user(id), CHANGES.get(what), ""
    if wanted is None:
        raise scopes.Forbidden(what)
    scopes.require_role(request.user, *wanted.roles)
    said = {"name": user.name}
    if request.method == "POST":
        try:
            given = wanted.act(actor=request.user, user=user)
        except AccountsRefused as refused:
            problem = str(refused)
        else:
            if what == "password":
                return _password_page(request, user, given)
            messages.success(request, wanted.done % said)
            return redirect("desk:person", id=id)
    page = {"person": user, "title": wanted.title % said, "about": wanted.about, "button": wanted.button}
    return render(request, "desk/people/confirm.html", {**page, "problem": problem}, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.SECURITY_ADMIN)
def end_post(request: HttpRequest, id: int) -> HttpResponse:
    """Ask whether to end a post today; after a POST end it."""
    post = Post.objects.filter(pk=id, area__in=_areas(request)).select_related("user", "area").first()
    if post is None:
        raise scopes.Forbidden(f"post {id}")
    said = {"name": post.user.name, "area": post.area.label, "role": post.get_role_display()}
    problem = ""
    if request.method == "POST":
        try:
            actions.end_post(actor=request.user, post=post)
        except AccountsRefused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("“%(name)s”不再担任%(area)s%(role)s。") % said)
            return redirect("desk:person", id=post.user_id)
    page = {
        "person": post.user,
        "title": _("结束“%(name)s”的岗位：%(area)s%(role)s？") % said,
        "about": _("从今天起不再有这个岗位，没有办完的件由同岗位的其他人接着办。办过的事都保留姓名。"),
        "button": _("结束岗位"),
        "problem": problem,
    }
    return render(request, "desk/people/confirm.html", page, status=422 if problem else 200)
