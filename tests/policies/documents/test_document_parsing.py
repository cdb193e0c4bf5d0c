"""Guards on how an official document becomes a clause tree."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wenjiu.policies.documents import Document, parse_text
from wenjiu.policies.documents.cleaning import clean_lines
from wenjiu.policies.documents.labels import find_label, numeral
from wenjiu.policies.documents.sentences import split_sentences
from wenjiu.policies.documents.tree import hash_prefix

LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def owners(text: str, document: Document) -> list[int]:
    """For each character, how many of: removed mark, piece. A piece does not own the marks inside it."""
    removed = [False] * len(text)
    for mark in document.marks:
        if mark.removed:
            assert text[mark.start : mark.start + len(mark.text)] == mark.text
            for i in range(mark.start, mark.start + len(mark.text)):
                removed[i] = True
    count = [int(flag) for flag in removed]
    for piece in document.pieces:
        for i in range(piece.start, piece.end):
            count[i] += not removed[i] and text[i] not in LINE_ENDS
    return count


def assert_all_accounted(text: str) -> None:
    document = parse_text(text)
    for i, (char, count) in enumerate(zip(text, owners(text, document), strict=True)):
        assert count == (0 if char in LINE_ENDS else 1), (i, char, count)
    assert len(document.sentences()) == sum(len(node.sentences) for node in document.walk())
    unrecognised = {piece.line for piece in document.pieces if piece.kind == "unrecognised"}
    assert unrecognised == {entry.line for entry in document.unrecognised}


def words(document: Document, clause: str) -> list[str]:
    return [sentence.text for sentence in document.sentences() if sentence.clause == clause]


def test_title_broken_over_lines_is_one_title_and_its_bookmark_is_gone(opinion):
    document = parse_text(opinion)
    assert document.title == "青溪县人民政府（虚构示例）关于支持山货加工促进就业的实施意见"
    assert document.number == "青政发〔2031〕7号"
    assert document.addressee == "各乡镇人民政府，县直各单位"


def test_signature_date_and_note_close_the_document(opinion):
    document = parse_text(opinion)
    assert (document.signature, document.date) == ("青溪县人民政府（虚构示例）", "2031年5月6日")
    assert document.notes == ["（此件为虚构示例）"]
    assert document.unrecognised == []


def test_clauses_of_an_opinion_are_numbered_by_chapter_and_item(opinion):
    document = parse_text(opinion)
    assert document.clauses() == ["0.0", "1.1", "1.2", "2.0", "3.1", "3.2"]
    assert words(document, "2.0") == ["鼓励各村开办加工坊。", "县里每年办一次山货集市。"]
    assert {n.heading for n in document.walk() if n.clause == "2.0"} == {"发展加工，扩大岗位"}


def test_principles_are_points_whose_sentences_count_on_within_the_clause(opinion):
    document = parse_text(opinion)
    assert [n.heading for n in document.walk() if n.kind == "point"] == ["先易后难，稳步推进", "公开透明"]
    assert [(s.number, s.text) for s in document.sentences() if s.clause == "1.2"] == [
        (1, "先办容易的事，再办难的事。"),
        (2, "不搞一刀切。"),
        (3, "账目按月公布！"),
    ]


def test_a_semicolon_parts_two_grants(opinion):
    assert words(parse_text(opinion), "3.1") == [
        "加工坊新招3名以上（含3名）村民的，每人补贴800元；",
        "招用退伍军人的，每人再加200元。",
    ]


def test_nothing_is_split_inside_brackets_or_quotation_marks():
    text = "称为“好。很好；”的（见附表；另行公布。）都算。完了"
    spans, unpaired = split_sentences(text)
    assert [text[a:b] for a, b in spans] == ["称为“好。很好；”的（见附表；另行公布。）都算。", "完了"]
    assert not unpaired


def test_an_unpaired_bracket_does_not_swallow_the_rest():
    text = "一（二。三。四。"
    spans, unpaired = split_sentences(text)
    assert [text[a:b] for a, b in spans] == ["一（二。", "三。", "四。"]
    assert unpaired


def test_a_provision_is_never_taken_for_a_heading():
    document = parse_text("一、补贴\n（一）学徒每月给予300元。超过六个月停发。\n（二）应当实名。按月核对。")
    assert words(document, "1.1") == ["学徒每月给予300元。", "超过六个月停发。"]
    assert words(document, "1.2") == ["应当实名。", "按月核对。"]


def test_a_heading_that_heads_nothing_is_a_sentence_that_needs_a_mark():
    document = parse_text("一、材料\n（一）身份证明\n（二）户口簿\n二、其他\n说明。")
    assert words(document, "1.1") == ["身份证明"]
    assert words(document, "1.2") == ["户口簿"]


def test_editing_marks_are_listed_with_line_and_column(opinion):
    found = {(mark.kind, mark.line, mark.column) for mark in parse_text(opinion).marks}
    assert {
        ("bookmark", 3, 1),
        ("half_width", 12, 19),
        ("bookmark", 15, 1),
        ("space", 17, 31),
        ("space", 18, 1),
    } == found


def test_spaces_between_latin_words_stay_and_others_go():
    lines, marks = clean_lines("\ufeff使用 Open\u00a0 Office 软件\u200b，５Ｇ 网络")
    assert lines[0].text == "使用Open Office软件，5G网络"
    assert {mark.kind for mark in marks} == {"byte_order_mark", "space", "invisible", "full_width"}


def test_editing_marks_and_spacing_do_not_change_the_keys(opinion):
    other = (
        opinion.replace("，", ", ")
        .replace("。", "。\u200b")
        .replace("[bookmark: _GoBack]", "\u3000")
        .replace("\n", "\r\n")
    )
    assert [s.key for s in parse_text(other).sentences()] == [s.key for s in parse_text(opinion).sentences()]


def test_the_form_of_quotation_marks_and_dashes_does_not_change_the_hash_but_a_word_does():
    assert hash_prefix("称“好”，16-24岁。") == hash_prefix('称"好"，16–24岁。')
    assert hash_prefix("补贴3年。") != hash_prefix("补贴5年。")


def test_articles_follow_their_own_numbering(articles):
    document = parse_text(articles)
    assert document.layout == "articles"
    assert document.clauses() == ["1", "2", "3", "3-1", "5"]
    assert words(document, "2") == [
        "本办法适用于本县的集市。",
        "符合下列条件的，可以设摊：",
        "年满十八周岁；",
        "货品为自产，且按第一条的目的经营的；",
        "身份证明",
    ]
    assert next(n for n in document.walk() if n.clause == "2").heading == "范围"


def test_a_reference_at_the_start_of_a_wrapped_line_is_no_article(articles):
    assert [n.clause for n in parse_text(articles).walk() if n.kind == "article"] == ["1", "2", "3", "3-1", "5"]


def test_page_numbers_and_annexes_are_listed_and_a_gap_in_numbers_is_noticed(articles):
    document = parse_text(articles)
    assert [(u.line, u.reason) for u in document.unrecognised] == [(11, "page_number"), (20, "annex"), (21, "annex")]
    assert [(n.line, n.code) for n in document.notices] == [(13, "gap")]
    assert document.notes == ["附件：1.摊位申请表", "2.货品清单"]
    assert document.signature == "青溪县人民政府"


def test_a_repeated_number_and_what_follows_it_are_listed_never_merged():
    document = parse_text("一、甲\n（一）子。甲文。\n一、乙\n乙文。\n二、丙\n丙文。")
    assert [(u.line, u.reason) for u in document.unrecognised] == [(3, "label_repeats"), (4, "after_unplaced")]
    assert words(document, "2.0") == ["丙文。"]


def test_a_table_of_contents_is_no_second_body(articles):
    title, rest = articles.split("\n", 1)
    document = parse_text(f"{title}\n目录\n第一章\u3000总则\n第二章\u3000摊位\n{rest}")
    assert document.clauses() == ["1", "2", "3", "3-1", "5"]
    assert [u.line for u in document.unrecognised if u.reason == "contents"] == [2, 3, 4]


def test_paragraphs_wrapped_at_a_fixed_width_are_joined_again():
    whole = "加工坊招用本县村民并且签订一年以上书面约定的每人每年补贴八百元但是每个加工坊最多补贴十个人。"
    text = "一、补贴\n（一）招工补贴。" + whole + "\n（二）学徒补助。学徒每月补助三百元。\n"
    wrapped = (
        "一、补贴\n（一）招工补贴。"
        + whole[:20]
        + "\n"
        + whole[20:40]
        + "\n"
        + whole[40:]
        + "\n（二）学徒补助。学徒每月补助三百元。\n"
    )
    assert [s.key for s in parse_text(wrapped).sentences()] == [s.key for s in parse_text(text).sentences()]


@pytest.mark.parametrize(
    ("text", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("一百零三", 103), ("二〇", 20), ("12", 12), ("③", 3)]
    + [("百", None), ("十十", None), ("一二十", None)],
)
def test_chinese_numerals(text, value):
    assert numeral(text) == value


@pytest.mark.parametrize("text", ["1.5倍工资", "2031年", "一是加强", "第一是", "（甲）其他", "一般规定"])
def test_what_only_looks_like_a_label_is_none(text):
    assert find_label(text) is None


FRAGMENTS = st.sampled_from(
    [
        "一、",
        "二、",
        "三、",
        "（一）",
        "（二）",
        "(三)",
        "1.",
        "2．",
        "（1）",
        "①",
        "第一章",
        "第二条",
        "第三条之一",
        "目录",
    ]
    + [
        "附件",
        "附件：1.表",
        "（虚构）",
        "关于某事的通知",
        "某县人民政府",
        "2031年1月2日",
        "各单位：",
        "- 3 -",
        "某政发〔2031〕1号",
    ]
    + [
        "甲乙丙",
        "丁，",
        "戊。",
        "己；",
        "庚：",
        "“辛。”",
        "（壬",
        "【癸】",
        " ",
        "\u3000",
        "\u200b",
        "\ufeff",
        "\xa0",
        "\x07",
        ",",
        ".",
        "５",
    ]
    + [
        "（责任单位：某局）",
        "（某局负责）",
        "[某局牵头]",
        "第一条",
        "第二章",
        "第一条规定的",
        "第（二）项",
        "四、",
        "（三）",
    ]
    + ["[bookmark: _x]", "_Hlk12345", "[bookmark: ", "\n", "\n", "\n", "\r\n", "\r", "\u2028", "很" * 45]
)


@given(st.lists(FRAGMENTS, max_size=40).map("".join))
@example("一、甲\n（二")
@example("附件：1.表\n1.")
@example("一、\n（虚构）")
def test_every_character_of_a_document_ends_up_somewhere_exactly_once(text):
    assert_all_accounted(text)


@given(st.lists(FRAGMENTS, max_size=60).map("".join))
def test_every_character_of_a_document_on_one_line_ends_up_somewhere_exactly_once(text):
    assert_all_accounted("".join(text.splitlines()))
    assert_all_accounted(" ".join(text.splitlines()))


@given(st.text(max_size=200))
def test_every_character_of_any_text_ends_up_somewhere_exactly_once(text):
    assert_all_accounted(text)


def test_every_character_of_the_invented_documents_ends_up_somewhere(opinion, articles):
    assert_all_accounted(opinion)
    assert_all_accounted(articles)


@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_keys_within_a_clause_count_from_one_without_gaps(text):
    seen: dict[str, int] = {}
    for sentence in parse_text(text).sentences():
        assert sentence.number == seen.get(sentence.clause, 0) + 1
        seen[sentence.clause] = sentence.number
        assert sentence.hash == hash_prefix(sentence.text)
