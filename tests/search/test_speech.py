"""Speech: numbers, ages, the ending 儿 and words that say nothing."""

from __future__ import annotations

import pytest

from wenjiu.search.index import Index
from wenjiu.search.speech import spoken

SAID = {
    "五十三了": "大龄",
    "5 1岁下岗": "大龄 下岗",
    "我妈今年52": "我妈 大龄",
    "今年四十六岁": "大龄",
    "22岁": "青年",
    "30岁": "",
    "40多岁": "大龄",
    "4050公益岗": "大龄 公益岗",
    "I am 52": "i 大龄",
    "my son is 20 years old": "my son 青年",
    "公司成立99了": "公司成立99了",
    "今年招了52个人": "今年招了52个人",
    "今年52个人": "今年52个人",
    "五千块": "5000块",
    "二百二": "220",
    "一千零五": "1005",
    "三十来号人": "30来号人",
    "五险一金": "五险一金",
    "一次性": "一次性",
    "饭馆儿的活儿": "饭馆的活",
    "女儿和儿子": "女儿和儿子",
}


@pytest.mark.parametrize("said", SAID)
def test_speech_is_reduced_to_words(said: str) -> None:
    assert spoken(said) == SAID[said]


@pytest.mark.parametrize(
    ("with_fillers", "without"),
    [
        ("我想问一下那个见习补贴怎么领啊", "见习补贴"),
        ("请问能不能申请租房补贴", "租房补贴"),
        ("麻烦打听一下公益性岗位", "公益性岗位"),
    ],
)
def test_words_that_say_nothing_change_nothing(index: Index, with_fillers: str, without: str) -> None:
    def found(typed: str) -> dict[str, list[str]]:
        return {kind: [hit.entry.key for hit in hits] for kind, hits in index.search(typed).items()}

    assert found(with_fillers) == found(without)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("建习不贴", "见习补贴"),
        ("社宝", "社保"),
        ("公祖房", "公租房"),
        ("项木库", "项目库"),
        ("陪训机构", "培训机构"),
        ("nongcunhukou", "农村户口"),
        ("shi ye jin", "失业金"),
    ],
)
def test_words_of_the_same_sound_find_the_same_first(index: Index, typed: str, meant: str) -> None:
    first = [next(iter(index.search(t).values()))[0].entry.key for t in (typed, meant)]
    assert first[0] == first[1]
