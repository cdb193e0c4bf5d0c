"""The pages of this site on which something is done, and what people type to find them. No district is named here."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wenjiu.rules.document.programmes import Kind
from wenjiu.rules.policy import Policy
from wenjiu.search.text import clean_query
from wenjiu.web.day import address
from wenjiu.web.formats import policy_language

#: View, title, one line about it, and the words of a query that ask for it.
PAGES: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
    (
        "my:new",
        _("申报补贴"),
        _("登录以后填写、上传材料、提交。"),
        ("申请", "申报", "申领", "办理", "提交", "网上办", "apply", "application", "file a claim"),
    ),
    (
        "my:home",
        _("我的办事：查进度"),
        _("已经提交的办到哪一步、要不要补正，还没提交的草稿。"),
        (
            "进度",
            "办到哪",
            "审核",
            "补正",
            "结果",
            "我的申请",
            "我的申报",
            "草稿",
            "progress",
            "status",
            "my application",
        ),
    ),
    (
        "my:money",
        _("我的钱：到账情况"),
        _("哪些已经付了、付到哪个账户、还没收到怎么办。"),
        ("到账", "没收到", "没到", "打款", "拨付", "发放", "付款", "钱什么时候", "paid", "payment", "not received"),
    ),
    (
        "my:accounts",
        _("收款账户"),
        _("录入、更换收款的银行账户。"),
        ("账户", "帐户", "账号", "银行卡", "换卡", "收款", "银行", "account", "bank"),
    ),
    (
        "web:notices",
        _("公示"),
        _("准备发放的名单，公示期内可以提出异议。不用登录。"),
        ("公示", "名单公布", "异议", "举报", "投诉", "notice", "objection", "complaint"),
    ),
    (
        "account_login",
        _("登录"),
        _("登录以后可以申报、查进度、管理收款账户。"),
        ("登录", "登陆", "注册", "密码", "账号登录", "sign in", "log in", "login", "password"),
    ),
)

#: The fewest letters of a Latin word that asks for a page by a part of its name.
LEAST = 4
#: The line about programmes of a kind that are public.
PUBLISHED = _("正在征集的、正在办的，和已经公布的结果。")


def pages_for(policy: Policy, typed: str) -> tuple[list[dict[str, Any]], bool]:
    """Return the pages that a query asks for, and whether it asks for nothing else."""
    query = clean_query(typed).casefold()
    found, alone = [], False
    for view, title, line, words in PAGES:
        named = [word for word in words if word in query]
        if named:
            found.append({"title": [(str(title), False)], "line": [(str(line), False)], "url": address(view)})
            alone = alone or len(query) <= max(map(len, named)) + 2
    for kind in policy.programmes.values():
        names = [name.casefold() for name in (kind.name.zh, kind.name.en)]
        if (
            kind.public
            and len(query) >= (LEAST if query.isascii() else 2)
            and any(query in name or name in query for name in names)
        ):
            lang = policy_language()
            found.append(
                {"title": [(kind.name(lang), False)], "line": [(str(PUBLISHED), False)], "url": published(kind)}
            )
            alone = alone or any(len(query) <= len(name) + 2 for name in names)
    return found, alone


def published(kind: Kind) -> str:
    """Return the address at which the programmes of a kind are public."""
    return f"{reverse('web:programmes')}#k-{kind.id}"


def published_of(policy: Policy, clause: str) -> list[dict[str, str]]:
    """Return name and address of the kinds of programmes of a clause that are public, such as its library."""
    lang = policy_language()
    found = [kind for kind in policy.programmes.values() if kind.public and kind.clause == clause]
    return [{"name": kind.name(lang), "url": published(kind)} for kind in found]


def can_be_filed(policy: Policy, code: str) -> bool:
    """Whether people open a filing for a measure themselves; the office opens the others."""
    claim = policy.claims.get(code)
    return claim is not None and bool({"applicant", "agent"} & set(claim.opened_by))
