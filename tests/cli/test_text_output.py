"""The answer as text: it fits a terminal of 80 columns and one screen, and says first what stands in the way."""

import unicodedata

import pytest
from tests.support.cases import FACTS, case, fact
from tests.support.command import wenjiu
from tests.support.counts import some
from tests.support.handworked import files

from wenjiu.cli.case_files import parse_json
from wenjiu.policies import load_policy
from wenjiu.rules.language.problems import CaseError

POLICY = load_policy("chaoyang_2020")


def columns(line: str) -> int:
    """Columns of a line on a terminal: two for a wide character, none for a combining mark."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1 for c in line
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", some(sorted(files()), 3, "answers on a screen"))
def test_every_handworked_answer_fits_a_screen_of_eighty_columns(code: str, lang: str) -> None:
    for worked in files()[code]:
        try:
            lines = POLICY.assess(parse_json(worked.text), lang).text().splitlines()
        except CaseError:
            continue
        assert max(map(columns, lines)) <= 80, worked.id
        assert len(lines) <= 24, worked.id
        assert all(line.isprintable() for line in lines), worked.id


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", some(sorted(files()), 3, "order of reasons"))
def test_reasons_that_failed_stand_above_those_that_are_open_or_met(code: str, lang: str) -> None:
    for worked in files()[code]:
        try:
            answer = POLICY.assess(parse_json(worked.text), lang)
        except CaseError:
            continue
        text = answer.text()
        ids = [c["id"] for result in ("failed", "unknown") for c in answer["conditions"] if c["result"] == result]
        at = [text.index(f" {id}  ") for id in ids]
        assert at == sorted(at), worked.id
        if answer.eligible == "no":
            assert [line.split()[1] for line in text.splitlines() if line.startswith(("  × ", "  x "))], worked.id


def test_the_program_prints_the_text_of_the_library() -> None:
    for lang in ("zh", "en"):
        run = wenjiu("assess", "--cases", "-", "--lang", lang, given=case())
        assert run.text == f"[good]\n{POLICY.assess(parse_json(case()), lang).text()}\n"
        assert (run.status, run.err) == (0, b"")


def test_a_value_cannot_draw_lines_or_give_orders_to_the_terminal() -> None:
    for value in ('"\\u001b[2J\\u009b31m"', '"x\\n  √ 5.2.C9"', '"a\\u202eb"'):
        text = wenjiu("assess", "--cases", "-", given=fact("registered_district", value)).text
        assert text.replace("\n", "").isprintable()
        assert not [line for line in text.splitlines() if line.startswith("  √ 5.2.C9")]
    text = wenjiu("assess", "--cases", "-", given=case("a\n\x1b[31mb")).text
    assert text.splitlines()[0] == r"[a\n\u001b[31mb]"


def test_what_the_text_says_agrees_with_the_verdict() -> None:
    for workers, zh, en in ((3, "可以申领    30,000 元", "ELIGIBLE    CNY 30,000"), (2, "不符合条件", "NOT ELIGIBLE")):
        asked = case(facts={**FACTS, "chaoyang_hukou_workers": workers})
        assert POLICY.assess(parse_json(asked), "zh").text().splitlines()[1].startswith(zh)
        assert POLICY.assess(parse_json(asked), "en").text().splitlines()[1].startswith(en)
