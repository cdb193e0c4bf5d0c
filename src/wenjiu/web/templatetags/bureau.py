"""Template tags of the signed-in pages."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from wenjiu.bureau.access import scopes
from wenjiu.bureau.messages import queries as messages

register = template.Library()


@dataclass(frozen=True)
class Who:
    """Who is signed in, for the head of a page. `unread`: how many messages were not read."""

    name: str
    demo: bool
    staff: bool
    workspace: bool
    roles: str
    unread: int


@register.simple_tag(takes_context=True)
def who(context: Context) -> Who | None:
    """Return who is signed in; None if nobody is. It reads the session, so public pages never use it."""
    request: Any = context["request"]
    if not hasattr(request, "wenjiu_who"):  # a page asks more than once
        request.wenjiu_who = _who(request.user)
    found: Who | None = request.wenjiu_who
    return found


def _who(user: Any) -> Who | None:
    if not user.is_authenticated:
        return None
    posts = scopes.posts_of(user)
    workspace = bool(scopes.own_parties(user))
    labels = dict.fromkeys(f"{post.area.label}·{post.get_role_display()}" for post in posts)
    return Who(user.name, user.demo, bool(posts), workspace, _("、").join(labels), messages.unread(user))
