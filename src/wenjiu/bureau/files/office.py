"""Whether a ZIP archive is a spreadsheet or a text of Office, without macros, and not a bomb. It unpacks one small part."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import NoReturn

from django.utils.translation import gettext as _

from wenjiu.bureau.files.errors import RefusedFile

XLSX, DOCX = "spreadsheetml.sheet", "wordprocessingml.document"
MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 2**20
#: A part that unpacks to more than `SMALL` bytes may not be more than so many times its packed size.
MOST_RATIO, SMALL = 100, 10 * 2**20
MOST_TYPES = 2**20
TYPES = "[Content_Types].xml"
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def has_archive(data: bytes) -> bool:
    """Whether an archive ends a file that begins as something else."""
    return zipfile.is_zipfile(io.BytesIO(data))


def which(name: str, data: bytes) -> str:
    """Return `XLSX` or `DOCX`.

    Raises:
        RefusedFile: it is another archive, is damaged, holds macros or programs, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _refuse_bomb(name, parts)
            if min((part.header_offset for part in parts), default=0) != 0:
                raise zipfile.BadZipFile("something stands before the archive")
            types = _types(name, archive)
    except BROKEN as error:
        if isinstance(error, RefusedFile):
            raise
        raise RefusedFile(
            _("文件“%s”打不开，可能没有传完整或已经损坏。") % name, _("请用 WPS 或 Office 打开，另存后再上传。")
        ) from error
    _refuse_macros(name, parts, types)
    for kind in (XLSX, DOCX):
        if f"{kind}.main+xml" in types:
            return kind
    _refuse_archive(name)


def _types(name: str, archive: zipfile.ZipFile) -> str:
    try:
        part = archive.getinfo(TYPES)
    except KeyError:
        _refuse_archive(name)
    if part.file_size > MOST_TYPES:
        _refuse_archive(name)
    return archive.read(part).decode("utf-8", "replace")


def _refuse_bomb(name: str, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    dense = any(part.file_size > max(SMALL, MOST_RATIO * part.compress_size) for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or dense:
        raise RefusedFile(
            _("文件“%(name)s”解压后有 %(size)s MB，不正常地大。") % {"name": name, "size": unpacked // 2**20},
            _("请把需要的内容复制到新文件里，再上传。"),
        )


def _refuse_macros(name: str, parts: list[zipfile.ZipInfo], types: str) -> None:
    names = [part.filename.casefold() for part in parts]
    if "macroenabled" in types.casefold() or any(n.endswith(("vbaproject.bin", "vbadata.xml")) for n in names):
        raise RefusedFile(_("文件“%s”带有宏。") % name, _("请另存为不带宏的 .xlsx 或 .docx 再上传。"))
    if any("/activex/" in n or "/embeddings/oleobject" in n or n.endswith((".exe", ".js", ".vbs")) for n in names):
        raise RefusedFile(_("文件“%s”里嵌入了控件或别的文件。") % name, _("请删掉嵌入的对象，或者另存为 PDF 再上传。"))


def _refuse_archive(name: str) -> NoReturn:
    raise RefusedFile(
        _("文件“%s”是压缩包，或者不是 XLSX、DOCX。") % name, _("请解压后逐个上传；演示文稿等请另存为 PDF。")
    )
