"""Guards on loading: hostile files, versions, the store."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

import pytest
from tests.support.counts import some

from wenjiu import paths
from wenjiu.policies.documents import DocumentError, current_text, data_root, load_document, plan_load, stored_versions
from wenjiu.policies.documents.loading import MAX_CLAUSES
from wenjiu.policies.documents.messages import MESSAGES
from wenjiu.policies.documents.reading import MAX_BYTES, MAX_LINE, MAX_LINES
from wenjiu.policies.documents.tree import hash_prefix
from wenjiu.standards.columns import width


def refused(path: object, root: Path, code: str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load_document(path, "qingxi", root)  # type: ignore[arg-type]
    assert caught.value.code == code
    for lang in ("zh", "en"):
        assert caught.value.as_dict(lang)["fix"]
        assert "{" not in caught.value.as_text(lang)
    return caught.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        ("\ufeff \u3000\r\n".encode(), "empty"),
        (b"\x00\x01\x02\x03" * 50, "binary"),
        (b"\x01\x02\x03\x04\x05" * 50, "binary"),
        (b"%PDF-1.7 ...", "office_file"),
        (b"PK\x03\x04...", "office_file"),
        (b"\xd0\xcf\x11\xe0...", "office_file"),
        (b"\xff\xff\xff\xff", "encoding"),
        ("caf\u00e9 \u00fc\u00df".encode("latin-1"), "encoding"),
        (b"\xff\xfeA", "encoding"),
        (("一、" + "很" * MAX_LINE).encode(), "long_line"),
        (("一、很。" + "\n" * (MAX_LINES + 1)).encode(), "too_many_lines"),
        (("办法\n" + "一、很。" * (MAX_CLAUSES + 1)).encode(), "too_many_clauses"),
        (("办法\n" + "".join(f"第{n}条很。\n" for n in range(200_000))).encode(), "too_large"),
        (("一、" + "很多很多字，" * 30).encode()[:-1] + b"\n", "damaged"),
        ("只有一段话，没有编号。".encode(), "no_clauses"),
    ],
)
def test_a_file_that_is_no_policy_text_is_refused_with_what_to_do(text_file, tmp_path, content, code):
    refused(text_file(content), tmp_path / "var", code)
    assert not (tmp_path / "var").exists()


def test_a_damaged_character_is_named_by_its_line(text_file, tmp_path, opinion):
    content = opinion.encode()
    at = content.index("学徒补助".encode())
    error = refused(text_file(content[:at] + content[at + 1 :]), tmp_path / "var", "damaged")
    assert error.values["line"] == 1 + opinion[: opinion.index("学徒补助")].count("\n")


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 1 << 30, 1 << 40])
def test_a_file_of_any_size_is_refused_unread(tmp_path, size):
    path = tmp_path / "large.txt"
    with open(path, "wb") as file:
        file.truncate(size)
    begun = time.process_time()
    assert refused(path, tmp_path / "var", "too_large").values == {"size": size, "limit": MAX_BYTES}
    assert time.process_time() - begun < 1


#: Texts at the limits, by what there is most of; a usual run reads half of them.
LARGEST = {
    "lines": "办法\n" + "".join(f"第{n}条很。\n" for n in range(1, MAX_CLAUSES)),
    "one line": "办法\n" + "".join(f"第{n}条很。" for n in range(1, 9_000)),
    "repeated": "办法\n" + "一、很。\n" * (MAX_CLAUSES - 1),
    "open brackets": "办法\n一、" + "（" * (MAX_LINE - 2),
    "notes": "办法\n一、" + "（很局负责）" * 16_000,
    "bookmarks": "办法\n一、" + "[bookmark: " * 9_000,
    "front": "办法\n" + "很\n" * (MAX_LINES - 3) + "一、很。",
    "titles": "很" + "《意见》" * 20_000 + "的意见一、很。",
}


@pytest.mark.parametrize("most", some(list(LARGEST), 2, "largest texts"))
def test_the_largest_texts_are_read_in_bounded_time(text_file, tmp_path, most):
    begun = time.process_time()
    plan_load(text_file(LARGEST[most]), "qingxi", tmp_path / "var")
    assert time.process_time() - begun < 20  # some seconds; a step that grows with the square would take minutes


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "large.txt"
    with open(path, "wb") as file:
        file.truncate(50_000_000)
    assert refused(path, tmp_path / "var", "too_large").values == {"size": 50_000_000, "limit": MAX_BYTES}


def test_folders_missing_files_and_pipes_are_refused(tmp_path):
    refused(tmp_path, tmp_path / "var", "directory")
    refused(tmp_path / "none.txt", tmp_path / "var", "missing")
    refused("a\0b", tmp_path / "var", "unreadable")
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path / "pipe", tmp_path / "var", "not_regular")
    refused("/dev/zero", tmp_path / "var", "not_regular")


def test_a_policy_name_cannot_leave_the_data_folder(text_file, tmp_path, opinion):
    for name in ("../evil", "", "A", "a/b", "a" * 80):
        with pytest.raises(DocumentError, match="not a policy name"):
            load_document(text_file(opinion), name, tmp_path / "var")
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_other_encodings_and_windows_line_ends_give_the_same_text(text_file, tmp_path, opinion, encoding):
    first = load_document(text_file(opinion), "qingxi", tmp_path / "var")
    windows = text_file(opinion.replace("\n", "\r\n").encode(encoding), "windows.txt")
    second = load_document(windows, "qingxi", tmp_path / "var")
    assert (first.status, second.status) == ("first", "same")
    assert ("GB18030" in second.as_text("zh")) == (encoding == "gb18030")


def test_loading_twice_changes_nothing_in_the_store(text_file, tmp_path, opinion):
    path = text_file(opinion)
    load_document(path, "qingxi", tmp_path / "var")
    before = {p: p.read_bytes() for p in (tmp_path / "var").rglob("*") if p.is_file()}
    report = load_document(path, "qingxi", tmp_path / "var")
    assert report.status == "same"
    assert report.comparison is None
    assert {p: p.read_bytes() for p in (tmp_path / "var").rglob("*") if p.is_file()} == before


def test_a_changed_text_says_which_sentences_differ_and_keeps_both_versions(text_file, tmp_path, opinion):
    load_document(text_file(opinion), "qingxi", tmp_path / "var")
    changed = opinion.replace("每人补贴 800元", "每人补贴900元").replace("不搞一刀切。", "")
    changed = changed.replace("最长6个月。", "最长6个月。学徒应当实名登记。")
    changed = changed.replace("让愿意加工山货的人有活干。", "另有说明。").replace(
        "县里每年办一次", "让愿意加工山货的人有活干。县里每年办一次"
    )
    report = load_document(text_file(changed, "new.txt"), "qingxi", tmp_path / "var")
    assert (report.status, report.version) == ("changed", 2)
    found = report.comparison
    assert [(a.text[-6:], b.text[-6:]) for a, b in found.changed] == [("贴800元；", "贴900元；")]
    assert [s.text for s in found.added] == ["另有说明。", "学徒应当实名登记。"]
    assert "不搞一刀切。" in [s.text for s in found.removed]
    assert [(a.clause, b.clause) for a, b in found.moved] == [("1.1", "2.0")]
    assert len(stored_versions("qingxi", tmp_path / "var")) == 2
    assert current_text("qingxi", tmp_path / "var").text == changed
    for lang, words in (("zh", "移位 1.1 第 1 句 → 2.0 第 2 句"), ("en", "moved 1.1 sentence 1 → 2.0 sentence 2")):
        assert words in report.as_text(lang)
        assert max(width(line) for line in report.as_text(lang).splitlines()) <= 80


def test_loading_an_earlier_version_brings_it_back_into_use(text_file, tmp_path, opinion):
    root = tmp_path / "var"
    load_document(text_file(opinion), "qingxi", root)
    load_document(text_file(opinion.replace("800", "900"), "new.txt"), "qingxi", root)
    report = load_document(text_file(opinion), "qingxi", root)
    assert (report.status, report.version) == ("back", 1)
    assert "900元" in report.comparison.changed[0][0].text
    assert current_text("qingxi", root).text == opinion
    assert len(stored_versions("qingxi", root)) == 2


def test_other_line_breaks_alone_are_a_version_without_differences(text_file, tmp_path, opinion):
    root = tmp_path / "var"
    load_document(text_file(opinion), "qingxi", root)
    report = load_document(
        text_file(
            opinion.replace("（一）目的\n", "（一）目的\n让愿意加工\n", 1).replace("\n让愿意加工山货", "\n山货", 1),
            "b.txt",
        ),
        "qingxi",
        root,
    )
    assert report.status == "changed"
    assert report.comparison.is_empty
    assert "只是分行不同" in report.as_text("zh")


def test_a_crash_while_writing_leaves_the_old_state(text_file, tmp_path, opinion, monkeypatch):
    root = tmp_path / "var"
    load_document(text_file(opinion), "qingxi", root)
    before = sorted(p.name for p in root.rglob("*"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(DocumentError, match="No space left"):
        load_document(text_file(opinion.replace("800", "900"), "new.txt"), "qingxi", root)
    assert sorted(p.name for p in root.rglob("*")) == before
    assert current_text("qingxi", root).text == opinion


def test_a_text_that_was_kept_but_not_yet_in_use_is_taken_up_by_the_next_load(text_file, tmp_path, opinion):
    root = tmp_path / "var"
    load_document(text_file(opinion), "qingxi", root)
    (root / "policies" / "qingxi" / "current.json").unlink()  # as after a crash between the two writes
    with pytest.raises(DocumentError, match="no text of the policy"):
        current_text("qingxi", root)
    assert load_document(text_file(opinion), "qingxi", root).status == "back"
    assert current_text("qingxi", root).text == opinion


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"policy": 3}', b'"x"'])
def test_a_damaged_store_is_named_with_what_to_do(text_file, tmp_path, opinion, damage):
    root = tmp_path / "var"
    load_document(text_file(opinion), "qingxi", root)
    for file in (root / "policies" / "qingxi").glob("*.json"):
        kept = file.read_bytes()
        file.write_bytes(damage)
        with pytest.raises(DocumentError, match=re.escape(file.name)):
            current_text("qingxi", root)
        file.write_bytes(kept)
    assert current_text("qingxi", root).text == opinion


def test_an_edited_stored_text_is_found_by_its_checksum(text_file, tmp_path, opinion):
    root = tmp_path / "var"
    load_document(text_file(opinion), "qingxi", root)
    file = next(p for p in (root / "policies" / "qingxi").iterdir() if p.name != "current.json")
    content = json.loads(file.read_text(encoding="utf-8"))
    content["text"] = content["text"].replace("800", "900")
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DocumentError, match="does not fit its checksum"):
        current_text("qingxi", root)


def test_a_title_leads_to_its_policy_and_an_unknown_title_asks_for_a_name(text_file, tmp_path, opinion):
    policies = tmp_path / "policies"
    (policies / "qingxi").mkdir(parents=True)
    title = hash_prefix("青溪县人民政府（虚构示例）关于支持山货加工促进就业的实施意见")
    text = f'document: {{title_hash: "{title}", number: 青政发〔2031〕7号}}\nsentences: []\n'
    (policies / "qingxi" / "coverage.yaml").write_text(text, encoding="utf-8")
    assert load_document(text_file(opinion), None, tmp_path / "var", policies).policy == "qingxi"
    with pytest.raises(DocumentError, match="there are: qingxi"):
        load_document(text_file(opinion.replace("山货加工", "竹编")), None, tmp_path / "var", policies)


def test_the_data_folder_follows_the_environment(monkeypatch):
    monkeypatch.setenv("WENJIU_DATA", "/srv/wenjiu")
    assert data_root() == Path("/srv/wenjiu")
    monkeypatch.delenv("WENJIU_DATA")
    assert data_root() == paths.data_folder()


def test_headings_notes_and_dates_that_changed_are_differences_too(text_file, tmp_path, opinion):
    root = tmp_path / "var"
    opinion = opinion.replace("最长6个月。", "最长6个月。（县人社局负责）")
    load_document(text_file(opinion), "qingxi", root)
    changed = opinion.replace("招工补贴。", "招工奖励。").replace("县人社局", "县财政局").replace("5月6日", "5月7日")
    report = load_document(text_file(changed, "b.txt"), "qingxi", root)
    assert [(d.what, d.clause) for d in report.comparison.around] == [
        ("date", ""),
        ("heading", "3.1"),
        ("notes", "3.2"),
    ]
    assert report.as_dict()["clause_differences"]["changed"] == ["3.1", "3.2"]
    assert "附注 3.2：（县人社局负责） → （县财政局负责）" in report.as_text("zh")
    assert "heading 3.1: 招工补贴 → 招工奖励" in report.as_text("en")


def test_the_report_fits_eighty_columns_and_lists_marks_and_what_was_not_recognised(text_file, tmp_path, articles):
    load_document(text_file(articles), "qingxi", tmp_path / "var")
    changed = articles.replace("每天5元", "每天6元").replace("雨天", "\u200b雨天")
    report = load_document(text_file(changed, "b.txt"), "qingxi", tmp_path / "var")
    for lang, unrecognised in (("zh", "页码"), ("en", "page number")):
        text = report.as_text(lang)
        assert max(width(line) for line in text.splitlines()) <= 80
        assert unrecognised in text
        assert report.source.sha256 in text
    assert json.loads(json.dumps(report.as_dict()))["unrecognised"][0] == {
        "line": 11,
        "reason": "page_number",
        "text": "-2-",
    }


def test_every_message_has_both_languages_and_the_same_values():
    for code, text in MESSAGES.items():
        assert text.zh and text.en, code
        assert set(re.findall(r"\{\w+\}", text.zh)) == set(re.findall(r"\{\w+\}", text.en)), code


def test_reading_documents_needs_no_django():
    code = "import sys, wenjiu.policies.documents; sys.exit('django' in sys.modules)"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0
