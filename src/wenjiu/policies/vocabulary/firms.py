"""Facts about employing units and the people they hire."""

from __future__ import annotations

from ...rules.language.dated_values import OPEN_TO
from ...rules.language.facts import choice, code, count, day, district, fraction, money, months, year, yes_no
from ...rules.language.text import T
from .codes import SCHOOL_WORDS, SCHOOLS, SIZES


class firm:
    """An employing unit: enterprise, institution, social body, individual business."""

    is_employer = yes_no(
        T("是用人单位", "is an employing unit"),
        T("你们是用人单位吗？", "Are you an employing unit?"),
        T("这项补贴发给用人单位（企业、事业单位、社会组织、个体工商户等）。", "The subsidy goes to an employing unit."),
        source="business register",
    )
    registered_district = district(
        T("注册地", "place of registration"),
        T("你们单位注册在{home}吗？", "Is your firm or organisation registered in {home}?"),
        T("有的补贴要求注册地在{home}。", "Some subsidies require registration in {home}."),
        source="business register",
    )
    tax_district = district(
        T("纳税地", "place of taxation"),
        T("你们单位在{home}纳税吗？", "Does your firm or organisation pay tax in {home}?"),
        T("有的补贴要求纳税地在{home}。", "Some subsidies require that tax is paid in {home}."),
        source="tax register",
    )
    operates_normally = yes_no(
        T("正常经营", "operates normally"),
        T("你们单位现在正常经营吗？", "Is your firm or organisation operating normally?"),
        T(
            "已注销、吊销、列入经营异常名录或欠税的，不算正常经营。",
            "Not if it is deregistered, revoked, listed as abnormal or in tax arrears.",
        ),
        source="business register",
    )
    operation_start = day(
        T("成立日期", "founding date"),
        T("你们的营业执照上，成立日期是哪一天？", "What is the founding date on your business licence?"),
        T("按这一天计算经营年限。", "Years in business are counted from it."),
        source="business register",
        past=True,
    )
    size = choice(
        T("企业规模", "size"),
        T("你们企业是哪种规模？", "What size is your enterprise?"),
        T("这项补贴面向中小微企业。", "The subsidy is for medium, small and micro enterprises."),
        SIZES,
        source="size statement",
        tool="size",
    )
    entity_type = choice(
        T("单位类型", "kind of entity"),
        T("你们单位是哪种类型？", "What kind of entity are you?"),
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
        T("你们有多少名{home}户籍的在职职工？", "How many of your employees have household registration in {home}?"),
        T(
            "不算业主和股东；人数决定能否申领和金额。",
            "Owner and shareholders do not count; the number decides the amount.",
        ),
        source="insurance register",
    )
    other_workers = count(
        T("其他职工", "other employees"),
        T("你们其他职工有多少名？", "How many other employees have you?"),
        T("仅供参考，不影响结果。", "For information; no rule uses it."),
    )
    hired_this_year = count(
        T("今年新招用本区户籍职工", "residents newly hired this year"),
        T("你们今年新招用了多少名{home}户籍职工？", "How many residents of {home} did you newly hire this year?"),
        T("只有按“新招用”口径计算时才用到。", "Used only where newly hired staff are what counts."),
        source="insurance register",
    )
    founder_is_local = yes_no(
        T("创办人本区户籍", "founder resident in the district"),
        T("你们的创办人是{home}户籍吗？", "Does your founder have household registration in {home}?"),
        T("只有按“含创办人”口径计算时才用到。", "Used only where the founder counts too."),
        source="household register",
    )
    founding_jobs_paid = yes_no(
        T("领过这项补贴", "already paid"),
        T("你们企业领过创业带动就业补贴吗？", "Has your enterprise had this start-up jobs subsidy before?"),
        T("这项补贴是一次性的。", "The subsidy is paid once."),
        source="past awards",
    )
    founding_jobs_paid_before = money(
        T("以前领取金额", "paid before"),
        T(
            "这项补贴，你们以前一共领过多少元？没领过填0。",
            "How many yuan of this subsidy were you paid before? 0 if none.",
        ),
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
        T("这名职工是哪一天招用的？", "On which day was the person hired?"),
        T("判断招用年度，也决定适用的政策时期。", "It fixes the year of hire and the policy period."),
        source="insurance register",
    )
    left_on = day(
        T("离职日期", "day of leaving"),
        T("这名职工哪一天离职？在职的不填。", "On which day did the person leave? Leave it out if still employed."),
        T("只用于统计某一天的在职人数。", "Used only to count who is employed on a day."),
        source="insurance register",
        default=OPEN_TO,
    )
    claim_year = year(
        T("申报年度", "year of the claim"),
        T("你们为这名职工按哪一年度申报？", "For which year do you claim for the person?"),
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
        also=SCHOOL_WORDS,
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
        T("招用前，这名职工办着失业登记吗？", "Was the person registered as unemployed right before the hire?"),
        T("城乡登记失业人员是补贴的重点群体之一。", "Registered unemployed people are one of the groups."),
        source="unemployment register",
    )
    unemployed_from = day(
        T("失业登记日期", "registered unemployed since"),
        T("这名职工的失业登记从哪一天开始？", "Since when was the person registered as unemployed?"),
        T("仅供核对，不影响结果。", "For checking; no rule uses it."),
        source="unemployment register",
    )
    extra_group = code(
        T("其他重点群体", "other key group"),
        T("这名职工属于政策另外列出的其他重点群体吗？", "Is the person in another key group that the policy lists?"),
        T("“等重点群体”以公布的清单为准。", "Other key groups are those on the published list."),
        source="recognition register",
        sample="veteran",
    )
    already_paid = yes_no(
        T("领过这项补贴", "already paid"),
        T("你们为这名职工领过这项补贴吗？", "Have you had this subsidy for this person before?"),
        T("同一单位、同一人员只补一次。", "It is paid once for one unit and person."),
        source="past awards",
    )
    household_type = choice(
        T("户籍类别", "kind of household"),
        T("这名职工是农村户籍还是城镇户籍？", "Is the person's household registration rural or urban?"),
        T("这项补贴面向农村劳动力。", "The subsidy is for rural workers."),
        {"rural": T("农村", "rural"), "urban": T("城镇", "urban")},
        source="household register",
    )
    is_stable = yes_no(
        T("稳定就业", "stably employed"),
        T(
            "这名职工算“稳定就业”，有审核部门确认了吗？",
            "Has an office confirmed that the person is in stable employment?",
        ),
        T("补贴面向稳定就业的农村劳动力。", "The subsidy is for rural workers in stable employment."),
        source="insurance register",
    )
    insured_months = months(
        T("参保月数", "months insured"),
        T("你们为这名职工缴了几个月社会保险？", "For how many months did you pay social insurance for the person?"),
        T("补贴按月数计算。", "The subsidy is counted by the month."),
        source="insurance register",
    )


class stability:
    """A firm that keeps its staff, in the year of one application."""

    is_insured = yes_no(
        T("参加失业保险的企业", "insured enterprise"),
        T("你们企业参加失业保险了吗？", "Does your enterprise take part in unemployment insurance?"),
        T(
            "返还的是失业保险费，面向参保企业。",
            "It is unemployment insurance that is refunded, to insured enterprises.",
        ),
        source="insurance register",
        gate=True,
    )
    laid_off = count(
        T("裁员人数", "people laid off"),
        T(
            "你们去年（上年度）裁员多少人？没有裁员填0。",
            "How many people did you lay off in the previous year? 0 if none.",
        ),
        T("返还面向不裁员或少裁员的企业。", "The refund is for firms that lay off nobody or few."),
        source="insurance register",
        past=True,
    )
    layoff_rate = fraction(
        T("裁员率", "layoff rate"),
        T("你们去年（上年度）的裁员率是百分之几？", "What was your layoff rate of the previous year, in percent?"),
        T("有裁员的，看裁员率是否超过上限。", "Where people were laid off, the rate must keep to a limit."),
        source="insurance register",
        past=True,
    )
    premium_last_year = money(
        T("上年度缴纳的失业保险费", "premium of the previous year"),
        T(
            "你们去年（上年度）实际缴了多少元失业保险费？",
            "How many yuan of unemployment insurance did you pay in the previous year?",
        ),
        T("返还金额按它计算。", "The refund is a share of it."),
        source="insurance register",
        past=True,
    )
    refund_this_year = choice(
        T("本年度已领的返还", "refund of this year"),
        T("今年（本年度），你们已经收到过哪一种稳岗返还？", "Which refund have you received already this year?"),
        T("同一年度只按一种标准返还。", "In one year one standard of the refund is paid."),
        {
            "none": T("都没有收到", "none"),
            "3.1a": T("一般企业的返还（按去年缴的保费算）", "the ordinary refund (a share of last year's premium)"),
            "3.1b": T("困难企业的返还（按人数算）", "the refund for firms in difficulty (by the head)"),
        },
        source="past awards",
    )
    in_difficulty = yes_no(
        T("暂时性生产经营困难", "temporary difficulty"),
        T("你们企业遇到暂时的经营困难了吗？", "Is your enterprise in temporary difficulty?"),
        T(
            "遇到困难、恢复有望的企业有另一种返还标准。",
            "Firms in difficulty with hope of recovery have another standard.",
        ),
        source="accounts",
        gate=True,
    )
    recovery_expected = yes_no(
        T("恢复有望", "recovery expected"),
        T("你们的经营有望恢复吗？", "Can your enterprise expect to recover?"),
        T("困难企业的标准面向恢复有望的企业。", "The standard is for firms that can hope to recover."),
        source="recovery plan",
    )
    insured_staff = count(
        T("参保职工人数", "insured employees"),
        T(
            "你们近12个月平均参保职工多少人？",
            "How many of your employees were insured, on average of the last 12 months?",
        ),
        T("返还金额按参保人数计算。", "The refund is counted by insured head."),
        most=10**8,
        source="insurance register",
    )
    insured_at_year_end = count(
        T("上年末参保人数", "insured at the end of last year"),
        T("你们去年年底参保职工多少人？", "How many of your employees were insured at the end of last year?"),
        T("只有按“上年末人数”口径计算时才用到。", "Used only where that count is what the refund goes by."),
        most=10**8,
        source="insurance register",
    )
    insured_at_application = count(
        T("申报时参保人数", "insured at the application"),
        T("你们申报时参保职工多少人？", "How many of your employees are insured at the application?"),
        T("只有按“申报时人数”口径计算时才用到。", "Used only where that count is what the refund goes by."),
        most=10**8,
        source="insurance register",
    )
    application_year = year(
        T("申报年度", "year of the application"),
        T("你们按哪一年度申报？", "For which year do you apply?"),
        T("标准按上一年度的失业保险金确定。", "The standard is the benefit of the year before."),
        source="application",
    )
    ordinary_refund = money(
        T("一般企业返还金额", "ordinary refund"),
        T("你们已领多少元一般企业的返还？", "How many yuan of the ordinary refund were you paid?"),
        T("仅供比较两种标准，不影响结果。", "For comparing the two standards; no rule uses it."),
        source="past awards",
    )


class retention:
    """A trainee whom the traineeship unit keeps on."""

    completed = yes_no(
        T("见习期满", "traineeship completed"),
        T("这名人员的见习期满了吗？", "Has the person's traineeship been completed?"),
        T("补贴面向期满后留用的。", "The subsidy is for people kept on after the full term."),
        source="traineeship register",
        gate=True,
    )
    by_same_unit = yes_no(
        T("本单位留用", "hired by the same unit"),
        T(
            "这名人员是你们（见习的那家单位）自己留用的吗？",
            "Did you, the unit of the traineeship, hire the person yourselves?",
        ),
        T("补贴发给留用的见习单位。", "The subsidy goes to the unit that keeps its own trainees."),
        source="labour contract",
    )
    start = day(
        T("留用日期", "day of retention"),
        T("你们从哪一天起留用这名人员？", "From which day on did you keep the person?"),
        T("按各月的最低缴费标准计算补贴。", "Each month is paid at the lowest contribution of that month."),
        source="labour contract",
    )
    insured_months = months(
        T("留用后参保月数", "months insured since"),
        T(
            "留用后，你们为这名人员缴了几个月社会保险？",
            "For how many months since then did you pay social insurance for the person?",
        ),
        T("补贴按实际参保月数计算，有月数上限。", "It is paid for the months insured, up to a limit."),
        source="insurance register",
    )
    people = count(
        T("留用人数", "people retained"),
        T("你们这样留用的有几人？", "How many people did you keep on like this?"),
        T("补贴按人数计算。", "The subsidy is counted by the head."),
        most=10**8,
        source="insurance register",
    )
