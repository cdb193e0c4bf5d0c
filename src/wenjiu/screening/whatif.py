"""Implements `wenjiu whatif`: computes how other parameters or readings would change an earlier screening.

A measure whose expressions stay the same is not evaluated again. A measure of which only the amount changes is
evaluated on the kept rows, without a join. Any other measure is screened again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..rules.case.parsing import parse_params
from ..rules.language.text import T
from ..rules.policy import Policy
from ..standards import civil
from .files import opened as opened_file
from .lower.entitlements import KEPT_TABLE, Screened, schema
from .lower.verdicts import Verdict
from .population import Population
from .results.changes import Differences, compare
from .run.engines import Engine, opened
from .run.parts import CHANGES, ENTITLEMENTS, KEPT_ROWS, SUMMARY, Folder, Part, RunError
from .screen import BASE, Progress, Run, ScreeningRequest, present

SAME, AMOUNTS, AGAIN = "same", "amounts", "again"


@dataclass
class Change:
    """The effect of a change on the measures of one subject.

    `screened`: the subject as it was screened before.
    `modes`: measure -> ``same``, ``amounts`` or ``again``.
    `amounts`: measure -> its new columns, for measures of which only the amount changes.
    """

    screened: Screened
    modes: dict[str, str] = field(default_factory=dict)
    amounts: dict[str, Verdict] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        """Whether any measure changes."""
        return set(self.modes.values()) != {SAME}

    @property
    def again(self) -> list[str]:
        """The measures that have to be screened again."""
        return [code for code, mode in self.modes.items() if mode == AGAIN]


def whatif(
    population: Population,
    kept: Path,
    out: Path,
    *,
    params: Mapping[str, Any] | None = None,
    letters: Mapping[str, str] | None = None,
    under: Policy | None = None,
    anew: bool = False,
    progress: Progress | None = None,
) -> Differences:
    """Compute how other parameters or readings would change a screening, and write the result to a folder.

    `kept`: the folder of a finished screening of the same population.
    `out`: the folder of the result.
    `params`: the other parameters, parsed as in a case.
    `letters`: ambiguity id -> letter of the other reading.
    `under`: the same policy with other dated values or readings.
    `anew`: whether to remove earlier results first.

    Raises `RunError` if `kept` holds no finished screening, or one of other data.
    """
    if out.resolve() == kept.resolve():
        raise RunError(
            T(f"“{kept}”是原来的筛查，不能写入", f"'{kept}' is the screening itself: it is not written to"),
            T("换一个文件夹", "name another folder"),
        )
    with Folder.reading(kept):
        return _compared(population, kept, out, params or {}, letters or {}, under, anew, progress)


def _compared(
    population: Population,
    kept: Path,
    out: Path,
    params: Mapping[str, Any],
    letters: Mapping[str, str],
    under: Policy | None,
    anew: bool,
    progress: Progress | None,
) -> Differences:
    """Compute the what-if while the folder of the screening is locked against writers."""
    policy = population.policy
    before = _asked_before(policy, kept)
    manifest = before.manifest(population)
    if manifest != Folder.read(kept):
        raise RunError(
            T(
                f"“{kept}”不是这份人口数据、这一版规则的筛查结果",
                f"'{kept}' is no screening of this population by these rules",
            ),
            T("重新筛查，或指明当时的数据", "screen again, or name the data of that time"),
        )
    for where in (ENTITLEMENTS, KEPT_ROWS):
        Folder.parts(kept, where)  # fails early if a part is missing
    before = present(population, before)
    after = replace(before, own={**before.own, **params}, letters={**before.letters, **letters})
    other = policy if under is None else under
    with Folder(out, {"whatif": after.manifest(replace(population, policy=other)), "kept": manifest}) as folder:
        if anew:
            folder.clear()
        taken_up = folder.open()
        old = policy.with_letters({**policy.letters, **before.letters})
        new = other.with_letters({**other.letters, **after.letters})
        run = Run(population, old, before, progress)
        work = [(weigh(screened, new, after.own), parts) for screened, parts in run.work()]
        if not taken_up:
            moved = [part.name for change, parts in work if change.moves for part in parts]
            folder.begin([*(f"{ENTITLEMENTS}/{name}" for name in moved), CHANGES, SUMMARY])
        modes: dict[str, str] = {}
        with run.engine() as engine, opened(after.engine) as flat:
            for change, parts in work:
                modes |= change.modes
                _work_out(run, change, new, after, parts, folder, kept, engine, flat)
        found = compare(new, kept, folder, modes)
        folder.write_json(SUMMARY, found.summary)
    return found


def _asked_before(policy: Policy, kept: Path) -> ScreeningRequest:
    known = Folder.read(kept)
    if known is None or "population" not in known or not (kept / SUMMARY).is_file():
        raise RunError(
            T(f"“{kept}”里没有做完的筛查", f"'{kept}' holds no finished screening"),
            T("先运行 wenjiu screen", "run wenjiu screen first"),
        )
    return ScreeningRequest(
        (*known["measures"], *known["left_out"]),
        civil.parse(known["on"]),
        parse_params(policy, known["params"]),
        known["readings"],
        known["refused"],
        known["engine"],
    )


def weigh(screened: Screened, policy: Policy, own: Mapping[str, Any]) -> Change:
    """Determine how other parameters or readings change each measure of a subject.

    Equal expressions are one object, so a comparison by identity suffices.
    """
    change = Change(screened)
    for code, old in screened.verdicts.items():
        new = screened.lowered(policy, code, own)
        a, b = screened.answer(old), screened.answer(new)
        if all(a[name] is b[name] for name in a):
            change.modes[code] = SAME
        elif new.conditions is old.conditions and set(screened.columns([new])) <= set(screened.columns()):
            change.modes[code] = AMOUNTS
            change.amounts[code] = new
        else:
            change.modes[code] = AGAIN
    return change


def _work_out(
    run: Run,
    change: Change,
    policy: Policy,
    after: ScreeningRequest,
    parts: list[Part],
    folder: Folder,
    kept: Path,
    engine: Engine,
    flat: Engine,
) -> None:
    """Write the entitlements of the measures that change, part by part.

    `engine` screens again, and `flat` evaluates the kept rows.
    """
    again: Screened | None = None
    if change.again:
        again = Screened(policy, change.again, run.shapes, on=after.on, own=after.own, refused=after.refused)
        again.plan()
        again.source.plan.base.table = BASE
        run.refer(engine, again)
    for part in parts:
        if change.moves and not folder.done(ENTITLEMENTS, part.name):
            found: list[pa.Table] = []
            if change.amounts:
                with opened_file(kept / KEPT_ROWS / part.name) as rows:
                    flat.add(KEPT_TABLE, rows.read())
                wide = flat.run(change.screened.plan_of_kept(change.amounts))
                found.append(change.screened.long(wide, list(change.amounts)))
            if again is not None:
                columns = [f.column for f in again.source.plan.base.fields.values()]
                spelling = run.population.spelling(part.table)
                for chunk in part.chunks(columns):
                    engine.add(BASE, chunk, {c: forms for c, forms in spelling.items() if c in columns})
                    found.append(again.long(engine.run(again.source.plan)))
            folder.write(ENTITLEMENTS, part.name, iter(found), schema(change.screened.registers))
        run.advance(part)
