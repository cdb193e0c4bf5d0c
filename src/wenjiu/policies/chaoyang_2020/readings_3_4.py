"""The readings (口径) of clause 3.4, which has more of them than its module can hold. A is recommended."""

from __future__ import annotations

from ...rules.language.clause import ambiguity

A_3_4_1 = ambiguity(
    "A-3.4-1",
    ("登记失业青年要不要本区户籍", "whether registered unemployed youths must be residents"),
    A=("不要求，由审核人员提示", "no; the reviewer is warned"),
    B=("要求", "yes"),
    why=("“本区户籍”写在毕业生之前", "the words stand before the graduates"),
    money=("每人最多12个月最低工资", "up to twelve minimum wages a head"),
)
A_3_4_2 = ambiguity(
    "A-3.4-2",
    ("毕业2年内算到哪一天", "the day that the two years since graduation run to"),
    A=("见习开始之日", "the start of the traineeship"),
    B=("申报之日", "the application"),
    why=("限定的是参加见习的人", "the words qualify the person who becomes a trainee"),
    money=("全部补贴", "the whole stipend"),
)
A_3_4_3 = ambiguity(
    "A-3.4-3",
    ("24岁算到哪一天", "until when a person is 24"),
    A=("25周岁生日的前一天", "the day before the 25th birthday"),
    B=("24周岁生日当天", "the 24th birthday"),
    why=("24岁的一整年都是24岁", "a person is 24 for the whole year"),
    money=("整笔有无", "all or nothing"),
)
A_3_4_4 = ambiguity(
    "A-3.4-4",
    ("“当年月最低工资”", "the minimum wage of the year"),
    A=("每个月按该月标准", "each month at the rate of that month"),
    B=("都按见习开始时的标准", "all months at the rate at the start"),
    C=("都按该年年底的标准", "all months at the rate at the end of their year"),
    why=("词组里有“月”，且不会低于当月法定标准", "the month is in the phrase, and the month's legal floor is kept"),
    money=("调整额乘以月数", "the change times the months"),
)
A_3_4_5 = ambiguity(
    "A-3.4-5",
    ("不足整月的部分", "part months"),
    A=("只算完整的月", "complete months only"),
    B=("按日历天数折算", "pro rata by calendar days"),
    C=("跨到的日历月都算", "every calendar month touched"),
    why=("折算需要明文", "scaling needs a rule"),
    money=("最多1个月", "up to one month"),
)
A_3_4_6 = ambiguity(
    "A-3.4-6",
    ("12个月的上限", "the limit of twelve months"),
    A=("每人终身累计", "for a person's lifetime"),
    B=("每次见习分别计算", "for each traineeship"),
    why=("补贴对象是人", "the stipend is the person's"),
    money=("最多12个月", "up to twelve months"),
)
A_3_4_7 = ambiguity(
    "A-3.4-7",
    ("补贴发给谁", "who is paid"),
    A=("见习人员本人", "the trainee"),
    B=("见习单位，由其转付", "the unit, which passes it on"),
    why=("条文写给予见习人员", "the clause says it is given to trainees"),
    money=("只影响收款人", "the payee only"),
)
A_3_4_10 = ambiguity(
    "A-3.4-10",
    ("16至24岁看哪一天", "the day that the age counts on"),
    A=("见习开始时，之后不变", "the start, and it stays"),
    B=("逐月判断", "each month"),
    why=("年龄限定的是参加见习的人", "the age qualifies the person who becomes a trainee"),
    money=("满25周岁之后的月数", "the months after the 25th birthday"),
)
A_3_4_8 = ambiguity(
    "A-3.4-8",
    ("见习未满期就留用", "hired before the term ended"),
    A=("不给予，见习没有期满", "not paid: the term was not completed"),
    B=("给予", "paid"),
    why=("条文写的是见习期满后留用", "the clause speaks of people kept on after the term"),
    money=("最多12个月", "up to twelve months"),
)
A_3_4_9 = ambiguity(
    "A-3.4-9",
    ("“最低缴费标准”", "the lowest contribution"),
    A=("最低基数下的单位部分", "the employer's share at the lowest base"),
    B=("单位和个人部分合计", "the shares of employer and worker"),
    why=("补贴的是单位的负担", "it is the unit's burden that is subsidised"),
    money=("个人部分乘以月数", "the worker's share for each month"),
)
