"""Facts about training institutions, in one calendar year."""

from __future__ import annotations

from ...rules.language.facts import choice, count, day, yes_no
from ...rules.language.text import T


class institution:
    """A training institution, in one calendar year."""

    in_district = yes_no(
        T("在辖区内", "in the district"),
        T("你们机构在{home}辖区内吗？", "Is your institution in {home}?"),
        T("补贴面向辖区内的机构。", "The subsidy is for institutions of the district."),
        source="school permit",
    )
    designated_skill = yes_no(
        T("定点职业技能培训机构", "designated for skill training"),
        T("你们是定点职业技能培训机构吗？", "Are you a designated vocational-skill training institution?"),
        T("补贴面向定点机构。", "The subsidy is for designated institutions."),
        source="designation register",
    )
    designated_startup = yes_no(
        T("定点创业培训机构", "designated for start-up training"),
        T("你们是定点创业培训机构吗？", "Are you a designated start-up training institution?"),
        T("补贴面向定点机构。", "The subsidy is for designated institutions."),
        source="designation register",
    )
    trained_unemployed = count(
        T("培训登记失业人员", "registered unemployed trained"),
        T(
            "你们今年培训了多少名本市城镇登记失业人员？",
            "How many registered urban unemployed people did you train this year?",
        ),
        T("与农村转移劳动力人数相加计算。", "Added to the rural transferring workers."),
        source="training rosters",
    )
    trained_rural = count(
        T("培训农村转移劳动力", "rural transferring workers trained"),
        T(
            "你们今年培训了多少名从农村出来就业的人（农村转移劳动力）？",
            "How many rural transferring workers did you train this year?",
        ),
        T("与城镇登记失业人员人数相加计算。", "Added to the registered urban unemployed."),
        source="training rosters",
    )
    trained_startup = count(
        T("创业培训人数", "people in start-up training"),
        T("你们今年给多少人做了创业培训？", "How many people had start-up training with you this year?"),
        T("定点创业培训机构按这个人数计算。", "It counts for designated start-up institutions."),
        source="training rosters",
    )
    trained_startup_named = count(
        T("创业培训中的限定对象", "named groups in start-up training"),
        T(
            "你们创业培训的人里，登记失业和农村转移劳动力多少人？",
            "Of those in start-up training with you, how many were unemployed or rural transferring workers?",
        ),
        T(
            "只有按“对象限定也适用创业培训”口径计算时才用到。",
            "Used only where the named groups govern start-up training too.",
        ),
        source="training rosters",
    )
    trained_other = count(
        T("培训其他人员", "other people trained"),
        T("你们今年培训其他人员多少人？", "How many other people did you train this year?"),
        T("仅供参考，不影响结果。", "For information; no rule uses it."),
        source="training rosters",
    )
    is_private = yes_no(
        T("民办", "private"),
        T("你们是民办机构吗？", "Are you a private institution?"),
        T("有的补贴面向民办机构。", "Some subsidies are for private institutions."),
        source="school permit",
    )
    grade = choice(
        T("等级", "grade"),
        T("本市给培训机构评级，你们是哪一级？", "Which grade have you in the city's grading of training institutions?"),
        T("A级机构可获补贴。", "Institutions of grade A get the subsidy."),
        {
            "A": T("A级", "A"),
            "B": T("B级", "B"),
            "C": T("C级", "C"),
            "D": T("D级", "D"),
            "none": T("没有等级", "none"),
        },
        source="grading decision",
    )
    grade_paid = yes_no(
        T("领过A级补贴", "grade A already paid"),
        T("你们以前领过A级机构补贴吗？", "Have you been paid the subsidy for grade A before?"),
        T("每次评定为A级，补贴一次。", "It is paid once for each award of grade A."),
        source="past awards",
    )
    new_grading = yes_no(
        T("新一轮评定", "new grading"),
        T(
            "领过A级补贴以后，你们又评上过新一轮的A级吗？",
            "Since you were paid for grade A, were you graded A in a new round?",
        ),
        T("新一轮评定为A级的，可以再领一次。", "A new award of grade A is paid again."),
        source="grading decision",
    )
    trained_total = count(
        T("全年培训人数", "people trained in the year"),
        T("你们全年一共培训多少人？", "How many people did you train in the whole year?"),
        T("达到规模的机构按人数分档补贴。", "Institutions of size are paid by tiers."),
        source="training rosters",
    )
    trained_times = count(
        T("全年培训人次", "person-times trained"),
        T("你们全年培训多少人次？", "How many person-times did you train in the year?"),
        T("只有按“人次”口径计算时才用到。", "Used only where person-times are what counts."),
        source="training rosters",
    )
    size_paid_before = yes_no(
        T("往年领过规模补贴", "paid for size in an earlier year"),
        T("你们往年领过这项规模补贴吗？", "Were you paid this subsidy for size in an earlier year?"),
        T("只有按“终身一次”口径判断时才用到。", "Used only where it is paid once for life."),
        source="past awards",
    )


class training:
    """One person's course, and the job or business that follows it."""

    kind = choice(
        T("培训类别", "kind of training"),
        T("您参加的是哪类培训？", "Which kind of training did you take?"),
        T(
            "技能培训后就业和创业培训后创业，标准不同。",
            "Skill training and start-up training have different standards.",
        ),
        {"skill": T("职业技能培训", "skill training"), "startup": T("创业培训", "start-up training")},
        source="training register",
        gate=True,
        never=T("没参加过", "no training"),
    )
    completed = yes_no(
        T("培训结业", "training completed"),
        T("您的培训完成（结业）了吗？", "Did you complete the training?"),
        T("补贴面向完成培训的人员。", "The subsidy is for people who completed it."),
        source="training register",
    )
    passed = yes_no(
        T("考核合格", "passed the assessment"),
        T("您的培训考核合格了吗？", "Did you pass the assessment?"),
        T("只有按“考核合格”口径判断时才用到。", "Used only where passing is what counts."),
        source="training register",
    )
    end = day(
        T("培训结束日期", "end of the training"),
        T("您的培训哪一天结束？", "On which day did your training end?"),
        T("就业或创业要在此后规定的时间内。", "Work or business must begin within a time from that day."),
        source="training register",
    )
    employed_from = day(
        T("就业日期", "start of the work"),
        T("您哪一天开始就业？", "On which day did your work begin?"),
        T("要在培训结束后规定的时间内。", "It must lie within a time after the training."),
        source="insurance register",
    )
    by_unit = yes_no(
        T("用人单位就业", "employed by a unit"),
        T("您是被用人单位招用的吗？", "Were you taken on by an employing unit?"),
        T("自谋职业、灵活就业不属于这一项。", "Self-employment and flexible work do not count here."),
        source="labour contract",
    )
    work_paid = yes_no(
        T("领过就业补贴", "already paid for work"),
        T("您以前领过培训后就业的补贴吗？", "Were you paid this subsidy for work after training before?"),
        T("每人一次。", "It is paid once for a person."),
        source="past awards",
    )
    business_from = day(
        T("创业日期", "start of the business"),
        T("您的营业执照上，成立日期是哪一天？", "What is the founding date on your business licence?"),
        T("创业要在培训结束后规定的时间内。", "The business must start within a time after the training."),
        source="business register",
        past=True,
        never=T("还没办执照", "no licence yet"),
    )
    operated_until = day(
        T("经营至", "in business until"),
        T(
            "您的生意到哪一天为止还在经营？（现在还在经营的填今天）",
            "Until which day were you in business? (today, if you still are)",
        ),
        T("用来计算经营时间。", "The time in business is counted to it."),
        source="tax register",
        past=True,
    )
    business_paid = yes_no(
        T("领过创业补贴", "already paid for the business"),
        T("您以前领过培训后创业的补贴吗？", "Were you paid this subsidy for a business after training before?"),
        T("每人一次。", "It is paid once for a person."),
        source="past awards",
    )


class training_project:
    """A course run as an approved project (项目制培训)."""

    on_list = yes_no(
        T("紧缺或新职业", "shortage occupation"),
        T(
            "你们的培训，是清单上的紧缺职业或新职业吗？",
            "Is your course for an occupation on the list of shortage or new occupations?",
        ),
        T("项目制培训面向清单上的职业。", "Project-based training is for occupations on the list."),
        source="shortage list",
        gate=True,
    )
    approved = yes_no(
        T("项目已批准", "project approved"),
        T("你们的培训项目批准了吗？", "Was your training project approved?"),
        T("补贴面向批准的项目。", "The subsidy is for approved projects."),
        source="project approval",
    )
    run_by = choice(
        T("实施单位", "who runs it"),
        T("这个培训项目由谁来办？", "Who runs the training project?"),
        T("补贴发给实施的用人单位或培训机构。", "The subsidy goes to the employer or institution that runs it."),
        {
            "employer": T("用人单位", "employer"),
            "training_institution": T("培训机构", "training institution"),
            "other": T("其他", "other"),
        },
        source="project approval",
    )
    trained = count(
        T("实际培训人数", "people trained"),
        T("这个项目实际培训多少人？", "How many people were actually trained in the project?"),
        T("补贴按实际培训人数计算。", "It is paid by the people actually trained."),
        source="training rosters",
    )
    enrolled = count(
        T("计划培训人数", "people planned"),
        T("这个项目计划（报名）培训多少人？", "How many people were planned, or enrolled, in the project?"),
        T("只有按“报名人数”口径计算时才用到。", "Used only where enrolment is what counts."),
        source="project approval",
    )
    passed = count(
        T("合格人数", "people who passed"),
        T("这个项目考核合格多少人？", "How many people passed in the project?"),
        T("只有按“合格人数”口径计算时才用到。", "Used only where passing is what counts."),
        source="training register",
    )
    from_elsewhere = count(
        T("外区户籍人数", "people from elsewhere"),
        T("这个项目的学员里，外区户籍多少人？", "How many people of the project are registered elsewhere?"),
        T("仅供统计，不影响结果。", "For statistics; no rule uses it."),
        source="training rosters",
    )
