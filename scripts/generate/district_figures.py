"""Write what each other reading changes in a synthetic district, for every policy; with --check only report what is old.

A synthetic population is screened under the recommended readings, then under each other reading that a measure can
compute. The differences go to `district_figures.json` of the policy, with size and seed of the population, the day of the
screening and the version of the rules. It takes about five minutes for a hundred letters.
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from wenjiu.policies import load_policy, names
from wenjiu.policies.documents.district_figures import FIGURES_FILE, outdated
from wenjiu.policies.documents.marks import POLICIES
from wenjiu.rules.policy import Policy
from wenjiu.screening.population import Population
from wenjiu.screening.population.generate import generate
from wenjiu.screening.results.changes import Differences
from wenjiu.screening.screen import ScreeningRequest, screen
from wenjiu.screening.whatif import whatif
from wenjiu.standards import civil

PEOPLE = 100_000
SEED = 1
NOTE = "SYNTHETIC: drawn at random, nobody's data. Written by scripts/generate/district_figures.py; do not edit."


def main() -> int:
    """Return 0, or 1 if --check finds figures that do not fit the rules."""
    policies = [policy for policy in map(load_policy, names()) if policy.registers is not None]
    if "--check" in sys.argv[1:]:
        faults = [fault for policy in policies for fault in outdated(policy)]
        print("\n".join(faults), end="\n" if faults else "")
        return int(bool(faults))
    for policy in policies:
        content = figures(policy, PEOPLE, SEED, last_day(policy))
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (POLICIES / policy.name / FIGURES_FILE).write_text(text, encoding="utf-8")
    return 0


def last_day(policy: Policy) -> int:
    """Return the day of the screening: the last one of the year after the first version began."""
    return civil.of(policy.versions[0].start.replace(year=policy.versions[0].start.year + 1, month=12, day=31))


def figures(policy: Policy, people: int, seed: int, on: int, only: str = "") -> dict[str, Any]:
    """Screen a synthetic population under every reading, or those of one ambiguity, and return the content of the file."""
    with tempfile.TemporaryDirectory(prefix="wenjiu-figures-") as folder:
        at = Path(folder)
        generate(at / "data", people, seed, policy)
        population = Population.open(at / "data", policy)
        screen(population, ScreeningRequest(tuple(policy.measures), on), at / "kept")
        changes: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for id, ambiguity in policy.ambiguities.items():
            for letter in ambiguity.switchable if only in ("", id) else ():
                found = whatif(population, at / "kept", at / "other", letters={id: letter}, anew=True)
                changes.setdefault(id, {})[letter] = changed(found, policy, id, letter, on)
                print(policy.name, id, letter, len(changes[id][letter]), flush=True)
    basis = {
        "people": people,
        "seed": seed,
        "on": civil.iso(on),
        "rules_version": policy.rules_version,
    }
    return {"note": NOTE, "basis": basis, "changes": changes}


def changed(found: Differences, policy: Policy, id: str, letter: str, on: int) -> list[dict[str, Any]]:
    """Return the measures that a what-if changes, as the file holds them."""
    rows = Counter(found.rows().column("measure").to_pylist())
    return [
        {
            "measure": m["measure"],
            "rows": rows[m["measure"]],
            "gain": m["gain"],
            "lose": m["lose"],
            "fen": m["after"]["low_fen"] - m["before"]["low_fen"],
            "most_fen": _difference(m["before"]["high_fen"], m["after"]["high_fen"]),
            "lacking": sorted(
                _lacking(policy, m["measure"], {id: letter}, on) - _lacking(policy, m["measure"], {}, on)
            ),
        }
        for m in found.summary["measures"]
        if rows[m["measure"]]
    ]


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _lacking(policy: Policy, code: str, letters: dict[str, str], on: int) -> set[str]:
    """Return the parameters that a measure uses under some letters, and that have no value on a day."""
    able = {a.id: known for a, known in policy.measures[code].ambiguities().items()}
    chosen = {id: letter for id, letter in letters.items() if letter in able.get(id, ())}
    used = policy.program(code, chosen).params
    return {param.name for param in used if policy.resolve(param, on, {}, False).value is None}


if __name__ == "__main__":
    sys.exit(main())
