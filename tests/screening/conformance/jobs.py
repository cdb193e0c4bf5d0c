"""Parts of a conformance run: measure, readings, parameters, day, and how many rows; each drawn again from its name.

A run is a list of jobs. A job is five plain values, so that a difference is found again from what its report names, and
so that processes share nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tests.screening.conformance import figures, rows
from tests.screening.conformance.rows import Rows
from tests.screening.conformance.values import Worth

from wenjiu.policies import load_policy
from wenjiu.rules.language.dated_values import OPEN_FROM
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

POLICIES = ("chaoyang_2020", "sample_district")
SEED = 20201
LARGEST, SMALLEST = 2500, 330  # rows of one job
_USUAL_DAYS = [civil.key(2021, 12, 31), civil.key(2022, 6, 30), civil.key(2026, 1, 15)]


@dataclass(frozen=True)
class Job:
    """So many rows of one measure (or of several at once, joined by +), the `index`-th draw of a seed."""

    policy: str
    codes: tuple[str, ...]
    index: int
    rows: int
    seed: int = SEED

    def __str__(self) -> str:
        return f"{self.policy}:{'+'.join(self.codes)}:{self.index}:{self.rows}:{self.seed}"

    @classmethod
    def parse(cls, text: str) -> Job:
        """A job from the name that a report gives it. ValueError where it is none."""
        found = re.fullmatch(r"(\w+):([\w.+]+):(\d+):(\d+):(\d+)", text)
        if not found:
            raise ValueError(f"{text!r} is no job; copy one from a report, such as chaoyang_2020:5.2:3:500:{SEED}")
        return cls(found[1], tuple(found[2].split("+")), int(found[3]), int(found[4]), int(found[5]))

    def dice(self, purpose: str = "") -> np.random.Generator:
        """Chance that depends on the job alone."""
        name = zlib.crc32(f"{self.policy} {'+'.join(self.codes)} {purpose}".encode())
        return np.random.default_rng([self.seed, name, self.index, self.rows])


@dataclass(frozen=True)
class Asked:
    """What a job asks: rows as tables and as cases, under letters, with parameters of its own, on a day (civil key)."""

    job: Job
    policy: Policy
    letters: dict[str, str]
    params: dict[str, Any]
    kind: str
    on: int
    rows: Rows


def asked(job: Job, policy: Policy | None = None) -> Asked:
    """Draw what a job asks."""
    policy = policy or load_policy(job.policy)
    dice = job.dice()
    measures = [policy.measures[code] for code in job.codes]
    letters = _letters(job, measures, dice)
    if job.index == 0:
        kind = figures.FIGURES
    else:
        kind = figures.KINDS[dice.choice(len(figures.KINDS), p=[0.25, 0.35, 0.25, 0.15])]
    params: dict[str, Any] = {}
    for measure in measures:
        params = figures.own_params(policy, measure, kind, dice) | params
    on = _day(measures, dice)
    each = [rows.generate(policy, measure, params, on, job.rows, dice) for measure in measures]
    return Asked(job, policy, letters, params, kind, on, each[0] if len(each) == 1 else together(each))


def singles(measure: Measure) -> list[tuple[str, str]]:
    """Every (reading, letter other than A) that a measure can compute."""
    return sorted((r.id, letter) for r, letters in measure.ambiguities().items() for letter in letters - {"A"})


def letters_of(job: Job) -> dict[str, str]:
    """The letters other than A that a job asks under."""
    policy = load_policy(job.policy)
    return _letters(job, [policy.measures[code] for code in job.codes], job.dice())


def _letters(job: Job, measures: list[Measure], dice: np.random.Generator) -> dict[str, str]:
    """Reading A, every other letter alone in its turn, or some at once."""
    able: dict[str, set[str]] = {}
    for measure in measures:
        for reading, letters in measure.ambiguities().items():
            able[reading.id] = able.get(reading.id, letters) & letters
    others = [(id, letter) for id in sorted(able) for letter in sorted(able[id] - {"A"})]
    turn, way = divmod(job.index, 3)
    if way == 0 or not others:
        return {}
    if way == 1:
        return dict([others[turn % len(others)]])
    picked = {id: sorted(able[id])[dice.integers(len(able[id]))] for id in sorted(able) if dice.random() < 0.5}
    return {id: letter for id, letter in picked.items() if letter != "A"}


def _day(measures: list[Measure], dice: np.random.Generator) -> int:
    """A usual day, or one on which a figure begins to hold or became known, or the day before."""
    if dice.random() < 0.6:
        return _USUAL_DAYS[dice.integers(len(_USUAL_DAYS))]
    days = {d for m in measures for p in figures.params_of(m) for r in p.rows for d in (r.start, r.known)}
    at = sorted(d for d in days if OPEN_FROM < d <= civil.LATEST) or _USUAL_DAYS
    day = at[dice.integers(len(at))]
    return day if dice.random() < 0.5 else civil.previous_day(day)


def together(each: list[Rows]) -> Rows:
    """Rows that hold the facts of several measures; where two state a fact, they take turns to prevail."""
    codes: dict[str, tuple[str, ...]] = {}
    for part in each:
        for key, words in part.worth.codes.items():
            codes[key] = tuple(dict.fromkeys((*codes.get(key, ()), *words)))
    worth = Worth(
        each[0].worth.measure,
        {k: f for part in each for k, f in part.worth.facts.items()},
        {k: r for part in each for k, r in part.worth.relations.items()},
        codes=codes,
    )
    cases = []
    for i, several in enumerate(zip(*(part.cases() for part in each), strict=True)):
        turned = i % len(several)
        merged: dict[str, Any] = {}
        for case in (*several[turned:], *several[:turned]):
            merged = case | merged
        cases.append(merged)
    return rows.of_cases(worth, each[0].on, cases)


def plan(count: int, *, seed: int = SEED, first: int = 0, policies: Sequence[str] = POLICIES) -> list[Job]:
    """Jobs with about `count` rows for each measure, none larger than `LARGEST`; `first`: their first index.

    With enough rows every other letter of every reading gets a job of its own. Measures whose subject is one table, and
    some that share nothing but dates, are asked together besides.
    """
    found: list[Job] = []
    for name in policies:
        policy = load_policy(name)
        for code, measure in policy.measures.items():
            parts = _parts(count, measure)
            found += [Job(name, (code,), first + i, -(-count // parts), seed) for i in range(parts)]
        for codes in _companions(policy):
            parts = _parts(count // 3, *(policy.measures[code] for code in codes))
            found += [Job(name, codes, first + i, -(-count // 3 // parts), seed) for i in range(parts)]
    return found


def _parts(count: int, *measures: Measure) -> int:
    """Enough jobs that each letter has its turn, unless that leaves them with few rows; a third of them are all A."""
    letters = sum(len(singles(m)) for m in measures)
    return max(1, -(-count // LARGEST), min(3 * (letters + 1), count // SMALLEST))


def _companions(policy: Policy) -> Iterator[tuple[str, ...]]:
    if policy.registers is not None:
        yield from (t.measures for t in policy.registers.tables if len(t.measures) > 1)
    codes = list(policy.measures)
    yield tuple(codes[:: max(len(codes) // 4, 1)])


def described(letters: Mapping[str, str], params: Mapping[str, Any]) -> str:
    """Letters and own parameters of a job, for a reader."""
    chosen = ", ".join(f"{k} {v}" for k, v in letters.items()) or "all A"
    return f"letters: {chosen}; own parameters: " + (", ".join(f"{k}={v}" for k, v in params.items()) or "none")
