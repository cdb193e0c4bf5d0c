"""Finds notes in brackets after a clause that name the responsible body or a deadline: （责任单位：…）, （某局负责）.

Such a note is not a provision: it has no mark of its own and is not part of a sentence's hash. A bracket that may be a
provision remains in the text, where it needs a mark.
"""

from __future__ import annotations

import re

from .sentences import CLOSING, is_order

_PAIRS = {"（": "）", "(": ")", "【": "】", "〔": "〕", "[": "]", "［": "］"}
_CLOSING = frozenset(_PAIRS.values())
_FORMS = {char: char for char in _CLOSING} | {")": "）", "]": "］"}  # full-width and half-width brackets may be mixed
_LONGEST = 300
_ROLE = "责任|牵头|主责|主办|主管|承办|协办|配合|协同|负责|参加|参与|落实|实施|督办"
_WHO = "单位|部门|处室|科室|主体|领导|人|机构|分工"
_BEGINNING = re.compile(
    f"(?:主要|主体|第一|任务)?(?:{_ROLE}|分工)(?:[和及、](?:{_ROLE}))?(?:{_WHO})?："
    "|(?:完成|办理|实施|启动)?(?:时限|时间|期限|时间节点)："
)
_ENDING = re.compile(f"[^。！？：]{{2,80}}(?:{_ROLE}|组织实施|具体实施)")
_DAY = "(?:[0-9]{4}年)?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日|底|末|上半年|下半年|年内)?"
_DUE = re.compile(f"{_DAY}前?(?:完成|启动|落实)|[0-9]{{4}}年{_DAY}前|长期(?:坚持|实施|任务)?|持续(?:推进|实施)")
_SUFFIX = "局|委|办|部|院|会|中心|政府|单位|部门|办公室|镇街|街道|街乡|地区|乡|镇|社区|公司|银行"
_BODIES = re.compile(
    f"[^，。；：、“”《》]{{1,20}}(?:{_SUFFIX})(?:[、，；][^，。；：、“”《》]{{1,20}}(?:{_SUFFIX}))*等?"
)


def find_notes(text: str) -> list[tuple[int, int]]:
    """Return the places `[(start, end)]` of such notes: after a closed sentence or another note, or at the very end."""
    found: list[tuple[int, int]] = []
    at = 0
    for i, end in sorted(_groups(text).items()):
        if i < at:  # inside a group that was already examined
            continue
        at = end
        after_closed = i == 0 or text[i - 1] in CLOSING or (bool(found) and found[-1][1] == i)
        last = end
        if after_closed and text[end : end + 1] in ("。", "；") and end + 1 == len(text):
            last = end + 1  # a full stop after the note
        if (after_closed or end == len(text)) and is_duty(text[i + 1 : end - 1], after_closed=after_closed):
            found.append((i, last))
    return found


def is_duty(inner: str, *, after_closed: bool) -> bool:
    """Whether the text of a bracket names the body that carries a clause out, or a deadline.

    Names of bodies alone count only after a closed sentence. Before its end they can be the addressees of the clause.
    """
    if not inner or len(inner) > _LONGEST or "。" in inner or "\n" in inner:
        return False
    if _BEGINNING.match(inner):
        return True
    if _DUE.fullmatch(inner) or (after_closed and _BODIES.fullmatch(inner)):
        return True
    return bool(_ENDING.fullmatch(inner)) and not is_order(inner)


def ends_with_note(text: str) -> bool:
    """Whether a line ends with such a note. The next line then begins another paragraph."""
    tail = text[-_LONGEST - 3 :]
    if tail[-1:] not in _CLOSING and tail[-2:-1] not in _CLOSING:
        return False
    notes = find_notes(tail)
    return bool(notes) and notes[-1][1] == len(tail)


def _groups(text: str) -> dict[int, int]:
    """Return start and end of each bracket group of a text. Unpaired brackets are in no group."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for i, char in enumerate(text):
        if char in _PAIRS:
            opened.append(i)
        elif char in _CLOSING and opened and _FORMS[_PAIRS[text[opened[-1]]]] == _FORMS[char]:
            found[opened.pop()] = i + 1
    return found
