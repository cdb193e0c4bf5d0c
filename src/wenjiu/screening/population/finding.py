"""Finds the tables of a population in a folder by their names, and reports files that cannot be read as a table."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...rules.language.text import T, Text, printable
from ..files import kind_of, unusable
from .problems import Problem
from .schema import OWN_PREFIX

SUFFIX = ".parquet"
#: Endings that other programs use for files of tables. Only `SUFFIX` is read.
LIKE_TABLES = (SUFFIX, ".parq", ".pq")
#: Endings of files that describe a table and are not one.
DESCRIPTIONS = (".md", ".txt", ".html", ".pdf", ".json", ".yaml", ".yml", ".log")
#: Prefixes of files that other programs write next to their parts: Spark's ``_SUCCESS``, checksums, hidden files.
ASIDE = (".", "_")


@dataclass
class Found:
    """What a folder contains.

    `files`: table -> its parts in order.
    `wrong`: table -> the reasons why it cannot be read.
    `strangers`: problems of files and folders whose name is not that of a table.
    """

    files: dict[str, tuple[Path, ...]] = field(default_factory=dict)
    wrong: dict[str, list[Problem]] = field(default_factory=dict)
    strangers: list[Problem] = field(default_factory=list)


def find(folder: Path, names: Sequence[str]) -> Found:
    """Look for tables of these names in a folder. Raises OSError if it, or a folder in it, cannot be listed."""
    found = Found()
    entries = [folder / name for name in sorted(os.listdir(folder)) if not name.startswith((OWN_PREFIX, *ASIDE))]
    forms = {name: [e for e in entries if e.name in (name + SUFFIX, name) and not _bare(e, name)] for name in names}
    for name in names:
        parts: list[Path] = []
        wrong: list[Problem] = []
        for form in forms[name]:
            _look(form, name, parts, wrong)
        if len(forms[name]) > 1:
            wrong.insert(0, _two_forms(name, forms[name]))
        if forms[name]:
            found.files[name] = tuple(parts)
            found.wrong[name] = wrong
    taken = {entry for known in forms.values() for entry in known}
    for entry in entries:
        if entry not in taken:
            _misnamed(entry, names, forms, found)
    found.files = {name: found.files[name] for name in names if name in found.files}
    return found


def _bare(entry: Path, name: str) -> bool:
    """Whether an entry has the name of a table's folder, but is not a folder."""
    return entry.name == name and kind_of(entry) != "folder"


def _look(form: Path, name: str, parts: list[Path], wrong: list[Problem]) -> None:
    """Read one form of a table: a file, or a folder of parts as Spark and others write it."""
    kind = kind_of(form)
    if kind != "folder":
        _part(form, form.name, name, kind, parts, wrong)
        return
    before = len(parts) + len(wrong)
    for entry in sorted(os.listdir(form)):
        file, shown = form / entry, f"{form.name}/{entry}"
        if entry.startswith(ASIDE) or entry.lower().endswith(DESCRIPTIONS):
            continue
        kind = kind_of(file)
        if kind == "folder":
            wrong.append(_nested(name, shown))
        elif kind == "file" and not entry.endswith(SUFFIX):
            wrong.append(_no_part(name, shown))
        else:
            _part(file, shown, name, kind, parts, wrong)
    if len(parts) + len(wrong) == before:
        wrong.append(_nothing_in(name, form.name))


def _part(file: Path, shown: str, name: str, kind: str, parts: list[Path], wrong: list[Problem]) -> None:
    why = unusable(file) if kind == "file" else _NO_FILE[kind]
    if why is None:
        parts.append(file)
        return
    fix = T("给文件改名", "rename the file") if kind == "file" else T("换成真正的文件", "put a real file there")
    wrong.append(Problem("no_file", why, fix, name, file=printable(shown)))


def _misnamed(entry: Path, names: Sequence[str], forms: dict[str, list[Path]], found: Found) -> None:
    """Report a file or folder with an unknown name, if it looks like a table of the policy or like another table."""
    lower = entry.name.lower()
    stem = lower.partition(".")[0].strip()
    like = lower.endswith(LIKE_TABLES)
    if stem in names and not lower.endswith(DESCRIPTIONS) and (like or not forms[stem]):
        found.files.setdefault(stem, ())
        found.wrong.setdefault(stem, []).append(_not_read(stem, entry))
    elif like or (kind_of(entry) == "folder" and _holds_tables(entry)):
        name = entry.name.removesuffix(next((end for end in LIKE_TABLES if lower.endswith(end)), ""))
        message = T(f"没有名为“{printable(name)}”的表", f"there is no table '{printable(name)}'")
        fix = likely(name, names, "表", "table")
        found.strangers.append(Problem("unknown_table", message, fix, file=printable(entry.name)))


def _holds_tables(folder: Path) -> bool:
    """Whether a folder contains a file of a table, at any depth. Links are not followed."""
    return any(name.lower().endswith(LIKE_TABLES) for _, _, files in os.walk(folder) for name in files)


def likely(given: str, names: Iterable[str], zh: str, en: str) -> Text:
    """Return what to do about an unknown name: use the nearest known name, or one of the known names."""
    options = list(names)
    close = difflib.get_close_matches(given.lower(), options, 1)
    if close:
        return T(f"是不是 {close[0]}？不用的{zh}改以 x_ 开头", f"did you mean {close[0]}? else begin the {en} with x_")
    listed = ", ".join(options)
    return T(f"可用的有：{listed}；不用的{zh}改以 x_ 开头", f"one of: {listed}; else begin the {en} with x_")


_NO_FILE = {
    "nothing": T("是链接，所指的文件不在", "is a link to a file that is not there"),
    "other": T("是管道或设备，不是文件", "is a pipe or a device, no file"),
}


def _two_forms(name: str, forms: Sequence[Path]) -> Problem:
    shown = [f"{printable(f.name)}{'/' if f.is_dir() else ''}" for f in forms]
    return Problem(
        "two_forms",
        T(f"{'、'.join(shown)} 同时存在", f"there are both {' and '.join(shown)}"),
        T("只留一种", "keep one of them"),
        name,
    )


def _not_read(name: str, entry: Path) -> Problem:
    return Problem(
        "not_read",
        T("像是这张表，但名字不对，没有读取", "looks like this table but is not named as one, and is not read"),
        T(f"改名为 {name}{SUFFIX}；不用的改以 x_ 开头", f"name it {name}{SUFFIX}; begin what is not used with x_"),
        name,
        file=printable(entry.name),
    )


def _nested(name: str, shown: str) -> Problem:
    return Problem(
        "not_read",
        T("表的文件夹里还有文件夹，没有读取", "is a folder inside the table's folder, and is not read"),
        T(
            f"各部分直接放在 {name}/ 里，文件夹名中的值写成列",
            f"put the parts right into {name}/, and values of folder names into a column",
        ),
        name,
        file=printable(shown),
    )


def _no_part(name: str, shown: str) -> Problem:
    return Problem(
        "not_read",
        T(f"不以 {SUFFIX} 结尾，没有读取", f"does not end in {SUFFIX}, and is not read"),
        T(
            f"各部分写成 *{SUFFIX}；不用的移走，或改以 _ 开头",
            f"write parts as *{SUFFIX}; move away what is not used, or begin it with _",
        ),
        name,
        file=printable(shown),
    )


def _nothing_in(name: str, shown: str) -> Problem:
    return Problem(
        "not_read",
        T("文件夹里没有一个部分", "is a folder without a part"),
        T(f"放入 *{SUFFIX}，或删除这个文件夹", f"put *{SUFFIX} there, or remove the folder"),
        name,
        file=printable(shown),
    )
