"""Rows of the pages of offers and corrections for the matrix: all of the firm of ``demo-firm``, in the first street."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from tests.bureau.files.made import PDF
from tests.bureau.people import resident_number

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.offers.actions import lists
from wenjiu.bureau.offers.models import Offer
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.offers.weighing import by_office
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.corrections.actions import ask_correction
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement
from wenjiu.policies import load_policy

SINCE = dt.date(2020, 1, 1)
#: A day on which the ratio of the refund is known.
KNOWN = dt.date(2025, 9, 2)
FIRM = {"is_employer": True, "operates_normally": True, "operation_start": "2024-05-01", "size": "small"}
HIRED = {"is_new": True, "date": "2025-03-02", "claim_year": 2025, "was_registered_unemployed": True}
YEAR = {"is_insured": True, "laid_off": 0, "layoff_rate": "0", "premium_last_year": "10000.00"}


def make(people: dict[str, User]) -> dict[str, Any]:
    """Return the rows by name: a row of the registers, a request about it, an offer, a list and a case of it."""
    policy, agent = load_policy(settings.WENJIU_POLICY), people["firm"]
    firm = scopes.organisations_of(agent).get()
    code = next(code for code, claim in policy.claims.items() if by_office(claim))
    said = {**FIRM, "registered_district": policy.home, "tax_district": policy.home}
    [hired] = ensure_parties(
        actor="the matrix", rows=[Identity("person", "resident_id", resident_number(31), "虚构丙")]
    )
    person = {"household_district": policy.home, "school": "university", "graduation": "2019-07-01"}
    at = {"valid_from": SINCE, "street": firm.street_id}
    for table, statement in (
        ("firms", Statement(said, {"self": firm}, **at)),
        ("firm_years", Statement(YEAR, {"firm_id": firm}, **at)),
        ("persons", Statement(person, {"self": hired}, **at)),
        ("hires", Statement(HIRED, {"firm_id": firm, "person_id": hired}, **at)),
    ):
        bring(actor="the matrix", policy=policy, table=table, rows=[statement], source="test")
    row = Row.objects.get(table="firms")
    asked = ask_correction(
        actor=agent, policy=policy, row_id=row.pk, column="size", text="micro", reason="a test", file=("a.pdf", PDF)
    )
    with clock.working_on(KNOWN):
        screen_registers("the matrix", policy)
        made = lists.make_list(actor=people["district-1"], policy=policy, code=code)
        lists.confirm_list(people["district-2"], policy, made.pk)
    return {
        "own register row": row,
        "correction": asked,
        "offer": Offer.objects.filter(filer=firm, state="open").first(),
        "office list": made,
        "office case": Case.objects.get(measure=code),
    }


ARGUMENTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "my:entitled_measure": lambda rows: {"code": "3.1b"},
    "my:take_up": lambda rows: {"code": "3.1b"},
    "my:refuse_offer": lambda rows: {"code": rows["offer"].measure},
    "my:wrong": lambda rows: {"row": rows["own register row"].pk, "column": "size"},
    "my:correction_file": lambda rows: {"id": rows["correction"].pk},
    "my:give_up": lambda rows: {"number": rows["office case"].number},
    "desk:correction": lambda rows: {"id": rows["correction"].pk},
    "desk:correction_file": lambda rows: {"id": rows["correction"].pk},
    "desk:offer": lambda rows: {"id": rows["offer"].pk},
    "desk:offers_download": lambda rows: {"form": "csv"},
    "office:list": lambda rows: {"id": rows["office list"].pk},
}
