"""The areas of a policy: complete, in order, and refused by name where a row is wrong."""

from pathlib import Path

import pytest

from wenjiu import policies
from wenjiu.policies import load_policy
from wenjiu.rules.document.areas import load_areas
from wenjiu.rules.language.nodes import DefinitionError

HEAD = "from: 2020-01-01\nsource: 虚构\ndistrict: {code: '990000', zh: 甲区, en: A}\n"


@pytest.mark.parametrize("name", policies.names())
def test_every_policy_has_a_district_and_its_streets_each_with_both_names(name: str) -> None:
    district, *rest = load_policy(name).areas
    assert district.kind == "district" and len(rest) >= 2
    assert all(row.code.startswith(district.code) and row.parent == district.code for row in rest)
    assert all(row.name.zh and row.name.en and row.source.zh and row.source.en for row in (district, *rest))


def test_the_district_of_the_policy_has_24_streets_and_19_areas_whose_list_nobody_confirmed() -> None:
    names = [row.name.zh for row in load_policy("chaoyang_2020").areas if row.kind == "street"]
    assert (sum(n.endswith("街道") for n in names), sum(n.endswith("地区") for n in names)) == (24, 19)
    assert not any(row.confirmed for row in load_policy("chaoyang_2020").areas)


def test_a_community_is_part_of_its_street(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        HEAD + "streets:\n- {code: '990000001', zh: 甲, en: A, communities: [{code: '990000001001', zh: 乙, en: B}]}\n"
    )
    assert [(row.kind, row.parent) for row in load_areas(tmp_path / "a.yaml")] == [
        ("district", ""),
        ("street", "990000"),
        ("community", "990000001"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("streets: [{code: '990000001', zh: 甲, en: A}, {code: '990000001', zh: 乙, en: B}]", "given twice: 990000001"),
        ("streets: [{code: '12', zh: 甲, en: A}]", "'12'"),
        ("streets: [{code: '990000001', zh: 甲}]", "990000001"),
        ("streets: [{code: '990000001', zh: 甲, en: A, to: 2019-01-01}]", "ends before it begins"),
        ("streets: []\nconfidence: certain", "confidence is one of"),
        ("streets: []\nother: 1", "the keys are"),
    ],
)
def test_a_wrong_row_is_refused_with_its_code(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + text)
    with pytest.raises(DefinitionError, match=said):
        load_areas(tmp_path / "a.yaml")
