"""Screens the registers of a policy and turns what is found into offers and lists. A run that was interrupted goes on.

The registers are exported as a population and screened by DuckDB, with the same measures as every filing. What is found
entitled is then compared with claims, awards and answers, some rows at a time; each group of rows is one transaction.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.offers.actions import screenings as actions
from wenjiu.bureau.offers.finding import found_rows
from wenjiu.bureau.offers.models import Entitled, Screening
from wenjiu.bureau.offers.weighing import by_office, weigh
from wenjiu.bureau.registry.export import export_population
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.patience import patient
from wenjiu.rules.policy import Policy
from wenjiu.screening.engines.duck import listed
from wenjiu.screening.population import Population
from wenjiu.screening.results.results import Results
from wenjiu.screening.screen import ScreeningRequest, screen
from wenjiu.standards import civil

#: Rows that are weighed and stored at once.
AT_ONCE = 2_000
#: The most near misses that are kept for a measure of the office.
MOST_NEAR = 2_000
#: `progress(done, total, what)`: rows done, rows in all, and the measure.
Progress = Callable[[int, int, str], None]


def screen_registers(actor: Any, policy: Policy, progress: Progress | None = None) -> Screening | None:
    """Screen the registers as they are today, and make, renew and end offers. None: the registers hold nothing.

    Args:
        actor: a user of the district, or the name of a program.
        progress: called with the rows that are done.

    Raises:
        CaseRefused: another screening runs.
    """
    with _alone(policy), patient():
        run = actions.begin(actor=actor, policy=policy)
        folder = Path(settings.DATA_FOLDER) / "screenings" / str(run.pk)
        population, results = folder / "population", folder / "results"
        if not population.exists() and not _export(policy, population, run):
            actions.end(actor=actor, policy=policy, screening=run)
            shutil.rmtree(folder, ignore_errors=True)
            return None
        codes = tuple(code for code in policy.claims if policy.claims[code].pays)
        office = tuple(code for code in codes if by_office(policy.claims[code]))
        held = Population.open(population, policy)
        request = ScreeningRequest(codes, civil.of(run.on))
        found = screen(held, request, results)
        _take(actor, policy, run, found, progress)
        if [code for code in office if code in found.asked["measures"]]:
            near = screen(held, replace(request, codes=office, refused=True), folder / "near")
            _take_near(actor, policy, run, near)
        done = actions.end(actor=actor, policy=policy, screening=run)
        shutil.rmtree(folder, ignore_errors=True)
        return done


def start_screening(actor: Any, policy: Policy) -> None:
    """Start a screening as a program of its own, so that a page need not wait for it.

    Raises:
        CaseRefused: another screening runs.
    """
    with _alone(policy):
        pass
    command = [sys.executable, "-m", "wenjiu.config.manage", "screen_offers", "--policy", policy.name]
    # The program outlives the request and the worker that started it.
    subprocess.Popen(
        [*command, "--by", str(actor.pk)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextmanager
def _alone(policy: Policy) -> Iterator[None]:
    """Hold a lock of the session, which ends with it, so that one screening of a policy runs at a time."""
    name = [f"offers:{policy.name}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name)
        if not cursor.fetchone()[0]:
            raise CaseRefused(_("正在筛查，还没有做完。请过几分钟再看。"), code="running")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)


def _export(policy: Policy, folder: Path, run: Screening) -> bool:
    """Export the registers; whether they hold anything. The folder has its name only when it is complete."""
    if not Row.objects.filter(policy=policy.name, replaced_by=None, withdrawn_at=None).exists():
        return False
    unfinished = folder.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(unfinished.with_name("unfinished.partial"), ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = export_population(policy, unfinished, run.on)
    unfinished.rename(folder)
    return bool(written)


def _take(actor: Any, policy: Policy, run: Screening, found: Results, progress: Progress | None) -> None:
    """Weigh and store every row that is entitled as far as the registers say, and that this run has not stored yet.

    Past awards are not in the registers: of a row that waits for them, the weighing decides.
    """
    by_measure = {code: keys for code in found.asked["measures"] if (keys := _entitled(policy, code, found))}
    total, done = sum(map(len, by_measure.values())), 0
    for code in sorted(by_measure, key=lambda code: (not by_office(policy.claims[code]), code)):
        stored = set(Entitled.objects.filter(screening=run, measure=code).values_list("key", flat=True))
        for some in _groups([key for key in by_measure[code] if key not in stored]):
            weighed = weigh(policy, code, found_rows(policy, code, some, run.on), clock.today())
            known = [w for w in weighed if w.outcome or w.assessed.eligible != "unknown"]
            actions.take(actor=actor, policy=policy, screening=run, weighed=known)
            done += len(some)
            if progress is not None:
                progress(done, total, code)


def _entitled(policy: Policy, code: str, found: Results) -> list[str]:
    """Return the keys of rows of a measure that the screening found entitled, but for what past awards say."""
    accepted = policy.accepted_facts(policy.measures[code])
    awarded = listed([name for name, fact in accepted.items() if fact.key in policy.claims.awarded])
    waits = f"verdict = 'unknown' AND list_has_all(CAST([{awarded}] AS VARCHAR[]), missing)"
    rows = found.query(
        f"SELECT id FROM entitlements WHERE measure = '{code}' AND (verdict = 'yes' OR {waits}) ORDER BY id"
    )
    return [row["id"] for row in rows.to_pylist()]


def _take_near(actor: Any, policy: Policy, run: Screening, near: Results) -> None:
    """Keep the rows that miss a measure of the office by one condition, and those that a fact is missing of."""
    wanted = "verdict = 'unknown' OR (verdict = 'no' AND len(fails) = 1)"
    rows = near.query(f"SELECT measure, id FROM entitlements WHERE {wanted} ORDER BY measure, id").to_pylist()
    by_measure: dict[str, list[str]] = {}
    for row in rows:
        by_measure.setdefault(row["measure"], []).append(row["id"])
    for code, near_keys in by_measure.items():
        stored = set(Entitled.objects.filter(screening=run, measure=code).values_list("key", flat=True))
        for some in _groups([key for key in near_keys if key not in stored][:MOST_NEAR]):
            weighed = weigh(policy, code, found_rows(policy, code, some, run.on), clock.today())
            actions.take_near(actor=actor, policy=policy, screening=run, weighed=weighed)


def _groups(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
