"""The general readings (口径) of the INVENTED document. A reading of one clause is in its module. A is recommended."""

from __future__ import annotations

from ...rules.language.clause import ambiguity

G1 = ambiguity(
    "G1",
    ("“本区居民”", "resident of the district"),
    A=("本区户籍", "household registration in the district"),
    B=("也包括持本区居住证的人", "also holders of a residence permit of the district"),
    why=(
        "第2.1条写了“户籍”，居民以户籍为准最稳妥",
        "clause 2.1 speaks of registration; that is the safest sense of resident",
    ),
    money=("非户籍人员整笔有无", "all or nothing for those registered elsewhere"),
)
G2 = ambiguity(
    "G2",
    ("“以元为单位”", "in whole yuan"),
    A=("每个收款人一行，四舍五入到元", "each payee's line to the yuan, half up"),
    B=("元只是计量单位，保留到分", "yuan is only the unit; fen stay"),
    why=("条文单列一句，应当有作用", "a sentence of its own should have an effect"),
    money=("每行不到1元", "less than one yuan a line"),
)
