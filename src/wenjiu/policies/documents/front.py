"""Reads the lines before the body: issuer and title, document number, notes in brackets, addressee, preamble."""

from __future__ import annotations

import re
from collections.abc import Callable

from .cleaning import CleanLine
from .sentences import CLOSING, is_closed
from .tree import Document

_NUMBER = re.compile(r".{1,16}[〔\[（(【][0-9]{4}[〕\]）)】]第?[0-9]{1,5}号")
# The fifteen kinds of document in the 2012 rules on official documents, and the usual kinds of regulations.
_KINDS = (
    "意见|通知|办法|规定|方案|细则|措施|决定|决议|命令|公报|公告|通告|通报|报告|请示|批复|议案|函|纪要"
    "|条例|规则|规划|计划|政策|指南|标准"
)
_TITLE_END = re.compile(f"(?:{_KINDS})(?:[（(][^）)]{{1,12}}[）)])?")
_PLAIN_NUMBER = r"[\u4e00-\u9fff]{1,10}〔[0-9]{4}〕第?[0-9]{1,5}号"
_HEAD = re.compile(f"(?P<head>[\u4e00-\u9fff]{{2,30}}文件)?(?P<number>{_PLAIN_NUMBER})?")
_AFTER_TITLE = re.compile(
    f"(?P<number>{_PLAIN_NUMBER})?(?P<notes>(?:（[^（）]{{2,60}}）)*)(?P<addressee>[^，。；：《的和与、及][^。；：《》]{{1,120}}：)?"
)
_PREAMBLE_BEGINS = ("为", "根据", "按照", "依据", "经", "现", "近年", "当前", "今年", "第", "一、")
_FRONT_LIMIT = 200
_HEADER = re.compile("[\u4e00-\u9fff（）]{2,30}文件")  # 某县人民政府文件, above the number
_ENDS_WITH_TITLE = re.compile(f"(?:{_TITLE_END.pattern})$")
_TITLE_LINES = 8
_TITLE_LINE_LIMIT = 60


def is_note(text: str) -> bool:
    """Whether a line is a note: a whole line in brackets, such as （此件公开发布）, or a list of copies or contacts."""
    if "。" in text or "；" in text:
        return False
    if text.startswith(("抄送：", "联系人：", "联系电话：")):
        return True
    return len(text) > 2 and text[0] == "（" and text.find("）") == len(text) - 1


def _goes_on(title: list[str], after: list[CleanLine]) -> bool:
    """Whether the title is incomplete at a blank line, and one of the next lines completes it."""
    if ends_with_title("".join(title)):
        return False
    for line in [line for line in after[: 2 * _TITLE_LINES] if line.text][: _TITLE_LINES - len(title)]:
        if is_closed(line.text) or len(line.text) > _TITLE_LINE_LIMIT or is_note(line.text):
            return False
        if ends_with_title(line.text):
            return True
    return False


def ends_with_title(text: str) -> bool:
    """Whether a text ends like a title, perhaps with a remark in brackets: …办法（试行）."""
    return bool(_ENDS_WITH_TITLE.search(text[-30:]))


def front_breaks(text: str) -> list[int]:
    """Return the places to break a front that is one line: after number, title, notes and addressee, if found."""
    head = _HEAD.match(text)
    start = head.end() if head else 0
    found = [head.end(name) for name in ("head", "number") if head and head[name]]
    for kind in re.finditer(_KINDS, text[start : start + _FRONT_LIMIT]):
        end = start + kind.end()
        remark = re.match("（[^（）]{1,12}）", text[end:])
        end += remark.end() if remark else 0
        title, rest = text[start:end], text[end:]
        if title.count("《") != title.count("》") or any(c in title for c in CLOSING + "，："):
            continue
        match = _AFTER_TITLE.match(rest)
        if match and (match.end() or not rest or rest.startswith(_PREAMBLE_BEGINS)):
            found += [end, *(end + match.end(name) for name in ("number", "notes", "addressee") if match[name])]
            break
    return [at for at in sorted(set(found)) if 0 < at < len(text)]


class FrontReader:
    """Reads the front lines, and passes each line to `account`, `refuse` or `preamble`."""

    def __init__(
        self,
        document: Document,
        account: Callable[[str, CleanLine], None],
        refuse: Callable[[CleanLine, str], None],
        preamble: Callable[[CleanLine], None],
    ) -> None:
        self.document = document
        self.account = account
        self.refuse = refuse
        self.preamble = preamble

    def read(self, lines: list[CleanLine]) -> None:
        """Read the lines before the first label."""
        at = self._read_title(lines)
        at = self._read_addressee(lines, at)
        punctuated = False
        strays: set[int] = set()
        for line in reversed(lines[at:]):  # a block of lines without any closing mark is not a paragraph
            punctuated = bool(line.text) and (punctuated or any(c in line.text for c in CLOSING + "："))
            if not punctuated:
                strays.add(line.place)
        for line in lines[at:]:
            if not self.document.addressee and is_note(line.text):
                self._note(line)
            elif line.text and line.place in strays:
                self.refuse(line, "before_body")
            else:
                self.preamble(line)

    def _note(self, line: CleanLine) -> None:
        self.account("note", line)
        self.document.notes.append(line.text)

    def _read_title(self, lines: list[CleanLine]) -> int:
        """Join the lines of the title. Return the index of the first line after it."""
        title: list[str] = []
        for i, line in enumerate(lines):
            text = line.text
            if not text:
                if title and not _goes_on(title, lines[i + 1 :]):
                    break
                continue
            if _NUMBER.fullmatch(text) and not self.document.number:
                self.document.number = text
                self.account("number", line)
                if title:
                    break
                continue
            if not title and _HEADER.fullmatch(text):
                self._note(line)
                continue
            if is_closed(text) or len(text) > _TITLE_LINE_LIMIT or len(title) == _TITLE_LINES or is_note(text):
                break
            title.append(text)
            self.account("title", line)
            if _TITLE_END.search(text) and _TITLE_END.search(text).end() == len(text):  # type: ignore[union-attr]
                i += 1
                break
        else:
            i = len(lines)
        self.document.title = "".join(title)
        if i < len(lines) and _NUMBER.fullmatch(lines[i].text) and lines[i].text == self.document.number:
            i += 1
        return i

    def _read_addressee(self, lines: list[CleanLine], at: int) -> int:
        """Take notes and the document number after the title, then the addressee. Return the next index."""
        i = at
        while i < len(lines):
            line = lines[i]
            if not line.text:
                pass
            elif _NUMBER.fullmatch(line.text) and not self.document.number:
                self.document.number = line.text
                self.account("number", line)
            elif is_note(line.text):
                self._note(line)
            else:
                break
            i += 1
        start = i
        while i < len(lines) and lines[i].text and not any(c in lines[i].text for c in "。；"):
            i += 1
            if lines[i - 1].text.endswith("："):
                for line in lines[start:i]:
                    self.account("addressee", line)
                self.document.addressee = "".join(line.text for line in lines[start:i]).rstrip("：")
                return i
        return start
