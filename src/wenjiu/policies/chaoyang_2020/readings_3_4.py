"""The readings (口径) of clause 3.4, which has more of them than its module can hold. A is recommended."""

from __future__ import annotations

from ...rules.language.clause import ambiguity

A_3_4_1 = ambiguity(
    "A-3.4-1",
    (
        "16至24岁的登记失业青年要不要本区户籍",
        "whether registered unemployed youths of 16 to 24 must have household registration in the district",
    ),
    A=("不要求本区户籍，但请审核人员留意", "they may be registered elsewhere, but the reviewer takes note"),
    B=("要求本区户籍", "they must be registered in the district"),
    why=(
        "“本区户籍”只写在毕业生前面，没有写在登记失业人员前面",
        "the words are written before the graduates, and not before the registered unemployed",
    ),
    money=(
        "外区户籍的登记失业青年，按A每人最多领12个月最低工资，按B领不到",
        "a registered unemployed youth registered elsewhere gets up to 12 monthly minimum wages under A and nothing under B",
    ),
)
A_3_4_2 = ambiguity(
    "A-3.4-2",
    ("“毕业2年内”算到哪一天", "the day that the two years since graduation run to"),
    A=("算到见习开始那天", "they run to the start of the traineeship"),
    B=("算到申报那天", "they run to the day of the application"),
    why=(
        "条文限定的是参加见习的人，所以看见习开始时",
        "the words describe the person who becomes a trainee, so the start is what counts",
    ),
    money=(
        "见习开始时毕业没超过2年、申报时超过了的毕业生，按A全部补贴都能领，按B一分也领不到",
        "a graduate who is within the two years at the start and past them at the application gets the whole stipend under A and nothing under B",
    ),
)
A_3_4_3 = ambiguity(
    "A-3.4-3",
    ("24岁算到哪一天为止", "the day until which a person is 24"),
    A=("算到25周岁生日的前一天", "it is the day before the 25th birthday"),
    B=("算到24周岁生日当天", "it is the 24th birthday"),
    why=(
        "过了24岁生日、没到25岁生日的人，平常都说是24岁",
        "a person is called 24 for the whole year after the 24th birthday",
    ),
    money=(
        "过了24岁生日、没到25岁就开始见习的登记失业青年，按A最多领12个月最低工资，按B领不到",
        "a registered unemployed youth who starts between the 24th and the 25th birthday is paid for up to 12 months under A and not at all under B",
    ),
)
A_3_4_4 = ambiguity(
    "A-3.4-4",
    ("“当年月最低工资”用哪个时候的标准", "the time whose minimum wage is used"),
    A=("每个月都用当月的最低工资标准", "each month is paid at the minimum wage of that month"),
    B=("所有月份都用见习开始时的标准", "all months are paid at the minimum wage at the start of the traineeship"),
    C=("每个月都用那一年年底的标准", "each month is paid at the minimum wage at the end of its year"),
    why=(
        "条文里写了“月”，这样发也不会低于当月的法定最低工资",
        "the clause has the word month in it, and this way no month is paid less than its legal minimum",
    ),
    money=(
        "见习期间最低工资调整过才有差别：每个受影响的月份，差的就是调整的那部分",
        "it matters only where the minimum wage changes: the change, for each month that it affects",
    ),
)
A_3_4_5 = ambiguity(
    "A-3.4-5",
    ("见习最后不满一个月的几天怎么算", "what is paid for a part of a month"),
    A=("只算满一个月的，剩下几天不补", "nothing is paid for it: complete months only count"),
    B=("剩下几天按天数折算", "it is paid in proportion to its calendar days"),
    C=("见习跨到的每个日历月都算一个月", "every calendar month that the traineeship touches is paid in full"),
    why=("按天折算要有明文规定，条文没有写", "sharing out a month needs a rule, and the clause has none"),
    money=(
        "每人比按A多领的最低工资，按B不足一个月，按C最多两个月",
        "compared with A, a person gets less than one more month under B, and up to two more months under C",
    ),
)
A_3_4_6 = ambiguity(
    "A-3.4-6",
    (
        "12个月的上限是一辈子合计，还是每次见习分开算",
        "whether the limit of 12 months is for life or for each traineeship",
    ),
    A=("每人一辈子合计最多12个月，换了见习单位也累计", "it is for a person's lifetime, over all units"),
    B=("每次见习分开算，每次最多12个月", "it is for each traineeship by itself"),
    why=("补贴是给人的，不是给某一次见习的", "the stipend is for the person, not for one traineeship"),
    money=(
        "再次参加见习的人，按B比按A最多多领12个月的最低工资",
        "a person who becomes a trainee again gets up to 12 more monthly minimum wages under B than under A",
    ),
)
A_3_4_7 = ambiguity(
    "A-3.4-7",
    ("见习生活补贴发给谁", "who is paid the traineeship stipend"),
    A=("直接发给见习人员本人", "it is paid to the trainee"),
    B=(
        "发给见习单位，由单位转发，或用来抵单位垫付的钱",
        "it is paid to the unit, which passes it on or keeps it for what it has already paid the trainee",
    ),
    why=("条文写的是给见习人员", "the clause says that it is given to trainees"),
    money=("总额一样，只是收款人不同", "the amount is the same, and only the payee differs"),
)
A_3_4_10 = ambiguity(
    "A-3.4-10",
    ("16至24岁看哪一天的年龄", "the day on which the age of 16 to 24 counts"),
    A=(
        "看见习开始那天，见习中间满了25岁也照样领",
        "the start of the traineeship counts; turning 25 during it changes nothing",
    ),
    B=(
        "每个月都看，满25岁以后才开始的月份不补",
        "every month counts by itself; a month that begins after the person turned 25 is not paid",
    ),
    why=(
        "年龄说的是来参加见习的人，开始时符合就可以",
        "the age describes the person who becomes a trainee, so the start is what counts",
    ),
    money=(
        "见习中间满25岁的登记失业青年，按B少领满25岁以后开始的那几个月",
        "a registered unemployed youth who turns 25 during the traineeship loses the months after that under B",
    ),
)
A_3_4_8 = ambiguity(
    "A-3.4-8",
    (
        "见习没满期就留用的，有没有社会保险补贴",
        "whether the insurance subsidy is paid for a trainee hired before the term ends",
    ),
    A=("没有，因为见习没有期满", "it is not paid: the term was not completed"),
    B=("有，提前留用也给", "it is paid: an early hire counts too"),
    why=("条文说的是见习期满以后留用的人", "the clause speaks of people kept on after the term"),
    money=(
        "提前留用一人，单位按A领不到，按B最多领12个月的补贴",
        "for a trainee hired early, the unit gets nothing under A and up to 12 months of subsidy under B",
    ),
)
A_3_4_9 = ambiguity(
    "A-3.4-9",
    ("“最低缴费标准”包括哪些部分", "what the lowest contribution is made up of"),
    A=("只算最低缴费基数下单位缴的部分", "it is the employer's share at the lowest base only"),
    B=("单位缴的和个人缴的都算", "it is the shares of employer and worker together"),
    why=("这项补贴是为了减轻单位的负担", "the subsidy is meant to relieve the unit"),
    money=(
        "按B，每人每月多领个人缴费的那一部分，最多12个月",
        "under B the worker's share is paid in addition, for each person and month, for up to 12 months",
    ),
)
