"""Clause 4.1 (四（一）, INVENTED): premises of a resident's young business.

A resident who rents premises for a business gets a share of the rent, up to a yearly cap, in at most two years. The
business is registered in the district and at least six but under thirty-six months old (the first day counts).
"""

from __future__ import annotations

from ...rules.language.clause import (
    Lit,
    Measure,
    T,
    Vocabulary,
    all_of,
    exceeding,
    is_,
    least,
    require,
    share_of,
    under,
    yuan,
)
from ..vocabulary import case, founder, person
from .facts import premises, resident
from .general import HOME, book, completed, in_force, is_resident, line, not_yet

p = book.figures("4.1")

premises_subsidy = Measure(
    code="4.1",
    clause="4.1",
    name=T("经营场地补贴（虚构）", "Subsidy for premises (invented)"),
    summary=T(
        "本区居民在本区注册的企业，经营满{youngest}、不满{past_oldest}，租用场地的，每年按租金的{percent}%补贴，最高{cap}。",
        "Residents whose business of {youngest} to under {past_oldest} is registered here and rents premises get {percent}% of the rent, {cap} a year at most.",
    ),
    standard=T(
        "实际租金的{percent}%，每年最高{cap}，最多{most_years}年。",
        "{percent}% of the rent paid, {cap} a year at most, in at most {most_years} years.",
    ),
    audience="person",
    also=("firm",),
    subject=T("创业者及其企业，每年一案", "the founder and the business, one case a year"),
    vocabulary=Vocabulary(
        {
            "household_district": person.household_district,
            "has_residence_permit": resident.has_permit,
            "registered_district": founder.registered_district,
            "operation_start_date": founder.operation_start,
            "rents_premises": founder.rents_premises,
            "annual_rent": premises.annual_rent,
            "years_already_paid": founder.years_paid,
            "application_date": case.application_date,
        }
    ),
    trigger=case.application_date,
    conditions=(
        in_force(case.application_date),
        require("C1", is_resident, "是{home}居民", "a resident of {home}"),
        require(
            "C2", is_(founder.registered_district, HOME), "企业注册地在{home}", "the business is registered in {home}"
        ),
        require(
            "C3",
            all_of(
                completed(founder.operation_start, p.youngest, by=case.application_date),
                not_yet(founder.operation_start, p.past_oldest, by=case.application_date),
            ),
            "经营满{youngest}、不满{past_oldest}（当日计入）",
            "in business for at least {youngest} and under {past_oldest}, the first day counted",
        ),
        require(
            "C4",
            all_of(founder.rents_premises, exceeding(premises.annual_rent, yuan(0))),
            "租用场地并实际支付租金",
            "rents premises and has paid rent",
        ),
        require(
            "C5",
            under(founder.years_paid, p.most_years),
            "已领不满{most_years}年",
            "paid in fewer than {most_years} years",
        ),
    ),
    pays=(line("founder", least(p.cap, share_of(premises.annual_rent, p.percent, Lit(100)))),),
    payees={"founder": T("创业者", "founder")},
    once=T("每年一次，最多{most_years}年", "once a year, in at most {most_years} years"),
    example={
        "household_district": "qingxi",
        "has_residence_permit": False,
        "registered_district": "qingxi",
        "operation_start_date": "2024-05-15",
        "rents_premises": True,
        "annual_rent": 30000,
        "years_already_paid": 0,
        "application_date": "2025-09-10",
    },
)
