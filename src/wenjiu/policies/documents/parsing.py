"""Builds the clause tree of an official document from its clean lines.

There are two layouts. An implementation opinion has chapters 一、 with items （一）: clause "5.2", a chapter's own text
"2.0", the preamble "0.0". A document in articles has 第一章 and 第一条: clause "12", or "12-1" for 第十二条之一. Points
below a clause are nodes of the tree, but their sentences are numbered within the clause.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from .clause_notes import ends_with_note, find_notes
from .cleaning import CleanLine, clean_lines
from .closing import ANNEX, ANNEX_LIST, DATE, ISSUER, PAGE_NUMBER
from .front import FrontReader, is_note
from .labels import Label, find_label
from .numbering import Numbering, numbering_of
from .paragraphs import Paragraph, Part
from .sentences import CLOSING, HEADING_LIMIT, heading_length, is_closed, is_order, split_sentences
from .tree import Document, Node, Notice, Piece, Sentence, Unrecognised, hash_prefix
from .unfolding import unfold

_ARTICLE_HEADING_LIMIT = 10  # articles rarely have headings


def parse_text(text: str) -> Document:
    """Parse the text of an official document.

    It never fails: a line without a place in the tree is listed in `unrecognised` with the reason. Every character of
    `text` is a line end, in a removed mark, or in exactly one of the `pieces`.
    """
    lines, marks = clean_lines(text)
    document = Document(marks=marks)
    document.text_checksum = _checksum(lines)
    unfolded = unfold(lines, text)
    lines = unfolded.lines
    document.notices += unfolded.notices
    labels = {line.place: find_label(line.text) for line in lines}
    numbering = numbering_of(_body_labels(lines, labels))
    document.layout = numbering.layout
    builder = _Builder(document, labels, numbering, unfolded.close)
    body_start = builder.skip_contents(lines, _first_label(lines, labels))
    builder.begin(lines, body_start)
    FrontReader(document, builder.account, builder.refuse, builder.preamble).read(lines[:body_start])
    for line in lines[body_start:]:
        builder.take(line)
    builder.finish()
    document.pieces.sort(key=lambda piece: piece.start)
    document.unrecognised.sort(key=lambda entry: entry.line)
    document.notices.sort(key=lambda entry: entry.line)
    return document


def wording_checksum(text: str) -> str:
    """Return the `text_checksum` of a text's document: SHA-256 (hex) of its lines without editing marks."""
    return _checksum(clean_lines(text)[0])


def _checksum(lines: list[CleanLine]) -> str:
    return hashlib.sha256("\n".join(line.text for line in lines if line.text).encode()).hexdigest()


def _first_label(lines: list[CleanLine], labels: dict[int, Label | None]) -> int:
    """Return the index of the line that begins the body. A lone 1. begins it only where no higher label does."""
    indexes = [i for i, line in enumerate(lines) if labels[line.place] is not None]
    high = [i for i in indexes if labels[lines[i].place].kind not in ("point", "subpoint", "circled")]  # type: ignore[union-attr]
    return next(iter(high or indexes), len(lines))


def _body_labels(lines: list[CleanLine], labels: dict[int, Label | None]) -> Iterator[Label]:
    for line in lines:
        if ANNEX.fullmatch(line.text):
            return
        label = labels[line.place]
        if label is not None:
            yield label


def _annex_list(body: list[CleanLine], labels: dict[int, Label | None], annex: int) -> int:
    """Return the line that begins a list of annexes (附件：1. …, followed only by points), or that of the annexes."""
    found = annex
    for line in reversed(body):
        label = labels[line.place]
        if line.place < annex and label is not None and label.kind != "point":
            break
        if line.place < annex and ANNEX_LIST.match(line.text):
            found = line.place
    return found


def _ends_paragraph(text: str) -> bool:
    return is_closed(text) or ends_with_note(text)


class _Builder:
    """Builds the tree from the body, line by line."""

    def __init__(
        self, document: Document, labels: dict[int, Label | None], numbering: Numbering, close: set[int]
    ) -> None:
        self.document = document
        self.labels = labels
        self.numbering = numbering
        self.close = close  # lines that held several clauses; the end of their headings is not visible
        self.latest: dict[str, int] = {}
        self.width = 0
        self.annex = self.annex_list = self.last_labelled = 0
        self.stack: list[Node] = []
        self.counts: dict[str, int] = {}
        self.last_article = (0, 0)
        self.pending: list[Part] = []
        self.pending_labelled = False
        self.headings: list[tuple[Node, str, range]] = []
        self.after_colon = False
        self.lost = False

    # the account of every character

    def account(self, kind: str, line: CleanLine, start: int = 0, end: int | None = None) -> None:
        """Record that characters [start, end) of a clean line became a part of this `kind`."""
        stop = len(line.text) if end is None else end
        if start < stop:
            self.document.pieces.append(Piece(kind, line.number, line.offsets[start], line.offsets[stop - 1] + 1))

    def refuse(self, line: CleanLine, reason: str, start: int = 0, end: int | None = None) -> None:
        """Record characters [start, end) of a line as unrecognised."""
        self.account("unrecognised", line, start, end)
        self.document.unrecognised.append(Unrecognised(line.number, line.text[start:end], reason))

    # before the body

    def skip_contents(self, lines: list[CleanLine], first: int) -> int:
        """Skip a table of contents before the body. Return the index where the body begins."""
        heads = [i for i in range(first) if lines[i].text == "目录"]
        if not heads or first == len(lines):
            return first
        label = self.labels[lines[first].place]
        again = (i for i in range(first + 1, len(lines)) if self.labels[lines[i].place] == label)
        body = next(again, None)
        if body is None:
            return first
        for i in range(heads[0], body):
            if lines[i].text:
                self.refuse(lines[i], "contents")
            lines[i] = replace(lines[i], text="", offsets=())
        return body

    def begin(self, lines: list[CleanLine], body_start: int) -> None:
        """Scan the body once: its width, its last label, the beginning of the annexes."""
        body = lines[body_start:]
        end = len(lines) + 1
        self.width = max((len(line.text) for line in body), default=0)
        self.annex = next((line.place for line in body if ANNEX.fullmatch(line.text)), end)
        self.annex_list = _annex_list(body, self.labels, self.annex)
        closing = min(self.annex, self.annex_list)
        labelled = (line.place for line in body if self.labels[line.place] is not None and line.place < closing)
        self.last_labelled = max(labelled, default=0)

    def preamble(self, line: CleanLine) -> None:
        """Take a line between the title or addressee and the body."""
        if not self.stack:
            self._open(Node("preamble", (0, 0), "0.0", line=line.number))
        self._take_text(line)

    # the body

    def take(self, line: CleanLine) -> None:
        """Take the next line of the body."""
        label = self.labels[line.place]
        if line.text and line.place >= self.annex:
            self.refuse(line, "annex")
        elif label is None or line.place >= self.annex_list:
            self._take_text(line)
        else:
            self._take_label(line, label)

    def _take_text(self, line: CleanLine) -> None:
        if not line.text:
            self._flush()
            return
        if self.lost:
            self.refuse(line, "after_unplaced")
            return
        if PAGE_NUMBER.fullmatch(line.text):  # the paragraph may continue on the next page
            self.refuse(line, "page_number")
            return
        if line.place >= self.annex_list:
            self._flush()
        own_note = find_notes(line.text) == [(0, len(line.text))]
        if self.pending and (own_note or _ends_paragraph(self.pending[-1].text) or self._is_standalone(line)):
            self._flush()
        self.pending.append(Part(line, 0, len(line.text)))

    def _take_label(self, line: CleanLine, label: Label) -> None:
        parents, previous = self._place(label)
        runs_on = previous == (0, 0) and label.number == (self.latest.get(label.kind, 0) + 1, 0)
        expected = runs_on or label.number in ((previous[0] + 1, 0), (previous[0], previous[1] + 1))
        closed_by_colon = self.pending[-1].text.endswith("：") if self.pending else self.after_colon
        restarts = label.number == (1, 0) and closed_by_colon and self.numbering.rank(label.kind) > 3
        goes_back = label.number <= previous and not restarts
        if self._is_unfinished() and (goes_back or (not expected and self._is_wrapped(self.pending[-1]))):
            self.pending.append(Part(line, 0, len(line.text)))  # a reference such as 第三条 in a wrapped line
            return
        self._flush()
        if goes_back:
            self.lost = True
            self.refuse(line, "label_repeats")
            return
        if not expected and not restarts:
            values = {"label": label.text, "previous": str(previous[0]) if previous[0] else "0"}
            self.document.notices.append(Notice(line.number, "gap", values))
        self.lost = False
        self.stack = self.stack[:parents]
        clause = self.numbering.clause(label, self.stack[-1] if self.stack else None)
        self._open(Node(label.kind, label.number, clause, label=label.text, line=line.number))
        self.latest[label.kind] = label.number[0]
        if label.kind == "article":
            self.last_article = label.number
        self.account("label", line, 0, len(label.text))
        if len(label.text) < len(line.text):
            self.pending = [Part(line, len(label.text), len(line.text))]
        self.pending_labelled = True

    def _is_unfinished(self) -> bool:
        """Whether the pending lines end within a sentence. A short line under a label may be its heading."""
        if not self.pending or _ends_paragraph(self.pending[-1].text):
            return False
        text = self.pending[0].text
        heading = self.pending_labelled and len(self.pending) == 1 and len(text) <= HEADING_LIMIT
        return not (heading and not any(c in text for c in CLOSING + "，"))

    def _is_wrapped(self, part: Part) -> bool:
        """Whether a line is nearly as long as the longest, so that it was wrapped and does not end a paragraph."""
        return len(part.line.text) >= 0.8 * self.width

    def finish(self) -> None:
        """Close the last paragraph. Turn headings without anything below them back into sentences."""
        self._flush()
        for node, text, pieces in self.headings:
            if not node.sentences and not node.children:
                self._heading_to_sentence(node, text, pieces)
        self._number_sentences()

    # placing labels

    def _place(self, label: Label) -> tuple[int, tuple[int, int]]:
        """Return how many open nodes remain above the new one, and the previous number at its level."""
        rank = self.numbering.rank(label.kind)
        parents = 0
        for i, node in enumerate(self.stack):
            if node.kind != "preamble" and self.numbering.rank(node.kind) < rank:
                parents = i + 1
        if label.kind == "article":  # articles are numbered through all chapters
            return parents, self.last_article
        siblings = self.stack[parents - 1].children if parents else self.document.nodes
        previous = next((node.number for node in reversed(siblings) if node.kind == label.kind), (0, 0))
        return parents, previous

    def _open(self, node: Node) -> None:
        (self.stack[-1].children if self.stack else self.document.nodes).append(node)
        self.stack.append(node)

    # paragraphs

    def _is_standalone(self, line: CleanLine) -> bool:
        """Whether a line of the closing must not be joined to an unfinished paragraph."""
        return line.place > self.last_labelled and bool(DATE.fullmatch(line.text) or self._is_issuer(line.text))

    def _is_issuer(self, text: str) -> bool:
        if is_closed(text) or len(text) > HEADING_LIMIT or "，" in text:
            return False
        return bool(ISSUER.fullmatch(text)) or (len(text) >= 4 and self.document.title.startswith(text))

    def _flush(self) -> None:
        """Turn the pending lines into heading and sentences, or into lines of the closing."""
        whole, labelled = Paragraph(self.pending), self.pending_labelled
        self.pending, self.pending_labelled = [], False
        if not whole.parts:
            return
        paragraph = self._take_notes(whole)
        parts, text = paragraph.parts, paragraph.text
        if not parts:
            return
        node = self.stack[-1]
        done = 0
        if labelled:
            done = self._take_heading(node, paragraph)
        elif self._is_closing(parts, text):
            for part in parts:
                self._take_closing(part)
            return
        if done == len(text):
            self.after_colon = False
            return
        spans, unpaired = split_sentences(text[done:])
        if unpaired:
            self.document.notices.append(Notice(parts[0].line.number, "open_bracket"))
        for start, end in spans:
            self._add_sentence(node, paragraph, done + start, done + end)
        self.after_colon = text.endswith("：")
        if not is_closed(text):
            self.document.notices.append(Notice(parts[-1].line.number, "no_closing_mark"))

    def _take_notes(self, paragraph: Paragraph) -> Paragraph:
        """Store the notes of a clause (the responsible body) at its node. Return the paragraph without them."""
        spans = find_notes(paragraph.text) if self.stack and self.stack[-1].kind != "preamble" else []
        for start, end in spans:
            self.stack[-1].notes.append(paragraph.text[start:end])
            self.document.pieces += paragraph.pieces("note", start, end)
        return paragraph.without(spans) if spans else paragraph

    def _is_closing(self, parts: list[Part], text: str) -> bool:
        """Whether lines are not a paragraph: unpunctuated lines, and the notes after the last clause."""
        number = parts[0].line.place
        if number > self.last_labelled and (number >= self.annex_list or all(is_note(part.text) for part in parts)):
            return True
        return not any(c in text for c in CLOSING + "：") and len(text) <= max(HEADING_LIMIT, 30 * len(parts))

    def _take_heading(self, node: Node, paragraph: Paragraph) -> int:
        parts, text = paragraph.parts, paragraph.text
        first = parts[0].text
        doubtful = node.kind == "heading" and parts[0].line.number in self.close
        run_in = self.document.layout == "opinion" and not doubtful
        limit = _ARTICLE_HEADING_LIMIT if node.kind == "article" else HEADING_LIMIT
        own_line = node.kind in ("part", "chapter", "section", "heading") or not self._is_wrapped(parts[0])
        text_marks = CLOSING + "：" + ("，" if self.document.layout == "articles" else "")
        plain = not any(c in first for c in text_marks) and not is_order(first)
        if len(parts) > 1 and len(first) <= limit and own_line and plain:
            length = len(first)  # a heading on a line of its own, its text on the next
        else:
            length = heading_length(text, run_in=run_in)
        if length:
            node.heading = text[:length].rstrip("。").strip("【】")
            at = len(self.document.pieces)
            self.document.pieces += paragraph.pieces("heading", 0, length)
            self.headings.append((node, text[:length], range(at, len(self.document.pieces))))
        return length

    def _take_closing(self, part: Part) -> None:
        """Take a separate line without a closing mark: signature, date, note, or unrecognised."""
        text, document, closing = part.text, self.document, part.line.place > self.last_labelled
        if closing and DATE.fullmatch(text):
            kind, document.date = "date", text
        elif closing and not document.signature and self._is_issuer(text):
            kind, document.signature = "signature", text
        elif closing and (part.line.place >= self.annex_list or is_note(text)):
            kind = "note"
            document.notes.append(text)
        else:
            self.refuse(part.line, "loose_line", part.start, part.end)
            return
        self.account(kind, part.line, part.start, part.end)

    def _add_sentence(self, node: Node, paragraph: Paragraph, start: int, end: int) -> None:
        text, pieces = paragraph.text[start:end], paragraph.pieces("sentence", start, end)
        self.document.pieces += pieces
        first, last = pieces[0], pieces[-1]
        node.sentences.append(Sentence(node.clause, 0, text, hash_prefix(text), first.line, first.start, last.end))

    def _heading_to_sentence(self, node: Node, text: str, indexes: range) -> None:
        """Turn a heading without content (in a list of documents, for example) into a sentence, which needs a mark."""
        pieces = self.document.pieces
        for i in indexes:
            pieces[i] = replace(pieces[i], kind="sentence")
        first, last = pieces[indexes[0]], pieces[indexes[-1]]
        node.sentences.append(Sentence(node.clause, 0, text, hash_prefix(text), first.line, first.start, last.end))
        node.heading = ""

    def _number_sentences(self) -> None:
        """Number the sentences of each clause from 1 in the document's order, across its points."""
        for node in self.document.walk():
            for i, sentence in enumerate(node.sentences):
                self.counts[node.clause] = number = self.counts.get(node.clause, 0) + 1
                node.sentences[i] = replace(sentence, number=number)
