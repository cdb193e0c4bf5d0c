"""Breaks lines that hold several clauses apart at the clauses' numbers. Text copied from web pages has such lines.

A number within a line begins a clause where it follows a closed sentence, a gap or a heading, and is the next one in
its sequence. References (第三条规定的, 第（二）项) and lists within a clause are unchanged. A line is broken only where it
holds a second chapter, item or article, so a paragraph with points in it remains one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .clause_notes import ends_with_note, find_notes
from .cleaning import CleanLine, is_chinese
from .closing import ANNEX, DATE, ISSUER
from .front import ends_with_title, front_breaks
from .labels import Label, find_label
from .numbering import STRUCTURE, Numbering, numbering_of
from .sentences import CLOSING, HEADING_LIMIT, is_order, split_sentences
from .tree import Notice

_NUMERAL = "[零〇一二两三四五六七八九十百千]{1,9}|[0-9]{1,4}"
_CANDIDATE = re.compile(
    f"第(?:{_NUMERAL})(?:部分|[编章节条])|[零〇一二三四五六七八九十百]{{1,7}}[、.]|[（(](?:{_NUMERAL})[）)]|[0-9]{{1,3}}[.、](?![0-9])"
    "|[①-⑳㈠-㈩⑴-⒇⒈-⒛]"
)
# Text that makes a number a reference to another clause.
_BEFORE_REFERENCE = re.compile(r"(?:[第本前按照据依和与及或至到、符属]|第(?:[^第，。；：]{1,9})[条款项目])$")
_AFTER_ARTICLE = re.compile(
    r"[、，。；的]|[至或及和]第|中的|第?[（(]?[零〇一二三四五六七八九十0-9]+[）)]?[款项目]|规定[的之外者，。；情条要]|所[列称述]|以及"
)
_AFTER_ITEM = re.compile(f"[、，和或及至]?[（(](?:{_NUMERAL})[）)]")
_PAGE = re.compile(r"(?<=[。；！？：”）])[-—－–·][0-9]{1,4}[-—－–·]")
_PAGE_BEFORE = re.compile(f"{_PAGE.pattern}$")
_ANNEX_BREAK = re.compile(r"(?<=[。；！？：”）])附(?:件|表|录)[0-9一二三四五六七八九十]*：")
_ANNEX_END = re.compile(f"(?:{ANNEX.pattern})$")
_FIRST = ("part", "chapter", "article", "heading")
_AHEAD = 200  # number of lines in which the following numbers are checked
_REACH = 60  # number of characters that are checked before a number
_TAIL = re.compile(
    f"(?P<issuer>{ISSUER.pattern}(?:（[^（）]{{1,12}}）)?)?(?P<date>{DATE.pattern})?(?P<notes>(?:（[^（）]+）)*)"
)
_NOTE = re.compile("（[^（）]+）")


@dataclass(slots=True)
class _Break:
    at: int
    label: Label
    strong: bool
    gap: bool


@dataclass(slots=True)
class _Sequence:
    """The last number of each kind: in its parent (`last`) and anywhere (`ever`)."""

    last: dict[str, tuple[int, int]]
    ever: dict[str, tuple[int, int]]

    def copy(self) -> _Sequence:
        return _Sequence(dict(self.last), dict(self.ever))

    def previous(self, kind: str) -> tuple[int, int]:
        return self.ever.get(kind, (0, 0)) if kind == "article" else self.last.get(kind, (0, 0))

    def expects(self, label: Label) -> bool:
        one, two = self.previous(label.kind)
        if label.number in ((one + 1, 0), (one, two + 1)):
            return True
        return label.kind not in self.last and label.number == (self.ever.get(label.kind, (0, 0))[0] + 1, 0)

    def take(self, label: Label, numbering: Numbering) -> None:
        rank = numbering.rank(label.kind)
        self.last = {kind: n for kind, n in self.last.items() if numbering.rank(kind) <= rank}
        self.last[label.kind] = self.ever[label.kind] = label.number


@dataclass(slots=True)
class Unfolded:
    """The lines after they are broken apart.

    `lines`: each has a `place` of its own.
    `close`: the numbers of lines that were broken apart without gaps, where the end of a heading is not visible.
    `notices`: the lines that were broken apart, and each number within a line that looks like a clause's but
      remains in the text.
    """

    lines: list[CleanLine]
    close: set[int]
    notices: list[Notice]


def unfold(lines: list[CleanLine], text: str) -> Unfolded:
    """Break lines that hold several clauses apart. The lines' offsets refer to `text`, the input."""
    first = [find_label(line.text) for line in lines]
    candidates = [_candidates(line, text) for line in lines]
    numbering = numbering_of(_likely_labels(first, candidates))
    sequence = _Sequence({}, {})
    found = Unfolded([], set(), [])
    begun = False
    for i, line in enumerate(lines):
        label = first[i]
        if label is not None:
            sequence.take(label, numbering)
        accepted, left, after = _accept(line, label, candidates[i], sequence, numbering, begun=begun)
        breaks, contradicted = _without_contradicted(accepted, first, i, numbering)
        folded = any(numbering.makes_clause(one.label.kind) for one in breaks)
        if folded:
            gaps = sum(one.gap for one in breaks) * 2 > len(breaks)
            front = not begun and label is None
            places = _places_at_gaps(line, text, breaks) if gaps else _places(line, breaks, front=front)
            found.lines += _pieces(line, places)
            found.notices.append(Notice(line.number, "folded" if gaps else "folded_close"))
            found.close |= set() if gaps else {line.number}
            sequence = after
        else:
            found.lines.append(line)
        for one in [*left, *(contradicted if folded else ())]:
            if numbering.makes_clause(one.label.kind):
                words = line.text[one.at : one.at + 12]
                found.notices.append(Notice(line.number, "inline_number", {"label": one.label.text, "text": words}))
        begun = begun or label is not None or folded
    found.lines = [replace(line, place=i) for i, line in enumerate(found.lines, start=1)]
    return found


def count_numbers(text: str) -> int:
    """Return how many numbers of a text might begin a clause, including references and lists."""
    return sum(1 for _ in _CANDIDATE.finditer(text))


def _candidates(line: CleanLine, text: str) -> list[_Break]:
    """Return every number within a line that might begin a clause and is not a reference."""
    found: list[_Break] = []
    words = line.text
    annex = _ANNEX_BREAK.search(words)
    for match in _CANDIDATE.finditer(words, 1):
        at = match.start()
        label = find_label(words[at : at + 24])
        if label is None or not is_chinese(words[at - 1]) and words[at].isdigit() and words[at - 1].isalnum():
            continue
        before, after = words[max(0, at - _REACH) : at], words[at + len(label.text) : at + len(label.text) + 12]
        gap = _has_gap(line, text, at)
        if annex and at >= annex.start() and not gap:
            continue
        closed = before[-1] in CLOSING + "：" or (before[-1] in "”）」" and before[-2:-1] in tuple(CLOSING))
        strong = gap or closed or bool(_PAGE_BEFORE.search(before)) or ends_with_note(before)
        candidate = _Break(at, label, strong, gap)
        follows_gap = at + len(label.text) < len(words) and _has_gap(line, text, at + len(label.text))
        if follows_gap or not _is_reference(candidate, before, after):
            found.append(candidate)
    return found


def _is_reference(found: _Break, before: str, after: str) -> bool:
    if found.label.kind in (*STRUCTURE, "article"):
        return bool(_AFTER_ARTICLE.match(after)) or (not found.strong and bool(_BEFORE_REFERENCE.search(before)))
    if found.label.kind in ("item", "subpoint") and _AFTER_ITEM.match(after):
        return True
    if found.strong or not after:
        return not after
    return bool(_BEFORE_REFERENCE.search(before) or re.match("项(?!目)|款(?!项)", after) or find_label(after))


def _likely_labels(first: list[Label | None], candidates: list[list[_Break]]) -> Iterable[Label]:
    for label, breaks in zip(first, candidates, strict=True):
        if label is not None:
            yield label
        yield from (found.label for found in breaks if found.strong or found.label.kind in ("chapter", "article"))


def _accept(
    line: CleanLine,
    label: Label | None,
    candidates: list[_Break],
    sequence: _Sequence,
    numbering: Numbering,
    *,
    begun: bool,
) -> tuple[list[_Break], list[_Break], _Sequence]:
    """Return candidates that continue the document's numbering, those that fit nowhere, and the resulting sequence."""
    after = sequence.copy()
    accepted: list[_Break] = []
    left: list[_Break] = []
    begin = len(label.text) if label is not None else None  # the beginning of the open part's text
    contents = not begun and "目录" in line.text[: candidates[0].at if candidates else 0]
    lists: dict[str, tuple[int, str]] = {}  # a list within a clause: next number, separator of its entries
    for found in candidates:
        kind, before = found.label.kind, line.text[found.at - 1]
        expected = after.expects(found.label)
        if _restarts(found, after, contents=contents):
            after = _Sequence({}, {})
            lists, expected = {}, True
        following, parted_by = lists.get(kind, (0, ""))
        if following and found.label.number == (following, 0):
            ended = parted_by in "；，：" and before in "。！？" and following > 2 and expected
            if not ended:
                lists[kind] = (following + 1, before if following == 2 else parted_by)
                continue
        elif found.strong and kind in after.last and found.label.number == (1, 0) and kind not in STRUCTURE:
            lists[kind] = (2, "：")
            continue
        if begin is not None:
            after_heading = _is_heading(line.text[begin : found.at])
        else:  # the body may begin right after the title
            opening = line.text[max(0, found.at - _REACH) : found.at]
            after_heading = not begun and kind in _FIRST and (opening.endswith("目录") or ends_with_title(opening))
        onward = found.strong and after.previous(kind) < found.label.number and _is_near(after.previous(kind), found)
        if not (expected and (found.strong or after_heading)) and not onward:
            left += [found] * found.strong
            continue
        lists = {name: entry for name, entry in lists.items() if numbering.rank(name) < numbering.rank(kind)}
        after.take(found.label, numbering)
        accepted.append(found)
        begin = found.at + len(found.label.text)
    return accepted, left, after


def _restarts(found: _Break, sequence: _Sequence, *, contents: bool) -> bool:
    """Whether the chapters begin again, as they do after a table of contents."""
    if found.label.number != (1, 0) or found.label.kind not in sequence.last:
        return False
    if found.label.kind in STRUCTURE:
        return found.strong or contents
    return contents and found.label.kind == "heading" and not any(kind in sequence.last for kind in STRUCTURE)


def _is_near(previous: tuple[int, int], found: _Break) -> bool:
    """Whether a number is near the expected one. A number may be missing within a line, but not at its beginning."""
    return previous != (0, 0) and found.label.number[0] - previous[0] <= 3


def _is_heading(text: str) -> bool:
    return 0 < len(text) <= HEADING_LIMIT and not any(c in text for c in CLOSING + "：") and not is_order(text)


def _without_contradicted(
    breaks: list[_Break], first: list[Label | None], i: int, numbering: Numbering
) -> tuple[list[_Break], list[_Break]]:
    """Return the breaks to keep, and those to drop.

    The following lines' numbers show that a dropped break is part of a list within a clause.
    """
    wrong: set[str] = set()
    greatest: dict[str, tuple[int, int]] = {}
    for found in breaks:
        greatest[found.label.kind] = max(found.label.number, greatest.get(found.label.kind, (0, 0)))
    for kind, number in greatest.items():
        for label in first[i + 1 : i + 1 + _AHEAD]:
            if label is None:
                continue
            if label.kind == kind and label.number <= number and kind != "article" and label.number != (1, 0):
                wrong.add(kind)
            if label.kind == kind or numbering.rank(label.kind) <= numbering.rank(kind):
                break
    kept = [found for found in breaks if found.label.kind not in wrong]
    return kept, [found for found in breaks if found.label.kind in wrong]


def _places_at_gaps(line: CleanLine, text: str, breaks: list[_Break]) -> list[int]:
    """Return the places to break a line whose line ends became gaps: each gap, but not before other numbers."""
    numbers = {found.at for found in breaks}
    passed = numbers | {found.at + len(found.label.text) for found in breaks}
    gaps = (i for i in range(1, len(line.text)) if i not in passed and _has_gap(line, text, i))
    return sorted(numbers | {i for i in gaps if _is_break(line.text, i)})


def _places(line: CleanLine, breaks: list[_Break], *, front: bool) -> list[int]:
    """Return the places to break a line without gaps: at clause numbers, and at visible parts of front and closing."""
    words, last = line.text, breaks[-1]
    places = {found.at for found in breaks}
    places |= {match.start() for match in _PAGE.finditer(words)}
    if front:
        places |= set(front_breaks(words[: breaks[0].at]))
        if words[: breaks[0].at].endswith("目录"):
            places.add(breaks[0].at - 2)
    annex = _ANNEX_BREAK.search(words, last.at)
    if annex:
        places.add(annex.start())
    else:
        places |= set(_tail_breaks(words, last.at + len(last.label.text)))
    return sorted(places - {0})


def _is_break(text: str, at: int) -> bool:
    """Whether a gap separates paragraphs.

    A gap around a figure or a Latin word, or before a number that remains in the text, does not.
    """
    if find_label(text[at : at + 24]) is not None:
        return False
    if DATE.match(text, at) or text[at - 1] in CLOSING + "：）" or _ANNEX_END.search(text, max(0, at - 8), at):
        return True
    return not any(c.isascii() and c.isalnum() for c in text[at - 1 : at + 1])


def _tail_breaks(text: str, begin: int) -> list[int]:
    """Return the breaks before signature, date and notes that follow the last closed sentence."""
    spans, _ = split_sentences(text[begin:])
    if len(spans) < 2 or text[-1] in CLOSING:
        return []
    at = begin + spans[-1][0]
    closing = at - 1  # after this mark, a bracket is a note of the last clause
    for start, end in find_notes(text[closing:]):
        at = closing + end if closing + start == at else at
    match = _TAIL.fullmatch(text, at)
    if match is None or not (match["issuer"] or match["date"] or match["notes"]):
        return []
    found = [match.start(name) for name in ("issuer", "date") if match[name]]
    return [*found, *(note.start() for note in _NOTE.finditer(text, match.start("notes")))]


def _pieces(line: CleanLine, places: list[int]) -> list[CleanLine]:
    ends = [*places, len(line.text)]
    return [
        replace(line, text=line.text[start:end], offsets=line.offsets[start:end])
        for start, end in zip([0, *places], ends, strict=True)
        if start < end
    ]


def _has_gap(line: CleanLine, text: str, at: int) -> bool:
    """Whether the input has white space just before a character of the clean line."""
    between = text[line.offsets[at - 1] + 1 : line.offsets[at]]
    return any(char.isspace() for char in between)
