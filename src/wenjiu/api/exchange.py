"""Check each API request (method, language, form, query, body) and add the headers of its answer."""

from __future__ import annotations

import hashlib
import logging
import secrets
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from wenjiu.api import problems
from wenjiu.api.problems import Problem
from wenjiu.bureau import clock
from wenjiu.policies import load_policy, names
from wenjiu.rules.case.exchange import decoded, parse_json, unreadable
from wenjiu.rules.language.problems import CaseError, shown
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.language.values import parse_date
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

logger = logging.getLogger(__name__)

JSON = "application/json"
LANGUAGES = {"zh": "zh-Hans", "en": "en"}
#: Query parameters of every URL.
COMMON_QUERY = ("policy", "lang")


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked request: its policy, language, own query parameters, body, and day (civil key; None for today)."""

    policy: Policy
    lang: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    on: int | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API.

    Attributes:
        answer: function of the request and the variable parts of the path; returns JSON text.
        query: names of its own query parameters, besides the common ones.
        takes: name of the body's schema.
        gives: name of the answer's schema.
    """

    id: str
    method: str
    path: str
    summary: Text
    description: Text
    answer: Callable[..., str]
    gives: str
    takes: str | None = None
    query: tuple[str, ...] = ()


def endpoint(operations: Mapping[str, Operation]) -> Callable[..., HttpResponse]:
    """Return the view of one URL, with an operation for each HTTP method. Without any, the view answers 404."""
    allowed = [*operations, *(("HEAD",) if "GET" in operations else ()), "OPTIONS"]

    @csrf_exempt  # nothing here depends on the caller's identity, so no other site can abuse a visitor's browser
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        lang = language(request)
        try:
            if not operations:
                raise _nothing_there(request.path)
            if request.method == "OPTIONS":
                return finished(HttpResponse(status=204, headers={"Allow": ", ".join(allowed)}), lang)
            operation = operations.get("GET" if request.method == "HEAD" else str(request.method))
            if operation is None:
                raise _wrong_method(str(request.method), allowed)
            asked = _checked(request, operation, lang)
            with civil.answering(asked.on):
                response = HttpResponse(operation.answer(asked, **parts), content_type=JSON)
            if operation.method == "GET":
                return _cached(request, finished(response, lang), asked.policy)
        except Problem as problem:
            response = problems.response(problem, request.path, lang)
            if problem.kind is problems.METHOD:
                response["Allow"] = ", ".join(allowed)
        except SuspiciousOperation:  # more query parameters than Django reads
            response = problems.response(_too_many_names(), request.path, lang)
        except Exception as error:  # noqa: BLE001 - the caller gets an answer for every error
            response = problems.response(_fault(error, request), request.path, lang)
        return finished(response, lang)

    return view


def language(request: HttpRequest) -> str:
    """Return zh or en, from the query or else the header. Other errors in the query are refused later."""
    try:
        asked = request.GET.get("lang")
    except SuspiciousOperation:  # more query parameters than Django reads
        asked = None
    return asked if asked in LANGUAGES else header_language(request)


def header_language(request: HttpRequest) -> str:
    """Return zh or en, whichever Accept-Language names first, else zh. A cookie is ignored: a cache does not see it."""
    for tag, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if tag.partition("-")[0] in LANGUAGES and weight > 0:
            return str(tag.partition("-")[0])
    return "zh"


def note_fault(error: BaseException) -> str:
    """Log a fault of the program and return its number. The exception's text is left out: it may quote a case."""
    number = f"{clock.written(timezone.now(), '%Y%m%d%H%M%S')}-{secrets.token_hex(3)}"
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("fault %s: %s\n%s", number, type(error).__name__, where)
    return number


def _checked(request: HttpRequest, operation: Operation, lang: str) -> Asked:
    if request.get_preferred_type([JSON]) is None:
        accept = shown(request.headers.get("Accept", ""))
        raise Problem(
            problems.NOT_ACCEPTABLE,
            "Accept",
            T(f"只有 {JSON}，没有“{accept}”", f"there is {JSON} only, not '{accept}'"),
            T(f"写 Accept: {JSON}，或不写", f"send Accept: {JSON}, or none"),
        )
    known = (*COMMON_QUERY, *operation.query)
    query: dict[str, str] = {}
    for name, values in request.GET.lists():
        if name not in known:
            raise _unusable(
                f"query.{shown(name)}",
                T(f"没有查询项“{shown(name)}”", f"there is no query parameter '{shown(name)}'"),
                known,
            )
        if len(values) > 1:
            raise _unusable(
                f"query.{name}",
                T(f"写了{len(values)}次", f"it is given {len(values)} times"),
                None,
                T("只留一个", "give it once"),
            )
        query[name] = values[0]
    if query.get("lang", lang) != lang:
        raise _unusable(
            "query.lang",
            T(f"没有语言“{shown(query['lang'])}”", f"there is no language '{shown(query['lang'])}'"),
            LANGUAGES,
        )
    policy = query.get("policy", settings.WENJIU_POLICY)
    if policy not in names():
        raise _unusable(
            "query.policy", T(f"没有政策“{shown(policy)}”", f"there is no policy '{shown(policy)}'"), names()
        )
    on = _day(query["on"]) if "on" in query else None
    body = _read_body(request) if operation.takes else None
    return Asked(load_policy(policy), lang, query, body, on)


def _day(text: str) -> int:
    try:
        return parse_date("query.on", text)
    except CaseError as error:
        raise Problem.of(problems.UNUSABLE, error) from error


def _read_body(request: HttpRequest) -> Any:
    if request.content_type != JSON or request.content_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        given = shown(request.headers.get("Content-Type", ""))
        raise Problem(
            problems.MEDIA,
            "Content-Type",
            T(f"只接受 {JSON}（UTF-8），不接受“{given}”", f"{JSON} in UTF-8 is taken, not '{given}'"),
            T(f"写 Content-Type: {JSON}", f"send Content-Type: {JSON}"),
        )
    if "Content-Encoding" in request.headers:
        given = shown(request.headers["Content-Encoding"])
        raise Problem(
            problems.MEDIA,
            "Content-Encoding",
            T(f"不接受压缩的请求体（“{given}”）", f"a compressed body is not taken ('{given}')"),
            T("不压缩再发", "send it as it is"),
        )
    if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
        raise Problem(
            problems.LENGTH,
            "Content-Length",
            T("分块发送的请求体没有写明长度", "a body sent in chunks states no length"),
            T("写 Content-Length", "send Content-Length"),
        )
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        raw = request.body
    except RequestDataTooBig as error:
        raise Problem(
            problems.TOO_LARGE,
            "body",
            T(f"超过{most}字节", f"it is over {most} bytes"),
            T("分几次发", "send it in several requests"),
        ) from error
    except UnreadablePostError as error:
        raise _malformed(T("没有收完", "it did not arrive whole"), T("重发一次", "send it again")) from error
    try:
        text = decoded(raw, "body")
        if not text.strip():
            raise _malformed(T("是空的", "it is empty"), T("写上 JSON", "send JSON"))
        return parse_json(text)
    except CaseError as error:
        raise Problem.of(problems.MALFORMED, error) from error
    except (ValueError, RecursionError) as error:
        raise Problem.of(problems.MALFORMED, unreadable("body", error)) from error


def finished(response: HttpResponse, lang: str) -> HttpResponse:
    """Return a response with the headers that every answer of the API has."""
    response["Content-Language"] = LANGUAGES[lang]
    response.headers.setdefault("Cache-Control", "no-store")
    patch_vary_headers(response, ("Accept", "Accept-Language"))
    return response


def _cached(request: HttpRequest, response: HttpResponse, policy: Policy) -> HttpResponse:
    """Return a response that caches may keep, validated by the version of the policy and the content's checksum."""
    response["Cache-Control"] = "public, no-cache"
    version = f"{policy.name}-v{policy.versions[-1].number}-r{policy.rules_version}"
    response["ETag"] = f'"{version}-{hashlib.sha256(response.content).hexdigest()[:16]}"'
    held = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    if not held & {response["ETag"], "*"}:
        return response
    kept = ("ETag", "Cache-Control", "Vary", "Content-Language")
    return HttpResponseNotModified(headers={name: response[name] for name in kept})


def _fault(error: Exception, request: HttpRequest) -> Problem:
    number = note_fault(error)
    logger.error("fault %s: %s %s", number, request.method, request.path)
    return Problem(
        problems.FAULT,
        "request",
        T(f"程序出错，编号{number}", f"the program failed, number {number}"),
        T("请把编号报告给维护者", "report the number"),
    )


def _too_many_names() -> Problem:
    few = T("查询项太多", "there are too many query parameters")
    return Problem(problems.MALFORMED, "query", few, one_of((*COMMON_QUERY, "audience", "on")))


def _nothing_there(path: str) -> Problem:
    return not_found("path", path, None)


def not_found(field: str, value: str, options: Any) -> Problem:
    """Return 404 for a part of the path; `options` are the existing values."""
    where = T("各个地址见 /api/v1/docs", "the addresses are listed at /api/v1/docs")
    return Problem(
        problems.NOT_FOUND,
        field,
        T(f"没有“{shown(value)}”", f"there is no '{shown(value)}'"),
        where if options is None else one_of(options),
    )


def _wrong_method(method: str, allowed: list[str]) -> Problem:
    return Problem(
        problems.METHOD,
        "method",
        T(f"不接受 {shown(method)}", f"{shown(method)} is not taken"),
        one_of(allowed),
    )


def _unusable(field: str, message: Text, options: Any, fix: Text | None = None) -> Problem:
    return Problem(problems.UNUSABLE, field, message, fix or one_of(options))


def _malformed(message: Text, fix: Text) -> Problem:
    return Problem(problems.MALFORMED, "body", message, fix)


def one_of(options: Any) -> Text:
    """Return a fix that asks for one of some values; it names the first dozen."""
    listed = list(options)
    text = ", ".join(listed[:12]) + (", ..." if len(listed) > 12 else "")
    return T(f"可用的有：{text}", f"one of: {text}")
