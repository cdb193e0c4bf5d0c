"""Builds the warnings about the data of a screening, for display with its results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...rules.language.text import T, Text


def of_data(asked: Mapping[str, Any], strays: Sequence[str], measures: Sequence[str] | None) -> list[Text]:
    """Return warnings about tables that were missing and files that are not read.

    `asked`: the options of the run.
    `strays`: files that do not belong to the run.
    `measures`: the measures that the warnings are about; all if None.
    """
    found: list[Text] = []
    wanted = set(asked["measures"] if measures is None else measures)
    absent = {name: [c for c in codes if c in wanted] for name, codes in asked["absent"].items()}
    shown = [f"{name} ({', '.join(codes)})" for name, codes in absent.items() if codes]
    if shown:
        found.append(
            T(
                f"没有这些表，只在其中的事实不明：{'；'.join(shown)}。",
                f"Tables that were not there; what only they hold is unknown: {'; '.join(shown)}.",
            )
        )
    if measures is None and asked["left_out"]:
        shown = [f"{code} ({table})" for code, table in asked["left_out"].items()]
        found.append(
            T(
                f"没有数据表，未筛查：{'、'.join(shown)}。",
                f"Not screened, their table is not there: {', '.join(shown)}.",
            )
        )
    if strays:
        names = ", ".join(strays)
        found.append(
            T(f"不属于这次运行、没有读取的文件：{names}。", f"Files that are none of this run's, not read: {names}.")
        )
    return found
