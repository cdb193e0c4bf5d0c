"""The general readings (口径) of the INVENTED document. A reading of one clause is in its module. A is recommended."""

from __future__ import annotations

from ...rules.language.clause import ambiguity

G1 = ambiguity(
    "G1",
    ("“本区居民”是哪些人", "who is a resident of the district"),
    A=("有本区户籍的人", "people with household registration in the district are residents"),
    B=("有本区户籍的人，和持有本区居住证的人", "people who hold a residence permit of the district are residents too"),
    why=(
        "第2.1条写的是“户籍”，居民也按户籍认定最稳妥",
        "clause 2.1 speaks of registration, and that is the safest sense of resident",
    ),
    money=(
        "没有本区户籍、只有本区居住证的人，按A领不到，按B能领",
        "a person with a permit only gets nothing under A and the whole amount under B",
    ),
)
G2 = ambiguity(
    "G2",
    ("“以元为单位”是不是不要角和分", "whether “in yuan” leaves fen out"),
    A=("每个收款人的钱算完以后，四舍五入到元", "each payee's amount is rounded to whole yuan, half up"),
    B=("元只是单位，金额保留到分", "yuan is only the unit, and fen stay"),
    why=("条文专门写了这一句，应当有它的作用", "a sentence of its own should have an effect"),
    money=("每个收款人每笔相差不到1元", "less than CNY 1 in each payment"),
)
