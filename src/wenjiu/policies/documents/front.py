"""The lines before the body: issuer and title, document number, notes in brackets, addressee, preamble."""

from __future__ import annotations

import re
from collections.abc import Callable

from .cleaning import CleanLine
from .sentences import CLOSING, is_closed
from .tree import Document

_NUMBER = re.compile(r".{1,16}[〔\[（(【][0-9]{4}[〕\]）)】]第?[0-9]{1,5}号")
# The fifteen kinds of document of the 2012 rules on official documents, and the usual kinds of regulations.
_KINDS = (
    "意见|通知|办法|规定|方案|细则|措施|决定|决议|命令|公报|公告|通告|通报|报告|请示|批复|议案|函|纪要"
    "|条例|规则|规划|计划|政策|指南|标准"
)
_TITLE_END = re.compile(f"(?:{_KINDS})(?:[（(][^）)]{{1,12}}[）)])?")
_TITLE_LINES = 8
_TITLE_LINE_LIMIT = 60


def is_note(text: str) -> bool:
    """True for a line that stands in brackets as a whole, such as （此件公开发布）, or names copies or contacts."""
    if "。" in text or "；" in text:
        return False
    if text.startswith(("抄送：", "联系人：", "联系电话：")):
        return True
    return len(text) > 2 and text[0] == "（" and text.find("）") == len(text) - 1


class FrontReader:
    """Reads the front lines; `account`, `refuse` and `preamble` are where it hands each line to."""

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
        for line in reversed(lines[at:]):  # a block of lines without any closing mark is no paragraph
            punctuated = bool(line.text) and (punctuated or any(c in line.text for c in CLOSING + "："))
            if not punctuated:
                strays.add(line.number)
        for line in lines[at:]:
            if not self.document.addressee and is_note(line.text):
                self._note(line)
            elif line.text and line.number in strays:
                self.refuse(line, "before_body")
            else:
                self.preamble(line)

    def _note(self, line: CleanLine) -> None:
        self.account("note", line)
        self.document.notes.append(line.text)

    def _read_title(self, lines: list[CleanLine]) -> int:
        """Join the title's lines; returns the index of the first line after it."""
        title: list[str] = []
        for i, line in enumerate(lines):
            text = line.text
            if not text:
                if title:
                    break
                continue
            if _NUMBER.fullmatch(text) and not self.document.number:
                self.document.number = text
                self.account("number", line)
                if title:
                    break
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
        """Take notes and the document number after the title, then the addressee; returns the next index."""
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
