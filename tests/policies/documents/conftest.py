"""An invented county and invented documents: nothing here is an official text."""

from __future__ import annotations

from pathlib import Path

import pytest

OPINION = """青溪县人民政府（虚构示例）
关于支持山货加工
[bookmark: _GoBack]促进就业的实施意见
青政发〔2031〕7号

各乡镇人民政府，县直各单位：
为支持山货加工，结合虚构县情，提出以下意见。
一、总的想法
（一）目的
让愿意加工山货的人有活干。
（二）做法
1.先易后难，稳步推进。先办容易的事,再办难的事。不搞一刀切。
2.公开透明。账目按月公布！
二、发展加工，扩大岗位
[bookmark: _Hlk1234567]鼓励各村开办加工坊。县里每年办一次山货集市。
三、补贴办法
（一）招工补贴。加工坊新招3名以上（含3名）村民的，每人补贴 800元；招用退伍军人的，每人再加200元。
\u3000\u3000（二）学徒补助。学徒期内每月补助300元，最长6个月。

青溪县人民政府（虚构示例）
2031年5月6日
（此件为虚构示例）
"""

ARTICLES = """青溪县山货集市管理办法（虚构）
第一章\u3000总则
第一条\u3000为了管好山货集市，制定本办法。
第二条\u3000【范围】本办法适用于本县的集市。符合下列条件的，可以设摊：
（一）年满十八周岁；
（二）货品为自产，且按
第一条的目的经营的；
（三）身份证明
第二章\u3000摊位
第三条\u3000摊位费每天5元。雨天免收；雪天减半。
- 2 -
第三条之一\u3000退伍军人免收摊位费。
第五条\u3000本办法自2031年6月1日起施行。

附件：1.摊位申请表
2.货品清单

青溪县人民政府
2031年5月20日
附件1
一、填表说明
"""


@pytest.fixture
def opinion() -> str:
    """An invented implementation opinion."""
    return OPINION


@pytest.fixture
def articles() -> str:
    """An invented document in chapters and articles."""
    return ARTICLES


@pytest.fixture
def text_file(tmp_path: Path):
    """Writes a text (or bytes) to a file and returns its path."""

    def write(content: str | bytes, name: str = "text.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
