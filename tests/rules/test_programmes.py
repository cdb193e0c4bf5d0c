"""Kinds of programmes as data: what is wrong in the file is named with its place."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from wenjiu.policies import load_policy
from wenjiu.rules.document.programmes import load_programmes
from wenjiu.rules.document.programmes_fit import refuse_unfit
from wenjiu.rules.language.nodes import DefinitionError

POLICY = load_policy("chaoyang_2020")
KIND: dict[str, Any] = {
    "name": {"zh": "班", "en": "classes"},
    "one": {"zh": "班", "en": "class"},
    "intro": {"zh": "班", "en": "class"},
    "clause": "1.1",
    "organisers": ["institutions"],
    "approved_by": "district",
    "fields": {"kind": {"zh": "种类", "en": "kind", "type": "choice", "options": {"a": {"zh": "甲", "en": "a"}}}},
    "outputs": [
        {"table": "trainings", "per": "entry", "when": "accepted", "source": {"zh": "班", "en": "class"},
         "facts": {"kind": {"field": "kind"}}, "parties": {"person_id": "person"}}
    ],
}  # fmt: skip

ASKED = {"level": "ask", "says": {"zh": "否", "en": "no"}}


def loaded(folder: Path, **changed: Any) -> Any:
    """Return the kinds of a file with one kind."""
    path = folder / "programmes.yaml"
    path.write_text(yaml.safe_dump({"kinds": {"class": copy.deepcopy(KIND) | changed}}, allow_unicode=True), "utf-8")
    return load_programmes(path)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"approved_by": "nobody"}, "approved_by"),
        ({"colour": "red"}, "colour"),
        ({"fields": {"kind": {"zh": "种类", "en": "kind", "type": "choice"}}}, "a choice has options"),
        ({"fields": {"kind": {"zh": "种类", "en": "kind", "type": "star"}}}, "star"),
        ({"list": {"who": {"zh": "人", "en": "people"}, "checks": [{"check": "guess", "level": "stop", "says": {"zh": "否", "en": "no"}}]}}, "guess"),
        ({"outputs": [KIND["outputs"][0] | {"when": "never"}]}, "never"),
        ({"outputs": [KIND["outputs"][0] | {"facts": {"kind": {"luck": 1}}}]}, "luck"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_named(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        loaded(tmp_path, **changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"part_of": "school"}, "school"),
        ({"outputs": [KIND["outputs"][0] | {"table": "stars"}]}, "stars"),
        ({"outputs": [KIND["outputs"][0] | {"facts": {"colour": {"value": 1}}}]}, "colour"),
        ({"outputs": [KIND["outputs"][0] | {"parties": {"dog_id": "person"}}]}, "dog_id"),
        ({"checks": [ASKED | {"check": "stated", "table": "placements", "role": "firm_id", "column": "star"}]}, "star"),
        ({"checks": [ASKED | {"check": "stated", "table": "stars", "role": "firm_id", "column": "a"}]}, "stars"),
        ({"checks": [ASKED | {"check": "declared", "field": "licence"}]}, "licence"),
    ],
)
def test_a_kind_that_names_what_the_policy_has_not_is_refused(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(DefinitionError, match=said):
        refuse_unfit(loaded(tmp_path, **changed), POLICY.measures, POLICY.registers)


def test_the_kinds_of_the_policy_fit_its_registers_and_say_what_no_source_states() -> None:
    refuse_unfit(POLICY.programmes, POLICY.measures, POLICY.registers)
    unsure = {
        kind.id
        for kind in POLICY.programmes.values()
        for c in (kind.listed.checks if kind.listed else ())
        if not c.confirmed
    }
    assert unsure == {"training_class", "competition"}
    required = POLICY.programmes["training_class"].required
    assert required is not None and not required.confirmed
