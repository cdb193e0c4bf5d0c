"""Code lists: what is on a list on a day, and what a list file may not say (invented), then the lists of the policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenjiu.policies import chaoyang_2020
from wenjiu.rules.document.code_lists import CodeList, load
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.standards import civil

PARAMETERS = Path(chaoyang_2020.__file__).parent / "parameters"
DEPLOYED = load(PARAMETERS / "lists.yaml")
TODAY = civil.key(2026, 11, 22)
CRAFTS = """
crafts:
  clause: "9.1"
  zh: 工种
  en: crafts
  from: 2031-01-01
  source: 虚构清单
  source_en: invented list
  confidence: high
  rows:
    - {code: carving, zh: 雕刻, en: carving, to: 2031-12-31, named_in: ["9.1"]}
    - {code: weaving, zh: 编织, en: weaving, from: 2031-06-01, source: 虚构补充, confidence: low}
    - {code: carving, zh: 木雕, en: wood carving, from: 2032-01-01}
    - {code: tile, zh: 瓦工, en: tiling, status: draft}
"""


def read(folder: Path, text: str = CRAFTS) -> dict[str, CodeList]:
    (folder / "lists.yaml").write_text(text, encoding="utf-8")
    return load(folder / "lists.yaml")


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2030-12-31", []),
        ("2031-01-01", ["carving"]),
        ("2031-05-31", ["carving"]),
        ("2031-06-01", ["carving", "weaving"]),
        ("2031-12-31", ["carving", "weaving"]),
        ("2032-01-01", ["weaving", "wood carving"]),
    ],
)
def test_first_and_last_day_of_a_code_count_and_a_draft_never_applies(
    tmp_path: Path, day: str, names: list[str]
) -> None:
    crafts = read(tmp_path)["crafts"]
    assert [row.name("en") for row in crafts.on(civil.parse(day))] == names
    assert [row.code for row in crafts.drafts] == ["tile"]


def test_a_row_takes_what_it_does_not_say_from_its_list(tmp_path: Path) -> None:
    carving, weaving, _, tile = read(tmp_path)["crafts"].rows
    assert (carving.source("zh"), carving.source("en")) == ("虚构清单", "invented list")
    assert (weaving.source("zh"), weaving.source("en")) == ("虚构补充", "虚构补充")
    assert [row.confirmed for row in (carving, weaving, tile)] == [True, False, False]
    assert (carving.named_in, weaving.named_in) == (("9.1",), ())


@pytest.mark.parametrize(
    ("said", "instead", "says"),
    [
        ("code: weaving", "code: 'not a code'", "letters, digits and underscores"),
        ("from: 2032-01-01", "from: 2031-12-31", "two rows of 'carving' hold on 2031-12-31"),
        ("to: 2031-12-31", "to: 2030-12-31", "before it starts"),
        ("from: 2031-06-01", "from: 9999-01-01", "crafts.weaving: ends on .*, before it starts on 9999-01-01"),
        ("from: 2031-06-01", "from: summer", "'summer' is no date"),
        ("status: draft", "status: idea", "status 'idea'"),
        ("confidence: low", "confidence: sure", "confidence 'sure'"),
        ("confidence: low", "trust: low", "crafts.weaving: trust is unknown"),
        ("zh: 编织, ", "", "crafts.weaving: zh is missing"),
        ("  source: 虚构清单\n  source_en: invented list\n", "", "crafts.carving: source is missing"),
        ("  en: crafts\n", "", "crafts: en is missing"),
    ],
)
def test_a_list_that_says_too_little_or_too_much_is_refused_by_name(
    tmp_path: Path, said: str, instead: str, says: str
) -> None:
    assert said in CRAFTS
    with pytest.raises(DefinitionError, match=says):
        read(tmp_path, CRAFTS.replace(said, instead, 1))


def test_the_key_groups_are_those_that_the_clauses_name_and_the_extra_list_is_empty() -> None:
    groups = DEPLOYED["key_groups"].on(TODAY)
    named = {clause: {g.code for g in groups if clause in g.named_in} for g in groups for clause in g.named_in}
    assert named == {
        "3.2": {"fresh_graduate", "registered_unemployed", "rural_labour"},
        "3.4": {"graduate_without_work", "unemployed_youth"},
        "3.5": {"in_employment_difficulty"},
        "5.3": {"registered_unemployed", "university_graduate"},
        "6.3": {"fresh_graduate", "registered_unemployed"},
    }
    assert [g.code for g in groups if not g.named_in] == []


def test_the_groups_of_the_draft_rule_of_2021_are_on_record_but_not_in_force() -> None:
    groups = DEPLOYED["key_groups"]
    assert [g.code for g in groups.drafts] == [
        "technician_class_graduate", "veteran_received_this_year", "public_interest_staff", "diverted_staff"
    ]  # fmt: skip
    assert not set(groups.codes(TODAY)) & {g.code for g in groups.drafts}
    assert not any(g.named_in or g.confirmed for g in groups.drafts)


def test_every_industry_and_new_form_of_the_document_has_a_code() -> None:
    sizes = {name: len(DEPLOYED[name].on(TODAY)) for name in DEPLOYED}
    assert sizes == {
        "key_groups": 7,
        "key_technologies": 7,
        "new_areas": 5,
        "flexible_sectors": 8,
        "platform_sectors": 5,
        "institution_grades": 4,
    }
    assert set(DEPLOYED["platform_sectors"].codes(TODAY)) == {
        "online_retail", "mobility", "online_education", "internet_medicine", "online_entertainment"
    }  # fmt: skip
    assert DEPLOYED["institution_grades"].codes(TODAY) == ("A", "B", "C", "D")


def test_no_code_of_the_policy_applies_before_its_document() -> None:
    day_before = civil.key(2020, 12, 23)
    assert {name: listed.codes(day_before) for name, listed in DEPLOYED.items() if listed.codes(day_before)} == {}
