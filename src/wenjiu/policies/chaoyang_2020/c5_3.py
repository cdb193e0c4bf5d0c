"""Clause 5.3 (五（三）): rent of a founder's own business.

A resident who is registered unemployed, a graduate or in another key group, has founded a business (alone or with
partners) and rents premises gets a yearly rent subsidy for at most three years: a fixed sum, or the actual rent where
that is less. The business is registered and taxed in the district, and in normal business for one to five years (both
included).
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Variant,
    Vocabulary,
    after,
    all_of,
    ambiguity,
    any_of,
    exceeding,
    is_,
    latest,
    least,
    months,
    reached,
    require,
    ruling,
    share_of,
    under,
    yuan,
)
from ..vocabulary import case, founder, person
from .general import HOME, book, in_extra_group, in_force, line, no_later, within
from .readings import G5

p = book.figures("5.3")

A_5_3_2 = ambiguity(
    "A-5.3-2",
    ("“高校毕业生”限不限毕业几年内", "whether “graduates” are only recent ones"),
    A=("不限毕业年限", "they are not: there is no time limit"),
    B=("限，创业时要在毕业2年内", "they are: the founding lies within two years of graduation"),
    why=(
        "这里没有写年限；第3.2条、第3.4条要限制时都写了",
        "no limit is written here, while clauses 3.2 and 3.4 write one",
    ),
    money=(
        "只凭毕业生身份申请、毕业超过2年才创业的，按A三年最多领15万元，按B领不到",
        "a person who applies as a graduate only, and started the business more than two years after graduation, gets up to CNY 150,000 in three years under A and nothing under B",
    ),
)
A_5_3_3 = ambiguity(
    "A-5.3-3",
    ("经营满1年、不超过5年，看哪一次申报", "the application at which a business must be one to five years old"),
    A=("每年申报时都要符合", "it must be so at each yearly application"),
    B=("只看首次申报时符不符合", "it must be so at the first application only"),
    why=("补贴一年一领，每年都要核一次", "it is paid by the year and checked each year"),
    money=(
        "领过第一年、再申报时已超过5年的，按A领不到，按B后两年最多还能领10万元",
        "a business past five years after its first application gets nothing more under A, and up to CNY 100,000 for two more years under B",
    ),
)
A_5_3_5 = ambiguity(
    "A-5.3-5",
    ("开业第一年的租金补不补", "whether rent of the first year in business is paid for"),
    A=(
        "补，经营满1年以后，申报前12个月的租金都算",
        "it is: once the business is a year old, the rent of the 12 months before the application counts",
    ),
    B=("不补，只算满1年以后发生的租金", "it is not: only rent that accrues after the first year counts"),
    why=(
        "条文只要求经营满1年，没有排除第一年的租金",
        "the clause asks for one year in business and leaves no rent out",
    ),
    money=(
        "第一年的租金，按A最多补5万元，按B不补",
        "for the rent of the first year, up to CNY 50,000 under A and nothing under B",
    ),
)
A_5_3_6 = ambiguity(
    "A-5.3-6",
    ("经营场地在外区，补不补", "whether rent of premises outside the district is paid for"),
    A=("补，条文没有限定场地在哪里", "it is: the clause does not say where they must be"),
    B=("不补，场地须在本区", "it is not: the premises must be in the district"),
    why=("条文只要求注册地和纳税地在本区", "the clause asks for registration and tax in the district only"),
    money=(
        "场地在外区的，按A每年最多领5万元，按B领不到",
        "with premises outside, up to CNY 50,000 a year under A and nothing under B",
    ),
)
A_5_3_10 = ambiguity(
    "A-5.3-10",
    (
        "一年里只租了几个月，补贴上限要不要减",
        "whether the yearly cap falls where premises are rented for part of the year",
    ),
    A=("不减，按实际租金补，上限还是一年的", "it does not: the actual rent is paid, up to the cap of a year"),
    B=("要减，上限按月折算", "it does: the cap is scaled by months"),
    why=("条文的上限是按年写的，没有写折算", "the cap is written for a year, with no scaling"),
    money=(
        "少租一个月，按B的上限就少十二分之一；租金超过这个上限的，会少领",
        "each month not rented lowers the cap by a twelfth under B, and a rent above that is not paid in full",
    ),
)
ruling_on_group = ruling(
    "G7",
    T("审核认定", "official's ruling"),
    T("审核人员认定您属于其他重点群体吗？", "Did an official rule that you are in another key group?"),
    T("按口径B，由审核人员逐案认定。", "Under reading B an official decides in the case."),
)

resident = is_(person.household_district, HOME)
graduate = A_5_3_2.choose(
    A=founder.is_graduate,
    B=all_of(founder.is_graduate, within(founder.graduation, months(24), by=founder.operation_start)),
)
in_business_at = A_5_3_3.choose(A=case.application_date, B=founder.first_application)
pays_rent = all_of(founder.rents_premises, exceeding(founder.annual_rent, yuan(0)))
rents = A_5_3_5.choose(
    A=pays_rent,
    B=all_of(pays_rent, exceeding(case.application_date, after(founder.operation_start, months(12)))),
)
cap = A_5_3_10.choose(
    A=p.per_year,
    B=share_of(p.per_year, founder.rented_months, months(12), rounded="half_up"),
)

founder_rent = Measure(
    code="5.3",
    clause="5.3",
    name=T("房屋租赁补贴", "Rent subsidy for founders"),
    summary=T(
        "本区户籍失业人员、高校毕业生等自主创业，租用经营场地的，每年补贴最高{per_year}，最长{most_years}年。",
        "Residents who are unemployed, graduates or in other key groups and rent premises for their own business get up to {per_year} a year, for at most {most_years} years.",
    ),
    standard=T(
        "每年{per_year}；租金不足{per_year}的，按实际数额补贴；最长{most_years}年。",
        "{per_year} a year, or the actual rent where that is less; at most {most_years} years.",
    ),
    audience="person",
    subject=T("创业者及其创办的企业（经济实体），每年一案", "the founder and the business, one case a year"),
    vocabulary=Vocabulary(
        {
            "person_hukou_district": person.household_district,
            "is_registered_unemployed_at_founding": founder.was_registered_unemployed,
            "is_university_graduate": founder.is_graduate,
            "extra_key_group": founder.extra_group,
            "is_founder": founder.is_founder,
            "rents_premises": founder.rents_premises,
            "annual_rent": founder.annual_rent,
            "registered_district": founder.registered_district,
            "tax_district": founder.tax_district,
            "operating_normally": founder.operates_normally,
            "operation_start_date": founder.operation_start,
            "application_date": case.application_date,
            "rent_years_already_paid": founder.years_paid,
            "premises_district": founder.premises_district,
            "graduation_date": founder.graduation,
            "first_application_date": founder.first_application,
            "rented_months": founder.rented_months,
        },
        none_unless_listed={"extra_key_group": book["key_group_extra_categories"]},
    ),
    trigger=case.application_date,
    latest=(
        latest(after(founder.operation_start, p.oldest), "申请", "apply", under=A_5_3_3["A"]),
        latest(
            after(founder.operation_start, p.oldest),
            "首次申请",
            "apply for the first time",
            done=founder.first_application,
            under=A_5_3_3["B"],
        ),
    ),
    conditions=(
        in_force(case.application_date),
        require(
            "C1",
            G5.choose(A=resident, B=resident, C=resident),
            "创业者是{home}户籍",
            "the founder has household registration in {home}",
        ),
        require(
            "C2",
            any_of(
                founder.was_registered_unemployed,
                graduate,
                in_extra_group(founder.extra_group, ruling_on_group),
            ),
            "创业时是登记失业人员，或是高校毕业生，或属于清单上的其他重点群体",
            "registered unemployed at the founding, or a graduate of higher education, or in a listed key group",
        ),
        require(
            "C3",
            founder.is_founder,
            "自谋职业，或自主、合伙创办企业和经济实体",
            "self-employed, or founded the business alone or with partners",
        ),
        require(
            "C4",
            A_5_3_6.choose(A=rents, B=all_of(rents, is_(founder.premises_district, HOME))),
            "租用办公经营场地并实际支付租金",
            "rents premises for the business and has paid rent",
        ),
        require("C5", is_(founder.registered_district, HOME), "注册地在{home}", "registered in {home}"),
        require("C6", is_(founder.tax_district, HOME), "纳税地在{home}", "pays tax in {home}"),
        require("C7", founder.operates_normally, "正常经营", "operates normally"),
        require(
            "C8",
            all_of(
                reached(founder.operation_start, p.youngest, by=in_business_at),
                no_later(founder.operation_start, p.oldest, by=in_business_at),
            ),
            "经营满{youngest}、不超过{oldest}（均含）",
            "in business for at least {youngest} and at most {oldest}, both included",
        ),
        require(
            "C9",
            under(founder.years_paid, p.most_years),
            "已领年数不满{most_years}年",
            "fewer than {most_years} years paid so far",
        ),
    ),
    pays=(line("founder", least(cap, founder.annual_rent)),),
    payees={"founder": T("创业者", "founder")},
    once=T(
        "每年一次，最长{most_years}年；一家实体一份", "once a year, for at most {most_years} years; one for an entity"
    ),
    example={
        "person_hukou_district": "chaoyang",
        "is_registered_unemployed_at_founding": True,
        "is_university_graduate": False,
        "is_founder": True,
        "rents_premises": True,
        "annual_rent": 60000,
        "registered_district": "chaoyang",
        "tax_district": "chaoyang",
        "operating_normally": True,
        "operation_start_date": "2018-06-15",
        "application_date": "2021-03-15",
        "rent_years_already_paid": 0,
        "premises_district": "chaoyang",
        "graduation_date": "2017-07-01",
        "first_application_date": "2021-03-15",
        "rented_months": 12,
    },
    variants=(
        Variant("graduate", ("C2",), {"is_registered_unemployed_at_founding": False, "is_university_graduate": True}),
        Variant("other group", ("C2",), {"is_registered_unemployed_at_founding": False}),
    ),
)
