"""Clause 5.2 (五（二）): young small firms that employ residents of the district.

A medium, small or micro enterprise that employs three residents or more gets a first sum, and more for each further
resident, up to a cap. It is registered and taxed in the district, and in normal business for one to five years (both
included).
"""

from __future__ import annotations

from ...rules.language.clause import (
    PERSON,
    Measure,
    T,
    Variant,
    Vocabulary,
    after,
    all_of,
    ambiguity,
    any_of,
    at_least,
    greatest,
    is_,
    latest,
    least,
    not_,
    one_if,
    one_of,
    reached,
    require,
    ruling,
    yuan,
)
from ..vocabulary import case, firm
from .general import HOME, book, in_force, line, no_later

p = book.figures("5.2")

A_5_2_2 = ambiguity(
    "A-5.2-2",
    ("“带动”就业的人数", "the people given work"),
    A=(
        "申报时在职的本区户籍职工，不含业主和股东",
        "residents employed at the application, owner and shareholders left out",
    ),
    B=("只算新招用的", "newly hired ones only"),
    C=("创办人也算", "the founder counts too"),
    why=("补贴看的是稳定下来的岗位", "the subsidy looks at jobs that stand"),
    money=("每人1万元，起补3人为3万元", "10,000 a head, 30,000 at three"),
)
A_5_2_3 = ambiguity(
    "A-5.2-3",
    ("“一次性”之后人数又增加", "more people after the one-off payment"),
    A=("一次结清，按申报时计算", "one payment, counted at the application"),
    B=("可以补差，累计不超过上限", "later top-ups, up to the cap in all"),
    why=("条文写的是一次性", "the clause says one-off"),
    money=("最多17万元", "up to 170,000"),
)
A_5_2_4 = ambiguity(
    "A-5.2-4",
    ("个体工商户、合作社是不是“企业”", "whether individual businesses and co-operatives are enterprises"),
    A=("条文写企业，由审核人员认定", "the clause says enterprises: for an official to rule"),
    B=("算", "they count"),
    C=("不算", "they do not"),
    why=("在参数明确之前不自动放宽也不自动排除", "neither let in nor shut out before it is settled"),
    money=("3万至20万元", "30,000 to 200,000"),
)
ruling_on_kind = ruling(
    "A-5.2-4",
    T("审核认定", "official's ruling"),
    T("审核人员认定这类单位按企业对待吗？", "Did an official rule that this kind of entity counts as an enterprise?"),
    T("条文只写了企业。", "The clause says enterprises only."),
)

is_enterprise = is_(firm.entity_type, "enterprise")
counts_as_enterprise = A_5_2_4.choose(
    A=any_of(is_enterprise, ruling_on_kind),
    B=one_of(firm.entity_type, "enterprise", "individual_business", "cooperative"),
    C=is_enterprise,
)
workers = A_5_2_2.choose(
    A=firm.local_workers,
    B=firm.hired_this_year,
    C=firm.local_workers + one_if(firm.founder_is_local, PERSON),
)
subsidy = least(p.cap, p.first_amount + p.per_extra * (workers - p.first_workers))

startup_jobs = Measure(
    code="5.2",
    clause="5.2",
    name=T("创业带动就业补贴", "Subsidy for young firms that create jobs"),
    summary=T(
        "经营满{youngest}、不超过{oldest}的中小微企业，带动{first_workers}名以上本区户籍人员就业，补贴{first_amount}起，最高{cap}。",
        "Small firms in business for {youngest} to {oldest} that employ {first_workers} residents or more get from {first_amount} to {cap}.",
    ),
    standard=T(
        "带动{first_workers}人补贴{first_amount}；每增加1人增加{per_extra}；总额不超过{cap}。",
        "{first_amount} for {first_workers} people, {per_extra} for each further one, {cap} at most.",
    ),
    audience="firm",
    subject=T("企业", "the enterprise"),
    vocabulary=Vocabulary(
        {
            "registered_district": firm.registered_district,
            "tax_district": firm.tax_district,
            "operating_normally": firm.operates_normally,
            "operation_start_date": firm.operation_start,
            "application_date": case.application_date,
            "enterprise_size": firm.size,
            "chaoyang_hukou_workers": firm.local_workers,
            "already_paid_5_2": firm.founding_jobs_paid,
            "amount_paid_before": firm.founding_jobs_paid_before,
            "founder_is_chaoyang_hukou": firm.founder_is_local,
            "hired_this_year": firm.hired_this_year,
            "entity_type": firm.entity_type,
        },
        beside={"other_workers": firm.other_workers},
    ),
    trigger=case.application_date,
    latest=(latest(after(firm.operation_start, p.oldest), "申请", "apply"),),
    conditions=(
        in_force(case.application_date),
        require("C1", is_(firm.registered_district, HOME), "注册地在{home}", "registered in {home}"),
        require("C2", is_(firm.tax_district, HOME), "纳税地在{home}", "pays tax in {home}"),
        require("C3", firm.operates_normally, "正常经营", "operates normally"),
        require(
            "C4",
            all_of(
                reached(firm.operation_start, p.youngest, by=case.application_date),
                no_later(firm.operation_start, p.oldest, by=case.application_date),
            ),
            "经营满{youngest}、不超过{oldest}（均含）",
            "in business for at least {youngest} and at most {oldest}, both included",
        ),
        require(
            "C5",
            all_of(counts_as_enterprise, one_of(firm.size, "medium", "small", "micro")),
            "是中型、小型或微型企业",
            "is a medium, small or micro enterprise",
        ),
        require(
            "C6",
            at_least(workers, p.first_workers),
            "带动{home}户籍劳动力不少于{first_workers}名",
            "employs at least {first_workers} residents of {home}",
        ),
        require(
            "C7",
            not_(firm.founding_jobs_paid),
            "未领过这项补贴",
            "not yet paid",
            under=A_5_2_3["A"],
        ),
    ),
    pays=(
        line(
            "enterprise",
            A_5_2_3.choose(A=subsidy, B=greatest(subsidy - firm.founding_jobs_paid_before, yuan(0))),
        ),
    ),
    payees={"enterprise": T("企业", "enterprise")},
    once=T("每家企业一次", "once for an enterprise"),
    example={
        "registered_district": "chaoyang",
        "tax_district": "chaoyang",
        "operating_normally": True,
        "operation_start_date": "2018-06-15",
        "application_date": "2021-03-15",
        "enterprise_size": "small",
        "chaoyang_hukou_workers": 5,
        "already_paid_5_2": False,
        "amount_paid_before": 0,
        "founder_is_chaoyang_hukou": False,
        "hired_this_year": 5,
        "entity_type": "enterprise",
    },
    variants=(Variant("individual business", ("C5",), {"entity_type": "individual_business"}),),
)
