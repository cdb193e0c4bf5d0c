"""An invented document with marks of its own, loaded as the text of the policy that the site serves."""

from functools import partial
from pathlib import Path

import pytest
import yaml

from wenjiu.policies.documents import coverage_report, load_document, parse_text
from wenjiu.web.public import document

INVENTED = """青溪县关于支持山货加工的实施意见
青政发〔2031〕7号
一、总的想法
（一）目的
让愿意加工山货的人都有活干。
（二）做法
1.先易后难。先办容易的事<b>，再办难的事。
2.公开透明。账目按月公布！
二、补贴办法
（一）招工补贴。加工坊新招村民的，每人补贴一笔；招用退伍军人的，再加一笔。

青溪县人民政府（虚构示例）
2031年5月6日
"""
#: Marks by place of the sentence in the document; the last sentence is left without one.
MARKS = [
    [{"mark": "prose", "reason": "aim"}],
    [{"mark": "workflow", "object": "wenjiu.policies:names", "test": "tests/web", "page": "/about/"}],
    [{"mark": "planned", "part": "1.2", "what": {"en": "a page of accounts", "zh": "账目公开页"}}],
    [{"mark": "judgment", "by": {"en": "the county", "zh": "县里"}}],
]


def load_invented(policy: str, root: Path, patch: pytest.MonkeyPatch) -> list[str]:
    """Load the invented text as a policy's into an empty data folder, with its marks; returns its sentences."""
    sentences = parse_text(INVENTED).sentences()
    entries = [
        {
            "clause": s.clause,
            "sentence": s.number,
            "hash": s.hash,
            "zh": f"虚构{i}",
            "en": f"invented {i}",
            "marks": marks,
        }
        for i, (s, marks) in enumerate(zip(sentences, MARKS, strict=False), start=1)
    ]
    folder = root / "marks" / policy
    folder.mkdir(parents=True)
    content = {"document": {"title_hash": "0" * 10, "number": "青政发〔2031〕7号"}, "sentences": entries}
    (folder / "coverage.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    patch.setattr(document, "coverage_report", partial(coverage_report, policies=root / "marks"))
    load_text(policy, INVENTED, root, patch)
    return [s.text for s in sentences]


def load_text(policy: str, text: str, root: Path, patch: pytest.MonkeyPatch) -> None:
    """Load a text as a policy's into a data folder, and serve from there."""
    patch.setenv("WENJIU_DATA", str(root))
    file = root / "invented.txt"
    file.write_text(text, encoding="utf-8")
    load_document(file, policy, root)
