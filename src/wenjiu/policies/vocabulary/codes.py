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
#: Other words that people write for them.
SCHOOL_WORDS = {
    "university": ("高等学校", "大学", "本科", "大学本科", "大专", "专科", "高职", "高校"),
    "secondary_vocational": ("中专", "中专学校"),
    "technical_school": ("技校", "技工学校", "技师学院"),
}
