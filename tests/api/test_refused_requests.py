"""A request that is not answered gets problem details in either language: which field, what is wrong, what to do."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from tests.support.cases import case, fact

GOOD = case()
LIMIT = 2_621_440
WORKERS = "facts.chaoyang_hukou_workers"
JSON = {"Content_Type": "application/json"}

#: What is wrong, method, address, body, headers, status, field, words of the English message or fix.
REFUSED: list[tuple[str, str, str, str | bytes, dict[str, str], int, str, str]] = [
    ("no JSON", "POST", "assess", "words", JSON, 400, "body", "not valid JSON"),
    ("half an object", "POST", "assess", '{"id": 1', JSON, 400, "body", "column"),
    ("nothing", "POST", "assess", "", JSON, 400, "body", "empty"),
    ("spaces", "POST", "assess", " \n ", JSON, 400, "body", "empty"),
    ("bytes that are not UTF-8", "POST", "assess", b'{"id": "\xff"}', JSON, 400, "body", "byte 9 is not UTF-8"),
    ("a name given twice", "POST", "assess", '{"id": 1, "id": 2}', JSON, 400, "id", "given twice"),
    ("100,000 opening brackets", "POST", "assess", "[" * 100_000, JSON, 400, "body", "nested too deeply"),
    ("100,000 objects in each other", "POST", "assess/batch", '{"a":' * 100_000, JSON, 400, "body", "too deeply"),
    ("two documents", "POST", "questions", "{} {}", JSON, 400, "body", "not valid JSON"),
    ("an address that is not there", "GET", "cases", "", {}, 404, "path", "/api/v1/docs"),
    ("a slash too many", "GET", "policies/", "", {}, 404, "path", "policies/"),
    ("a measure that is not there", "GET", "measures/9.9", "", {}, 404, "code", "one of: 3.1a"),
    ("a measure with an escape in it", "GET", "measures/%1B%5B31m", "", {}, 404, "code", r"\u001b[31m"),
    ("a parameter that is not there", "GET", "parameters/x", "", {}, 404, "name", "there is no 'x'"),
    ("a reading that is not there", "GET", "readings/A-9.9-9", "", {}, 404, "id", "A-9.9-9"),
    ("posting to a list", "POST", "measures", "{}", JSON, 405, "method", "GET, HEAD, OPTIONS"),
    ("asking for a case", "GET", "assess", "", {}, 405, "method", "POST, OPTIONS"),
    ("deleting", "DELETE", "measures/5.2", "", {}, 405, "method", "DELETE is not taken"),
    ("a method of one's own", "BREW", "policies", "", {}, 405, "method", "BREW"),
    ("XML wanted", "GET", "policies", "", {"Accept": "application/xml"}, 406, "Accept", "application/json"),
    ("JSON unwanted", "GET", "policies", "", {"Accept": "*/*;q=0"}, 406, "Accept", "application/json"),
    ("chunks", "POST", "assess", "", {**JSON, "Transfer_Encoding": "chunked"}, 411, "Content-Length", "Content-Length"),
    ("one byte too many", "POST", "assess", " " * (LIMIT + 1), JSON, 413, "body", f"over {LIMIT}"),
    ("too many bytes of cases", "POST", "assess/batch", "[" + " " * LIMIT, JSON, 413, "body", "several requests"),
    ("a form", "POST", "assess", "a=1", {"Content_Type": "application/x-www-form-urlencoded"}, 415, "Content-Type",
     "application/json"),
    ("no type", "POST", "assess", GOOD, {}, 415, "Content-Type", "application/json"),
    ("another encoding", "POST", "assess", GOOD, {"Content_Type": "application/json; charset=gbk"}, 415,
     "Content-Type", "UTF-8"),
    ("a compressed body", "POST", "assess", GOOD, {**JSON, "Content_Encoding": "gzip"}, 415, "Content-Encoding", "gzip"),
    ("a query that does not exist", "GET", "policies?langg=en", "", {}, 422, "query.langg", "one of: policy, lang"),
    ("a language that does not exist", "GET", "policies?lang=fr", "", {}, 422, "query.lang", "one of: zh, en"),
    ("a query given twice", "GET", "policies?lang=zh&lang=en", "", {}, 422, "query.lang", "given 2 times"),
    ("a policy that does not exist", "GET", "measures?policy=x", "", {}, 422, "query.policy", "chaoyang_2020"),
    ("a policy that is a path", "GET", "measures?policy=../x", "", {}, 422, "query.policy", "chaoyang_2020"),
    ("an audience that does not exist", "GET", "measures?audience=x", "", {}, 422, "query.audience", "person"),
    ("a thousand queries", "GET", "policies?" + "a=1&" * 1500, "", {}, 400, "query", "too many"),
    ("a list for a case", "POST", "assess", "[]", JSON, 422, "case", "not an object"),
    ("no facts", "POST", "assess", '{"measure": "5.2"}', JSON, 422, "facts", "write facts"),
    ("an unknown measure", "POST", "assess", case(measure="5.9"), JSON, 422, "measure", "5.9"),
    ("NaN for a count", "POST", "assess", fact("chaoyang_hukou_workers", "NaN"), JSON, 422, WORKERS, "NaN"),
    ("infinity for a count", "POST", "assess", fact("chaoyang_hukou_workers", "-Infinity"), JSON, 422, WORKERS, "Inf"),
    ("5000 digits for a count", "POST", "assess", fact("chaoyang_hukou_workers", "9" * 5000), JSON, 422, WORKERS, "9..."),
    ("200,000 zeros for a count", "POST", "assess", fact("chaoyang_hukou_workers", "1." + "0" * 200_000), JSON, 422, WORKERS,
     "1.0000"),
    ("an exponent of twenty digits", "POST", "assess", fact("chaoyang_hukou_workers", "1e" + "9" * 20), JSON, 422, WORKERS,
     "1E+1000000"),
    ("200,000 zeros for an answer", "POST", "questions",
     f'{{"audience": "firm", "answers": {{"firm.local_workers": 1.{"0" * 200_000}}}}}', JSON, 422,
     "answers.firm.local_workers", "1.0000"),
    ("200,000 zeros for a day", "POST", "questions", f'{{"audience": "firm", "on": 1.{"0" * 200_000}}}', JSON, 422, "on",
     "1.0000"),
    ("200,000 zeros for an award", "POST", "assess/together",
     f'{{"cases": [1], "past_awards": [{{"measure": "5.2", "amount": 1.{"0" * 200_000}}}]}}', JSON, 422,
     "past_awards[0].amount", "1.0000"),
    ("a deep list for a count", "POST", "assess", fact("chaoyang_hukou_workers", "[" * 500 + "]" * 500), JSON, 422,
     WORKERS, "'[...]'"),
    ("text for a count", "POST", "assess", fact("chaoyang_hukou_workers", '"3"'), JSON, 422, WORKERS, "whole number"),
    ("30 February", "POST", "assess", fact("application_date", '"2020-02-30"'), JSON, 422, "facts.application_date",
     "2020-02-30"),
    ("no letter of a reading", "POST", "assess", case(readings={"A-5.2-3": "Z"}), JSON, 422, "readings.A-5.2-3", "A, B"),
    ("no cases", "POST", "assess/batch", "[]", JSON, 422, "body", "1 to 1000"),
    ("1001 cases", "POST", "assess/batch", "[" + "1," * 1000 + "1]", JSON, 422, "body", "(1001)"),
    ("one case for many", "POST", "assess/batch", GOOD, JSON, 422, "body", "send [case, ...]"),
    ("no case together", "POST", "assess/together", '{"cases": []}', JSON, 422, "cases", "no cases"),
    ("nothing together", "POST", "assess/together", "null", JSON, 422, "cases", "no cases"),
    ("a case for a list", "POST", "assess/together", '{"cases": {}}', JSON, 422, "cases", "write [case, ...]"),
    ("a word for a list", "POST", "assess/together", '"x"', JSON, 422, "cases", "'x'"),
    ("an unknown field together", "POST", "assess/together", '{"cases": [1], "x": 1}', JSON, 422, "x", "unknown field"),
    ("1001 cases and awards", "POST", "assess/together", f'{{"cases": [{"1," * 500}1], "past_awards": [{"1," * 499}1]}}',
     JSON, 422, "cases", "(1001)"),
    ("twenty thousand pairs", "POST", "assess/together", '[' + '{"measure": "5.3", "facts": {}},' * 200 + '{}]', JSON, 422,
     "cases", "say with same whose"),
    ("awards that are no list", "POST", "assess/together", '{"cases": [1], "past_awards": 0}', JSON, 422, "past_awards",
     "'0'"),
    ("an award of nothing", "POST", "assess/together", '{"cases": [1], "past_awards": [null]}', JSON, 422,
     "past_awards[0].measure", "which measure was paid"),
    ("an award of a list", "POST", "assess/together", '{"cases": [1], "past_awards": [{"measure": []}]}', JSON, 422,
     "past_awards[0].measure", "which measure was paid"),
    ("an award of words", "POST", "assess/together", '{"cases": [1], "past_awards": [{"measure": "5.2", "amount": "x"}]}',
     JSON, 422, "past_awards[0].amount", "'x'"),
    ("an award whose labels are none", "POST", "assess/together",
     '{"cases": [1], "past_awards": [{"measure": "5.2", "same": false}]}', JSON, 422, "past_awards[0].same", "labels"),
    ("readings that are no object", "POST", "assess/together", '{"cases": [1], "readings": false}', JSON, 422, "readings",
     "{id: letter}"),
    ("a reading that no case consults", "POST", "assess/together", '{"cases": [1], "readings": {"A-5.2-3": "B"}}', JSON,
     422, "readings.A-5.2-3", "none of these cases"),
    ("parameters that are no object", "POST", "assess/together", '{"cases": [1], "params": []}', JSON, 422, "params",
     "{name: value}"),
    ("a list of answers", "POST", "questions", "[]", JSON, 422, "body", "write {audience"),
    ("nobody asks", "POST", "questions", "{}", JSON, 422, "audience", "person"),
    ("a stranger asks", "POST", "questions", '{"audience": ["x"]}', JSON, 422, "audience", "person"),
    ("a field that does not exist", "POST", "questions", '{"audience": "firm", "x": 1}', JSON, 422, "x", "audience"),
    ("answers as a list", "POST", "questions", '{"audience": "firm", "answers": []}', JSON, 422, "answers", "{question"),
    ("an unknown question", "POST", "questions", '{"audience": "firm", "answers": {"x": 1}}', JSON, 422, "answers.x",
     "no question"),
    ("a wrong answer", "POST", "questions", '{"audience": "firm", "answers": {"firm.local_workers": -1}}', JSON, 422,
     "answers.firm.local_workers", "'-1'"),
    ("no day", "POST", "questions", '{"audience": "firm", "on": "today"}', JSON, 422, "on", "today"),
]  # fmt: skip
MEMBERS = {"type", "title", "status", "detail", "instance", "field", "message", "fix"}


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in REFUSED])
def test_what_is_wrong_is_told_with_field_and_remedy_in_either_language(api: Any, row: tuple[Any, ...]) -> None:
    _, method, path, body, headers, status, field, words = row
    told = [api.call(method, path, body, **headers, Accept_Language=lang) for lang in ("en", "zh-CN,en;q=0.5")]
    english, chinese = (reply.json for reply in told)
    for reply, problem, language in zip(told, (english, chinese), ("en", "zh-Hans"), strict=True):
        assert set(problem) == MEMBERS and (reply.status, problem["status"]) == (status, status), problem
        assert problem["field"] == field and reply.raw.decode().rstrip("\n").isprintable()
        assert reply.headers["Content-Type"] == "application/problem+json"
        assert reply.headers["Content-Language"] == language or "lang=en" in path
        assert reply.headers["Cache-Control"] == "no-store" and not reply.cookies
        assert all(len(str(value)) < 500 for value in problem.values())
        assert problem["instance"] == "/api/v1/" + path.partition("?")[0]
        assert ("Allow" in reply.headers) == (status == 405)
    assert words in f"{english['message']}; {english['fix']}", english
    assert english["type"] == chinese["type"]
    if "lang=en" not in path:
        assert any("一" <= c <= "鿿" for c in chinese["message"] + chinese["fix"])


@pytest.mark.parametrize("path", ["assess", "policies", "nowhere", "docs", "policies?" + "a=1&" * 1500])
def test_a_host_that_the_site_does_not_serve_is_told_as_any_other_error(api: Any, path: str) -> None:
    for host, named in (("evil.example", "'evil.example'"), ("a b\t<c>", "'"), ("x" * 2000, "xxx...'")):
        told = api.get(path, Host=host, Accept_Language="en")
        assert (told.status, told.headers["Content-Type"]) == (400, "application/problem+json")
        assert set(told.json) == MEMBERS and told.json["type"] == "urn:wenjiu:problem:unknown-host"
        assert told.json["field"] == "Host" and named in told.json["message"] and len(told.json["message"]) < 200
        assert (told.headers["Content-Language"], told.headers["Cache-Control"]) == ("en", "no-store")
    assert api.get("policies?lang=en", Host="evil.example").json["title"] == "Nothing is served under this host name"
    assert api.get("policies", Host="testserver").status == 200


def test_a_body_of_exactly_the_limit_is_read(api: Any) -> None:
    assert api.post("assess", GOOD + " " * (LIMIT - len(GOOD.encode()))).status == 200


def test_a_byte_order_mark_is_no_error(api: Any) -> None:
    assert api.post("assess", b"\xef\xbb\xbf" + GOOD.encode()).json["amount"] == "30000.00"


def test_a_case_is_never_in_the_log(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    api.post("assess", fact("registered_district", '"a private place"').replace("5.2", "5.9"))
    api.post("assess", fact("application_date", '"a private day"'))
    assert "private" not in caplog.text


def test_a_fault_of_the_program_is_told_with_a_number_and_not_with_its_words(
    api: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from wenjiu.rules.policy import Policy

    def fail(*_: Any) -> None:
        raise ZeroDivisionError("etavirp"[::-1])

    monkeypatch.setattr(Policy, "assess", fail)
    told = api.post("assess?lang=en", GOOD)
    assert (told.status, told.json["type"]) == (500, "urn:wenjiu:problem:fault")
    number = told.json["message"].rpartition(" ")[2]
    assert number in caplog.text and "private" not in caplog.text + told.raw.decode()
    lines = api.post("assess/batch?lang=en", f"[{GOOD}]").json["lines"]
    assert "ZeroDivisionError" in lines[0]["error"]["message"] and "private" not in caplog.text


def test_the_kinds_of_problems_are_all_on_the_help_page(api: Any) -> None:
    page = api.get("docs").raw.decode()
    for *_, status, _, _ in REFUSED:
        assert f"<td>{status}</td>" in page
    assert json.dumps("x") and "urn:wenjiu:problem:too-many-requests" in page


def test_a_long_number_in_one_case_of_many_is_told_in_its_own_line_and_costs_no_time(api: Any) -> None:
    long = fact("chaoyang_hukou_workers", "0." + "0" * 200_000 + "1")
    begun = time.perf_counter()
    reply = api.post("assess/batch", f"[{long}, {GOOD}, {long}]")
    assert time.perf_counter() - begun < 1
    assert (reply.status, reply.json["answered"], reply.json["refused"]) == (200, 1, 2)
    assert [line.get("error", {}).get("field") for line in reply.json["lines"]] == [WORKERS, None, WORKERS]
