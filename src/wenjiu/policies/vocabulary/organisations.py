"""Facts about public-interest employment organisations and commercial human-resource institutions."""

from __future__ import annotations

from ...rules.language.facts import choice, count, money, months, year, yes_no
from ...rules.language.text import T


class placement:
    """People in employment difficulty whom a public-interest employment organisation places (托底安置)."""

    is_recognised = yes_no(
        T("社会公益性就业组织", "public-interest organisation"),
        T("你们是认定的社会公益性就业组织吗？", "Are you a recognised public-interest employment organisation?"),
        T("补贴发给这类组织。", "The subsidy goes to such organisations."),
        source="recognition register",
        gate=True,
    )
    in_difficulty = yes_no(
        T("就业困难人员", "in employment difficulty"),
        T(
            "你们安置的人，都认定为就业困难人员了吗？",
            "Are the people whom you place recognised as in employment difficulty?",
        ),
        T("补贴面向就业困难人员的安置。", "The subsidy is for placing such people."),
        source="recognition register",
    )
    people = count(
        T("安置人数", "people placed"),
        T("你们安置了多少人？", "How many people do you place?"),
        T("补贴按人数计算。", "It is counted by the head."),
        most=10**8,
        source="roster",
    )
    months_placed = months(
        T("安置月数", "months placed"),
        T("这一年，你们安置每人几个月？", "For how many months of the year did you keep each of them in the post?"),
        T("补贴按月数计算。", "It is counted by the month."),
        source="roster",
        most=12,
        bounded=True,
    )
    subsidy_year = year(
        T("补贴年度", "year of the subsidy"),
        T("你们要算哪一年的补贴？", "For which year do you claim the subsidy?"),
        T("标准按上一年度的平均工资确定。", "The standard goes by the average wage of the year before."),
        source="application",
    )
    city_share = money(
        T("市级补贴", "share of the city"),
        T("市里每人每月补贴多少元？", "How many yuan per person and month come from the city?"),
        T("用于分列市、区两级承担的金额，不影响总额。", "It divides the total between city and district."),
        source="payment notice",
    )


class agency:
    """A human-resource institution, and the service or project that it takes on."""

    is_commercial = yes_no(
        T("经营性人力资源机构", "commercial HR institution"),
        T("你们是有许可证的经营性人力资源机构吗？", "Are you a licensed commercial human-resource institution?"),
        T("补贴面向经营性人力资源机构。", "The subsidy is for such institutions."),
        source="licence register",
        gate=True,
    )
    in_district = yes_no(
        T("在辖区内", "in the district"),
        T("你们机构在{home}辖区内吗？", "Is your institution in {home}?"),
        T("补贴面向辖区内的机构。", "The subsidy is for institutions of the district."),
        source="licence register",
    )
    meets_need = yes_no(
        T("按公共服务需求", "by public need"),
        T(
            "你们的服务，是受委托或按政府公布的需求做的吗？",
            "Was your service given on assignment, or for a published public need?",
        ),
        T("补贴面向按需求开展的服务。", "The subsidy is for services that meet such a need."),
        source="assignment",
    )
    group = choice(
        T("服务对象", "people served"),
        T("你们服务的是哪类人？", "Which people did you serve?"),
        T("补贴面向重点群体的服务。", "The subsidy is for serving key groups."),
        {
            "fresh_graduate": T("应届高校毕业生", "fresh graduates"),
            "registered_unemployed": T("登记失业人员", "registered unemployed"),
            "other_key_group": T("其他重点群体", "other key groups"),
            "employed": T("在职人员", "employed people"),
            "other": T("其他", "others"),
        },
        never=T("还没有服务过", "nobody yet"),
        source="list of people served",
    )
    served = count(
        T("服务人数", "people served"),
        T("你们服务了多少人？", "How many people did you serve?"),
        T("按人数计发的，金额按它计算。", "Where it is paid by the head, the amount goes by it."),
        most=10**7,
        source="list of people served",
    )
    commissioned = yes_no(
        T("受托监测项目", "project commissioned"),
        T(
            "你们受委托做重点产业人才供求监测了吗？",
            "Were you commissioned to monitor supply and demand of talent in key industries?",
        ),
        T("补贴面向受托的监测项目。", "The subsidy is for commissioned projects."),
        source="contract",
        gate=True,
    )
    accepted = yes_no(
        T("成果通过验收", "deliverable accepted"),
        T("你们交的监测报告通过验收了吗？", "Was your monitoring report accepted?"),
        T("验收通过后给予补贴。", "The subsidy follows acceptance."),
        source="acceptance note",
    )
