"""Guards on documents of other bodies: all on one line, numbered through chapters, with notes after clauses.

Every document here is invented. None may lose a character, and none may come out as another tree without a word.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from wenjiu.policies.documents import Document, parse_text
from wenjiu.policies.documents.clause_notes import find_notes
from wenjiu.policies.documents.cleaning import clean_lines
from wenjiu.policies.documents.identity import same_number

MEASURES = """关于扶持竹编产业的若干措施
青政发〔2031〕12号
各镇人民政府，县直各单位：
为扶持竹编，提出以下措施。
第一章　总体要求
一、目标任务
做大竹编。
二、工作原则
（一）自愿。不强迫。
（二）公开。账目公开；每月公布。
第二章　扶持办法
三、扶持作坊
（一）开办补贴。每户补贴500元。（责任单位：县农业农村局、县财政局）
（二）用工补贴。每人补贴300元，最多10人。
（县人力社保局负责）
四、扶持销售
县里每年办会。（牵头单位：县商务局；配合单位：各镇街）
青溪县人民政府
2031年3月1日
"""

RULES = """青溪县竹编作坊管理办法（试行）
第一章　总则
第一条　为了管好作坊，根据《青溪县竹编条例》第九条，制定本办法。
第二条　本办法适用于本县。违反第三条规定的，不予补贴。
第二章　扶持
第三条　中小作坊补贴500元；项目作坊补贴600元。
第四条　符合下列条件的，可以申请：
（一）有场地；
（二）有师傅，且按第（一）项登记的。
第四条之一　退伍军人优先。
第三章　附则
第五条　本办法自2031年4月1日起施行。
青溪县农业农村局
2031年3月2日
"""

NOTICE = """青溪县人民政府办公室文件
青政办发〔2031〕9号
青溪县人民政府办公室关于做好竹编培训工作的通知
各镇人民政府，县直各部门：
为做好竹编培训，现就有关事项通知如下：
一、培训对象
1.本县村民；
2.返乡人员。
二、培训补贴
（一）补助。每人每天50元，最多10天。（2031年12月底前完成）
（二）发放。由县人社局按月发放。
附件：1.报名表
2.课程表
青溪县人民政府办公室
2031年3月1日
（此件公开发布）
附件1
报名表
附件2
课程表
"""

UNDER_HEADINGS = """青溪县竹编奖励办法
一、总则
第一条　为了奖励竹编，制定本办法。
第二条　本办法适用于本县。
二、奖励
第三条　每年奖励10户。
第四条　奖金每户1000元。
三、附则
第五条　本办法由县农业农村局解释。
"""

DOCUMENTS = {"measures": MEASURES, "rules": RULES, "notice": NOTICE, "under headings": UNDER_HEADINGS}
every_document = pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)


def shape(document: Document) -> list[tuple[str, str, str]]:
    """The tree as clause, label and heading of each part."""
    return [(node.clause, node.label, node.heading) for node in document.walk()]


def told(document: Document) -> str:
    """All words of the tree, of the front and closing, and of the lines that are named as not recognised."""
    front = [document.title, document.number, document.addressee, document.signature, document.date, *document.notes]
    tree = [
        part
        for node in document.walk()
        for part in (node.label, node.heading, *(s.text for s in node.sentences), *node.notes)
    ]
    return "".join([*front, *tree, *(entry.text for entry in document.unrecognised)])


def words(text: str) -> Counter[str]:
    """The characters of a text in their usual form; white space and what marks off a heading or addressee left out."""
    clean = "".join(line.text for line in clean_lines(text)[0])
    return Counter(re.sub(r"[\s。：【】]", "", clean))


@every_document
def test_every_character_is_in_the_tree_or_named(text):
    assert words(told(parse_text(text))) == words(text)


@every_document
@pytest.mark.parametrize("gap", [" ", "　　", "\t", "\xa0", "   "], ids=["space", "wide", "tab", "nbsp", "three"])
def test_a_document_on_one_line_with_gaps_is_read_as_if_it_had_lines(text, gap):
    lines, line = parse_text(text), parse_text(gap.join(text.split("\n")))
    assert [s.key for s in line.sentences()] == [s.key for s in lines.sentences()]
    assert shape(line) == shape(lines)
    assert [node.notes for node in line.walk()] == [node.notes for node in lines.walk()]
    assert (line.title, line.number, line.addressee) == (lines.title, lines.number, lines.addressee)
    assert (line.signature, line.date) == (lines.signature, lines.date)
    assert [n.code for n in line.notices][:1] == ["folded"]
    assert words(told(line)) == words(text)


@every_document
def test_a_document_on_one_line_without_any_gap_has_the_same_clauses(text):
    lines, line = parse_text(text), parse_text(re.sub(r"\s", "", text))
    assert [(node.kind, node.clause, node.label) for node in line.walk()] == [
        (node.kind, node.clause, node.label) for node in lines.walk()
    ]
    assert [node.notes for node in line.walk()] == [node.notes for node in lines.walk()]
    assert line.title == lines.title
    assert [n.code for n in line.notices][:1] == ["folded_close"]
    assert words(told(line)) == words(text)


@every_document
def test_without_a_gap_a_provision_is_never_taken_into_a_heading(text):
    lines, line = parse_text(text), parse_text(re.sub(r"\s", "", text))
    said = "".join(s.text for s in line.sentences())
    assert [s.text for s in lines.sentences() if s.text not in said] == []


def test_only_the_body_may_be_on_one_line():
    title, number, rest = RULES.split("\n", 2)
    text = f"{title}\n{number}" + rest.replace("\n", "")
    assert [s.key for s in parse_text(text).sentences()] == [s.key for s in parse_text(RULES).sentences()]


def test_each_chapter_may_be_on_a_line_of_its_own():
    text = re.sub(r"\n(?!第.章|青溪)", " ", RULES)
    assert text.count("\n") < RULES.count("\n") / 2
    assert [s.key for s in parse_text(text).sentences()] == [s.key for s in parse_text(RULES).sentences()]


@every_document
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\n\n"),
        lambda t: t.replace("\n", "\r\n\r\n"),
        lambda t: t.replace("\n", "  \n"),
        lambda t: "\ufeff" + t.replace("\n", "\n\u3000\u3000"),
        lambda t: t.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}),
        lambda t: t.replace("（", "(").replace("）", ")"),
        lambda t: t.replace("，", ",").replace("；", ";").replace("：", ":"),
    ],
    ids=["CRLF", "blank lines", "CRLF twice", "trailing", "BOM, indent", "wide digits", "half brackets", "half marks"],
)
def test_the_form_of_line_ends_digits_and_brackets_makes_no_difference(text, change):
    usual, other = parse_text(text), parse_text(change(text))
    assert [s.key for s in other.sentences()] == [s.key for s in usual.sentences()]
    assert [(n.clause, n.heading) for n in other.walk()] == [(n.clause, n.heading) for n in usual.walk()]
    assert [n.notes for n in other.walk()] == [n.notes for n in usual.walk()]
    assert (other.title, other.number, other.addressee) == (usual.title, usual.number, usual.addressee)
    assert words(told(other)) == words(change(text))


def test_headings_that_run_on_through_chapters_keep_their_numbers():
    document = parse_text(MEASURES)
    assert document.clauses() == ["0.0", "1.0", "2.1", "2.2", "3.1", "3.2", "4.0"]
    assert [(n.clause, n.heading) for n in document.nodes if n.kind == "chapter"] == [
        ("0-1", "总体要求"),
        ("0-2", "扶持办法"),
    ]
    assert [n.label for n in document.nodes[2].children] == ["三、", "四、"]
    assert [n.code for n in document.notices] == []


def test_headings_that_begin_again_in_each_chapter_are_told_apart_by_it():
    document = parse_text(MEASURES.replace("三、", "一、").replace("四、", "二、"))
    assert document.clauses() == ["0.0", "1.1", "1.2.1", "1.2.2", "2.1.1", "2.1.2", "2.2"]
    assert [n.code for n in document.notices] == []
    assert document.unrecognised == []


def test_articles_run_on_through_chapters_of_either_form():
    assert parse_text(RULES).clauses() == ["1", "2", "3", "4", "4-1", "5"]
    document = parse_text(UNDER_HEADINGS)
    assert document.clauses() == ["1", "2", "3", "4", "5"]
    assert [[child.clause for child in node.children] for node in document.nodes] == [["1", "2"], ["3", "4"], ["5"]]


def test_items_that_run_on_through_headings_are_no_gap():
    text = "若干措施\n一、甲\n（一）子。子文。\n（二）丑。丑文。\n二、乙\n（三）寅。寅文。\n（四）卯。卯文。\n"
    document = parse_text(text)
    assert document.clauses() == ["1.1", "1.2", "2.3", "2.4"]
    assert (document.notices, document.unrecognised) == ([], [])


def test_a_number_that_is_missing_is_noticed_also_on_one_line():
    document = parse_text("办法第一条甲文。第二条乙文。第四条丁文。")
    assert document.clauses() == ["1", "2", "4"]
    assert [n.code for n in document.notices] == ["folded_close", "gap"]


def test_notes_of_who_carries_a_clause_out_are_no_sentences():
    document = parse_text(MEASURES)
    assert {n.clause: n.notes for n in document.walk() if n.notes} == {
        "3.1": ["（责任单位：县农业农村局、县财政局）"],
        "3.2": ["（县人力社保局负责）"],
        "4.0": ["（牵头单位：县商务局；配合单位：各镇街）"],
    }
    assert [s.text for s in document.sentences() if s.clause == "3.1"] == ["每户补贴500元。"]
    assert document.unrecognised == []


@pytest.mark.parametrize(
    "note",
    [
        "（责任单位：县人社局）",
        "(责任单位:县人社局)",
        "【责任单位：县人社局、县财政局（牵头）】",
        "[牵头单位：县人社局；完成时限：2031年底]",
        "（县人社局、县财政局按职责分工负责）",
        "（县人社局牵头，各镇街配合）",
        "（任务分工：县人社局）",
        "（完成时限：2031年6月）",
        "（2031年12月底前完成）",
        "（长期坚持）",
    ],
)
@pytest.mark.parametrize("before", ["学徒补助。每月300元。", "学徒补助。每月300元。\n", "学徒补助。每月300元"])
def test_a_note_may_have_several_forms_and_places(note, before):
    text = f"意见\n一、补贴\n（一）{before}{note}\n（二）其他。另行通知。\n"
    document = parse_text(text)
    assert [len(n.notes) for n in document.walk()] == [0, 1, 0]
    assert [s.text.rstrip("。") for s in document.sentences()] == ["每月300元", "另行通知"]
    assert words(told(document)) == words(text)


def test_names_of_bodies_alone_are_a_note_only_after_a_closed_sentence():
    assert find_notes("每月300元。（县人社局、县财政局，各镇街）") == [(7, 22)]
    assert find_notes("补贴发给用人单位（企业单位、事业单位）") == []


def test_a_count_is_no_number_of_a_clause():
    text = (
        "意见\n一、甲\n设奖。一、二等奖归县里。\n二、乙\n一、二等奖每人500元。三、四级技师另有补贴。\n三、丙\n丙文。\n"
    )
    document = parse_text(text)
    assert document.clauses() == ["1.0", "2.0", "3.0"]
    assert (document.notices, document.unrecognised) == ([], [])
    assert parse_text(re.sub(r"\s", "", text)).clauses() == ["1.0", "2.0", "3.0"]


@pytest.mark.parametrize(
    "bracket",
    [
        "（含3名）",
        "（具体办法由县人社局另行制定。）",
        "（补贴标准为每人500元，由县财政局负责）",
        "（不得重复领取）",
        "（以下简称补贴）",
        "（虚构）",
    ],
)
def test_a_bracket_that_may_be_a_provision_stays_in_the_text(bracket):
    assert find_notes(f"每月300元。{bracket}") == []
    document = parse_text(f"意见\n一、补贴\n（一）学徒补助。每月300元。{bracket}\n（二）其他。另行通知。\n")
    assert bracket in "".join(s.text for s in document.sentences())


def test_a_list_within_a_clause_begins_no_clauses_on_one_line():
    text = (
        "意见一、对象（一）范围。包括：（一）村民；（二）学徒；（三）师傅。（二）标准。每月300元。（三）期限。最长6个月。"
        "二、其他。按第（二）项和第一条第（一）、（二）项办理。设一、二、三等奖。三、附则。解释权在县里。"
    )
    document = parse_text(text)
    assert document.clauses() == ["1.1", "1.2", "1.3", "2.0", "3.0"]
    assert words(told(document)) == words(text)


def test_a_list_within_a_paragraph_of_a_document_with_lines_stays_one_paragraph():
    text = (
        "意见\n一、对象\n（一）范围。包括：（一）村民；（二）学徒；（三）师傅。\n（二）标准。分两档：（一）高档；（二）低档。\n"
        "（三）期限。最长6个月。\n二、其他\n（一）说明。包括：（一）村民；（二）学徒；（三）师傅。\n"
    )
    document = parse_text(text)
    assert document.clauses() == ["1.1", "1.2", "1.3", "2.1"]
    assert (document.notices, document.unrecognised) == ([], [])


def test_a_number_that_follows_on_nowhere_is_named_with_its_line_and_words():
    document = parse_text("意见\n一、甲。（一）子。子文。（七）午。午文。（二）丑。丑文。\n")
    assert document.clauses() == ["1.0", "1.1", "1.2"]
    assert [(n.line, n.code, n.values.get("text", "")[:4]) for n in document.notices] == [
        (2, "folded_close", ""),
        (2, "inline_number", "（七）午"),
    ]


@pytest.mark.parametrize("gap", [" ", ""])
def test_a_table_of_contents_on_one_line_is_named_and_no_second_body(gap):
    text = gap.join(
        ["竹编办法", "目录", "第一章总则", "第二章附则", *RULES.split("\n")[1:-6], "第二章附则", "第五条完。"]
    )
    document = parse_text(text.replace("第二章　扶持", ""))
    assert {u.reason for u in document.unrecognised} == {"contents"}
    assert [n.heading for n in document.nodes if n.kind == "chapter"] == ["总则", "附则"]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("一.", "heading"),
        ("㈡", "item"),
        ("⒊", "point"),
        ("⑷", "subpoint"),
        ("第一部分", "part"),
        ("（1）", "subpoint"),
    ],
)
def test_numbers_in_one_character_and_other_forms_are_read(label, kind):
    last = parse_text(f"意见\n{label}甲文在此。\n")
    assert [(n.kind, n.label) for n in last.walk()] == [(kind, label)]


def test_a_title_broken_by_a_blank_line_is_one_title():
    assert parse_text("青溪县人民政府\n\n关于竹编的意见\n\n一、甲\n甲文。").title == "青溪县人民政府关于竹编的意见"


TEXT = os.environ.get("WENJIU_OFFICIAL_TEXT")

if TEXT:

    @pytest.mark.parametrize("gap", [" ", "　　", "", "\r\n\r\n"])
    def test_the_official_text_on_one_line_has_the_same_clauses_and_loses_no_character(gap):
        text = Path(TEXT).read_text(encoding="utf-8")
        usual, other = parse_text(text), parse_text(text.replace("\n", gap))
        assert other.clauses() == usual.clauses()
        assert words(told(other)) == words(told(usual)) == words(text)
        if gap:
            assert [s.key for s in other.sentences()] == [s.key for s in usual.sentences()]
        assert other.unrecognised == []


def test_two_spellings_of_a_document_number_are_the_same_number() -> None:
    assert same_number("朝政发〔2022〕2号", "朝政发[2022]2号")
    assert same_number("青溪发〔2023〕5号（虚构）", "青溪发〔2023〕5号")
    assert not same_number("朝政发〔2022〕2号", "朝政发〔2020〕9号")
