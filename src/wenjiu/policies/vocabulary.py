"""The neutral vocabulary of facts that any district's policy can use; a policy maps its public names to these.

Each fact says what is asked, why, where it usually comes from and how sensitive it is. ``{home}`` in a wording is the
home district of the policy that asks.
"""

from __future__ import annotations

from ..rules.facts import choice, code, count, day, decimal, district, money, months, year, yes_no
from ..rules.text import T
from ..rules.units import ONE

SIZES = {
    "large": T("大型", "large"),
    "medium": T("中型", "medium"),
    "small": T("小型", "small"),
    "micro": T("微型", "micro"),
}
SCHOOLS = {
    "university": T("高等学校（大学、大专）", "university or college"),
    "secondary_vocational": T("中等专业学校", "secondary vocational school"),
    "technical_school": T("技工院校", "technical school"),
}


class case:
    """The three dates that any case can have."""

    event_date = day(
        T("事项日期", "day of the event"),
        T("事情发生在哪一天？", "On which day did the event take place?"),
        T("决定适用哪一时期的政策。", "It decides which period of the policy applies."),
    )
    application_date = day(
        T("申报日期", "day of the application"),
        T("打算哪一天申报？", "On which day will you apply?"),
        T(
            "经营年限等按申报日计算；还没申报的，填今天。",
            "Periods such as years in business run to that day; not yet applied? Take today.",
        ),
        source="application",
    )
    decision_date = day(
        T("决定日期", "day of the decision"),
        T("哪一天作出决定？", "On which day is it decided?"),
        T("记录决定所依据的参数。", "It records the parameters that the decision stands on."),
        source="official",
    )


class firm:
    """An employing unit: enterprise, institution, social body, individual business."""

    is_employer = yes_no(
        T("是用人单位", "is an employing unit"),
        T("您是用人单位吗？", "Are you an employing unit?"),
        T("这项补贴发给用人单位（企业、事业单位、社会组织、个体工商户等）。", "The subsidy goes to an employing unit."),
        source="business register",
    )
    registered_district = district(
        T("注册地", "place of registration"),
        T("单位注册在{home}吗？", "Is it registered in {home}?"),
        T("有的补贴要求注册地在{home}。", "Some subsidies require registration in {home}."),
        source="business register",
    )
    tax_district = district(
        T("纳税地", "place of taxation"),
        T("单位在{home}纳税吗？", "Does it pay tax in {home}?"),
        T("有的补贴要求纳税地在{home}。", "Some subsidies require that tax is paid in {home}."),
        source="tax register",
    )
    operates_normally = yes_no(
        T("正常经营", "operates normally"),
        T("单位目前正常经营吗？", "Is it operating normally?"),
        T(
            "已注销、吊销、列入经营异常名录或欠税的，不算正常经营。",
            "Not if it is deregistered, revoked, listed as abnormal or in tax arrears.",
        ),
        source="business register",
    )
    operation_start = day(
        T("成立日期", "founding date"),
        T("营业执照上的成立日期是哪一天？", "What is the founding date on the business licence?"),
        T("按这一天计算经营年限。", "Years in business are counted from it."),
        source="business register",
    )
    size = choice(
        T("企业规模", "size"),
        T("企业是哪种规模？", "What size is the enterprise?"),
        T("这项补贴面向中小微企业。", "The subsidy is for medium, small and micro enterprises."),
        SIZES,
        source="size statement",
    )
    entity_type = choice(
        T("单位类型", "kind of entity"),
        T("单位是哪种类型？", "What kind of entity is it?"),
        T(
            "条文写的是“企业”；个体工商户、合作社由审核人员认定。",
            "The clause says enterprises; other kinds are for an official.",
        ),
        {
            "enterprise": T("企业", "enterprise"),
            "individual_business": T("个体工商户", "individual business"),
            "cooperative": T("合作社", "co-operative"),
        },
        default="enterprise",
        source="business register",
    )
    local_workers = count(
        T("本区户籍在职职工", "employees resident in the district"),
        T("申报时有多少名{home}户籍的在职职工？", "How many employees have household registration in {home}?"),
        T(
            "不算业主和股东；人数决定能否申领和金额。",
            "Owner and shareholders do not count; the number decides the amount.",
        ),
        source="insurance register",
    )
    other_workers = count(
        T("其他职工", "other employees"),
        T("其他职工有多少名？", "How many other employees are there?"),
        T("仅供参考，不影响结果。", "For information; no rule uses it."),
    )
    hired_this_year = count(
        T("今年新招用本区户籍职工", "residents newly hired this year"),
        T("今年新招用了多少名{home}户籍职工？", "How many residents of {home} were newly hired this year?"),
        T("只有按“新招用”口径计算时才用到。", "Used only where newly hired staff are what counts."),
        source="insurance register",
    )
    founder_is_local = yes_no(
        T("创办人本区户籍", "founder resident in the district"),
        T("创办人是{home}户籍吗？", "Does the founder have household registration in {home}?"),
        T("只有按“含创办人”口径计算时才用到。", "Used only where the founder counts too."),
        source="household register",
    )
    founding_jobs_paid = yes_no(
        T("领过这项补贴", "already paid"),
        T("这家企业领过创业带动就业补贴吗？", "Has this enterprise had this start-up jobs subsidy before?"),
        T("这项补贴是一次性的。", "The subsidy is paid once."),
        source="past awards",
    )
    founding_jobs_paid_before = money(
        T("以前领取金额", "paid before"),
        T("以前一共领过多少元？", "How many yuan were paid before?"),
        T("只有按“可补差”口径计算时才用到。", "Used only where later top-ups are allowed."),
        source="past awards",
        default=0,
    )


class hire:
    """One person hired by a unit."""

    is_new = yes_no(
        T("新招用", "newly hired"),
        T(
            "这名职工是新招用的吗（以前没在本单位工作过）？",
            "Is the person newly hired (never employed by you before)?",
        ),
        T("补贴面向新招用的人员。", "The subsidy is for new hires."),
        source="insurance register",
        gate=True,
    )
    date = day(
        T("招用日期", "day of the hire"),
        T("招用日期是哪一天？", "On which day was the person hired?"),
        T("判断招用年度，也决定适用的政策时期。", "It fixes the year of hire and the policy period."),
        source="insurance register",
    )
    claim_year = year(
        T("申报年度", "year of the claim"),
        T("按哪一年度申报？", "For which year do you claim?"),
        T("招用日期要在这一年度内。", "The hire must lie in that year."),
        source="application",
    )
    household_district = district(
        T("职工户籍", "household of the person"),
        T("这名职工的户籍在{home}吗？", "Is the person's household registration in {home}?"),
        T("补贴面向{home}户籍人员，以招用时为准。", "The subsidy is for residents of {home}, as at the hire."),
        source="household register",
    )
    household_district_at_application = district(
        T("申报时职工户籍", "household at the application"),
        T("申报时这名职工的户籍在{home}吗？", "At the application, is the household registration in {home}?"),
        T("只有按“申报时户籍”口径判断时才用到。", "Used only where registration at the application counts."),
        source="household register",
    )
    is_fresh_graduate = yes_no(
        T("应届高校毕业生", "fresh university graduate"),
        T("这名职工是应届高校毕业生吗？", "Is the person a fresh university graduate?"),
        T("应届高校毕业生是补贴的重点群体之一。", "Fresh graduates are one of the groups."),
        source="education register",
    )
    education = choice(
        T("毕业学校类别", "kind of school"),
        T("这名职工从哪类学校毕业？", "What kind of school did the person graduate from?"),
        T("用来判断是不是应届高校毕业生。", "It tells whether the person is a fresh university graduate."),
        {**SCHOOLS, "other": T("其他", "other")},
        source="education register",
    )
    graduation = day(
        T("毕业日期", "day of graduation"),
        T("这名职工哪一天毕业？", "On which day did the person graduate?"),
        T("用来判断是不是应届。", "It tells whether the person is of this year's class."),
        source="education register",
    )
    was_registered_unemployed = yes_no(
        T("招用前登记失业", "registered unemployed before the hire"),
        T("招用前，这名职工是登记失业人员吗？", "Was the person registered as unemployed right before the hire?"),
        T("城乡登记失业人员是补贴的重点群体之一。", "Registered unemployed people are one of the groups."),
        source="unemployment register",
    )
    unemployed_from = day(
        T("失业登记日期", "registered unemployed since"),
        T("失业登记从哪一天开始？", "Since when was the person registered as unemployed?"),
        T("仅供核对，不影响结果。", "For checking; no rule uses it."),
        source="unemployment register",
    )
    extra_group = code(
        T("其他重点群体", "other key group"),
        T("属于政策另外列出的其他重点群体吗？", "Is the person in another key group that the policy lists?"),
        T("“等重点群体”以公布的清单为准。", "Other key groups are those on the published list."),
        source="recognition register",
    )
    already_paid = yes_no(
        T("领过这项补贴", "already paid"),
        T("本单位为这名职工领过这项补贴吗？", "Have you had this subsidy for this person before?"),
        T("同一单位、同一人员只补一次。", "It is paid once for one unit and person."),
        source="past awards",
    )


class person:
    """A resident asking for himself or herself: trainee or founder."""

    household_district = district(
        T("户籍", "household"),
        T("您的户籍在{home}吗？", "Is your household registration in {home}?"),
        T("许多补贴面向{home}户籍居民。", "Many subsidies are for residents registered in {home}."),
        source="household register",
    )
    school = choice(
        T("毕业学校类别", "kind of school"),
        T("您从哪类学校毕业？", "What kind of school did you graduate from?"),
        T("毕业2年内的毕业生可以参加见习。", "Recent graduates can be trainees."),
        {**SCHOOLS, "none": T("都不是", "none of these")},
        source="education register",
    )
    graduation = day(
        T("毕业日期", "day of graduation"),
        T("您哪一天毕业？", "On which day did you graduate?"),
        T("用来计算毕业年限。", "Years since graduation are counted from it."),
        source="education register",
    )
    is_employed = yes_no(
        T("已就业", "employed"),
        T("您目前已经就业了吗？", "Are you employed?"),
        T("见习面向未就业的毕业生。", "Traineeships are for graduates without work."),
        source="insurance register",
    )
    birth_date = day(
        T("出生日期", "date of birth"),
        T("您的出生日期是哪一天？", "What is your date of birth?"),
        T("用来判断年龄，不会保存。", "It tells your age; it is not kept."),
        source="household register",
        sensitivity="personal",
    )
    is_registered_unemployed = yes_no(
        T("登记失业", "registered unemployed"),
        T("您是登记失业人员吗？", "Are you registered as unemployed?"),
        T("登记失业青年也可以参加见习。", "Registered unemployed youths can be trainees too."),
        source="unemployment register",
    )


class traineeship:
    """One traineeship (就业见习) of a person at a unit."""

    unit_is_recognised = yes_no(
        T("认定的见习单位", "recognised unit"),
        T(
            "您在（或将去）认定名单上的见习单位见习吗？",
            "Are you, or will you be, a trainee at a unit on the recognised list?",
        ),
        T("只有认定的见习单位才算。", "Only recognised units count."),
        source="traineeship register",
        gate=True,
    )
    is_full_time = yes_no(
        T("全日制见习", "full-time"),
        T("是全日制见习吗？", "Is the traineeship full-time?"),
        T("补贴面向全日制见习。", "The stipend is for full-time traineeships."),
        source="traineeship agreement",
    )
    start = day(
        T("见习开始日期", "start of the traineeship"),
        T("见习从哪一天开始？", "On which day does the traineeship start?"),
        T("按这一天判断年龄和毕业年限。", "Age and years since graduation are judged on that day."),
        source="traineeship agreement",
    )
    end = day(
        T("见习结束日期", "end of the traineeship"),
        T("见习到哪一天结束？", "On which day does it end?"),
        T("用来计算完整的见习月数。", "Complete months are counted to it."),
        source="traineeship agreement",
    )
    months_paid = months(
        T("已领月数", "months paid before"),
        T("以前领过几个月见习补贴？", "For how many months were you paid this stipend before?"),
        T("补贴累计有月数上限。", "The months are limited over a lifetime."),
        source="past awards",
    )
    months_stated = decimal(
        T("协议月数", "months stated"),
        T("协议写的见习月数", "Months stated in the agreement"),
        T("仅供核对，月数按日期计算。", "For checking; months are counted from the dates."),
    )


class founder:
    """A person who has founded a business, and the business."""

    was_registered_unemployed = yes_no(
        T("创业时登记失业", "registered unemployed at the founding"),
        T("创业时您是登记失业人员吗？", "Were you registered as unemployed when you founded it?"),
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
        T("这一年实际支付租金多少元？", "How many yuan of rent did you pay for the year?"),
        T("租金不足补贴标准的，按实际数额补贴。", "Below the standard, the actual rent is paid."),
        source="invoices",
    )
    rented_months = months(
        T("租用月数", "months rented"),
        T("这一年租用了几个月？", "For how many months of the year did you rent?"),
        T("只有按“上限按月折算”口径计算时才用到。", "Used only where the cap is scaled by months."),
        source="lease",
        most=12,
        bounded=True,
    )
    premises_district = district(
        T("场地所在区", "place of the premises"),
        T("经营场地在{home}吗？", "Are the premises in {home}?"),
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
    )
    years_paid = count(
        T("已领年数", "years paid before"),
        T("以前领过几年房屋租赁补贴？", "For how many years were you paid this rent subsidy before?"),
        T("补贴最长年限有规定。", "The number of years is limited."),
        unit=ONE,
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
        T("第一次申报这项补贴是哪一天？", "On which day did you first apply for this subsidy?"),
        T(
            "只有按“首次申报时”口径判断经营年限时才用到。",
            "Used only where years in business count at the first application.",
        ),
        source="past awards",
    )


class institution:
    """A training institution, in one calendar year."""

    in_district = yes_no(
        T("在辖区内", "in the district"),
        T("培训机构在{home}辖区内吗？", "Is the institution in {home}?"),
        T("补贴面向辖区内的机构。", "The subsidy is for institutions of the district."),
        source="school permit",
    )
    designated_skill = yes_no(
        T("定点职业技能培训机构", "designated for skill training"),
        T("是定点职业技能培训机构吗？", "Is it a designated vocational-skill training institution?"),
        T("补贴面向定点机构。", "The subsidy is for designated institutions."),
        source="designation register",
    )
    designated_startup = yes_no(
        T("定点创业培训机构", "designated for start-up training"),
        T("是定点创业培训机构吗？", "Is it a designated start-up training institution?"),
        T("补贴面向定点机构。", "The subsidy is for designated institutions."),
        source="designation register",
    )
    trained_unemployed = count(
        T("培训登记失业人员", "registered unemployed trained"),
        T(
            "当年培训了多少名本市城镇登记失业人员？",
            "How many registered urban unemployed people were trained this year?",
        ),
        T("与农村转移劳动力人数相加计算。", "Added to the rural transferring workers."),
        source="training rosters",
    )
    trained_rural = count(
        T("培训农村转移劳动力", "rural transferring workers trained"),
        T("当年培训了多少名农村转移劳动力？", "How many rural transferring workers were trained this year?"),
        T("与城镇登记失业人员人数相加计算。", "Added to the registered urban unemployed."),
        source="training rosters",
    )
    trained_startup = count(
        T("创业培训人数", "people in start-up training"),
        T("当年开展创业培训多少人？", "How many people had start-up training this year?"),
        T("定点创业培训机构按这个人数计算。", "It counts for designated start-up institutions."),
        source="training rosters",
    )
    trained_startup_named = count(
        T("创业培训中的限定对象", "named groups in start-up training"),
        T("其中登记失业和农村转移劳动力多少人？", "How many of them were unemployed or rural transferring workers?"),
        T(
            "只有按“对象限定也适用创业培训”口径计算时才用到。",
            "Used only where the named groups govern start-up training too.",
        ),
        source="training rosters",
    )
    trained_other = count(
        T("培训其他人员", "other people trained"),
        T("当年培训其他人员多少人？", "How many other people were trained this year?"),
        T("仅供参考，不影响结果。", "For information; no rule uses it."),
        source="training rosters",
    )
    is_private = yes_no(
        T("民办", "private"),
        T("是民办机构吗？", "Is it a private institution?"),
        T("只有按“限民办”口径判断时才用到。", "Used only where the institution must be private."),
        source="school permit",
    )
