"""A worked file of several cases as the bureau decided it, beside what `--together` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.bureau.cases.worked import open_scene
from tests.bureau.cases.worked_files import POLICY, said_of

from wenjiu.bureau.cases.assessing import fen


@dataclass(frozen=True)
class Compared:
    """One case of a file: (granted fen, rules that stop it, warnings), as `--together` says and as the bureau did.

    Once a claim is stopped, what else it would be warned of is not asked. `also`: what stops it besides, such as its key.
    """

    id: str
    code: str
    said: tuple[int | None, frozenset[str], frozenset[tuple[str, str]]]
    found: tuple[int | None, frozenset[str], frozenset[tuple[str, str]]]
    also: frozenset[str]


def compared(file: Mapping[str, Any]) -> list[Compared]:
    """File a file as cases, and compare each of them with what `--together` says."""
    answer, rows = said_of(file), []
    for case, outcome in zip(answer["cases"], open_scene(file).run(), strict=True):
        granted = fen(case["amount"]) if case["eligible"] == "yes" else None
        stops = frozenset(case["fails"])
        stopped = bool(stops)
        warns = frozenset() if stopped else frozenset(_warnings(answer, case["id"]))
        known = frozenset(outcome.stops)
        rows.append(
            Compared(
                case["id"], case["measure"], (granted, stops, warns),
                (outcome.granted_fen, known & stops if stopped else known,
                 frozenset() if stopped else frozenset(outcome.warns)),
                known - stops,
            )
        )  # fmt: skip
    return rows


def _warnings(answer: Mapping[str, Any], id: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, measure) of the warnings of a case about an earlier case or a past award."""
    place = {case["id"]: k for k, case in enumerate(answer["cases"])}
    measures = {case["id"]: case["measure"] for case in answer["cases"]}
    for finding in answer["findings"]:
        if finding["level"] == "warn" and id in finding["between"]:
            [other] = [x for x in finding["between"] if x != id]
            if place.get(other, -1) < place[id]:
                yield finding["rule"], measures.get(other) or _past_measure(answer, finding["rule"], id)


def _past_measure(answer: Mapping[str, Any], rule: str, id: str) -> str:
    """Return the measure of a past award that a rule compares with a case: the other one of the rule's pair."""
    own = next(case["measure"] for case in answer["cases"] if case["id"] == id)
    [pair] = [p for r in POLICY.stacking.rules if r.id == rule for p in r.between if own in p]
    return next(iter(pair - {own} or pair))
