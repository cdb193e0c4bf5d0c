"""Serve the help page for API developers: every operation with an example, the problems, the limits."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from wenjiu.api import openapi, problems
from wenjiu.api.exchange import COMMON_QUERY, JSON, Operation
from wenjiu.api.handlers import MOST_CASES
from wenjiu.api.operations import OPERATIONS
from wenjiu.policies import load_policy
from wenjiu.rules.language.text import T, Text, language_of
from wenjiu.rules.policy import Policy

#: Texts of the page, by name. They are a manual, so they are kept here and not in the site's catalogue.
WORDS = {
    "title": T("接口说明", "The API"),
    "intro": T(
        "用程序查政策、参数和口径，评估案件。公开，只读，不用登录；什么都不保存，不用 Cookie。回答是 JSON。",
        "Policies, figures, readings and answers to cases, for programs. Public and read-only, no sign-in; nothing is kept, no cookies. "
        "Answers are JSON.",
    ),
    "machine": T("给程序读的完整说明（OpenAPI 3.1）：", "The complete description for programs (OpenAPI 3.1):"),
    "contents": T("各个地址", "Addresses"),
    "common": T("共同的约定", "What holds everywhere"),
    "query": T("查询项", "Query"),
    "parts": T("地址中的名称", "Parts of the path"),
    "try": T("例子（虚构）", "Example (synthetic)"),
    "reply": T("回答（列表只列前两项）", "Answer (lists cut to their first two)"),
    "problems": T("出错时", "When something is wrong"),
    "problems_intro": T(
        f"出错时的回答是 {problems.MEDIA_TYPE}（RFC 9457），另有 field（哪一项）、message（什么不对）、fix（怎么办）。",
        f"Errors are {problems.MEDIA_TYPE} (RFC 9457), with field (which one), message (what is wrong) and fix (what to do) besides.",
    ),
    "status": T("状态码", "Status"),
    "type": T("type", "type"),
    "meaning": T("意思", "Meaning"),
}


def conventions() -> list[Text]:
    """Return the rules that apply to every operation, as sentences."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return [
        T(
            "lang=zh 或 lang=en 选语言；不写时看 Accept-Language，再没有就是中文。policy 选政策。写错的查询项会被指出来。",
            "lang=zh or lang=en chooses the language; without it Accept-Language does, else it is Chinese. policy chooses the "
            "policy. A query parameter that does not exist is told.",
        ),
        T(
            f"请求体是 UTF-8 的 {JSON}，最多{most:,}字节；一次最多{MOST_CASES}个案件。数字按十进制读，不经过浮点数；"
            "金额也可以写成文字，如 \"30000.00\"。同一个名称不能写两次。",
            f"A body is {JSON} in UTF-8, at most {most:,} bytes; at most {MOST_CASES} cases in one request. Numbers are read as "
            'decimals, never as floats; amounts may be text, such as "30000.00". A name may not be given twice.',
        ),
        T(
            "GET 的回答带 ETag，可以用 If-None-Match 问有没有变；POST 的回答不缓存。",
            "Answers to GET carry an ETag; ask with If-None-Match whether they changed. Answers to POST are not cached.",
        ),
        T(
            "请求太频繁由前面的代理限制，回答429。",
            "Too frequent requests are held back by the proxy in front, which answers 429.",
        ),
    ]  # fmt: skip


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Return the page in the language of the site."""
    lang = language_of(get_language())
    rules = load_policy(settings.WENJIU_POLICY)
    context = {
        "words": {name: text(lang) for name, text in WORDS.items()},
        "conventions": [text(lang) for text in conventions()],
        "operations": [_shown(o, rules, lang) for o in OPERATIONS if openapi.is_of(o, rules)],
        "kinds": [{"status": k.status, "type": problems.TYPE + k.slug, "title": k.title(lang)} for k in problems.KINDS],
    }
    return render(request, "api/docs.html", context)


def _shown(operation: Operation, rules: Policy, lang: str) -> dict[str, Any]:
    path = operation.path
    for name, value in openapi.example_parts(operation, rules).items():
        path = path.replace(f"{{{name}}}", quote(value))
    body = openapi.example_body(operation, rules)
    answer = None if operation.gives == "openapi" else openapi.example_answer(operation, rules, lang)
    return {
        "id": operation.id,
        "method": operation.method,
        "address": f"{openapi.ROOT}/{operation.path}",
        "summary": operation.summary(lang),
        "description": operation.description(lang),
        "query": [*operation.query, *COMMON_QUERY],
        "parts": openapi.parts(operation),
        "example": f"{operation.method} {openapi.ROOT}/{path}",
        "body": None if body is None else _indented(body),
        "answer": None if answer is None else _indented(answer),
    }


def _indented(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
