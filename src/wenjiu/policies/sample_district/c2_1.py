"""Clause 2.1 (二（一）, INVENTED): firms that newly employ experienced people.

A firm registered in the district that newly employs three or more people aged 50 or over within a year, at least one of
them a resident, gets a sum for each person by tiers of insured months, up to a yearly cap. An unknown fact of a person
turns the amount into a range.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    Node,
    T,
    Vocabulary,
    all_of,
    ambiguity,
    at_least,
    how_many,
    is_,
    least,
    not_,
    require,
)
from ..vocabulary import case, firm
from .facts import staff
from .general import HOME, book, in_force, line

p = book.figures("2.1")
hires = staff.hires

A_2_1_1 = ambiguity(
    "A-2.1-1",
    ("“3名以上”算哪些人", "which people make up the number of 3"),
    A=("参保月数满第一档的人才算", "those count who are insured for the months of the first tier"),
    B=(
        "达到年龄的人都算，但补贴仍按参保月数发",
        "all who are old enough count, but the amount still goes by insured months",
    ),
    why=("这项补贴看的是已经稳定下来的岗位", "the subsidy is for jobs that last"),
    money=(
        "正好招了3名、其中有人参保月数不够的企业，按A领不到，按B能领",
        "a firm with exactly 3 people, not all of them insured so long, gets nothing under A; under B it is paid for those who are",
    ),
)

experienced = at_least(hires.age, p.age)


def insured(months: Node) -> Node:
    """Return the number of experienced people who are insured for so many months."""
    return all_of(experienced, at_least(hires.insured_months, months))


first, second, third = (how_many(hires, insured(limit)) for limit in (p.first_months, p.second_months, p.third_months))
counted = A_2_1_1.choose(A=first, B=how_many(hires, experienced))
locals_counted = A_2_1_1.choose(
    A=how_many(hires, all_of(insured(p.first_months), is_(hires.household, HOME))),
    B=how_many(hires, all_of(experienced, is_(hires.household, HOME))),
)

experienced_jobs = Measure(
    code="2.1",
    clause="2.1",
    name=T("熟手岗位补贴（虚构）", "Subsidy for experienced workers (invented)"),
    summary=T(
        "一年内新招用{age}周岁以上人员{first_hires}名以上的本区企业，按参保月数每人补贴{first_sum}起，每年最高{cap}。",
        "Firms of the district that newly employ {first_hires} people or more aged {age} or over get from {first_sum} each, {cap} a year at most.",
    ),
    standard=T(
        "每人参保满{first_months}补贴{first_sum}，满{second_months}增加{second_more}，满{third_months}再增加{third_more}；每年最高{cap}。",
        "{first_sum} for each person insured for {first_months}, {second_more} more at {second_months}, {third_more} more at {third_months}; {cap} a year at most.",
    ),
    audience="firm",
    subject=T("企业的一个年度", "a firm in one year"),
    vocabulary=Vocabulary(
        {
            "registered_district": firm.registered_district,
            "hires": hires,
            "already_paid_2_1": staff.paid_this_year,
            "application_date": case.application_date,
        }
    ),
    trigger=case.application_date,
    conditions=(
        in_force(case.application_date),
        require("C1", is_(firm.registered_district, HOME), "注册地在{home}", "registered in {home}"),
        require(
            "C2",
            at_least(counted, p.first_hires),
            "新招用{age}周岁以上、参保满{first_months}的人员不少于{first_hires}名",
            "newly employed at least {first_hires} people aged {age} or over and insured for {first_months}",
        ),
        require(
            "C3",
            at_least(locals_counted, p.least_local),
            "其中{home}户籍不少于{least_local}名",
            "at least {least_local} of them with household registration in {home}",
        ),
        require("C4", not_(staff.paid_this_year), "今年未领过", "not yet paid this year"),
    ),
    pays=(line("firm", least(p.cap, p.first_sum * first + p.second_more * second + p.third_more * third)),),
    payees={"firm": T("企业", "firm")},
    once=T("每家企业每年一次", "once a year for a firm"),
    example={
        "registered_district": "qingxi",
        "hires": [
            {"age": 52, "insured_months": 7, "household": "qingxi"},
            {"age": 58, "insured_months": 13, "household": "other"},
            {"age": 50, "insured_months": 25, "household": "other"},
        ],
        "already_paid_2_1": False,
        "application_date": "2025-09-10",
    },
)
