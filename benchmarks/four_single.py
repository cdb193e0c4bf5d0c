"""Measure one case of the four invented measures in several ways, and the peers on the same case.

All four measures count as one evaluation. The ways are:

* hand: Python functions on a dict of prepared facts, two-valued, amounts only;
* trace returned: the compiled function, `Program.exact`: verdict, result of each condition, amounts;
* trace kept: `Outcome` objects that hold the same with the facts and parameters used;
* reasons built: of each outcome `condition_results()`, `failed()`, `reasons` (a row a condition: its number, result,
  facts, parameters) and the amounts; nothing is rendered as text;
* explained: of each outcome a dict a condition with id, wording, result, facts and parameters by name;
* decided: `Policy.decide` on a checked case: parameters by date, facts filled in, outcome, reasons built;
* assessed: `Policy.assess` on the public form (JSON values), verdict and amount read;
* whole answer: the same with the contract's object (`Determination.data`);
* as JSON: the same as one line of JSON (`Determination.json`);
* some unknown: trace kept and missing facts named, with one unknown fact each in M1, M3 and M4.
"""

from __future__ import annotations

import statistics
from typing import Any

import four_measures as four
from peers import Peers
from timing import interleaved, ratio, short, spread, table

from wenjiu.rules.case.parsing import parse_case
from wenjiu.rules.evaluate.case import Case
from wenjiu.rules.evaluate.compiler import Program
from wenjiu.rules.evaluate.outcomes import Outcome

Facts = dict[str, Any]
Prepared = tuple[Program, tuple[Any, ...], tuple[Any, ...]]
#: (peer, program, arguments): each prints microseconds for its four measures, plain and with trace.
PEERS = {
    "OpenFisca": ("openfisca", "peer_fisca.py", ("openfisca_core", "single")),
    "PolicyEngine": ("policyengine", "peer_fisca.py", ("policyengine_core", "single")),
    "zen": ("zen", "peer_zen.py", ("zen", "single")),
}
REFERENCE, (FIRST, LAST) = four.REFERENCE, four.YEAR
STEPS = [
    (start >> 5, end >> 5, fen)
    for (start, fen), (end, _) in zip(four.WAGES, [*four.WAGES[1:], (1 << 30, 0)], strict=True)
]
#: An unknown fact by measure, for the last way; M2 has none.
UNKNOWN = {"M1": ("grad",), "M3": ("rent",), "M4": ("jobless",)}
#: Our rounds between two runs of a peer.
BLOCK = 20


def hiring(f: Facts) -> int:
    """M1, fen."""
    day = f["hire"]
    ok = (
        FIRST <= day <= LAST
        and f["hukou"]
        and (
            (f["is_grad"] and FIRST <= f["grad"] <= LAST)
            or (f["has_unemp"] and f["unemp_from"] <= day <= f["unemp_to"])
        )
    )
    return 5_000_00 if ok else 0


def young_firm(f: Facts) -> int:
    """M2, fen."""
    n = f["n"]
    ok = f["d_reg"] and f["d_tax"] and f["sme"] and 384 <= REFERENCE - f["reg"] <= 1920 and n >= 3
    return min(30_000_00 + 10_000_00 * (n - 3), 200_000_00) if ok else 0


def rent(f: Facts) -> int:
    """M3, fen."""
    ok = f["key_group"] and 384 <= REFERENCE - f["reg"] <= 1920 and f["rent_years"] < 3
    return min(f["rent"], 50_000_00) if ok else 0


def stipend(f: Facts) -> int:
    """M4, fen."""
    start = f["intern_start"]
    if not (f["has_intern"] and f["hukou"]):
        return 0
    graduate = f["is_grad"] and f["grad"] <= start <= f["grad"] + 768 and f["jobless"]
    if not (
        graduate or (f["has_unemp"] and f["unemp_from"] <= start <= f["unemp_to"] and 6144 <= start - f["birth"] < 9600)
    ):
        return 0
    first, total = start >> 5, 0
    end = first + min(f["intern_months"], 12)
    for since, until, fen in STEPS:
        months = min(end, until) - max(first, since)
        if months > 0:
            total += months * fen
    return total


HAND = (hiring, young_firm, rent, stipend)


def case(code: str, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the public case of a measure, some facts left out."""
    facts = four.policy.measures[code].example
    return {"measure": code, "facts": {name: value for name, value in facts.items() if name not in without}}


def prepared(checked: Case) -> Prepared:
    """Return a program with the facts and parameters of a case in its order."""
    outcome, _, _ = four.policy.decide(checked)
    return outcome.program, outcome.facts, outcome.params


def reasons(outcome: Outcome) -> tuple[Any, ...]:
    """Return the reasons of an outcome as objects."""
    return outcome.verdict, outcome.condition_results(), outcome.failed(), outcome.reasons, outcome.amounts


def explained(outcome: Outcome) -> dict[str, Any]:
    """Return the reasons of an outcome with ids, wording and names."""
    program, facts, params = outcome.program, outcome.facts, outcome.params
    given, figures = program.given, program.params
    return {
        "verdict": outcome.verdict,
        "amounts": outcome.amounts,
        "fails": outcome.failed(),
        "conditions": [
            {
                "id": slot.require.id,
                "text": slot.require.text.zh,
                "result": result,
                "facts": {given[i].key: facts[i] for i in slot.facts},
                "parameters": {figures[i].name: params[i] for i in slot.params},
            }
            for slot, result in zip(program.slots, outcome.condition_results(), strict=True)
        ],
    }


def ways() -> dict[str, Any]:
    """Return functions by name, each evaluating all four measures once. Raise SystemExit if the ways disagree."""
    codes = list(four.policy.measures)
    facts = four.CASE
    public = [case(code) for code in codes]
    checked = [parse_case(four.policy, raw) for raw in public]
    known = [prepared(c) for c in checked]
    open_ = [prepared(parse_case(four.policy, case(code, UNKNOWN.get(code, ())))) for code in codes]
    by_hand = [measure(facts) for measure in HAND]
    ours = [Outcome(*given).amounts for given in known]
    answers = [four.policy.assess(raw) for raw in public]
    amounts = list(four.AMOUNTS.values())
    if (
        by_hand != amounts
        or ours != [((a, a),) for a in amounts]
        or [a.amount for a in answers] != list(map("{:.2f}".format, (a / 100 for a in amounts)))
    ):
        raise SystemExit(f"the ways disagree: {amounts}, {by_hand}, {ours}, {answers}")
    if [Outcome(*given).verdict for given in open_] != ["unknown", "yes", "unknown", "unknown"]:
        raise SystemExit("the facts left out do not leave M1, M3 and M4 open")
    hire, firm, house, intern = HAND
    return {
        "hand": lambda: (hire(facts), firm(facts), house(facts), intern(facts)),
        "trace returned": lambda: [program.exact(f, p) for program, f, p in known],
        "trace kept": lambda: [Outcome(program, f, p) for program, f, p in known],
        "reasons built": lambda: [reasons(Outcome(program, f, p)) for program, f, p in known],
        "explained": lambda: [explained(Outcome(program, f, p)) for program, f, p in known],
        "decided": lambda: [reasons(four.policy.decide(c)[0]) for c in checked],
        "assessed": lambda: [(a.eligible, a.amount) for a in map(four.policy.assess, public)],
        "whole answer": lambda: [four.policy.assess(raw).data for raw in public],
        "as JSON": lambda: [four.policy.assess(raw).json() for raw in public],
        "some unknown": lambda: [Outcome(program, f, p).missing() for program, f, p in open_],
    }


def peers_once(peers: Peers) -> dict[str, float]:
    """Return microseconds for four measures by peer and way. Raise SystemExit if a peer's amounts differ."""
    found: dict[str, float] = {}
    for name, (peer, program, arguments) in PEERS.items():
        said = peers.run(peer, program, *arguments)
        if [int(x) for x in said["result"]] != list(four.AMOUNTS.values()):
            raise SystemExit(f"{name} gives {said['result']}, not {list(four.AMOUNTS.values())}")
        found |= {
            f"{name}, {'with trace' if way == 'trace' else 'no trace'}": said["single"][way]
            for way in ("plain", "trace")
        }
    return found


def measured(blocks: int, peers: Peers | None) -> dict[str, list[float]]:
    """Return microseconds by way, one number a round. Each peer runs once a block, between ours."""
    works = ways()
    found: dict[str, list[float]] = {}
    for _ in range(blocks):
        mine = {name: [t * 1e6 for t in times] for name, times in interleaved(works, BLOCK).items()}
        theirs = {name: [t] for name, t in peers_once(peers).items()} if peers is not None else {}
        for name, microseconds in {**mine, **theirs}.items():
            found.setdefault(name, []).extend(microseconds)
    return found


def report(blocks: int, peers: Peers | None) -> str:
    """Return the table: medians, spread, ratio to the hand-written functions; and the targets."""
    found = measured(blocks, peers)
    base = found["hand"]
    rows = [[name, short(statistics.median(t)), spread(t), short(ratio(t, base))] for name, t in found.items()]
    text = table(["four measures, one case", "µs, median", "middle half", "ratio to hand"], rows)
    pairs = [("reasons built", "OpenFisca, with trace"), ("reasons built", "zen, with trace"),
             ("explained", "OpenFisca, with trace"), ("explained", "zen, with trace"),
             ("whole answer", "OpenFisca, with trace"), ("whole answer", "zen, with trace")]  # fmt: skip
    lines = [
        f"* {peer} takes {short(statistics.median(found[peer]) / statistics.median(found[ours]))} times as long as {ours}"
        for ours, peer in pairs
        if peer in found
    ]
    return "\n".join([text, "", *lines])
