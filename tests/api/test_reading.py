"""What can be read: every measure, parameter and reading, in the published form, with headers that let caches ask again."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.support.answers import Form
from tests.support.handworked import TABLES, files

from wenjiu.api import openapi
from wenjiu.api.operations import OPERATIONS
from wenjiu.policies import load_policy, names
from wenjiu.policies.documents.district_figures import figures_of
from wenjiu.rules.case.exchange import parse_json
from wenjiu.rules.language.parameter_types import NUMBER
from wenjiu.rules.language.problems import CaseError
from wenjiu.standards import money

POLICY = load_policy("chaoyang_2020")
READS = [o for o in OPERATIONS if o.method == "GET"]


def document(lang: str = "zh") -> dict[str, Any]:
    return openapi.document(OPERATIONS, POLICY, lang)


@cache
def form(schema: str) -> Form:
    """One schema of the document."""
    schemas = document()["components"]["schemas"]
    return Form({"$ref": f"#/components/schemas/{schema}", "components": {"schemas": schemas}})


def pages() -> list[tuple[str, str]]:
    """Every address that can be read, and the schema of what is there."""
    found = [(f"measures?audience={id}", "measures") for id in POLICY.audiences]
    found += [(f"measures/{code}", "guide") for code in POLICY.measures]
    found += [(f"parameters/{name}", "parameter") for name in POLICY.book.params]
    found += [(f"readings/{id}", "reading") for id in POLICY.ambiguities]
    return found + [(o.path, o.gives) for o in READS if "{" not in o.path]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_that_can_be_read_has_its_published_form(api: Any, lang: str) -> None:
    for path, schema in pages():
        told = api.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        assert told.status == 200, path
        assert form(schema).objections(told.json) == [], path


def test_every_schema_is_sound_and_every_reference_leads_somewhere() -> None:
    text = json.dumps(document())
    for name, schema in document()["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert f'"$defs/{name}' not in text and '"#/$defs' not in text
    for part in text.split('"$ref": "')[1:]:
        place: Any = document()
        for step in part.partition('"')[0].removeprefix("#/").split("/"):
            place = place[step]


def test_every_example_in_the_document_has_its_own_published_form() -> None:
    for operations in document()["paths"].values():
        for operation in operations.values():
            contents = [operation["responses"]["200"]["content"]]
            contents += [operation["requestBody"]["content"]] if "requestBody" in operation else []
            for content in (c["application/json"] for c in contents):
                schema = content["schema"]["$ref"].rpartition("/")[2]
                assert "example" in content or schema == "openapi"
                assert form(schema).objections(content.get("example", document())) == []


def test_every_case_that_is_answered_fits_the_schema_of_a_case() -> None:
    fits, tried = {code: form(f"case_{code}") for code in POLICY.measures}, 0
    for code, text in ((code, c.text) for t in TABLES for code, cases in files(t).items() for c in cases):
        try:
            POLICY.assess(parse_json(text))
        except CaseError:
            continue
        assert fits[code].objections(json.loads(text)) == [], text
        tried += 1
    assert tried > 500


def test_the_example_of_every_measure_fits_the_schema_of_a_case() -> None:
    for code, measure in POLICY.measures.items():
        assert not form("case").objections({"measure": code, "facts": measure.example}), code
        assert form("case").objections({"measure": code, "facts": {"no_such_fact": 1}})


def test_the_document_of_another_policy_is_about_that_policy() -> None:
    for name in names():
        rules = load_policy(name)
        found = openapi.document(OPERATIONS, rules, "en")
        code = found["paths"]["/api/v1/measures/{code}"]["get"]["parameters"]
        assert code[0]["schema"]["enum"] == list(rules.measures)
        (policy,) = (p for p in code if p["name"] == "policy")
        assert (policy["schema"]["enum"], policy["required"]) == ([name], name != POLICY.name)


def test_the_document_names_every_fact_parameter_and_reading_of_the_policy() -> None:
    schemas = document()["components"]["schemas"]
    assert set(schemas["params"]["properties"]) == set(POLICY.book.params)
    for code, measure in POLICY.measures.items():
        asked = schemas[f"case_{code}"]["properties"]
        assert set(asked["facts"]["properties"]) == set(POLICY.accepted_facts(measure))
        assert set(asked["readings"]["properties"]) == set(POLICY.reading_ids)


def test_an_audience_sees_its_measures_and_those_that_are_also_for_it(api: Any) -> None:
    seen = {id: {m["code"] for m in api.get(f"measures?audience={id}").json["measures"]} for id in POLICY.audiences}
    for code, measure in POLICY.measures.items():
        assert {id for id, codes in seen.items() if code in codes} == {measure.audience, *measure.also}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_ambiguity_of_the_document_is_told_whole(api: Any, lang: str) -> None:
    whole = api.get(f"readings?lang={lang}").json
    told = {r["id"]: r for r in whole["readings"]}
    assert list(told) == list(POLICY.ambiguities) and len(told) == 101
    for id, known in POLICY.ambiguities.items():
        found = told[id]
        head = {"policy": POLICY.name, "district": whole["district"]}
        assert head | found == api.get(f"readings/{id}?lang={lang}").json
        assert [(o["letter"], o["text"], o["remote"]) for o in found["options"]] == [
            (letter, text(lang), letter in known.remote) for letter, text in known.letters.items()
        ]
        assert (found["clause"] or "", found["recommended"]) == (known.clause, known.recommended)
        assert (found["words"], found["why"], found["money"]) == (known.words(lang), known.why(lang), known.money(lang))
        assert found["reason"] == (known.reason and known.reason(lang))
        assert found["reason"] is not None or all(o["measures"] for o in found["options"])


def test_what_a_reading_changes_in_the_synthetic_district_is_told_for_every_letter_that_can_be_computed(
    api: Any,
) -> None:
    whole, figures = api.get("readings").json, figures_of(POLICY)
    assert figures is not None
    assert whole["district"] == figures.basis() and whole["district"]["synthetic"] is True
    for told in whole["readings"]:
        for option in told["options"]:
            assert (option["district"] is not None) == option["switchable"]
            assert option["district"] == figures.data(told["id"], option["letter"])


def test_a_letter_is_called_switchable_exactly_where_some_measure_takes_it(api: Any) -> None:
    for told in api.get("readings").json["readings"]:
        for option in told["options"]:
            taken = []
            others = [code for code in POLICY.measures if code not in option["measures"]]
            for code in (*option["measures"], *others[:1]):
                asked = {"measure": code, "facts": {}, "readings": {told["id"]: option["letter"]}}
                if api.post("assess", json.dumps(asked)).status == 200:
                    taken.append(code)
            if option["letter"] == told["recommended"]:
                assert taken == [*option["measures"], *others[:1]]
            else:
                assert (taken, option["switchable"]) == (option["measures"], bool(taken)), (
                    told["id"],
                    option["letter"],
                )


def test_a_parameter_gives_every_row_that_the_policy_has(api: Any) -> None:
    for name, param in POLICY.book.params.items():
        told = api.get(f"parameters/{name}").json
        assert len(told["rows"]) == len(param.rows)
        for row, source in zip(told["rows"], param.rows, strict=True):
            assert (row["confidence"], row["confirmed"]) == (source.confidence, source.confidence == "high")
            if param.type is NUMBER and "fen" in str(param.unit):
                assert row["value"] == money.yuan(source.value)
        assert (told["value"] is None) >= (not param.rows)


@pytest.mark.parametrize("operation", [pytest.param(o, id=o.id) for o in READS])
def test_a_cache_can_ask_whether_anything_changed(api: Any, operation: Any) -> None:
    path = operation.path.format(**openapi.example_parts(operation, POLICY))
    first = api.get(path)
    tag = first.headers["ETag"]
    assert tag.startswith('"chaoyang_2020-v') and first.headers["Cache-Control"] == "public, no-cache"
    for held in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = api.get(path, If_None_Match=held)
        assert (again.status, again.raw, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Vary"] == first.headers["Vary"] == "Accept, Accept-Language"
    assert api.get(path, If_None_Match='"x"').status == 200
    if operation.id not in ("policies", "openapi"):
        assert api.get(path, Accept_Language="en").headers["ETag"] != tag


@pytest.mark.parametrize("operation", [pytest.param(o, id=o.id) for o in OPERATIONS])
def test_head_gives_the_headers_alone_and_options_the_methods(api: Any, operation: Any) -> None:
    path = operation.path.format(**openapi.example_parts(operation, POLICY))
    taken = [o.method for o in OPERATIONS if o.path == operation.path]
    methods = ", ".join([*taken, *(["HEAD"] if "GET" in taken else []), "OPTIONS"])
    told = api.call("OPTIONS", path)
    assert (told.status, told.raw, told.headers["Allow"]) == (204, b"", methods)
    head = api.call("HEAD", path)
    if "GET" in taken:
        whole = api.get(path)
        assert (head.status, head.raw) == (200, b"")
        for name in ("ETag", "Content-Type", "Content-Length", "Content-Language", "Vary"):
            assert head.headers[name] == whole.headers[name]
    else:
        assert (head.status, head.headers["Allow"]) == (405, methods)


@pytest.mark.parametrize(("asked", "wanted", "given"), [
    ("", "", "zh-Hans"), ("", "en", "en"), ("", "en-GB,zh;q=0.9", "en"), ("", "zh-TW", "zh-Hans"), ("", "fr,en;q=0.1", "en"),
    ("", "fr", "zh-Hans"), ("", "end", "zh-Hans"), ("", "en;q=0", "zh-Hans"), ("", ";;;", "zh-Hans"), ("", "e" * 9000, "zh-Hans"),
    ("en", "zh", "en"), ("zh", "en", "zh-Hans"),
])  # fmt: skip
def test_the_query_chooses_the_language_before_the_header(api: Any, asked: str, wanted: str, given: str) -> None:
    told = api.get("measures/5.2" + (f"?lang={asked}" if asked else ""), Accept_Language=wanted)
    assert told.headers["Content-Language"] == given
    assert told.json["name"] == POLICY["5.2"].name("en" if given == "en" else "zh")


def test_a_cookie_changes_nothing_and_none_is_set(api: Any) -> None:
    plain = api.get("measures")
    api.client.cookies["django_language"] = "en"
    assert api.get("measures").raw == plain.raw and not api.get("measures").cookies
    assert not api.post("assess", '{"measure": "5.2", "facts": {}}').cookies


def test_answers_to_posts_are_never_kept_by_a_cache(api: Any) -> None:
    told = api.post("assess", '{"measure": "5.2", "facts": {}}')
    assert told.headers["Cache-Control"] == "no-store" and "ETag" not in told.headers
    assert told.headers["X-Content-Type-Options"] == "nosniff" and told.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_help_page_shows_every_operation_and_needs_nothing_that_the_page_policy_forbids(
    api: Any, lang: str
) -> None:
    told = api.get("docs", Accept_Language=lang)
    page = told.raw.decode()
    for operation in OPERATIONS:
        assert f"{operation.method} /api/v1/{operation.path}" in page and operation.summary(lang) in page
    assert (
        "<style" not in page
        and " style=" not in page
        and "<script>" not in page
        and "//" not in page.replace("://", "")
    )
    assert told.headers["Content-Security-Policy"] and api.get("").headers["Location"] == "/api/v1/docs"
