"""Build errors as problem details (RFC 9457), with the same field, message and fix as in the command line."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.encoding import escape_uri_path

from wenjiu.rules.case.exchange import json_line
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.language.text import T, Text

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:wenjiu:problem:"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: the end of its type, HTTP status, title."""

    slug: str
    status: int
    title: Text


MALFORMED = Kind("malformed", 400, T("请求体读不出来", "The body cannot be read"))
HOST = Kind("unknown-host", 400, T("这里没有这个主机名", "Nothing is served under this host name"))
NOT_FOUND = Kind("not-found", 404, T("没有这个地址", "Nothing is at this address"))
METHOD = Kind("method-not-allowed", 405, T("这个地址不接受这种方法", "This address does not take this method"))
NOT_ACCEPTABLE = Kind("not-acceptable", 406, T("没有您要的格式", "Not available in the form asked for"))
LENGTH = Kind("length-required", 411, T("没有写明长度", "The length is not stated"))
TOO_LARGE = Kind("too-large", 413, T("请求体太大", "The body is too large"))
MEDIA = Kind("unsupported-media-type", 415, T("不接受这种格式", "This form of body is not taken"))
UNUSABLE = Kind("unusable-value", 422, T("有一个值不能用", "A value is not usable"))
TOO_MANY = Kind("too-many-requests", 429, T("请求太频繁", "Too many requests"))
FAULT = Kind("fault", 500, T("程序出错", "The program failed"))
#: In the order of their status.
KINDS = (MALFORMED, HOST, NOT_FOUND, METHOD, NOT_ACCEPTABLE, LENGTH, TOO_LARGE, MEDIA, UNUSABLE, TOO_MANY, FAULT)


class Problem(Exception):
    """A request that cannot be answered: its kind, the field, the error with the value, the remedy."""

    def __init__(self, kind: Kind, field: str, message: Text, fix: Text) -> None:
        super().__init__(f"{field}: {message.en}")
        self.kind, self.field, self.message, self.fix = kind, field, message, fix

    @classmethod
    def of(cls, kind: Kind, error: CaseError) -> Problem:
        """Return the problem for an error of the rules."""
        return cls(kind, error.field, error.message, error.fix)


def as_dict(problem: Problem, instance: str, lang: str) -> dict[str, str | int]:
    """Return the members of the problem details object in one language."""
    message, fix = problem.message(lang), problem.fix(lang)
    return {
        "type": TYPE + problem.kind.slug,
        "title": problem.kind.title(lang),
        "status": problem.kind.status,
        "detail": T(f"{problem.field}：{message}。{fix}。", f"{problem.field}: {message}; {fix}.")(lang),
        "instance": instance,
        "field": problem.field,
        "message": message,
        "fix": fix,
    }


def response(problem: Problem, path: str, lang: str) -> HttpResponse:
    """Return the error response to a request."""
    body = json_line(as_dict(problem, escape_uri_path(path), lang)) + "\n"
    return HttpResponse(body, status=problem.kind.status, content_type=MEDIA_TYPE)
