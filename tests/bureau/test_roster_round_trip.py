"""A roster that is downloaded and sent again unchanged changes nothing, for every measure and every kind of fact.

All people and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import base64
import random
from typing import Any

import pytest
from tests.bureau.people import resident_number

from wenjiu import policies
from wenjiu.bureau import key_ring
from wenjiu.bureau.cases import drafting
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.parties.models import Party
from wenjiu.rosters.cells import read
from wenjiu.rosters.templates import choices
from wenjiu.rules.ask.typed import Unreadable
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.web.workspace import roster
from wenjiu.web.workspace.facts import FilingForm

# A draft is read under the rules that the installation has in force, which its database holds.
pytestmark = pytest.mark.django_db
ROSTERS = [
    (name, code) for name in policies.names() for code, claim in policies.load_policy(name).claims.items()
    if claim.many and "organisation" in claim.files
]  # fmt: skip
PLAIN = {
    fact_types.DAY: ("2021-02-28", "2026-03-02"),
    fact_types.COUNT: (0, 1, 11),
    fact_types.YEARS: (0, 2),
    fact_types.YEAR: (2021, 2026),
    fact_types.YUAN: ("0.00", "1234.50", "60000.00"),
    fact_types.SHARE: ("0.055", "1"),
    fact_types.DECIMAL: ("1.5",),
}


def form_of(name: str, code: str, lang: str, lines: list[dict[str, Any]]) -> FilingForm:
    draft = {"measures": [code], "answers": {}, "lines": lines, "promises": {}}
    filing = Filing(policy=name, filer=Party(kind="organisation", name="虚构公司"), draft=draft)
    return FilingForm(filing, lang)


def values(policy: Policy, fact: Fact) -> tuple[Any, ...]:
    """Return values of a fact as a draft keeps them: all of a closed list, some of another type."""
    if fact.type is fact_types.CODE:
        return ("none",)
    return fact.type.closed(fact, policy.home) or PLAIN[fact.type]


def line(facts: dict[str, Any], n: int) -> dict[str, Any]:
    number = base64.b64encode(key_ring.encrypt(resident_number(n), drafting.PURPOSE)).decode()
    return {"number": number, "name": f"虚构{n}", "party": None, "tail": "", "facts": facts, "faults": []}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "code"), ROSTERS)
def test_a_download_that_is_sent_again_says_the_same(name: str, code: str, lang: str) -> None:
    policy, chance = policies.load_policy(name), random.Random(code)
    columns = form_of(name, code, lang, []).columns
    lines = []
    for n in range(12):
        facts = {
            id: chance.choice(values(policy, column.fact)) if column.fact is not None else "2026-03"
            for id, column in columns.items()
        }
        lines.append(line(facts, n + 1))
    form = form_of(name, code, lang, lines)
    again, _notes = roster.lines_of(form, roster.filled(form, {3: "甲"}))
    assert [(x.faults, x.whole) for x in again] == [({}, ())] * len(lines)
    assert [x.values for x in again] == [x["facts"] for x in lines]
    assert [(x.number, x.name) for x in again] == [(drafting.number_of(x), x["name"]) for x in lines]


@pytest.mark.parametrize(("name", "code"), ROSTERS)
def test_every_choice_of_the_template_is_read_and_is_what_a_download_says(name: str, code: str) -> None:
    form = form_of(name, code, "zh", [])
    for column in roster.layout(form).columns:
        if column.fact is None:
            continue
        for word in choices(column, "zh"):
            kept = read(form.policy, column, word)
            assert roster.words_of(column, column.fact.type.public(kept), "zh") == word


@pytest.fixture
def district() -> tuple[Policy, Any]:
    form = form_of("chaoyang_2020", "3.2a", "zh", [])
    column = next(c for c in roster.layout(form).columns if c.fact is not None and c.fact.type is fact_types.DISTRICT)
    return form.policy, column


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("是，在朝阳区", "chaoyang"), ("是,在朝阳区", "chaoyang"), ("否，在别处", "other"), ("否,在别处", "other")],
)
def test_the_words_of_the_form_mean_in_a_file_what_they_mean_in_the_form(
    district: tuple[Policy, Any], typed: str, kept: str
) -> None:
    policy, column = district
    assert read(policy, column, typed) == kept
    assert drafting.public_value(policy, column.fact, typed) == kept


@pytest.mark.parametrize(
    "typed", ["是,在海淀区", "是，在别处", "否，在朝阳区", "朝阴区", "朝阳县", "不在朝阳区吧", "haidian"]
)
def test_a_district_that_is_not_clear_is_an_error_that_names_what_can_be_written(
    district: tuple[Policy, Any], typed: str
) -> None:
    policy, column = district
    for answer in (
        lambda: read(policy, column, typed),
        lambda: drafting.public_value(policy, column.fact, typed),
    ):
        with pytest.raises(Unreadable, match="cannot be read") as refused:
            answer()
        assert "朝阳区、其他区" in refused.value.fix.zh


@pytest.mark.parametrize(
    ("typed", "kept"), [("大专", "university"), ("高等学校(大学、大专)", "university"), ("中专", "secondary_vocational"),
                        ("技校", "technical_school")]
)  # fmt: skip
def test_schools_can_be_called_as_people_call_them(typed: str, kept: str) -> None:
    form = form_of("chaoyang_2020", "3.2a", "zh", [])
    column = roster.layout(form).by_id["education_level"]
    assert read(form.policy, column, typed) == kept


@pytest.mark.parametrize("typed", ["是,但不确定", "否,是"])
def test_a_yes_with_more_words_is_no_answer(typed: str) -> None:
    form = form_of("chaoyang_2020", "3.2a", "zh", [])
    column = roster.layout(form).by_id["is_new_hire"]
    with pytest.raises(Unreadable):
        read(form.policy, column, typed)
