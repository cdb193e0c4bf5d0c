"""Engine against evaluator, column by column and row by row; a difference is shown in its smallest form.

`Engine` is anything with the signature of `wenjiu.screening.run.rows.evaluate`.
"""

from __future__ import annotations

import importlib
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow as pa
from tests.screening.conformance import reference, rows
from tests.screening.conformance.jobs import Asked, described
from tests.screening.conformance.reference import Result
from tests.screening.conformance.rows import Rows

Engine = Callable[..., pa.Table]
Case = dict[str, Any]
SHOWN = 5  # differences of one measure that are made small and printed


def _is_words(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind)) and _is_words(kind.value_type)


COLUMNS = {
    "measure": _is_words,
    "verdict": _is_words,
    "low_fen": pa.types.is_int64,
    "high_fen": pa.types.is_int64,
    "deciding": _is_words,
    "fails": _is_list,
    "missing": _is_list,
    "missing_parameters": _is_list,
}


@dataclass
class Found:
    """What came of a comparison.

    `asked`: rows answered times engines; `different`: how many of them differ; `shown`: some of those.
    """

    asked: int = 0
    different: int = 0
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)
    seconds: Counter[str] = field(default_factory=Counter)

    def add(self, other: Found) -> None:
        """Take in what another comparison found."""
        self.asked += other.asked
        self.different += other.different
        self.verdicts += other.verdicts
        self.seconds += other.seconds
        self.shown += other.shown

    def __str__(self) -> str:
        return f"{self.different} of {self.asked} answers differ\n\n" + "\n\n".join(self.shown)


def compare(question: Asked, evaluate: Engine, engines: Sequence[str], show: int = SHOWN) -> Found:
    """Ask the rows of both sides and compare all answers."""
    found = Found()
    job = question.job
    begun = time.perf_counter()
    cases = question.rows.cases()
    truth = {code: truth_of(question, code, cases) for code in job.codes}
    found.seconds["reference"] += time.perf_counter() - begun
    for code, answers in truth.items():
        found.verdicts.update((f"{job.policy} {code}", answer.verdict) for answer in answers)
    for engine in engines:
        begun = time.perf_counter()
        tables = rows.table(question.rows, job.dice(engine))
        try:
            told = read(ask(question, evaluate, engine, job.codes, *tables), job.codes, tables[0]["id"])
        except Exception:  # noqa: BLE001 - whatever an engine raises is a difference to report
            found.asked += len(cases)
            found.different += len(cases)
            found.shown.append(f"{job} on {engine} fails\n{_setting(question)}\n{traceback.format_exc(limit=-6)}")
            continue
        finally:
            found.seconds[engine] += time.perf_counter() - begun
        for code in job.codes:
            wrong = [i for i, (a, b) in enumerate(zip(truth[code], told[code], strict=True)) if a != b]
            found.asked += len(cases)
            found.different += len(wrong)
            for i in _various(wrong, truth[code], told[code])[:show]:
                found.shown.append(_shown(question, evaluate, engine, code, cases[i], truth[code][i], told[code][i]))
    return found


def truth_of(question: Asked, code: str, cases: Sequence[Case]) -> list[Result]:
    """What the evaluator of single cases answers."""
    return reference.results(
        question.policy, code, cases, on=question.on, letters=question.letters, params=question.params
    )


def ask(
    question: Asked, evaluate: Engine, engine: str, codes: Sequence[str], table: pa.Table, members: Mapping[str, Any]
) -> pa.Table:
    """What an engine answers; in every other job Polars streams, as it does from files, what it could do in memory."""
    streamed = question.job.dice("streamed").random() < 0.5
    polars_engine = importlib.import_module("wenjiu.screening.engines.polars_engine")
    with patch.object(polars_engine, "ROOM", 0) if streamed else nullcontext():
        return evaluate(
            question.policy,
            list(codes),
            table,
            on=question.on,
            engine=engine,
            letters=question.letters or None,
            params=question.params or None,
            members=members or None,
        )


def read(answers: pa.Table, codes: Sequence[str], ids: pa.ChunkedArray) -> dict[str, list[Result]]:
    """The answers by measure in the order of `ids`. AssertionError where columns, types or rows are not as agreed."""
    assert set(answers.column_names) == {"id", *COLUMNS}, f"columns {answers.column_names}"
    for name, is_right in COLUMNS.items():
        kind = answers.schema.field(name).type
        assert is_right(kind), f"column {name} is {kind}"
    asked = ids.to_pylist()
    place = {id: i for i, id in enumerate(asked)}
    found: dict[str, list[Any]] = {code: [None] * len(asked) for code in codes}
    columns = {name: answers[name].to_pylist() for name in answers.column_names}
    assert len(columns["id"]) == len(asked) * len(codes), f"{len(columns['id'])} answers to {len(asked)} rows"
    for row in zip(*(columns[name] for name in ("id", *COLUMNS)), strict=True):
        id, code, verdict, low, high, deciding, *lists = row
        assert found[code][place[id]] is None, f"row {id} is answered twice for {code}"
        found[code][place[id]] = Result(verdict, low, high, deciding, *(frozenset(names) for names in lists))
    return found


def _various(wrong: list[int], truth: Sequence[Result], told: Sequence[Result]) -> list[int]:
    """Rows that differ, first one of each kind of difference."""
    kinds: dict[Any, int] = {}
    for i in wrong:
        pair = truth[i], told[i]
        names = tuple(n for n in Result._fields if getattr(pair[0], n) != getattr(pair[1], n))
        kinds.setdefault((names, pair[0].verdict, pair[1].verdict), i)
    first = list(kinds.values())
    return first + [i for i in wrong if i not in set(first)]


def _shown(question: Asked, evaluate: Engine, engine: str, code: str, case: Case, right: Result, said: Result) -> str:
    worth = question.rows.worth

    def both(cases: Sequence[Case]) -> list[tuple[Result, Result | str]]:
        asked = rows.of_cases(worth, question.on, cases)
        return list(zip(truth_of(question, code, cases), answers(question, evaluate, engine, code, asked), strict=True))

    small = smallest(case, lambda cases: [a != b for a, b in both(cases)])
    note = ""
    if small is None:
        note = " (it does not differ when asked alone)"
    else:
        case, (right, told) = small, both([small])[0]
        said = told  # type: ignore[assignment]
    names = question.policy.public_names(question.policy.measures[code])
    lines = [f"{question.job} on {engine}, measure {code}{note}", _setting(question)]
    lines += [f"facts: {rows.shown(worth, case, names)}", f"evaluator: {_plain(right)}", f"{engine}: {_plain(said)}"]
    return "\n".join(lines)


def answers(question: Asked, evaluate: Engine, engine: str, code: str, asked: Rows) -> list[Result] | list[str]:
    """What an engine answers to rows of one measure; where it fails, its complaint for each row."""
    table, members = rows.table(asked, np.random.default_rng(0))
    try:
        return read(ask(question, evaluate, engine, [code], table, members), [code], table["id"])[code]
    except Exception as error:  # noqa: BLE001 - an engine that fails is what is being shown
        return [f"{type(error).__name__}: {error}"] * asked.count


def smallest(case: Case, differ: Callable[[Sequence[Case]], Sequence[bool]]) -> Case | None:
    """The case with the fewest facts that still differs, found greedily; None where the case alone does not differ."""
    if not differ([case])[0]:
        return None
    while True:
        smaller = list(fewer(case))
        still = next((c for c, wrong in zip(smaller, differ(smaller), strict=True) if wrong), None) if smaller else None
        if still is None:
            return case
        case = still


def fewer(case: Case) -> Iterator[Case]:
    """The case without one of its facts, members, or facts of members."""
    for key, value in case.items():
        yield {k: v for k, v in case.items() if k != key}
        if isinstance(value, list):
            for i, row in enumerate(value):
                yield case | {key: [*value[:i], *value[i + 1 :]]}
                for name in row or {}:
                    less = {k: v for k, v in row.items() if k != name}
                    yield case | {key: [*value[:i], less, *value[i + 1 :]]}


def _setting(question: Asked) -> str:
    from wenjiu.standards import civil

    return f"on {civil.iso(question.on)}, {question.kind}; {described(question.letters, question.params)}"


def _plain(result: Result | str) -> str:
    if isinstance(result, str):
        return result
    return ", ".join(
        f"{name}={sorted(value) if isinstance(value, frozenset) else value}"
        for name, value in zip(Result._fields, result, strict=True)
    )
