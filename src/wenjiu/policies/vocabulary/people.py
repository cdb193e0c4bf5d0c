"""Facts about residents who apply for themselves, and about traineeships."""

from __future__ import annotations

from ...rules.language.facts import choice, day, decimal, district, months, yes_no
from ...rules.language.text import T
from ...rules.language.units import MONTH
from .codes import SCHOOL_WORDS, SCHOOLS


class person:
    """A resident who applies for himself or herself: a trainee or a founder."""

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
        also=SCHOOL_WORDS,
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
        T("您现在有工作吗？", "Are you employed?"),
        T("见习面向未就业的毕业生。", "Traineeships are for graduates without work."),
        source="insurance register",
    )
    birth_date = day(
        T("出生日期", "date of birth"),
        T("您的出生日期是哪一天？", "What is your date of birth?"),
        T("用来判断年龄。", "It tells your age."),
        source="household register",
        past=True,
    )
    is_registered_unemployed = yes_no(
        T("登记失业", "registered unemployed"),
        T("您办了失业登记吗？", "Are you registered as unemployed?"),
        T("登记失业青年也可以参加见习。", "Registered unemployed youths can be trainees too."),
        source="unemployment register",
    )


class traineeship:
    """One traineeship (就业见习) of a person at a unit."""

    unit_is_recognised = yes_no(
        T("认定的见习单位", "recognised unit"),
        T(
            "您见习的（或要去见习的）单位，在政府认定的见习单位名单上吗？",
            "Is the unit of your traineeship, now or to come, on the recognised list?",
        ),
        T("只有认定的见习单位才算。", "Only recognised units count."),
        source="traineeship register",
        gate=True,
        never=T("没见习过，也不打算去", "no traineeship, and none planned"),
    )
    is_full_time = yes_no(
        T("全日制见习", "full-time"),
        T("您的见习是全天的（全日制）吗？", "Is your traineeship full-time?"),
        T("补贴面向全日制见习。", "The stipend is for full-time traineeships."),
        source="traineeship agreement",
    )
    start = day(
        T("见习开始日期", "start of the traineeship"),
        T("您的见习从哪一天开始？", "On which day does your traineeship start?"),
        T("按这一天判断年龄和毕业年限。", "Age and years since graduation are judged on that day."),
        source="traineeship agreement",
    )
    end = day(
        T("见习结束日期", "end of the traineeship"),
        T("您的见习到哪一天结束？", "On which day does your traineeship end?"),
        T("用来计算完整的见习月数。", "Complete months are counted to it."),
        source="traineeship agreement",
    )
    months_paid = months(
        T("已领月数", "months paid before"),
        T(
            "您以前领过几个月见习补贴？没领过填0。",
            "For how many months were you paid this stipend before? 0 if none.",
        ),
        T("补贴累计有月数上限。", "The months are limited over a lifetime."),
        source="past awards",
        past=True,
    )
    months_stated = decimal(
        T("协议月数", "months stated"),
        T("协议写的见习月数", "Months stated in the agreement"),
        T("仅供核对，月数按日期计算。", "For checking; months are counted from the dates."),
        unit=MONTH,
        most=1200,
    )


class platform_work:
    """How a person works on a platform (新就业形态)."""

    via_platform = yes_no(
        T("通过互联网平台就业", "works through a platform"),
        T(
            "您通过互联网平台就业吗（网约车、外卖、网店等）？",
            "Do you work through an internet platform (rides, delivery, online shop)?",
        ),
        T("“互联网+就业”人员纳入灵活就业政策。", "People in such work come under the flexible-employment policies."),
        source="declared",
        gate=True,
    )
    full_contract = yes_no(
        T("完整劳动关系", "full labour contract"),
        T(
            "您和平台或别的单位签了正式的劳动合同吗？",
            "Do you have a full labour contract with the platform or a firm?",
        ),
        T("有完整劳动关系的不属于灵活就业。", "With a full labour contract the work is not flexible."),
        source="labour contract",
    )
    sector = choice(
        T("平台领域", "sector of the platform"),
        T("属于哪个领域？", "Which sector is it?"),
        T("用于统计，不影响结果。", "For statistics; no rule uses it."),
        {
            "online_retail": T("网络零售", "online retail"),
            "mobility": T("移动出行", "mobility"),
            "online_education": T("线上教育", "online education"),
            "internet_medicine": T("互联网医疗", "internet medicine"),
            "online_entertainment": T("在线娱乐", "online entertainment"),
            "other": T("其他", "other"),
        },
    )
