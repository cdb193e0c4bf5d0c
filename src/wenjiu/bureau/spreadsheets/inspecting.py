"""Finds what values alone do not show in an .xlsx file: formulas, merged cells, hidden rows and hidden sheets. Pure.

The file was read before by `wenjiu.rosters.spreadsheets`, which refuses one that is too large, damaged or has macros.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree

#: The first bytes of a zip file.
ZIP = b"PK\x03\x04"
_CELL = re.compile(rb"<c\b([^>]*?)(/>|>(.*?)</c>)", re.DOTALL)
_FORMULA = re.compile(rb"<f[\s/>]")
_AT = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)""")
_ROW = re.compile(rb"<row\b([^>]*)>")
_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](1|true)""")
_MERGED = re.compile(rb"""<mergeCell\b[^>]*?ref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)""")


@dataclass(frozen=True)
class Block:
    """Merged cells: the first and the last row (from 1) and column (from 0)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Marks:
    """What one sheet has besides values. Rows count from 1, columns from 0."""

    hidden: bool = False
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Block] = field(default_factory=list)


def marks(content: bytes) -> dict[str, Marks]:
    """Return the marks of each sheet by its name; nothing for a file that is no readable .xlsx."""
    if not content.startswith(ZIP):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: _of(archive.read(part), hidden) for name, part, hidden in _sheets(archive)}
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile):
        return {}


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    """Yield the name of each sheet, its part, and whether it is hidden."""
    targets = {}
    for node in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        target = node.get("Target", "")
        targets[node.get("Id")] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    known = set(archive.namelist())
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if node.tag.rpartition("}")[2] != "sheet":
            continue
        id = next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == "id"), None)
        part = targets.get(id, "")
        if part in known:
            yield node.get("name", ""), part, node.get("state", "visible") != "visible"


def _of(text: bytes, hidden: bool) -> Marks:
    found = Marks(hidden)
    for attributes, _end, inside in _CELL.findall(text):
        if inside and _FORMULA.search(inside) and (at := _AT.search(attributes)):
            found.formulas.add((int(at[2]), column_number(at[1].decode())))
    number = 0
    for attributes in _ROW.findall(text):
        stated = _NUMBER.search(attributes)
        number = int(stated[1]) if stated else number + 1
        if _HIDDEN.search(attributes):
            found.hidden_rows.add(number)
    for left, top, right, bottom in _MERGED.findall(text):
        found.merged.append(Block(int(top), column_number(left.decode()), int(bottom), column_number(right.decode())))
    return found


def column_number(letters: str) -> int:
    """Return the place of a column by its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
