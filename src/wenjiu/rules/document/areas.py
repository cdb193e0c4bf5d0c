"""Loads and checks the areas of a policy: its district, and the streets and communities below it. They are data."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.nodes import DefinitionError
from ..language.text import LANGUAGES, Text

CONFIDENCES = ("high", "medium", "low")
_CODE = re.compile(r"\d{6,15}")
_KEYS = {"district", "from", "source", "source_en", "confidence", "streets"}
_ROW_KEYS = {"code", "zh", "en", "from", "to", "communities"}


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area.

    `kind`: district, street or community.
    `parent`: code of the area that it is part of; empty for the district.
    `start`, `end`: its first day and its last day (None: it exists).
    `confidence`: high where the source is the register of divisions itself.
    """

    code: str
    name: Text
    kind: str
    parent: str
    start: dt.date
    end: dt.date | None
    source: Text
    confidence: str

    @property
    def confirmed(self) -> bool:
        """Whether the source is the official list itself."""
        return self.confidence == "high"


def load_areas(path: Path) -> tuple[AreaRow, ...]:
    """Return the areas, each after the one that it is part of.

    Raises DefinitionError with the code of a row that is incomplete, given twice, or ends before it begins.
    """
    raw = read_yaml(path, DefinitionError)
    if not isinstance(raw, Mapping) or set(raw) - _KEYS or not {"district", "from", "source", "streets"} <= set(raw):
        raise DefinitionError(f"{path.name}: the keys are {', '.join(sorted(_KEYS))}")
    if raw.get("confidence", "low") not in CONFIDENCES:
        raise DefinitionError(f"{path.name}: confidence is one of {', '.join(CONFIDENCES)}")
    district = _row(raw, raw["district"], "district", "")
    rows = [district]
    for street in raw["streets"]:
        rows.append(_row(raw, street, "street", district.code))
        rows += [_row(raw, entry, "community", rows[-1].code) for entry in street.get("communities", ())]
    codes = [row.code for row in rows]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise DefinitionError(f"{path.name}: given twice: {', '.join(twice)}")
    return tuple(rows)


def _row(file: Mapping[str, Any], entry: Mapping[str, Any], kind: str, parent: str) -> AreaRow:
    code = str(entry.get("code", ""))
    if not _CODE.fullmatch(code) or not set(LANGUAGES) <= set(entry) or set(entry) - _ROW_KEYS:
        raise DefinitionError(f"area {code!r} has a code of 6 to 15 digits, zh and en, and perhaps from and to")
    start, end = entry.get("from", file["from"]), entry.get("to")
    if not isinstance(start, dt.date) or not (end is None or isinstance(end, dt.date) and end >= start):
        raise DefinitionError(f"area {code} ends before it begins, or its days are no dates")
    return AreaRow(
        code=code,
        name=Text(entry["zh"], entry["en"]),
        kind=kind,
        parent=parent,
        start=start,
        end=end,
        source=Text(file["source"], file.get("source_en", file["source"])),
        confidence=file.get("confidence", "low"),
    )
