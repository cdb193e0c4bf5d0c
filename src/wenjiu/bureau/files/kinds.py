"""Tell what a file is from its bytes, and refuse what is not kept. It needs no database and no disk.

A name is never believed: the bytes decide, and the ending of the name must agree. A file that is two things at once, such
as a picture with an archive behind it, is refused.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import NoReturn

import puremagic
from django.utils.translation import gettext as _

from wenjiu.bureau.files import office, pictures
from wenjiu.bureau.files.errors import RefusedFile

LARGEST = 20 * 2**20
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file that is kept. `endings`: of its names, the usual one first."""

    name: str
    media_type: str
    endings: tuple[str, ...]


PDF = Kind("PDF", "application/pdf", ("pdf",))
JPEG = Kind("JPEG", "image/jpeg", ("jpg", "jpeg"))
PNG = Kind("PNG", "image/png", ("png",))
XLSX = Kind("XLSX", f"application/vnd.openxmlformats-officedocument.{office.XLSX}", ("xlsx",))
DOCX = Kind("DOCX", f"application/vnd.openxmlformats-officedocument.{office.DOCX}", ("docx",))
CSV = Kind("CSV", "text/csv", ("csv",))
KINDS = (PDF, JPEG, PNG, XLSX, DOCX, CSV)
MEDIA_TYPES = tuple(kind.media_type for kind in KINDS)

#: Marks of programs and of pages that a browser would run, in the first bytes of a file.
ACTIVE = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"<iframe", b"javascript:")
HEAD = 1024
#: The first bytes of a compound file: .xls, .doc, or an Office file with a password.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def recognise(name: str, data: bytes) -> Kind:
    """Return what a file is.

    Raises:
        RefusedFile: it is empty, too large, of a kind that is not kept, damaged, two things at once, or named wrongly.
    """
    if not data:
        raise RefusedFile(_("文件“%s”是空的。") % name, _("请打开原文件看看有没有内容，再重新上传。"))
    if len(data) > LARGEST:
        size = f"{len(data) / 2**20:.1f}"
        raise RefusedFile(
            _("文件“%(name)s”有 %(size)s MB，超过 %(most)s MB。")
            % {"name": name, "size": size, "most": LARGEST // 2**20},
            _("请压缩图片、降低扫描清晰度，或者分成几个文件上传。"),
        )
    kind = _kind(name, data)
    ending = _ending(name)
    if ending not in kind.endings:
        raise RefusedFile(
            _("文件“%(name)s”的内容是%(kind)s，和文件名结尾不一致。")
            % {"name": name, "kind": _after_a_word(kind.name)},
            _("请把文件名结尾改成 .%s，或者换成正确的文件。") % kind.endings[0],
        )
    return kind


def clean_name(name: str) -> str:
    """Return a file's name without folders, control characters and direction marks, and not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > LONGEST_NAME and dot and len(ending) < 10:
        kept = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending
    return kept[:LONGEST_NAME] or _("未命名")


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold() if "." in name else ""


def _kind(name: str, data: bytes) -> Kind:
    if data.startswith(b"%PDF-"):
        return _whole(PDF, name, data, pictures.pdf_is_whole(data))
    if data.startswith(b"\xff\xd8\xff"):
        return _whole(JPEG, name, data, pictures.jpeg_is_whole(data))
    if data.startswith(pictures.PNG):
        return _whole(PNG, name, data, pictures.png_is_whole(data))
    if data.startswith(b"PK\x03\x04"):
        return XLSX if office.which(name, data) == office.XLSX else DOCX
    if data.startswith(COMPOUND):
        _refuse_compound(name, data)
    if _ending(name) in CSV.endings and _is_plain_table(data):
        return CSV
    _refuse(name, data)


def _whole(kind: Kind, name: str, data: bytes, whole: bool) -> Kind:
    if not whole:
        raise RefusedFile(
            _("文件“%(name)s”像是 %(kind)s，但不完整或已经损坏。") % {"name": name, "kind": kind.name},
            _("请打开原文件确认能看，重新保存后再上传。"),
        )
    if office.has_archive(data) or any(mark in data[:HEAD].lower() for mark in ACTIVE):
        raise RefusedFile(
            _("文件“%s”里还夹着别的内容（压缩包或网页程序）。") % name,
            _("请重新扫描、拍照或另存一份，再上传。"),
        )
    return kind


def _refuse_compound(name: str, data: bytes) -> NoReturn:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise RefusedFile(_("文件“%s”加了打开密码。") % name, _("请去掉密码，另存后再上传。"))
    if has("WordDocument"):
        raise RefusedFile(
            _("文件“%s”是旧版 Word 文件（.doc）。") % name, _("请用 WPS 或 Word 另存为 .docx 或 PDF 再上传。")
        )
    if has("Workbook") or has("Book"):
        raise RefusedFile(_("文件“%s”是旧版 Excel 文件（.xls）。") % name, _("请用 WPS 或 Excel 另存为 .xlsx 再上传。"))
    raise RefusedFile(_("文件“%s”是旧版 Office 文件。") % name, _("请另存为 PDF、.xlsx 或 .docx 再上传。"))


def _is_plain_table(data: bytes) -> bool:
    """Whether a file is text in UTF-8 or GB 18030, with printable characters only, and no page or program."""
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<", b"#!", b"mz")) or any(mark in head for mark in ACTIVE):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(c in "\r\n\t" or unicodedata.category(c) not in ("Cc", "Cn", "Co", "Cs") for c in set(text))
    return False


def _after_a_word(kind: str) -> str:
    """Return the name of a kind as it follows a Chinese word: Latin letters after a space."""
    return f" {kind}" if kind.isascii() else kind


def _refuse(name: str, data: bytes) -> NoReturn:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedFile(_("文件“%s”的文字编码是 UTF-16。") % name, _("请另存为“CSV UTF-8”格式再上传。"))
    found = _named(data)
    raise RefusedFile(
        _("文件“%(name)s”的内容是%(found)s，这里不收。") % {"name": name, "found": _after_a_word(found)}
        if found
        else _("文件“%s”认不出是什么文件，这里不收。") % name,
        _("可以上传 PDF、JPEG、PNG、XLSX、DOCX、CSV；其他文件请另存为 PDF。"),
    )


def _named(data: bytes) -> str:
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"mz", b"\x7felf", b"#!")):
        return _("可执行程序")
    if b"<svg" in head:
        return "SVG"
    if head.startswith(b"<") and any(mark in head for mark in ACTIVE):
        return _("网页")
    try:
        found = puremagic.magic_string(data[: 2**20])
    except (puremagic.PureError, ValueError):
        return ""
    return next((match.extension.lstrip(".").upper() for match in found if match.extension), "")
