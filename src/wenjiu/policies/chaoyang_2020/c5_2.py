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
    ("“带动”就业的人数，算哪些人", "which people count as given work"),
    A=(
        "算申报时在职的本区户籍职工，不含业主和股东",
        "residents employed at the application count, without owner and shareholders",
    ),
    B=("只算今年新招用的本区户籍职工", "only residents newly hired this year count"),
    C=(
        "除了在职的本区户籍职工，创办人是本区户籍的也算一人（含创办人）",
        "residents employed at the application count, and the founder too where resident",
    ),
    why=("这项补贴看的是已经稳定下来的岗位", "the subsidy is for jobs that last"),
    money=(
        "每差1人，差1万元；因此不够3人的，3万元也领不到",
        "CNY 10,000 for each person more or less; with fewer than 3 people, the first CNY 30,000 is lost",
    ),
)
A_5_2_3 = ambiguity(
    "A-5.2-3",
    ("领过“一次性”补贴以后人数又增加，还补不补", "whether more people after the one-off payment bring more money"),
    A=("不再补，按申报时的人数一次结清", "they do not: there is one payment, by the number at the application"),
    B=("可补差，加上以前领的不超过上限", "they do: later top-ups are paid, up to the cap in all"),
    why=("条文写明是一次性的", "the clause says one-off"),
    money=("按B，以后还可以领差额，最多再领17万元", "under B a firm may get up to CNY 170,000 more later"),
)
A_5_2_4 = ambiguity(
    "A-5.2-4",
    ("个体工商户、合作社算不算“企业”", "whether individual businesses and co-operatives are “enterprises”"),
    A=("条文只写了企业，由审核人员认定", "the clause only says enterprises, so an official decides"),
    B=("算企业", "they count as enterprises"),
    C=("不算企业", "they do not count as enterprises"),
    why=(
        "政策没有明确以前，不自动放进来，也不自动排除",
        "until this is settled they are neither included nor excluded",
    ),
    money=(
        "这类单位按B领3万元至20万元，按C领不到，按A看认定的结果",
        "they get CNY 30,000 to 200,000 under B and nothing under C; under A it depends on the decision",
    ),
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
