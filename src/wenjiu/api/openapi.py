"""Build the OpenAPI 3.1 document from the table of operations and the schemas of requests and answers."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings

import wenjiu
from wenjiu import paths
from wenjiu.api import problems, requests
from wenjiu.api import roster_requests as rosters
from wenjiu.api.exchange import JSON, LANGUAGES, Asked, Operation
from wenjiu.api.handlers import MOST_CASES
from wenjiu.policies import names
from wenjiu.rosters.kind_files import kinds_of
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.text import SEMICOLON, T
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

ROOT = "/api/v1"
HERE = Path(__file__).parent
COMMON = (problems.HOST, problems.NOT_ACCEPTABLE, problems.METHOD, problems.UNUSABLE, problems.TOO_MANY, problems.FAULT)
WITH_BODY = (problems.MALFORMED, problems.LENGTH, problems.TOO_LARGE, problems.MEDIA)
SUMMARY = T(
    "就业政策的规则：措施、参数、口径、评估。公开，只读，不登录，什么都不保存。",
    "The rules of an employment policy: measures, parameters, readings, answers. Public, read-only, no sign-in, nothing is kept.",
)


def document(operations: Sequence[Operation], policy: Policy, lang: str) -> dict[str, Any]:
    """Return the OpenAPI document for a policy in a language. Its examples are real answers of today."""
    return _document(tuple(operations), policy, lang, civil.date(civil.today()))


@lru_cache(maxsize=8)
def _document(operations: tuple[Operation, ...], policy: Policy, lang: str, today: dt.date) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for operation in operations:
        if not is_of(operation, policy):
            continue
        found.setdefault(f"{ROOT}/{operation.path}", {})[operation.method.lower()] = _operation(operation, policy, lang)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "稳就 Wenjiu",
            "version": wenjiu.__version__,
            "summary": SUMMARY(lang),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": found,
        "components": {
            "schemas": {
                **published(),
                **requests.case(policy, lang, MOST_CASES),
                "together_cases": requests.together(policy, MOST_CASES),
                **requests.answers(policy, lang),
                "stated": requests.stated(policy, lang),
                "query": requests.QUERY,
                **rosters.request(policy, lang),
            },
            "headers": {
                "Content-Language": {"schema": {"enum": list(LANGUAGES.values())}, "required": True},
                "ETag": {"schema": {"type": "string"}, "required": True},
                "Cache-Control": {"schema": {"type": "string"}, "required": True},
            },
        },
    }


def is_of(operation: Operation, policy: Policy) -> bool:
    """Whether a policy has what an operation is about: a policy may have no rosters."""
    return operation.takes != "roster_rows" or bool(kinds_of(policy))


@cache
def published() -> dict[str, Any]:
    """Return the schemas of answers: the published ones of ``wenjiu assess``, and those that only the API has."""
    schemas: dict[str, Any] = {}
    own = [(HERE / f"{name}.schema.json").read_text("utf-8") for name in ("replies", "visits")]
    for text in (_shipped("assess.schema.json"), *own):
        schemas.update(json.loads(text.replace('"#/$defs/', '"#/components/schemas/'))["$defs"])
    together = json.loads(_shipped("together.schema.json"))
    schemas["together"] = {name: value for name, value in together.items() if not name.startswith("$")}
    return schemas


def _shipped(name: str) -> str:
    """Return a schema from docs/ in a checkout. An installed package has a copy of it next to this module."""
    here = HERE / name
    return (here if here.is_file() else paths.checkout() / "docs" / name).read_text("utf-8")


def parts(operation: Operation) -> list[str]:
    """Return the names of the variable parts of an operation's path."""
    return re.findall(r"{(\w+)}", operation.path)


def example_parts(operation: Operation, policy: Policy) -> dict[str, str]:
    """Return values for the variable parts of an operation's path: the first existing ones."""
    return {name: next(iter(_values(name, policy))) for name in parts(operation)}


def example_body(operation: Operation, policy: Policy) -> Any:
    """Return a synthetic body for an operation: the example of the first measure, or an audience's first question."""
    code, measure = next(iter(policy.measures.items()))
    case = {"id": "synthetic-1", "measure": code, "facts": measure.example}
    match operation.takes:
        case "case":
            return case
        case "cases":
            return [case, {"id": "synthetic-2", "measure": code}]
        case "together_cases":
            return _together_example(policy)
        case "query":
            return {"q": measure.name("zh")}
        case "answers":
            names = policy.accepted_facts(measure)
            known = policy.check(measure.audience, {}).facts
            answers = {names[n].key: value for n, value in measure.example.items() if names[n].key in known}
            return {"audience": measure.audience, "answers": dict(list(answers.items())[:3])}
        case "stated":
            return _stated_example(policy)
        case "roster_rows":
            return rosters.example(policy)
    return None


def _together_example(policy: Policy) -> dict[str, Any]:
    """Return two cases to which a stacking rule of the policy applies; without one, two of its first measure."""
    pairs = (sorted(pair) for rule in policy.stacking.rules for pair in rule.between)
    first, second = next((p for p in pairs if len(p) == 2), [next(iter(policy.measures))] * 2)
    cases = [
        {"id": f"synthetic-{k}", "measure": code, "facts": policy.measures[code].example, "same": {"person": "p-1"}}
        for k, code in enumerate((first, second), 1)
    ]
    return {"cases": cases, "past_awards": [{"id": "synthetic-paid", "measure": first, "amount": "1000.00"}]}


def _stated_example(policy: Policy) -> dict[str, Any]:
    """Return the policy's first statement with an answer; without statements, a measure to ask about."""
    for s in policy.situations.statements[:1]:
        measure = policy.measures[s.opens[0]]
        names = policy.accepted_facts(measure)
        answers = {names[n].key: value for n, value in measure.example.items() if isinstance(names[n], Fact)}
        return {"ticked": [s.id], "answers": dict(list(answers.items())[:1])}
    return {"about": list(policy.measures)[:1]}


def example_answer(operation: Operation, policy: Policy, lang: str) -> Any:
    """Return the operation's answer to the example, its lists cut to their first two items."""
    asked = Asked(policy, lang, {}, example_body(operation, policy))
    return shortened(json.loads(operation.answer(asked, **example_parts(operation, policy))))


def shortened(value: Any) -> Any:
    """Return data with every list cut to its first two items."""
    if isinstance(value, list):
        return [shortened(v) for v in value[:2]]
    return {k: shortened(v) for k, v in value.items()} if isinstance(value, dict) else value


def kinds(operation: Operation) -> list[problems.Kind]:
    """Return the problems that an operation may answer with, by status."""
    found = [*COMMON, *(WITH_BODY if operation.takes else ()), *((problems.NOT_FOUND,) if parts(operation) else ())]
    return sorted(found, key=lambda kind: kind.status)


def _values(name: str, policy: Policy) -> list[str]:
    """Return the values that a part of a path or query can have."""
    match name:
        case "code":
            return list(policy.measures)
        case "name":
            return list(policy.book.params)
        case "id":
            return list(policy.ambiguities)
        case "audience":
            return list(policy.audiences)
        case _:
            return list(LANGUAGES)


def _operation(operation: Operation, policy: Policy, lang: str) -> dict[str, Any]:
    # A document describes one policy, whose names and fields it lists; only these two operations concern all policies.
    every = names() if operation.gives in ("openapi", "policies") else []
    found: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary(lang),
        "description": operation.description(lang),
        "parameters": [
            *(_parameter("path", name, _values(name, policy), True) for name in parts(operation)),
            *(
                _parameter("query", name, _values(name, policy), False)
                for name in (*operation.query, "lang")
                if name != "on"
            ),
            *(
                [{"in": "query", "name": "on", "required": False, "schema": requests.DATE}]
                if "on" in operation.query
                else []
            ),
            # Without this parameter the site's own policy answers, which may differ from the policy of this document.
            _parameter("query", "policy", every or [policy.name], not every and policy.name != settings.WENJIU_POLICY),
            {"in": "header", "name": "Accept-Language", "required": False, "schema": {"type": "string"}},
        ],
        "responses": {
            str(status): _problem(list(same), lang)
            for status, same in groupby(kinds(operation), lambda kind: kind.status)
        },
    }
    if operation.takes:
        found["requestBody"] = {"required": True, "content": {JSON: _content(operation.takes)}}
        found["requestBody"]["content"][JSON]["example"] = example_body(operation, policy)
    good: dict[str, Any] = {"description": operation.summary(lang), "content": {JSON: _content(operation.gives)}}
    good["headers"] = _headers("Content-Language", "Cache-Control")
    if operation.method == "GET":
        good["headers"] |= _headers("ETag")
        found["responses"]["304"] = {
            "description": T("与 If-None-Match 所写的相同", "The same as If-None-Match names")(lang),
            "headers": _headers("Content-Language", "Cache-Control", "ETag"),
        }
    if operation.gives != "openapi":
        good["content"][JSON]["example"] = example_answer(operation, policy, lang)
    found["responses"] = dict(sorted((found["responses"] | {"200": good}).items()))
    return found


def _parameter(where: str, name: str, values: list[str], required: bool) -> dict[str, Any]:
    return {"in": where, "name": name, "required": required, "schema": {"type": "string", "enum": values}}


def _problem(kinds: list[problems.Kind], lang: str) -> dict[str, Any]:
    """Return the response of the kinds that share a status."""
    titles = SEMICOLON(lang).join(kind.title(lang) for kind in kinds)
    found: dict[str, Any] = {"description": titles, "content": {problems.MEDIA_TYPE: _content("problem")}}
    if problems.TOO_MANY not in kinds:  # the proxy answers that one
        found["headers"] = _headers("Content-Language", "Cache-Control")
    return found


def _content(schema: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{schema}"}}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
