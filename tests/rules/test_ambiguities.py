"""The catalogue of ambiguities as data: what is incomplete, doubled or contradicts the measures is refused with its place."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml

from wenjiu.policies.chaoyang_2020.policy import policy as real
from wenjiu.rules.document import ambiguities
from wenjiu.rules.document.ambiguities import Others
from wenjiu.rules.document.claims import Claims
from wenjiu.rules.document.plain_words import PlainWords
from wenjiu.rules.document.procedures import Procedures
from wenjiu.rules.document.situations import Situations
from wenjiu.rules.document.stacking import Stacking
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.rules.language.readings import Ambiguity, ambiguity
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy

TWO = {"A": {"zh": "甲", "en": "first"}, "B": {"zh": "乙", "en": "second"}}
WORD = {"zh": "词", "en": "word"}
# An invented file: a general ambiguity, two of clauses, and a letter more for a declared one.
WHOLE: dict[str, Any] = {
    "readings": {
        "Z-10.1-2": {"clause": "10.1", "words": WORD, "letters": TWO, "why": WORD, "money": WORD, "not_switchable": WORD},
        "Z-9.9-1": {"clause": "9.9", "words": WORD, "letters": TWO, "why": WORD, "money": WORD, "not_switchable": WORD},
        "Z-9": {
            "clause": None, "words": WORD, "letters": TWO, "why": WORD, "money": WORD, "not_switchable": WORD, "remote": ["B"],
        },
    },
    "more_letters": {"A-5.2-3": {"letters": {"C": {"zh": "丙", "en": "third"}}, "not_switchable": WORD, "remote": ["C"]}},
}  # fmt: skip


def load(folder: Path, data: Any) -> Others:
    """The data as a file, read."""
    path = folder / "other_readings.yaml"
    path.write_text(
        data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8"
    )
    return ambiguities.load(path)


def changed(*at: str, to: Any = None, without: bool = False) -> dict[str, Any]:
    """The invented file with one field changed or taken out."""
    data = copy.deepcopy(WHOLE)
    inner: Any = data
    for name in at[:-1]:
        inner = inner[name]
    if without:
        del inner[at[-1]]
    else:
        inner[at[-1]] = to
    return data


def policy(others: Others, *codes: str, general: tuple[Ambiguity, ...] = ()) -> Policy:
    """A policy of a few real measures with an invented catalogue."""
    return dataclasses.replace(
        real,
        measures={code: real.measures[code] for code in codes},
        claims=Claims(),
        general_readings=general,
        services={},
        other_readings=others,
        programmes={},
        _programs={},
        situations=Situations(),
        elsewhere={},
        words=PlainWords(),
        stacking=Stacking(),
        procedures=Procedures(),
    )


def test_general_ambiguities_come_first_then_the_clauses_by_number(tmp_path: Path) -> None:
    whole = policy(load(tmp_path, WHOLE), "5.2").ambiguities
    assert [id for id in whole if id.startswith("Z")] == ["Z-9", "Z-9.9-1", "Z-10.1-2"]
    assert next(iter(whole)) == "Z-9"
    assert [a.clause for a in whole.values()] == sorted((a.clause for a in whole.values()), key=lambda c: float(c or 0))


def test_a_letter_more_stands_beside_the_declared_ones_with_its_reason(tmp_path: Path) -> None:
    one = policy(load(tmp_path, WHOLE), "5.2").ambiguities["A-5.2-3"]
    assert list(one.letters) == ["A", "B", "C"]
    assert one.computable == {"5.2": ("A", "B")}
    assert (one.computed, one.switchable, one.remote) == (("A", "B"), ("B",), ("C",))
    assert one.reason == Text("词", "word")


def test_an_ambiguity_of_the_file_is_computed_by_nothing(tmp_path: Path) -> None:
    one = policy(load(tmp_path, WHOLE), "5.2").ambiguities["Z-9"]
    assert (one.clause, one.computable, one.computed, one.switchable, one.remote) == ("", {}, (), (), ("B",))


def test_a_declared_reading_whose_letters_all_work_needs_no_reason() -> None:
    one = policy(Others(), "5.2").ambiguities["A-5.2-3"]
    assert (one.reason, one.clause, one.remote) == (None, "5.2", ())


def test_the_same_id_in_a_measure_and_in_the_file_is_refused(tmp_path: Path) -> None:
    data = changed("readings", "A-5.2-3", to=WHOLE["readings"]["Z-9.9-1"])
    del data["more_letters"]
    with pytest.raises(DefinitionError, match=r"other_readings.yaml: A-5.2-3: a measure declares it already"):
        _ = policy(load(tmp_path, data), "5.2").ambiguities


def test_a_letter_more_for_a_reading_that_no_measure_declares_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"other_readings.yaml: more_letters.A-5.2-3: no measure declares"):
        _ = policy(load(tmp_path, WHOLE), "4.2").ambiguities


def test_a_letter_more_that_the_measures_declare_is_refused(tmp_path: Path) -> None:
    data = changed("more_letters", "A-5.2-3", to={"letters": {"B": WORD}, "not_switchable": WORD})
    with pytest.raises(
        DefinitionError, match=r"more_letters.A-5.2-3.letters.B: the measures declare this letter already"
    ):
        _ = policy(load(tmp_path, data), "5.2").ambiguities


def test_a_declared_letter_that_no_measure_computes_is_refused() -> None:
    idle = ambiguity(
        "Z-1", ("词", "word"), A=("甲", "first"), B=("乙", "second"), why=("因", "why"), money=("无", "none")
    )
    with pytest.raises(
        DefinitionError, match=r"Z-1: no measure computes A, B; .* under more_letters of other_readings.yaml"
    ):
        _ = policy(Others(), "5.2", general=(idle,)).ambiguities


BROKEN = {
    "no ids": (changed("readings", to=[]), "readings: [] is no mapping of ids"),
    "a part nobody knows": (changed("notes", to=1), "the file.notes: there is no such field"),
    "no readings": (changed("readings", without=True), "the file.readings: is missing"),
    "no reason": (changed("readings", "Z-9", "not_switchable", without=True), "Z-9.not_switchable: is missing"),
    "no money": (changed("readings", "Z-9", "money", without=True), "Z-9.money: is missing"),
    "no English": (changed("readings", "Z-9", "why", to={"zh": "因"}), "Z-9.why.en: is missing"),
    "empty Chinese": (changed("readings", "Z-9", "words", to={"zh": " ", "en": "word"}), "Z-9.words.zh: ' ' is no wording"),
    "a clause that is a number": (changed("readings", "Z-9", "clause", to=9.9), "Z-9.clause: 9.9 is no clause number in quotes"),
    "one letter": (changed("readings", "Z-9", "letters", to={"A": WORD}), "Z-9.letters: reading A must come first"),
    "no A": (changed("readings", "Z-9", "letters", to={"B": WORD, "C": WORD}), "Z-9.letters: reading A must come first"),
    "letters out of order": (
        changed("readings", "Z-9", "letters", to={"B": WORD, "A": WORD}), "Z-9.letters: B, A are not single capital letters",
    ),
    "a letter that is none": (
        changed("readings", "Z-9", "letters", to={"A": WORD, "no": WORD}), "Z-9.letters: A, no are not single capital letters",
    ),
    "a remote letter that is not there": (changed("readings", "Z-9", "remote", to=["D"]), "Z-9.remote: ['D'] is no list"),
    "A as remote": (changed("readings", "Z-9", "remote", to=["A"]), "Z-9.remote: ['A'] is no list"),
    "more letters without reason": (
        changed("more_letters", "A-5.2-3", "not_switchable", without=True), "more_letters.A-5.2-3.not_switchable: is missing",
    ),
    "more letters that are none": (
        changed("more_letters", "A-5.2-3", "letters", to={}), "more_letters.A-5.2-3.letters: {} is no mapping of letters",
    ),
    "an id twice": ("readings:\n  Z-1: {clause: null}\n  Z-1: {clause: null}\n", "line 3: Z-1: given twice"),
    "a field twice": ("readings:\n  Z-1: {clause: null, clause: null}\n", "line 2: clause: given twice"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "complaint"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_with_file_id_and_field(tmp_path: Path, data: Any, complaint: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path, data)
    assert str(refused.value).startswith(f"other_readings.yaml: {complaint}"), str(refused.value)
