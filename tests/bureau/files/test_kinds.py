"""What a file is told from its bytes; everything that is not kept is refused with the reason and what to do."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter
from PIL import Image
from tests.bureau.files import made

from wenjiu.bureau.files import kinds, office
from wenjiu.bureau.files.errors import RefusedFile
from wenjiu.bureau.files.kinds import clean_name, recognise


def refusal(name: str, data: bytes) -> str:
    """What the giver of a file is told."""
    with pytest.raises(RefusedFile) as refused:
        recognise(name, data)
    assert refused.value.problem and refused.value.remedy
    return f"{refused.value.problem}{refused.value.remedy}"


def written_by_libraries() -> list[tuple[str, bytes, kinds.Kind]]:
    """Files as real programs write them."""
    found = []
    for form, ending, kind in (("JPEG", "jpg", kinds.JPEG), ("PNG", "png", kinds.PNG), ("PDF", "pdf", kinds.PDF)):
        file = io.BytesIO()
        Image.effect_noise((60, 40), 60).convert("RGB").save(file, form, progressive=True)
        found.append((f"照片.{ending}", file.getvalue(), kind))
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    found.append(("名单.xlsx", file.getvalue(), kinds.XLSX))
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for row in range(2000):
        sheet.write_row(row, 0, ["同样的内容", 1, 2, 3])
    book.close()
    found.append(("大名单.xlsx", file.getvalue(), kinds.XLSX))
    return found


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", made.PDF, kinds.PDF),
        ("A.PDF", made.PDF, kinds.PDF),
        ("a.jpg", made.JPEG, kinds.JPEG),
        ("a.jpeg", made.JPEG, kinds.JPEG),
        ("a.png", made.png(), kinds.PNG),
        ("a.xlsx", made.office(), kinds.XLSX),
        ("a.docx", made.office(made.LETTER), kinds.DOCX),
        ("a.csv", "姓名,金额\n虚构甲,100\n".encode(), kinds.CSV),
        ("a.csv", "\ufeff姓名,金额\r\n".encode(), kinds.CSV),
        ("a.csv", "姓名\t金额\n".encode("gb18030"), kinds.CSV),
        *written_by_libraries(),
    ],
)
def test_a_file_of_a_kind_that_is_kept_is_recognised(name: str, data: bytes, kind: kinds.Kind) -> None:
    assert recognise(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.pdf", b"", "是空的"),
        ("a.pdf", made.PDF + bytes(kinds.LARGEST), "20.0 MB，超过 20 MB"),
        ("a.xlsx", made.COMPOUND + "Workbook".encode("utf-16-le"), "旧版 Excel 文件（.xls）。请用 WPS 或 Excel 另存为 .xlsx"),
        ("a.xls", made.COMPOUND + "Workbook".encode("utf-16-le"), "旧版 Excel 文件（.xls）"),
        ("a.doc", made.COMPOUND + "WordDocument".encode("utf-16-le"), "旧版 Word 文件（.doc）"),
        ("a.xlsx", made.COMPOUND + "EncryptedPackage".encode("utf-16-le"), "加了打开密码"),
        ("a.msi", made.COMPOUND, "旧版 Office 文件"),
        ("a.xlsx", made.office(xl__vbaProject_bin=b"x"), "带有宏"),
        ("a.xlsm", made.office("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "带有宏"),
        ("a.docx", made.office(made.LETTER, word__embeddings__oleObject1_bin=b"x"), "嵌入了控件或别的文件"),
        ("a.zip", made.archive({"a.txt": "x"}), "是压缩包"),
        ("a.xlsx", made.archive({"[Content_Types].xml": "<Types/>"}), "是压缩包，或者不是 XLSX"),
        ("a.xlsx", made.office()[:-30], "没有传完整或已经损坏"),
        ("a.pdf", made.png(), "内容是 PNG，和文件名结尾不一致。请把文件名结尾改成 .png"),
        ("照片", made.JPEG, "内容是 JPEG，和文件名结尾不一致"),
        ("a.xlsx", made.office(made.LETTER), "内容是 DOCX"),
        ("a.png", b"GIF89a" + bytes(40), "内容是 GIF，这里不收"),
        ("a.csv", b"MZ" + bytes(100), "可执行程序"),
        ("a.pdf", b"\x7fELF" + bytes(100), "可执行程序"),
        ("a.csv", b"#!/bin/sh\nls\n", "可执行程序"),
        ("a.csv", b"<html><body>1,2</body></html>", "网页"),
        ("a.csv", b"\xef\xbb\xbf <!DOCTYPE html>", "网页"),
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        ("a.csv", b'<?xml version="1.0"?><svg/>', "SVG"),
        ("a.csv", b"a,b\x00c\n", "认不出是什么文件"),
        ("a.csv", b"a,\xff\xff\n", "认不出是什么文件"),
        ("a.csv", "姓名\t金额\n".encode("utf-16"), "编码是 UTF-16"),
        ("a.txt", b"a,b\n", "认不出是什么文件"),
        ("a.pdf", made.PDF[:-20], "像是 PDF，但不完整"),
        ("a.pdf", b"%PDF-1.4\n%%EOF", "像是 PDF，但不完整"),
        ("a.jpg", made.JPEG[:30], "像是 JPEG，但不完整"),
        ("a.jpg", made.JPEG[:-2], "像是 JPEG，但不完整"),
        ("a.png", made.png()[:-4], "像是 PNG，但不完整"),
        ("a.png", made.png().replace(b"IDAT", b"IDAX"), "像是 PNG，但不完整"),
    ],
)  # fmt: skip
def test_any_other_file_is_refused_with_the_reason(name: str, data: bytes, told: str) -> None:
    assert told in refusal(name, data)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.pdf", made.PDF + made.archive({"a": "x"}), "不完整"),
        ("a.pdf", made.PDF + made.archive({"a": "x"}) + b"\n%%EOF", "夹着别的内容"),
        ("a.pdf", made.PDF.replace(b"1 0 obj", b"<script>alert(1)</script>\n1 0 obj"), "夹着别的内容"),
        ("a.jpg", made.JPEG + made.archive({"a": "x"}), "夹着别的内容"),
        ("a.jpg", made.JPEG[:20] + b"\xff\xfe\x00\x0a<script>" + made.JPEG[20:], "夹着别的内容"),
        ("a.png", made.png() + b"<html>", "不完整"),
        ("a.xlsx", b"PK\x03\x04" + made.office(), "已经损坏"),
        ("a.csv", b"MZ,a\n1,2\n", "可执行程序"),
    ],
)
def test_a_file_that_is_two_things_at_once_is_refused(name: str, data: bytes, told: str) -> None:
    assert told in refusal(name, data)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "不正常地大" in refusal("a.xlsx", made.office(xl__sheet=bytes(30 * 2**20)))
    many = {f"xl/{n}.xml": b"" for n in range(office.MOST_PARTS)}
    assert "不正常地大" in refusal("a.xlsx", made.office(**many))


def test_a_part_that_unpacks_to_more_than_it_says_does_not_get_far() -> None:
    data = made.archive({office.TYPES: b"<Types>" + bytes(2 * 2**20)})
    lying = data.replace((2 * 2**20 + 7).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert "已经损坏" in refusal("a.xlsx", lying)
    assert "是压缩包" in refusal("a.xlsx", data)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\文件\\合同.pdf", "合同.pdf"),
        ("a\x00\r\nb.pdf", "ab.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        ("..", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_hidden_characters(given: str, kept: str) -> None:
    assert clean_name(given) == kept
