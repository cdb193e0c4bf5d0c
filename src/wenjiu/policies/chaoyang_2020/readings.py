"""The general readings (口径) of the document; a reading of one clause is in its module. Reading A is recommended."""

from __future__ import annotations

from ...rules.language.clause import ambiguity

G1 = ambiguity(
    "G1",
    ("全文没有写从哪天起执行、到哪天为止", "the text does not say from which day it applies, or until when"),
    A=(
        "事情发生的那天（触发日期，例如招用那天）要在政策有效期内，有效期由参数设定",
        "the day of the event, such as a hire (the triggering date), must lie in the period that the parameters set",
    ),
    B=("只看申报那天，申报日期要在有效期内", "only the day of the application counts, and it must lie in that period"),
    C=("没有终止日，2020年1月1日以后的事都算", "there is no last day, and everything from 1 January 2020 on counts"),
    why=(
        "条文没有写可以追溯；要管到以前的事，必须有明文规定",
        "the text does not say that it applies to earlier events, and that would need an express rule",
    ),
    money=(
        "2020年里、有效期开始以前的事，和有效期结束以后的事，按A领不到，按C能全额领；按B看哪天申报",
        "for what happened in 2020 before the period, or after it: nothing under A, the whole amount under C; under B it depends on the day of the application",
    ),
)
G3 = ambiguity(
    "G3",
    ("按年、按月计算的期限到哪一天为止", "the day on which a period of months or years ends"),
    A=(
        "开始那天不算，到最后那个月的同一天为止，例如3月15日起半年到9月15日；没有这一天的，到月底",
        "the first day is left out, and the period ends on the same day of its last month, so half a year from 15 March ends on 15 September; where there is no such day, it ends on the month's last day",
    ),
    B=(
        "算法和A一样，但最后一天是休息日的，顺延到下一个工作日",
        "the period is counted as under A, but a last day that is a day off moves to the next working day",
    ),
    why=(
        "法律规定顺延，是为了不耽误办手续；就业、创业这些事发生在哪天，不因放假而变",
        "the law moves a last day so that people can still file papers, and the day on which somebody starts work does not change with a holiday",
    ),
    money=(
        "最后一天赶上放假时才有差别：放假后第一个工作日才见习、就业、创业或申报的，按A领不到，按B能领",
        "it matters only where the last day is a day off: for what begins, or is filed, on the first working day after it, nothing is paid under A, and the whole amount under B",
    ),
)
G5 = ambiguity(
    "G5",
    ("“本区户籍”看哪一天", "the day on which household registration in the district counts"),
    A=(
        "看事情发生的那天（触发日期，例如招用那天），以后迁走也不影响",
        "the day of the event counts, such as a hire (the triggering date); moving away later does not matter",
    ),
    B=(
        "事情发生的那天和申报那天，都要是本区户籍",
        "registration in the district is needed both on the day of the event and on the day of the application",
    ),
    C=("只看申报那天是不是本区户籍", "only the day of the application counts"),
    why=("条文说的是事情发生时有本区户籍的人", "the words describe the person at the time of the event"),
    money=(
        "招用后、申报前把户籍迁出本区的，单位按A领5000元，按B、C领不到；这期间才迁入的，只有按C能领",
        "for a person hired who moves out of the district before the application, CNY 5,000 under A and nothing under B or C; for one who moves in, the sum is paid under C only",
    ),
)
G6 = ambiguity(
    "G6",
    (
        "条文没有写“辖区”时，单位是不是必须在本区",
        "whether a unit must be in the district where the text does not say so",
    ),
    A=("不要求单位在本区，除非参数里另外要求", "it need not be in the district, unless a parameter asks for it"),
    B=("单位必须在本区注册", "it must be registered in the district"),
    why=(
        "别的条款要求在辖区时都写明了，这里没有写",
        "other clauses say “in the district” where they mean it, and here the words are missing",
    ),
    money=(
        "外区单位招用一名符合条件的人，按A领5000元，按B领不到；农村劳动力社会保险补贴也是这样",
        "a unit outside the district gets CNY 5,000 for a person hired under A and nothing under B; the insurance subsidy for rural workers is treated the same way",
    ),
)
G7 = ambiguity(
    "G7",
    ("“等重点群体”还包括哪些人", "who else is meant by “and other key groups”"),
    A=(
        "条文点名的群体，加上公布清单（参数）里列出的群体",
        "they are the groups that the clause names, and those on a published list (a parameter)",
    ),
    B=("不看清单，由审核人员一案一案认定", "no list is used, and an official decides case by case"),
    why=(
        "有了清单，同样的情况才会有同样的决定，也便于复核",
        "with a list, like cases are decided alike, and each decision can be checked",
    ),
    money=(
        "清单以外的人，按A领不到招用补贴5000元、房租补贴三年最多15万元，按B看认定结果；就业服务补贴按A不用认定",
        "for people outside the list: neither CNY 5,000 for a hire nor up to CNY 150,000 of rent in three years under A, and the official's decision under B; the service subsidy needs no such decision under A",
    ),
)
G11 = ambiguity(
    "G11",
    ("“应届”毕业生是哪一年毕业的", "the year in which a “fresh” graduate has graduated"),
    A=("毕业的年份和招用的年份要相同", "graduation and hire lie in the same calendar year"),
    B=("招用当年和前两年毕业的都算", "graduates of the year of the hire and of the two years before it all count"),
    why=(
        "“应届”平常就是指当年毕业；条文要放宽到几年内时，会像第3.4条那样写明",
        "the word normally means this year's class, and where the text allows more years it says how many, as in clause 3.4",
    ),
    money=(
        "招用一名前两年里毕业的人，单位按A领不到，按B领5000元",
        "for a person who graduated in one of the two years before, the employer gets nothing under A and CNY 5,000 under B",
    ),
)
G12 = ambiguity(
    "G12",
    ("金额的零头怎么取舍", "how an amount is rounded"),
    A=("每个收款人的钱算完以后，四舍五入到分", "each payee's amount is rounded to the fen, half up, at the end"),
    B=("每个收款人的钱算完以后，四舍五入到元", "each payee's amount is rounded to whole yuan, half up, at the end"),
    why=(
        "条文没有写怎么取舍；算到分，不会改变补贴标准",
        "the text says nothing of rounding, and going to the fen changes no standard",
    ),
    money=("每个收款人每笔相差不到1元", "less than CNY 1 in each payment"),
)
G13 = ambiguity(
    "G13",
    ("满多少周岁从哪天算起", "the day on which a person reaches an age"),
    A=(
        "生日当天就算满；2月29日出生的，平年在2月28日满",
        "it is the birthday itself; a person born on 29 February reaches the age on 28 February in years without that day",
    ),
    B=("生日第二天才算满", "it is the day after the birthday"),
    C=(
        "生日当天就算满；2月29日出生的，平年到3月1日才满",
        "it is the birthday itself; a person born on 29 February reaches the age on 1 March in years without that day",
    ),
    why=(
        "办事一般看身份证上的出生日期，生日当天就算满",
        "offices go by the date of birth on the identity card and count from the birthday",
    ),
    money=(
        "登记失业青年正好在16岁生日开始见习的，只有按B领不到；正好在25岁生日开始的，只有按B能领，最多12个月补贴",
        "a registered unemployed youth who starts on the 16th birthday is not paid under B; one who starts on the 25th is paid under B only, for up to 12 months",
    ),
)
