"""Measure one case with its reasons, compared with two-valued functions written by hand, and with peers.

`python benchmarks/single_case.py [--cases N] [--rounds N] [--no-peers] [--programs DIR] [--write]` prints two tables:

* measures of the first policy on many synthetic cases, every fact known: the average case in microseconds. `hand` is a
  Python function a measure on prepared facts, with plain arithmetic on civil keys; it returns verdict and fen, no
  reasons. `trace kept`, `reasons built`, `assessed`, `whole answer` and `as JSON` are those of `four_single`;
* the four invented measures that the peers can express too, on one case; see `four_single`.

Times are medians over interleaved rounds, ratios medians of the ratios within a round. Before measuring, all ways must
agree on every case. `--write` puts both tables into docs/evidence/single-case.md.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import four_single
from peers import PACKAGES, PROGRAMS, Peers, versions
from timing import interleaved, machine, ratio, short, spread, table

from wenjiu.policies import load_policy
from wenjiu.rules.evaluate.outcomes import Outcome
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil, money

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = ROOT / "docs" / "evidence" / "single-case.md"
Result = tuple[bool, int]
HOME = "chaoyang"
FROM, TO = civil.key(2020, 12, 24), civil.LATEST + civil.YEAR
WAGES = (
    (civil.key(2017, 9, 1), 2000_00),
    (civil.key(2018, 9, 1), 2120_00),
    (civil.key(2019, 7, 1), 2200_00),
    (civil.key(2021, 8, 1), 2320_00),
    (civil.key(2023, 9, 1), 2420_00),
    (civil.key(2025, 9, 1), 2540_00),
)
NO: Result = (False, 0)


def hire(f: dict[str, Any]) -> Result:
    """3.2a: a new hire from a key group."""
    day = f["hire_date"]
    fresh = f["is_fresh_university_graduate"]
    if fresh is None:
        fresh = f["education_level"] == "university" and f["graduation_date"] // 384 == day // 384
    ok = (
        FROM <= day <= TO
        and f["applicant_is_employer"]
        and f["is_new_hire"]
        and day // 384 == f["claim_year"]
        and f["person_hukou_district"] == HOME
        and (fresh or f["is_registered_unemployed_before_hire"])
        and not f["already_paid_3_2a"]
    )
    return (True, 5000_00) if ok else NO


def traineeship(f: dict[str, Any]) -> Result:
    """3.4a: a young trainee's stipend."""
    start = f["traineeship_start"]
    if not (FROM <= start <= TO):
        return NO
    since = start - f["graduation_date"]
    graduate = (
        f["trainee_group1_level"] in ("university", "secondary_vocational", "technical_school")
        and f["person_hukou_district"] == HOME
        and 0 <= since <= 24 * 32
        and not f["is_employed"]
    )
    by = civil.end_key(start)
    youth = by - f["birth_date"] >= 192 * 32 and not by - f["birth_date"] >= 300 * 32 and f["is_registered_unemployed"]
    used = f["stipend_months_already_paid"]
    ok = (
        (graduate or youth)
        and f["unit_is_recognised_traineeship_unit"]
        and f["is_full_time"]
        and used < 12
    )  # fmt: skip
    if not ok:
        return NO
    total = 0
    for k in range(min(civil.service_months(start, f["traineeship_end"]), 12 - used)):
        month = civil.plus_months(start, k)
        for since_day, rate in reversed(WAGES):
            if since_day <= month:
                total += rate
                break
    return True, total


def institution(f: dict[str, Any]) -> Result:
    """4.4b: a designated training institution."""
    day = f["event_date"]
    ok = (
        FROM <= day <= TO
        and f["institution_in_district"]
        and (
            (f["is_designated_skill"] and f["trained_urban_unemployed"] + f["trained_rural_transfer"] >= 500)
            or (f["is_designated_startup"] and f["trained_startup"] >= 200)
        )
    )
    return (True, 50_000_00) if ok else NO


def young_firm(f: dict[str, Any]) -> Result:
    """5.2: a young firm that employs residents."""
    day, since, heads = f["application_date"], f["operation_start_date"], f["chaoyang_hukou_workers"]
    ok = (
        FROM <= day <= TO
        and f["registered_district"] == HOME
        and f["tax_district"] == HOME
        and f["operating_normally"]
        and civil.end_key(day) - since >= 12 * 32
        and day - since <= 60 * 32
        and f["entity_type"] == "enterprise"
        and f["enterprise_size"] in ("medium", "small", "micro")
        and heads >= 3
        and not f["already_paid_5_2"]
    )
    return (True, min(200_000_00, 30_000_00 + 10_000_00 * (heads - 3))) if ok else NO


def rent(f: dict[str, Any]) -> Result:
    """5.3: a founder's rent."""
    day, since, paid = f["application_date"], f["operation_start_date"], f["annual_rent"]
    ok = (
        FROM <= day <= TO
        and f["person_hukou_district"] == HOME
        and (f["is_registered_unemployed_at_founding"] or f["is_university_graduate"])
        and f["is_founder"]
        and f["rents_premises"]
        and paid > 0
        and f["registered_district"] == HOME
        and f["tax_district"] == HOME
        and f["operating_normally"]
        and civil.end_key(day) - since >= 12 * 32
        and day - since <= 60 * 32
        and f["rent_years_already_paid"] < 3
    )
    return (True, money.half_up(min(50_000_00, paid))) if ok else NO


HAND: dict[str, Callable[[dict[str, Any]], Result]] = {
    "3.2a": hire,
    "3.4a": traineeship,
    "4.4b": institution,
    "5.2": young_firm,
    "5.3": rent,
}
DATE_STEPS = (-1900, -800, -400, -365, -31, -1, 0, 1, 31, 365, 400, 800)


def synthetic(policy: Policy, code: str, dice: random.Random) -> dict[str, Any]:
    """Return a complete synthetic case: the measure's example with a few facts changed.

    No real person or firm is in it.
    """
    measure = policy.measures[code]
    facts = dict(measure.example)
    if code == "4.4b":
        facts["application_date"] = "2022-01-10"
    if code == "3.2a":
        facts |= {"education_level": "university", "graduation_date": "2021-06-30"}
    names = policy.accepted_facts(measure)
    facts_alone = sorted(set(facts) - {"entity_type"})  # an official decides on other kinds of entity
    for name in dice.sample(facts_alone, dice.choice((0, 0, 1, 2))):
        fact, value = names[name], facts[name]
        if fact.type.name == "bool":
            facts[name] = not value
        elif fact.type.name == "date":
            day = civil.date(civil.parse(value)).toordinal() + dice.choice(DATE_STEPS)
            facts[name] = type(civil.date(FROM)).fromordinal(day).isoformat()
        elif fact.type.name == "district":
            facts[name] = dice.choice((HOME, "haidian"))
        elif fact.type.name == "choice":
            facts[name] = dice.choice(fact.options)
        else:
            facts[name] = min(max(value + dice.choice((-400, -2, -1, 1, 2, 17)), fact.lo), fact.hi)
    if code == "3.4a" and facts["traineeship_end"] < facts["traineeship_start"]:
        facts["traineeship_end"] = facts["traineeship_start"]
    return facts


def prepare(policy: Policy, cases: int) -> list[tuple[Any, ...]]:
    """Return (hand function, its facts by name, program, facts, parameters, public case) by case, all agreeing."""
    from wenjiu.rules.case.parsing import parse_case

    dice, found = random.Random(20201224), []
    codes = sorted(HAND)
    for i in range(cases):
        code = codes[i % len(codes)]
        raw = {"measure": code, "facts": synthetic(policy, code, dice)}
        case = parse_case(policy, raw)
        outcome, _, _ = policy.decide(case)
        names = policy.accepted_facts(case.measure)
        plain = {name: case.facts.get(fact.key, fact.default) for name, fact in names.items()}
        ok, fen = HAND[code](plain)
        answer = policy.assess(raw)
        expected = ("yes" if ok else "no", ((fen, fen),))
        if (outcome.verdict, outcome.amounts) != expected or answer["amount"] != money.yuan(fen):
            raise SystemExit(f"the ways disagree on {raw}: {expected}, {outcome.verdict}, {outcome.amounts}")
        found.append((HAND[code], plain, outcome.program, outcome.facts, outcome.params, raw))
    return found


def drop(results: Iterable[object]) -> None:
    """Take results one by one and keep none, as a service does.

    With thousands of results kept, the time of the garbage collector, which visits all of them, is measured too.
    """
    deque(results, maxlen=0)


def real_measures(cases: int, rounds: int) -> str:
    """Return the table of the first policy's measures for an average case."""
    policy = load_policy("chaoyang_2020")
    found = prepare(policy, cases)
    hand = [(function, plain) for function, plain, *_ in found]
    known = [(program, facts, params) for _, _, program, facts, params, _ in found]
    public = [raw for *_, raw in found]
    works = {
        "hand": lambda: drop(function(plain) for function, plain in hand),
        "trace kept": lambda: drop(Outcome(*given) for given in known),
        "reasons built": lambda: drop(four_single.reasons(Outcome(*given)) for given in known),
        "assessed": lambda: drop((a.eligible, a.amount) for a in map(policy.assess, public)),
        "whole answer": lambda: drop(policy.assess(raw).data for raw in public),
        "as JSON": lambda: drop(policy.assess(raw).json() for raw in public),
    }
    times = interleaved(works, rounds)
    rows = []
    for name, seconds in times.items():
        each = [t / len(found) * 1e6 for t in seconds]
        rows.append([name, short(statistics.median(each)), spread(each), short(ratio(seconds, times["hand"]))])
    yes = sum(Outcome(*given).verdict == "yes" for given in known)
    head = f"{len(found)} cases of {len(HAND)} measures"
    return f"{yes} of the cases are yes.\n\n" + table([head, "µs a case, median", "middle half", "ratio to hand"], rows)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="single-case latency with reasons")
    arguments.add_argument("--cases", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--no-peers", action="store_true")
    arguments.add_argument("--programs", type=Path, default=PROGRAMS, help="folder of the peers' programs")
    arguments.add_argument("--write", action="store_true", help=f"write {EVIDENCE.relative_to(ROOT)}")
    asked = arguments.parse_args()
    peers = None if asked.no_peers else Peers(asked.programs)
    used = {} if peers is None else {k: v for name in PACKAGES if name != "columns" for k, v in versions(name).items()}
    text = "\n".join(
        [
            "# One case: beside hand-written functions and other engines",
            "",
            f"{machine()}.",
            *([f"Peers: {', '.join(f'{name} {number}' for name, number in used.items())}."] if used else []),
            "Medians over interleaved rounds on a shared machine: read the ratios, not the microseconds. Synthetic cases.",
            "The ways are told apart in `benchmarks/four_single.py`. Written by `python benchmarks/single_case.py --write`.",
            "",
            "## Measures of the first policy",
            "",
            real_measures(asked.cases, asked.rounds),
            "",
            "## The four measures that the peers state too",
            "",
            four_single.report(max(asked.rounds // 3, 1), peers),
        ]
    )
    print(text)
    if asked.write:
        EVIDENCE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
