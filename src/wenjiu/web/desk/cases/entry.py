"""What an official typed into the page of a case. All of it comes back with the page, whatever happened.

It is kept on the server, one note of a person for a case (`DeskNote`): every press of a button is answered with a
redirect, so that going back, reloading and another day show the page with what was typed. A script in the browser would
keep nothing without JavaScript, and an address cannot hold five hundred items.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import QueryDict

from wenjiu.web.desk.typed import clean, text

#: Items of one correction notice.
MOST_ITEMS = 500
#: Lines whose conditions are shown at once; the page stays light.
MOST_OPENED = 5


@dataclass
class Item:
    """One thing to correct: line 0 is the case as a whole. `field`: the public fact name, or ``paper:`` and its id."""

    line: int
    field: str
    text: str


@dataclass
class Entry:
    """What was typed.

    `version`: that of the case that the form showed.
    `refused`: number of a line that is not agreed to -> why.
    `whys`: reasons that were typed, also of lines that are agreed to.
    `items`: what is to be corrected.
    `opened`: numbers of lines whose conditions are shown, the last opened one at the end.
    `clearing`: id of a finding -> the reason for which it is cleared.
    `without_papers`: why a case is accepted although papers are missing.
    """

    version: int
    reason: str = ""
    whys: dict[int, str] = field(default_factory=dict)
    refusing: set[int] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    clearing: dict[int, str] = field(default_factory=dict)
    recuse_reason: str = ""
    without_papers: str = ""
    lines_page: int = 1

    @property
    def refused(self) -> dict[int, str]:
        """Return number -> reason of the lines that are not agreed to: its own, else the one for the whole step."""
        return {no: self.whys.get(no, "").strip() or self.reason.strip() for no in sorted(self.refusing)}

    def open(self, no: int) -> None:
        """Show the conditions of a line; of many, those that were opened last."""
        self.opened = [*(x for x in self.opened if x != no), no][-MOST_OPENED:]

    def add(self, item: Item) -> None:
        """Put one thing to correct into the notice, once."""
        there = any(
            (i.line, i.field, i.field or i.text) == (item.line, item.field, item.field or item.text) for i in self.items
        )
        if len(self.items) < MOST_ITEMS and not there:
            self.items.append(item)


def first(version: int, proposed: Mapping[int, str], opened: list[int]) -> Entry:
    """Return what a page begins with: what the step before proposes to refuse."""
    return Entry(version, whys=dict(proposed), refusing=set(proposed), opened=opened[-MOST_OPENED:])


def kept(entry: Entry) -> dict[str, Any]:
    """Return what was typed as plain JSON, to be read again by `again`."""
    return {**asdict(entry), "refusing": sorted(entry.refusing)}


def again(typed: Mapping[str, Any], version: int) -> Entry:
    """Return what was typed from what `kept` made of it, for a page that shows a version of the case."""
    entry = Entry(version)
    for name in ("reason", "recuse_reason", "without_papers", "opened", "lines_page"):
        setattr(entry, name, typed[name])
    entry.refusing = set(typed["refusing"])
    entry.whys, entry.clearing = ({int(no): why for no, why in typed[name].items()} for name in ("whys", "clearing"))
    entry.items = [Item(**item) for item in typed["items"]]
    return entry


def read(post: QueryDict) -> Entry:
    """Return what was posted. What is not understood is left out."""
    entry = Entry(
        version=_number(post.get("version", "")),
        reason=text(post, "reason"),
        refusing={_number(v) for v in post.getlist("refuse")} - {0},
        opened=[no for v in post.getlist("opened") if (no := _number(v))][-MOST_OPENED:],
        recuse_reason=text(post, "recuse_reason"),
        without_papers=text(post, "without_papers"),
        lines_page=max(1, _number(post.get("lines_page", ""))),
    )
    entry.whys = dict(_numbered(post, "why-"))
    entry.clearing = dict(_numbered(post, "clear-"))
    lines, fields, texts = post.getlist("item_line"), post.getlist("item_field"), post.getlist("item_text")
    for line, name, said in list(zip(lines, fields, texts, strict=False))[:MOST_ITEMS]:
        entry.items.append(Item(_number(line), clean(name, 80), clean(said, 500)))
    return entry


def _numbered(post: QueryDict, prefix: str) -> Iterator[tuple[int, str]]:
    for name, said in post.items():
        if name.startswith(prefix) and (number := _number(name.removeprefix(prefix))):
            yield number, clean(said)


def _number(said: str) -> int:
    """Return a whole number from 1 on; 0 for anything else."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
