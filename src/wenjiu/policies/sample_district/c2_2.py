"""Clause 2.2 (二（二）, INVENTED): firms that keep people who have gained a skill.

A firm of the district gets a fixed sum where an employee obtains a certificate of a senior worker or higher and stays.
It applies within four months of the issue (the day of issue counts). A technician brings more. The second version of
the document raised the higher sum.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Vocabulary,
    ambiguity,
    if_,
    is_,
    not_,
    one_of,
    require,
)
from ..vocabulary import case, firm
from .facts import certificate
from .general import HOME, book, in_force, line, within

p = book.figures("2.2")

A_2_2_1 = ambiguity(
    "A-2.2-1",
    ("“继续在岗”看哪一天", "the day on which an employee must still be with the firm"),
    A=("看申报那天", "it is the day of the application"),
    B=("看申报期限的最后一天", "it is the last day of the time to apply"),
    why=("申报时就能核对，不用再等", "it can be checked at the application, without waiting"),
    money=(
        "申报后、期限届满前离职的职工，企业按A能领补贴，按B领不到",
        "for an employee who leaves between the two days, the firm is paid under A and not under B",
    ),
)

kept_skill = Measure(
    code="2.2",
    clause="2.2",
    name=T("技能留岗补贴（虚构）", "Subsidy for keeping skilled staff (invented)"),
    summary=T(
        "职工取得高级工以上证书并继续在岗的本区企业，每人补贴{senior}；技师以上{technician}。",
        "Firms of the district whose employee becomes a senior worker and stays get {senior}; {technician} for a technician or higher.",
    ),
    standard=T("每人{senior}；技师以上{technician}。", "{senior} each; {technician} for a technician or higher."),
    audience="firm",
    subject=T("每一本证书", "each certificate"),
    vocabulary=Vocabulary(
        {
            "registered_district": firm.registered_district,
            "certificate_level": certificate.level,
            "certificate_date": certificate.issued,
            "application_date": case.application_date,
            "employed_at_application": certificate.employed_at_application,
            "employed_at_window_end": certificate.employed_to_the_end,
            "already_paid_2_2": certificate.already_paid,
        }
    ),
    trigger=certificate.issued,
    conditions=(
        in_force(certificate.issued),
        require("C1", is_(firm.registered_district, HOME), "注册地在{home}", "registered in {home}"),
        require(
            "C2",
            one_of(certificate.level, "senior", "technician", "senior_technician"),
            "取得高级工以上证书",
            "a certificate of a senior worker or higher",
        ),
        require(
            "C3",
            within(certificate.issued, p.window, by=case.application_date),
            "在发证之日起{window}内申报（当日计入）",
            "applied within {window} of the issue, that day counted",
        ),
        require(
            "C4",
            A_2_2_1.choose(A=certificate.employed_at_application, B=certificate.employed_to_the_end),
            "职工继续在岗",
            "the employee stays",
        ),
        require("C5", not_(certificate.already_paid), "这本证书未领过", "not yet paid for this certificate"),
    ),
    pays=(line("firm", if_(one_of(certificate.level, "technician", "senior_technician"), p.technician, p.senior)),),
    payees={"firm": T("企业", "firm")},
    once=T("每本证书一次", "once for a certificate"),
    example={
        "registered_district": "qingxi",
        "certificate_level": "technician",
        "certificate_date": "2025-03-10",
        "application_date": "2025-05-20",
        "employed_at_application": True,
        "employed_at_window_end": True,
        "already_paid_2_2": False,
    },
)
