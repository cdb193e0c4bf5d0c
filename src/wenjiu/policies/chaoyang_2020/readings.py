"""The general readings (口径) of the document; a reading of one clause is in its module. Reading A is recommended."""

from __future__ import annotations

from ...rules.language.clause import ambiguity

G1 = ambiguity(
    "G1",
    ("全文未写施行和失效日期", "the text states no dates of effect or expiry"),
    A=("触发日期落在参数设定的有效期内", "the triggering date lies in the period that the parameters set"),
    B=("申报日期落在有效期内", "the application date lies in that period"),
    C=("不设终止，追溯适用于2020年全年", "open-ended, and back over the whole of 2020"),
    why=(
        "条文没有写明追溯，追溯适用需要明文",
        "nothing in the text has retroactive effect, and retroactive effect needs an express rule",
    ),
    money=("2020年初和政策接替之后的事项整笔有无", "the whole amount for early 2020 and after a later policy"),
)
G3 = ambiguity(
    "G3",
    ("以年、月计算的期间", "periods in months and years"),
    A=(
        "起算日不计，止于对应日，无对应日的止于月末",
        "the start day left out, to the corresponding day, else the month's last day",
    ),
    B=("末日逢休息日的顺延到下一工作日", "a last day on a free day moves to the next working day"),
    why=("顺延是为办理行为设的，不是为事实发生设的", "the roll-over is made for acts to be performed, not for facts"),
    money=("期满后首个工作日发生的事项整笔有无", "all or nothing on the first working day after"),
)
G5 = ambiguity(
    "G5",
    ("本区户籍以哪一天为准", "the day on which household registration counts"),
    A=("触发之日", "the triggering date"),
    B=("触发之日和申报之日都要具备", "the triggering date and the application date"),
    C=("只看申报之日", "the application date only"),
    why=("户籍限定的是行为发生时的人", "the words qualify the person at the moment of the act"),
    money=("户籍迁移人员整笔有无", "all or nothing for movers"),
)
G6 = ambiguity(
    "G6",
    ("没有写“辖区”的单位要不要在本区", "units that the text does not place in the district"),
    A=("不作要求，除非参数另行收紧", "no condition, unless a parameter tightens it"),
    B=("须在本区注册", "registered in the district"),
    why=("起草者在别的条款写明了辖区", "elsewhere the text says so where it means so"),
    money=("区外单位整笔有无", "all or nothing for units outside"),
)
G7 = ambiguity(
    "G7",
    ("“等重点群体”", "and other key groups"),
    A=("列明的群体加参数清单", "the named groups and those on a dated list"),
    B=("开放，由审核人员逐案认定", "open, by an official's ruling in the case"),
    why=("可复核的决定需要清单", "decisions that can be repeated need a list"),
    money=("这些群体的人能不能拿到补贴", "whether people of these groups get a subsidy at all"),
)
G11 = ambiguity(
    "G11",
    ("“应届”", "fresh graduate"),
    A=("毕业日期与招用在同一日历年", "graduated in the calendar year of the hire"),
    B=("也包括此前两个毕业年度的毕业生", "also the two years of graduation before"),
    why=(
        "当年毕业是通常含义，别处要写年限时写了年限",
        "this year's class is the plain meaning; elsewhere the text writes a number of years",
    ),
    money=("每人5000元", "5,000 a head"),
)
G12 = ambiguity(
    "G12",
    ("尾数取舍", "rounding"),
    A=("每个收款人一行，最后四舍五入到分", "to the fen, half up, at the end of each payee's line"),
    B=("四舍五入到元", "to whole yuan"),
    why=("条文未写，取到分不改变标准", "not stated; to the fen changes no standard"),
    money=("每行不到1元", "less than one yuan a line"),
)
G13 = ambiguity(
    "G13",
    ("周岁怎么算", "how age is counted"),
    A=(
        "生日当天满岁；2月29日出生的，平年2月28日满岁",
        "attained on the birthday; born 29 February: on 28 February in common years",
    ),
    B=("生日次日满岁", "attained the day after the birthday"),
    C=(
        "生日当天满岁；2月29日出生的，平年3月1日满岁",
        "attained on the birthday; born 29 February: on 1 March in common years",
    ),
    why=("与身份证件年龄一致", "as on identity cards"),
    money=("一天之差整笔有无", "all or nothing for one day"),
)
