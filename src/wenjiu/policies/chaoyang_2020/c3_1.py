"""Clause 3.1 (三（一）): refunds of unemployment insurance to firms that keep their staff.

3.1a: an insured enterprise that lays off no one, or few people, gets back a share of last year's premium. The share
depends on its size.
3.1b: an enterprise in temporary difficulty that can expect to recover may instead get a refund per insured person: six
months of the city's average unemployment benefit of the year before.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    Node,
    T,
    Variant,
    Vocabulary,
    ambiguity,
    any_of,
    at_most,
    calendar_year,
    entry,
    equals,
    exceeding,
    is_,
    not_,
    one_of,
    persons,
    require,
    where_given,
    yuan,
)
from ..vocabulary import firm, stability
from .general import DATES, book, event_or_application, in_force, line

p = book.figures("3.1b")
highest_rate = book["max_layoff_rate"]

A_3_1_1 = ambiguity(
    "A-3.1-1",
    ("“少裁员”是指裁多少", "how many layoffs are “few”"),
    A=(
        "裁员人数占上年末参保人数的比例（裁员率）不超过上限",
        "the layoff rate, which is layoffs as a share of the insured staff at the end of last year, stays within a limit",
    ),
    B=(
        "从上年末到申报时，参保人数净减少的比例不超过上限",
        "the net fall of the insured staff from the end of last year to the application stays within that limit",
    ),
    why=(
        "裁员率可以每年公布一个统一的上限；只看减少了多少人，还要再分企业大小",
        "a limit on the rate can be published every year, while a number of people has to be seen beside the size of the firm",
    ),
    money=(
        "裁了人又补招了人的企业，按A可能超过上限，返还一分也领不到；按B可能没超过，能全额领",
        "a firm that laid people off and hired others may be over the limit under A and lose the whole refund, and be within it under B",
    ),
)
A_3_1_3 = ambiguity(
    "A-3.1-3",
    ("稳岗返还的两种标准能不能都领", "whether a firm may have the refund by both standards"),
    A=("同一年度只能按一种标准领", "in one year it is paid by one of the two standards"),
    B=("同一年度两种标准都可以领", "in one year it is paid by both"),
    why=(
        "条文说的是同一笔返还换一种标准，不是另外再发一笔",
        "the clause gives another standard for the same refund, and not a second refund",
    ),
    money=(
        "两种标准都符合的企业，按B比按A多领一笔，就是两笔中较小的那笔",
        "a firm that meets both gets one refund more under B: the smaller of the two",
    ),
)
A_3_1_4 = ambiguity(
    "A-3.1-4",
    ("参保职工人数按哪个时候算", "when the insured employees are counted"),
    A=("按近12个月的平均人数算", "the average of the last 12 months counts"),
    B=("按上年末人数算", "the number at the end of last year counts"),
    C=("按申报时人数算", "the number at the application counts"),
    why=(
        "平均数不会因为一时增减几个人就变",
        "an average does not change because a few people join or leave on one day",
    ),
    money=(
        "人数每差1人，返还就差6个月的月人均失业保险金",
        "each person more or less changes the refund by 6 months of the average unemployment benefit",
    ),
)

nobody_laid_off = where_given(
    stability.laid_off, equals(stability.laid_off, persons(0)), equals(stability.layoff_rate, 0)
)
few_laid_off = any_of(nobody_laid_off, at_most(stability.layoff_rate, highest_rate))
# A negative decrease is below any limit, so the limit need not be known.
net_fall_small = at_most(
    stability.insured_at_year_end - stability.insured_at_application, highest_rate * stability.insured_at_year_end
)


def not_refunded(same: str) -> Node:
    """Require that there was no refund in the year (section 0.4.7), or under A-3.1-3 B none of the same kind."""
    return A_3_1_3.choose(A=is_(stability.refund_this_year, "none"), B=not_(one_of(stability.refund_this_year, same)))


ONE_REFUND = ("本年度还没有收到过稳岗返还", "no refund has been received this year")

refund = Measure(
    code="3.1a",
    clause="3.1",
    name=T("失业保险稳岗返还", "Refund of unemployment insurance"),
    summary=T(
        "不裁员或少裁员的参保企业，按上年度实缴失业保险费的一定比例返还。",
        "Insured enterprises that lay off nobody or few get back a share of last year's unemployment insurance.",
    ),
    standard=T(
        "上年度实缴失业保险费乘以返还比例（{refund_ratio_by_size}）。",
        "Last year's premium times the refund ratio ({refund_ratio_by_size}).",
    ),
    audience="firm",
    subject=T("参保企业，每年一案", "the insured enterprise, one case a year"),
    vocabulary=Vocabulary(
        {
            "is_ui_insured_enterprise": stability.is_insured,
            "enterprise_size": firm.size,
            "layoff_count": stability.laid_off,
            "layoff_rate": stability.layoff_rate,
            "ui_premium_paid_prev_year": stability.premium_last_year,
            "refund_branch_paid_this_year": stability.refund_this_year,
            **DATES,
        },
        beside={"application_year": stability.application_year},
    ),
    trigger=event_or_application,
    assumes={"application_year": "application_date"},
    conditions=(
        in_force(),
        require("C1", stability.is_insured, "是参加失业保险的企业", "an enterprise insured against unemployment"),
        require(
            "C2",
            few_laid_off,
            "不裁员，或裁员率不超过上限（{max_layoff_rate}）",
            "no layoffs, or a layoff rate within the limit ({max_layoff_rate})",
        ),
        require(
            "C3",
            exceeding(stability.premium_last_year, yuan(0)),
            "上年度实际缴纳了失业保险费",
            "paid unemployment insurance in the previous year",
        ),
        require("0.4.7", not_refunded("3.1a"), *ONE_REFUND, clause="0.4"),
    ),
    pays=(line("enterprise", stability.premium_last_year * entry(book["refund_ratio_by_size"], firm.size)),),
    payees={"enterprise": T("企业", "enterprise")},
    once=T("每年一次", "once a year"),
    example={
        "is_ui_insured_enterprise": True,
        "enterprise_size": "small",
        "layoff_count": 2,
        "layoff_rate": 0.04,
        "ui_premium_paid_prev_year": 48000,
        "refund_branch_paid_this_year": "none",
        "event_date": "2021-03-31",
    },
    variants=(
        Variant("nobody laid off", ("C2",), {"layoff_count": 0}),
        Variant("no count", ("C2",), {"layoff_count": None}),
    ),
)

insured = A_3_1_4.choose(A=stability.insured_staff, B=stability.insured_at_year_end, C=stability.insured_at_application)
monthly_benefit = entry(book["ui_benefit_monthly_avg_by_year"], stability.application_year - calendar_year(1))

refund_in_difficulty = Measure(
    code="3.1b",
    clause="3.1",
    name=T("困难企业稳岗返还", "Refund for firms in temporary difficulty"),
    summary=T(
        "暂时遇到生产经营困难、恢复有望的参保企业，不裁员或少裁员的，可按{months}的月人均失业保险金和参保人数返还。",
        "Insured enterprises in temporary difficulty with hope of recovery that keep their staff may be refunded {months} of the average unemployment benefit for each insured head.",
    ),
    standard=T(
        "{months} × 上年度全市月人均失业保险金 × 参保职工人数。",
        "{months} times the city's average monthly benefit of the year before, times insured employees.",
    ),
    audience="firm",
    subject=T("参保企业，每年一案", "the insured enterprise, one case a year"),
    vocabulary=Vocabulary(
        {
            "is_ui_insured_enterprise": stability.is_insured,
            "layoff_count": stability.laid_off,
            "layoff_rate": stability.layoff_rate,
            "has_temporary_difficulty": stability.in_difficulty,
            "recovery_expected": stability.recovery_expected,
            "insured_employee_count": stability.insured_staff,
            "application_year": stability.application_year,
            "refund_branch_paid_this_year": stability.refund_this_year,
            "insured_at_prev_year_end": stability.insured_at_year_end,
            "insured_at_application": stability.insured_at_application,
            **DATES,
        },
        beside={"paid_3_1a_yuan": stability.ordinary_refund},
    ),
    trigger=event_or_application,
    assumes={"application_year": "application_date"},
    conditions=(
        in_force(),
        require("C1", stability.is_insured, "是参加失业保险的企业", "an enterprise insured against unemployment"),
        require("C2", stability.in_difficulty, "遇到暂时性生产经营困难", "is in temporary difficulty"),
        require("C3", stability.recovery_expected, "恢复有望", "can hope to recover"),
        require(
            "C4",
            A_3_1_1.choose(A=few_laid_off, B=any_of(nobody_laid_off, net_fall_small)),
            "坚持不裁员，或裁员率不超过上限（{max_layoff_rate}）",
            "no layoffs, or a layoff rate within the limit ({max_layoff_rate})",
        ),
        require("C5", exceeding(insured, persons(0)), "有参保职工", "has insured employees"),
        require("0.4.7", not_refunded("3.1b"), *ONE_REFUND, clause="0.4"),
    ),
    pays=(line("enterprise", p.months * monthly_benefit * insured),),
    payees={"enterprise": T("企业", "enterprise")},
    once=T("每年一次，与一般返还只取其一", "once a year, instead of the ordinary refund"),
    notes=(
        T(
            "同时符合一般返还的，由企业选择其中一种标准，两种金额都可以测算。",
            "A firm that also qualifies for the ordinary refund chooses one standard; both amounts can be worked out.",
        ),
    ),
    example={
        "is_ui_insured_enterprise": True,
        "layoff_count": 2,
        "layoff_rate": 0.04,
        "has_temporary_difficulty": True,
        "recovery_expected": True,
        "insured_employee_count": 50,
        "application_year": 2020,
        "refund_branch_paid_this_year": "none",
        "insured_at_prev_year_end": 52,
        "insured_at_application": 51,
        "event_date": "2020-12-31",
    },
    variants=(
        Variant("nobody laid off", ("C4",), {"layoff_count": 0}),
        Variant("no count", ("C4",), {"layoff_count": None}),
    ),
)
