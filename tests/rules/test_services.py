"""How a measure is served, as data: what is incomplete or misspelt is refused with file and field."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from wenjiu.rules.document import services
from wenjiu.rules.language.nodes import DefinitionError

# An invented policy's services: one measure, three papers, four steps.
WHOLE: dict[str, Any] = {
    "version": "1",
    "updated": "2031-02-03",
    "bodies": {"town": {"zh": "镇政府", "en": "town hall"}},
    "sources": {"rule": {"zh": "第一条", "en": "rule 1", "confirmed": True}},
    "phones": [{"number": "000", "zh": "热线", "en": "hotline"}],
    "materials": {
        "form": {"zh": "申请表", "en": "form", "form": "filled", "sources": ["upload"]},
        "card": {
            "zh": "证件",
            "en": "card",
            "sources": ["shared", "upload"],
            "register": {"zh": "库", "en": "register"},
        },
    },
    "steps": {
        "file": {"by": "town", "zh": "交材料。", "en": "Send papers."},
        "decide": {"by": "town", "zh": "决定。", "en": "Decides."},
        "notice": {"by": "town", "zh": "公示。", "en": "Publishes."},
        "pay": {"by": "town", "zh": "付款。", "en": "Pays."},
    },
    "common": {name: {"value": None, "settled_by": "town"} for name in services.ENTRIES}
    | {"fee": {"value": {"zh": "不收费", "en": "free"}, "source": "rule"}},
    "measures": {
        "1.1": {
            "object": "natural",
            "words": {"zh": ["租房"], "en": ["rent"]},
            "materials": ["form", {"id": "card", "when": {"zh": "本人来的", "en": "in person"}}],
            "faq": [{"q": {"zh": "多少？", "en": "How much?"}, "a": {"zh": "{cap}。", "en": "{cap}."}}],
        }
    },
}


def load(tmp_path: Path, data: dict[str, Any]) -> dict[str, services.Service]:
    path = tmp_path / "service.yaml"
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False).replace("'2031-02-03'", "2031-02-03")
    path.write_text(text, "utf-8")
    return services.load(path)


def changed(*at: str | int, to: Any = None, without: bool = False) -> dict[str, Any]:
    """The whole file with one field changed or taken out."""
    data = copy.deepcopy(WHOLE)
    part: Any = data
    for name in at[:-1]:
        part = part[name]
    if without:
        del part[at[-1]]
    else:
        part[at[-1]] = to
    return data


def test_what_is_said_comes_in_the_language_asked_with_figures_filled_in(tmp_path: Path) -> None:
    shown = load(tmp_path, WHOLE)["1.1"].shown("en", lambda name: {"cap": "CNY 7"}[name])
    assert shown["faq"] == [{"question": "How much?", "answer": "CNY 7."}]
    assert shown["object"] == {"id": "natural", "name": "natural persons"}
    assert shown["fee"] == {"value": "free", "source": "rule 1", "confirmed": True, "settled_by": ""}
    assert [m["waived"] for m in shown["materials"]] == [False, True]
    assert shown["materials"][1]["when"] == "in person"
    assert [s["name"] for s in shown["steps"]] == ["apply", "decision", "public notice", "payment"]


def test_what_no_source_states_is_nothing_and_names_who_can_settle_it(tmp_path: Path) -> None:
    shown = load(tmp_path, WHOLE)["1.1"].shown("zh", str)
    assert shown["place"] == {"value": None, "source": "", "confirmed": False, "settled_by": "镇政府"}
    assert shown["materials"][1]["copies"] is None


def test_the_clock_stands_still_while_a_notice_hangs(tmp_path: Path) -> None:
    steps = load(tmp_path, WHOLE)["1.1"].shown("zh", str)["steps"]
    assert {s["id"]: s["clock"] for s in steps} == {
        "file": "not begun",
        "decide": "runs",
        "notice": "stops",
        "pay": "runs",
    }


def test_a_measure_may_say_for_itself_what_is_otherwise_common(tmp_path: Path) -> None:
    own = {"value": {"zh": "镇里", "en": "in town"}, "source": "rule"}
    data = changed("measures", "1.1", "place", to=own)
    assert load(tmp_path, data)["1.1"].entries["place"].value is not None


BROKEN = {
    "no version": (changed("version", without=True), "version: is missing"),
    "a date that is none": (changed("updated", to="yesterday"), "updated: 'yesterday' is no date"),
    "a field nobody knows": (changed("common", "colour", to=1), "common.colour: there is no such field"),
    "a common field missing": (changed("common", "place", without=True), "common.place: is missing"),
    "a value of nobody": (changed("common", "place", to={"value": None}), "common.place.settled_by: is missing"),
    "a value without source": (
        changed("common", "fee", to={"value": {"zh": "一", "en": "one"}}),
        "common.fee.source: is missing",
    ),
    "an unknown source": (changed("common", "fee", "source", to="hearsay"), "common.fee.source: 'hearsay' is none of rule"),
    "an unknown body": (changed("common", "place", "settled_by", to="king"), "common.place: 'king' is none of town"),
    "no English": (changed("materials", "form", "en", without=True), "materials.form.en: is missing"),
    "empty Chinese": (changed("materials", "form", "zh", to=" "), "materials.form.zh: ' ' is no wording"),
    "an upload before a register": (
        changed("materials", "card", "sources", to=["upload", "shared"]),
        "materials.card.sources: upload, shared are not in the order",
    ),
    "a paper from nowhere": (changed("materials", "card", "sources", to=[]), "materials.card.sources:"),
    "a paper nobody described": (changed("measures", "1.1", "materials", to=["pass"]), "measures.1.1.materials[0]: 'pass'"),
    "copies without source": (
        changed("measures", "1.1", "materials", to=[{"id": "form", "copies": 2}]),
        "measures.1.1.materials[0].about: form and copies need a source",
    ),
    "copies that are no number": (
        changed("measures", "1.1", "materials", to=[{"id": "form", "copies": "two", "about": "rule"}]),
        "measures.1.1.materials[0].copies: 'two'",
    ),
    "a step nobody knows": (changed("measures", "1.1", "steps", to=["dance"]), "measures.1.1.steps: 'dance'"),
    "steps in another order": (
        changed("measures", "1.1", "steps", to=["pay", "file"]),
        "measures.1.1.steps: pay, file are not in the order file, receive",
    ),
    "no steps and no word how else": (changed("measures", "1.1", "steps", to=[]), "measures.1.1.procedure:"),
    "an unknown kind of applicant": (changed("measures", "1.1", "object", to="robot"), "measures.1.1.object: 'robot'"),
    "a question without answer": (
        changed("measures", "1.1", "faq", 0, "a", without=True),
        "measures.1.1.faq[0].a: is missing",
    ),
    "a list where fields belong": (changed("measures", "1.1", to=[]), "measures.1.1: [] is no mapping"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "complaint"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_with_file_and_field(tmp_path: Path, data: dict[str, Any], complaint: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path, data)
    assert str(refused.value).startswith(f"service.yaml: {complaint}"), str(refused.value)
