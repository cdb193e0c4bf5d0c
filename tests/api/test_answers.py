"""What the API answers to a case is, byte for byte, the line that `wenjiu assess --json` prints for it."""

from __future__ import annotations

import json
import os
import threading
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.cases import FACTS, case
from tests.support.command import wenjiu
from tests.support.counts import some
from tests.support.handworked import files

from wenjiu.policies import load_policy


def examples() -> list[str]:
    """The published example cases, each also under the readings that it gives an answer under."""
    name = os.environ.get("WENJIU_EXAMPLES")
    found = yaml.safe_load(Path(name).read_text("utf-8"))["cases"] if name else []
    return [
        json.dumps({k: c[k] for k in ("id", "measure", "facts", "params")} | {"params_only": True, "readings": letters})
        for c in found
        for letters in ({}, *(other["reading"] for other in c.get("other_readings", [])))
    ]


@cache
def cases() -> list[str]:
    """Every example case, and cases worked out by hand; some of them are refused."""
    worked = [c.text for found in files().values() for c in found]
    return [*examples(), *some(worked, 4, "cases of the API")]


@cache
def printed(lang: str) -> list[str]:
    """What the command line prints for them."""
    return wenjiu("assess", "--cases", "-", "--json", "--lang", lang, given="\n".join(cases())).text.splitlines()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_case_is_answered_as_on_the_command_line(api: Any, lang: str) -> None:
    pairs = list(zip(cases(), printed(lang), strict=True))
    for asked, line in [*pairs[: len(examples())], *pairs[len(examples()) :: 7]]:  # the batch below asks all of them
        told = api.post(f"assess?lang={lang}", asked)
        expected = json.loads(line)
        if "error" in expected:
            assert told.status == 422, asked
            assert {name: told.json[name] for name in expected["error"]} == expected["error"]
        else:
            assert (told.status, told.raw.decode()) == (200, line + "\n"), asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_many_cases_at_once_give_the_same_lines(api: Any, lang: str) -> None:
    for start in range(0, len(cases()), 1000):
        asked, lines = cases()[start : start + 1000], [json.loads(x) for x in printed(lang)[start : start + 1000]]
        told = api.post(f"assess/batch?lang={lang}", f"[{', '.join(asked)}]").json
        for number, line in enumerate(lines, 1):
            if "error" in line:
                line["line"] = number
        assert told["lines"] == lines
        refused = sum("error" in line for line in lines)
        assert (told["answered"], told["refused"]) == (len(lines) - refused, refused)


def test_a_malformed_case_among_a_thousand_loses_none_of_the_others(api: Any) -> None:
    rows: list[Any] = [case(i) for i in range(1000)]
    rows[3], rows[500], rows[999] = "null", '{"id": "x", "measure": "5.2"}', "[1]"
    told = api.post("assess/batch?lang=en", f"[{', '.join(rows)}]").json
    assert (told["answered"], told["refused"], len(told["lines"])) == (997, 3, 1000)
    assert [(x["line"], x.get("id")) for x in told["lines"] if "error" in x] == [(4, None), (501, "x"), (1000, None)]
    assert all(x["id"] == i for i, x in enumerate(told["lines"]) if "error" not in x)


def test_numbers_are_decimals_and_never_floats(api: Any) -> None:
    # As floats 0.29 x 100 is 28.999999999999996, and 10^13 - 0.01 is rounded.
    for number, paid in (("0.29", "0.29"), ("9999999999999.99", "9999999999999.99"), ("3e0", "3.00")):
        facts = json.dumps({**FACTS, "amount_paid_before": "PAID"}).replace('"PAID"', number)
        asked = json.dumps({"measure": "5.2", "params_only": True, "readings": {"A-5.2-3": "B"}, "facts": {}})
        told = api.post("assess", asked.replace('"facts": {}', f'"facts": {facts}')).json
        values = [c["facts"].get("amount_paid_before") for c in told["conditions"]]
        paid_now = max(0, 30_000 * 100 - round(float(paid) * 100))
        assert paid in values or told["amount"] == f"{paid_now // 100}.{paid_now % 100:02d}", told["amount"]


@pytest.mark.parametrize("id", ['"a"', "7", "null", '{"a": [1]}', "1e400", "NaN", '"\\ud800"', "0.1"])
def test_an_id_of_any_type_comes_back_as_on_the_command_line(api: Any, id: str) -> None:
    asked = case("ID").replace('"ID"', id)
    assert api.post("assess", asked).raw == wenjiu("assess", "--cases", "-", "--json", given=asked).out


def test_two_callers_at_once_get_what_each_would_get_alone(api: Any) -> None:
    from tests.api.conftest import Caller

    asked = [c for c in cases()][:60]
    alone = [(api.post("assess?lang=zh", c).raw, api.post("assess?lang=en", c).raw) for c in asked]
    got: dict[str, list[bytes]] = {"zh": [], "en": []}
    load_policy().forget()  # so that both compile

    def call(lang: str) -> None:
        caller = Caller()
        got[lang] = [caller.post(f"assess?lang={lang}", c).raw for c in asked]

    threads = [threading.Thread(target=call, args=(lang,)) for lang in got]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(zip(got["zh"], got["en"], strict=True)) == alone


def test_the_questions_lead_from_nothing_to_answers(api: Any) -> None:
    for audience in load_policy().audiences:
        answers: dict[str, Any] = {}
        for _ in range(200):
            told = api.post("questions?lang=en", json.dumps({"audience": audience, "answers": answers})).json
            if not told["questions"]:
                break
            first = told["questions"][0]
            answers[first["key"]] = first["options"][0]["value"] if first["options"] else None
        assert not told["questions"] and told["results"]
        assert {r["standing"] for r in told["results"]} <= {"can", "almost", "cannot", "verify"}


def test_the_check_says_the_same_as_the_library(api: Any) -> None:
    body = {"audience": "firm", "answers": {"firm.local_workers": 3, "firm.size": None}, "on": "2021-03-01"}
    told = api.post("questions", json.dumps(body)).json
    check = load_policy().check("firm", body["answers"], "zh", None)  # type: ignore[arg-type]
    assert told["on"] == "2021-03-01" and "firm.size" not in {q["key"] for q in told["questions"]}
    assert {r["measure"] for r in told["results"]} == {r.code for r in check.results}
