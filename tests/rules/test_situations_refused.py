"""The file of statements: each kind of mistake is refused with file, place and value."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.rules.real import POLICY

import wenjiu.policies
from wenjiu.policies import load_policy
from wenjiu.rules.document.plain_words import PlainWords
from wenjiu.rules.document.situations import Situations, load_situations
from wenjiu.rules.language.nodes import DefinitionError

FILE = Path(wenjiu.policies.__file__).parent / "chaoyang_2020" / "situations.yaml"
WHOLE = yaml.safe_load(FILE.read_text("utf-8"))
GONE = object()


def load(folder: Path, data: Any) -> Situations:
    """The data as a file, read."""
    path = folder / "situations.yaml"
    path.write_text(
        data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8"
    )
    return load_situations(path)


def changed(at: str, to: Any) -> Any:
    """The policy's own file with one field changed, added, or taken out."""
    data = copy.deepcopy(WHOLE)
    *path, last = at.split(" ")
    inner = data
    for name in path:
        inner = inner[int(name) if isinstance(inner, list) else name]
    if to is GONE:
        del inner[last]
    else:
        inner[last] = to
    return data


@pytest.mark.parametrize(
    ("at", "to", "said"),
    [
        ("situations founder colour", "red", "situations.founder.colour: there is no such field"),
        ("situations founder opens", GONE, "situations.founder.opens: is missing"),
        ("situations founder side", GONE, "situations.founder.side: is missing"),
        ("situations founder audiences", GONE, "situations.founder.audiences: is missing"),
        ("situations founder ask", GONE, "situations.founder.ask: is missing"),
        ("situations founder ask", {"zh": "问"}, "situations.founder.ask.en: is missing"),
        ("situations founder zh", " ", "situations.founder.zh: ' ' is no wording"),
        ("situations founder en", 7, "situations.founder.en: 7 is no wording"),
        ("situations founder side", "family", "situations.founder.side: 'family' is none of person, organisation"),
        ("situations founder opens", [], "situations.founder.opens: [] is no list of names"),
        ("situations founder opens", [5.3], "situations.founder.opens: [5.3] is no list of names"),
        ("situations founder opens", "5.3", "situations.founder.opens: '5.3' is no list of names"),
        ("situations founder audiences", "person", "situations.founder.audiences: 'person' is no list of names"),
        ("situations founder says", ["x"], "situations.founder.says: ['x'] is no mapping"),
        ("situations founder same", {"a": "b"}, "situations.founder.same: {'a': 'b'} is no list of groups"),
        ("situations founder same", "ab", "situations.founder.same: 'ab' is no list of groups"),
        ("situations founder same", ["ab"], "situations.founder.same: 'ab' is no list of names"),
        ("situations founder", None, "situations.founder: None is no mapping"),
        ("situations", [], "situations: [] is no mapping of names"),
        ("situations prize another", {}, "situations.prize.another: {} is no list of kinds"),
        ("situations prize another", ["winners"], "situations.prize.another[0]: 'winners' is no mapping"),
        ("situations prize another 0 apart", GONE, "situations.prize.another[0].apart: is missing"),
        ("situations prize another 0 apart", ["x", "x"], "situations.prize.another[0].apart: 'x' is given twice"),
        ("situations prize another 0 each", {"zh": "获奖", "en": "prize {n}"}, "situations.prize.another[0].each: a wording has no {n}"),
        ("situations prize another 0 facts", ["competition.rank"], "situations.prize.another[0].facts: there is no such field"),
        ("sides person audiences", GONE, "sides.person.audiences: is missing"),
        ("sides person words", ["x"], "sides.person.words: ['x'] is no mapping of names"),
        ("sides person words hire.date", "什么时候", "sides.person.words.hire.date: '什么时候' is no mapping"),
        ("payees", GONE, "payees: is missing"),
        ("remarks", "x", "remarks: there is no such field"),
    ],
)  # fmt: skip
def test_a_file_with_a_wrong_field_is_refused(tmp_path: Path, at: str, to: Any, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path, changed(at, to))
    assert str(refused.value).startswith("situations.yaml: ")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("at", "to", "said"),
    [
        ("situations founder opens", ["9.9"], "situation 'founder' names '9.9'; the policy has no such measure"),
        ("situations founder audiences", ["king"], "situation 'founder' names 'king'; the policy has no such audience"),
        ("situations founder says", {"founder.hat": True}, "names 'founder.hat'; the policy has no such fact"),
        ("situations founder same", [["founder.hat", "hire.date"]], "names 'founder.hat'; the policy has no such fact"),
        ("sides person audiences", ["king"], "side 'person' names 'king'; the policy has no such audience"),
        ("sides person words", {"hire.hat": {"zh": "帽", "en": "hat"}}, "names 'hire.hat'; the policy has no such fact"),
        ("payees king", "firm", "payees names 'king'; the policy has no such payee"),
        ("payees trainee", "king", "payees has no audience for 'trainee' of measure 3.4a"),
        ("situations founder says", {"founder.is_founder": "yes"}, "says 'yes' of founder.is_founder"),
        ("situations founder says", {"founder.is_founder": None}, "says None of founder.is_founder"),
        ("situations founder says", {"founder.is_founder": 1}, "says 1 of founder.is_founder"),
        ("situations founder says", {"founder.is_founder": "today"}, "says 'today' of founder.is_founder"),
        ("situations founder says", {"firm.size": "giant"}, "says 'giant' of firm.size"),
        ("situations founder says", {"firm.local_workers": -1}, "says -1 of firm.local_workers"),
        ("situations founder says", {"firm.operation_start": "2020-01-01"}, "says '2020-01-01' of firm.operation_start"),
        ("situations founder same", [["hire.date"]], "has a group of one in same: hire.date"),
        ("situations founder same", [["hire.date", "hire.date"]], "has a group of one in same: hire.date, hire.date"),
        ("situations founder same", [["person.household_district", "firm.founder_is_local"]],
         "says that person.household_district and firm.founder_is_local are the same; they are of different kinds"),
        ("situations prize another 0 of", "prizes", "situation 'prize' names 'prizes'; the policy has no such table"),
        ("situations prize another 0 once", ["9.9"], "situation 'prize' names '9.9'; the policy has no such measure"),
        ("situations prize another 0 shared", ["competition.hat"], "names 'competition.hat'; the policy has no such fact"),
        ("situations founder same", [["firm.size", "institution.grade"]], "they are of different kinds"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_the_policy_is_refused(tmp_path: Path, at: str, to: Any, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        replace(POLICY, situations=load(tmp_path, changed(at, to)))
    assert said in str(refused.value)


@pytest.mark.parametrize("content", ["situations: [", "a: 1\na: 2", "", "- x", "7"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path, content)
    assert "situations.yaml" in str(refused.value)


@pytest.mark.parametrize("name", ["chaoyang_2020", "sample_district"])
def test_every_statement_of_a_policy_says_something_of_its_own_in_both_languages(name: str) -> None:
    statements = load_policy(name).situations.statements
    for lang in ("zh", "en"):
        assert len({s.text(lang) for s in statements}) == len({s.question(lang) for s in statements}) == len(statements)


def test_the_statements_can_be_left_out_of_a_policy() -> None:
    without = replace(POLICY, situations=Situations(), elsewhere={}, words=PlainWords())
    assert without.situations.statements == ()
