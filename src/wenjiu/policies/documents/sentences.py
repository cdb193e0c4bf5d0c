"""Splits a paragraph into sentences, and distinguishes a heading from a provision.

A semicolon ends a sentence here. In implementation opinions one full stop often ends several grants with separate
subjects, payees and amounts (3.4, 4.1 and 4.3 of the first document). They are coded, tested and paid separately, so
they are marked separately. Text inside brackets and quotation marks is not split.
"""

from __future__ import annotations

CLOSING = "。；！？"
_OPEN, _CLOSE = "（《“‘〔「『【〈(", "）》”’〕」』】〉)"
_AFTER_CLOSING = CLOSING + "”’）」』】"
HEADING_LIMIT = 40
RUN_IN_LIMIT = 30
# Words with which a provision orders, allows, grants or counts; a run-in heading has none of them. A provision read as
# a heading would escape its mark; a heading read as a provision only needs one. In doubt it is a sentence.
_ORDERS = ("应当", "不得", "必须", "禁止", "元", "%", "％")
_PROVISION_WORDS = (*_ORDERS, "应", "须", "给予", "予以", "可", "按照", "标准", "的，", "负责", "由")


def is_closed(text: str) -> bool:
    """Whether a paragraph ends normally: with a closing mark or a colon, perhaps inside a quotation."""
    return text.rstrip("”’）」』】")[-1:] in tuple(CLOSING + "：") if text else False


def is_order(text: str) -> bool:
    """Whether a line orders, forbids or names a sum. Such a line is never a heading, even on its own."""
    return any(word in text for word in _ORDERS)


def split_sentences(text: str) -> tuple[list[tuple[int, int]], bool]:
    """Cut a paragraph into contiguous `[(start, end)]`.

    The second value is True for an unpaired bracket or quotation.
    """
    spans, depth = _split(text, respect_brackets=True)
    if depth == 0:
        return spans, False
    return _split(text, respect_brackets=False)[0], True


def _split(text: str, *, respect_brackets: bool) -> tuple[list[tuple[int, int]], int]:
    spans: list[tuple[int, int]] = []
    start, i, depth = 0, 0, 0
    unpaired = 0
    while i < len(text):
        char = text[i]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            if depth == 0:
                unpaired = 1
            depth = max(0, depth - 1)
        i += 1
        if char in CLOSING and (depth == 0 or not respect_brackets):
            while i < len(text) and text[i] in (CLOSING if respect_brackets else _AFTER_CLOSING):
                i += 1
            spans.append((start, i))
            start = i
    if start < len(text):
        spans.append((start, len(text)))
    return spans, depth + unpaired


def heading_length(text: str, *, run_in: bool) -> int:
    """Return how many characters of a labelled paragraph are its heading; 0 for none.

    A heading is one of these:
    - a line of at most 40 characters without closing mark that is not an order,
    - 【…】 at the beginning,
    - where `run_in` allows it, a short first sentence with more after it and without the words of a provision.
    """
    if text.startswith("【") and "】" in text:
        return text.index("】") + 1
    spans, _ = split_sentences(text)
    if len(spans) == 1 and not is_closed(text):
        return len(text) if len(text) <= HEADING_LIMIT and not is_order(text) else 0
    if run_in and len(spans) > 1:
        first = text[: spans[0][1]]
        plain = not any(word in first for word in _PROVISION_WORDS) and not any(c.isdigit() for c in first)
        if first.endswith("。") and len(first) <= RUN_IN_LIMIT and plain:
            return spans[0][1]
    return 0
