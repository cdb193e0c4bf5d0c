"""Facts about founders and their businesses."""

from __future__ import annotations

from ...rules.language.facts import code, day, district, money, months, years, yes_no
from ...rules.language.text import T


class founder:
    """A person who has founded a business, with that business."""

    was_registered_unemployed = yes_no(
        T("创业时登记失业", "registered unemployed at the founding"),
        T("创业时，您办着失业登记吗？", "Were you registered as unemployed when you founded it?"),
        T("登记失业人员是补贴的重点群体之一。", "Registered unemployed people are one of the groups."),
        source="unemployment register",
    )
    is_graduate = yes_no(
        T("高校毕业生", "graduate of higher education"),
        T("您是高校毕业生吗？", "Are you a graduate of higher education?"),
        T("高校毕业生是补贴的重点群体之一。", "Graduates are one of the groups."),
        source="education register",
    )
    extra_group = code(
        T("其他重点群体", "other key group"),
        T("您属于政策另外列出的其他重点群体吗？", "Are you in another key group that the policy lists?"),
        T("“等重点群体”以公布的清单为准。", "Other key groups are those on the published list."),
        source="recognition register",
        sample="veteran",
    )
    is_founder = yes_no(
        T("自主或合伙创办", "founder"),
        T(
            "您自谋职业，或自己、与人合伙创办了企业吗？",
            "Are you self-employed, or did you found a business, alone or with partners?",
        ),
        T("补贴面向自谋职业和创业的人。", "The subsidy is for the self-employed and founders."),
        source="business register",
        gate=True,
    )
    rents_premises = yes_no(
        T("租用场地", "rents premises"),
        T("您租用了办公经营场地吗？", "Do you rent premises for the business?"),
        T("补贴的是场地租金。", "It is the rent that is subsidised."),
        source="lease",
    )
    annual_rent = money(
        T("年租金", "rent of the year"),
        T("这一年您实际付了多少元租金？", "How many yuan of rent did you pay for the year?"),
        T("租金不足补贴标准的，按实际数额补贴。", "Below the standard, the actual rent is paid."),
        source="invoices",
    )
    rented_months = months(
        T("租用月数", "months rented"),
        T("这一年您租用了几个月？", "For how many months of the year did you rent?"),
        T("只有按“上限按月折算”口径计算时才用到。", "Used only where the cap is scaled by months."),
        source="lease",
        most=12,
        bounded=True,
    )
    premises_district = district(
        T("场地所在区", "place of the premises"),
        T("您的经营场地在{home}吗？", "Are your premises in {home}?"),
        T("只有按“场地须在本区”口径判断时才用到。", "Used only where the premises must be in the district."),
        source="lease",
    )
    registered_district = district(
        T("注册地", "place of registration"),
        T("您的企业注册在{home}吗？", "Is your business registered in {home}?"),
        T("补贴要求注册地在{home}。", "The subsidy requires registration in {home}."),
        source="business register",
    )
    tax_district = district(
        T("纳税地", "place of taxation"),
        T("您的企业在{home}纳税吗？", "Does your business pay tax in {home}?"),
        T("补贴要求纳税地在{home}。", "The subsidy requires that tax is paid in {home}."),
        source="tax register",
    )
    operates_normally = yes_no(
        T("正常经营", "operates normally"),
        T("您的企业目前正常经营吗？", "Is your business operating normally?"),
        T(
            "已注销、吊销、列入经营异常名录或欠税的，不算正常经营。",
            "Not if deregistered, revoked, listed as abnormal or in tax arrears.",
        ),
        source="business register",
    )
    operation_start = day(
        T("成立日期", "founding date"),
        T("您的营业执照成立日期是哪一天？", "What is the founding date on your business licence?"),
        T("按这一天计算经营年限。", "Years in business are counted from it."),
        source="business register",
        past=True,
    )
    years_paid = years(
        T("已领年数", "years paid before"),
        T(
            "您以前领过几年房屋租赁补贴？没领过填0。",
            "For how many years were you paid this rent subsidy before? 0 if none.",
        ),
        T("补贴最长年限有规定。", "The number of years is limited."),
        past=True,
        most=100,
        source="past awards",
    )
    graduation = day(
        T("毕业日期", "day of graduation"),
        T("您哪一天毕业？", "On which day did you graduate?"),
        T("只有按“毕业2年内”口径判断时才用到。", "Used only where graduates within a time limit count."),
        source="education register",
    )
    first_application = day(
        T("首次申报日期", "day of the first application"),
        T("您第一次申报这项补贴是哪一天？", "On which day did you first apply for this subsidy?"),
        T(
            "只有按“首次申报时”口径判断经营年限时才用到。",
            "Used only where years in business count at the first application.",
        ),
        source="past awards",
    )


class project:
    """A start-up project (创业项目) of the district's library."""

    in_library = yes_no(
        T("在创业项目库", "in the project library"),
        T("您的创业项目列入{home}创业项目库了吗？", "Is your project in the project library of {home}?"),
        T("扶持面向入库项目。", "The support is for projects of the library."),
        source="project library",
        gate=True,
    )
    newly_included = yes_no(
        T("新纳入", "newly included"),
        T("您的项目是第一次列入（新纳入）吗？", "Was your project newly included?"),
        T("扶持面向新纳入的项目。", "The support is for newly included projects."),
        source="project library",
    )
    included_on = day(
        T("入库日期", "day of inclusion"),
        T("您的项目哪一天列入项目库？", "On which day was your project included?"),
        T("决定适用哪一时期的政策。", "It decides which period of the policy applies."),
        source="project library",
        past=True,
    )
    already_paid = yes_no(
        T("领过这项补贴", "already paid"),
        T("您的项目领过这项补贴吗？", "Has your project had this subsidy before?"),
        T("每个项目补贴一次。", "It is paid once for a project."),
        source="past awards",
    )
    first_included_on = day(
        T("首次入库日期", "day of the first inclusion"),
        T("以前入过库的，首次入库是哪一天？", "If it was included before: on which day first?"),
        T("以前入过库、退出后再入库的，不算新纳入。", "A project that comes back after leaving is not new."),
        source="project library",
        past=True,
        optional=True,
    )
