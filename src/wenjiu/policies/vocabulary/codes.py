"""Code lists that several facts share, with their words in both languages."""

from __future__ import annotations

from ...rules.language.text import T

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
