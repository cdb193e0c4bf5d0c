"""Compares, row by row, what a screening stored with offers, claims, awards and refusals, each found by itself."""

from __future__ import annotations

from pathlib import Path

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Award, Line
from wenjiu.bureau.offers.entitlements import weigh_keys
from wenjiu.bureau.offers.models import Entitled, Offer
from wenjiu.bureau.offers.screening import _entitled
from wenjiu.bureau.registry.export import export_population
from wenjiu.rules.policy import Policy
from wenjiu.screening.population import Population
from wenjiu.screening.screen import ScreeningRequest, screen
from wenjiu.standards import civil


def disagreements(policy: Policy, folder: Path) -> list[str]:
    """Return a sentence for each row about which the screening and the books differ."""
    stored = list(Entitled.objects.exclude(outcome="near"))
    said = [text for row in stored if (text := _differs(row))]
    offered = {(row.measure, row.claim_key) for row in stored if row.outcome == "offered"}
    open_offers = set(Offer.objects.filter(state="open").values_list("measure", "claim_key"))
    said += [f"an offer without a row: {pair}" for pair in open_offers - offered]
    found = screened(policy, folder)
    for code, key in found - {(row.measure, row.key) for row in stored}:
        [w] = weigh_keys(policy, code, [key], clock.today())
        if w.outcome or w.assessed.eligible != "unknown":
            said.append(f"not stored: {code} {key}")
    said += [f"not screened: {pair}" for pair in {(row.measure, row.key) for row in stored} - found]
    return said


def screened(policy: Policy, folder: Path) -> set[tuple[str, str]]:
    """Return measure and key of each row that a screening of its own finds entitled, but for past awards."""
    if not export_population(policy, folder / "export", clock.today()):
        return set()
    codes = tuple(code for code, claim in policy.claims.items() if claim.pays)
    request = ScreeningRequest(codes, civil.of(clock.today()))
    results = screen(Population.open(folder / "export", policy), request, folder / "results")
    return {(code, key) for code in results.asked["measures"] for key in _entitled(policy, code, results)}


def _differs(row: Entitled) -> str:
    """Return how the books contradict the outcome of a row; empty where they agree."""
    offers = Offer.objects.filter(measure=row.measure, claim_key=row.claim_key)
    lines = Line.objects.filter(case__measure=row.measure, roles__party=row.filer_id)
    if row.subject_id is not None:
        lines = lines.filter(roles__party=row.subject_id)
    awards = Award.objects.filter(claim_key=row.claim_key, live=True)
    pending = lines.filter(state__in=["open", "approved", "held", "cleared"])
    right = {
        "offered": offers.filter(state="open", amount_fen=row.amount_fen).count() == 1
        and not pending.exists()
        and not awards.exists(),
        "listed": not pending.exists() and not awards.exists() and not offers.filter(state="open").exists(),
        "claimed": pending.exists() and not offers.filter(state="open").exists(),
        "paid": awards.exists() and not offers.filter(state="open").exists(),
        "refused": (offers.filter(state="refused").exists() or lines.filter(state="refused").exists())
        and not offers.filter(state="open").exists(),
        # Another row with the same claim key may be the one that is offered.
        "excluded": not offers.filter(state="open", key=row.key).exists() and bool(row.why),
        "otherwise": not offers.filter(state="open").exists() and bool(row.why),
        "nobody": row.filer_id is None,
    }
    return "" if right[row.outcome] else f"{row.measure} {row.key} is {row.outcome}, the books say otherwise"
