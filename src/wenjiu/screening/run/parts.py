"""Writes the results of a screening in parts, so that an interrupted run can be resumed.

Each part is written completely or not at all.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from ...rules.language.text import T, Text, printable
from ..files import footer, opened, unusable, writer
from ..locks import locked
from ..population import Stored

#: The most rows of a part, unless a single row group has more.
PART = 1_000_000
#: The most rows that are in memory at once.
CHUNK = 1_000_000
RUN = "run.json"
#: Folders of the parts: entitlements, and the rows that they are computed from.
ENTITLEMENTS, KEPT_ROWS = "entitlements", "kept"
LOCK = "run.lock"
SUMMARY, CHANGES = "summary.json", "changes.parquet"
#: The key of `run.json` with the files that the run writes.
FILES = "files"
_PART = re.compile(rf"(?:{ENTITLEMENTS}|{KEPT_ROWS})/[a-z][a-z0-9_]*-\d{{5,}}\.parquet", re.ASCII)


class RunError(Exception):
    """Raised for a folder of results that cannot be used.

    `message`: what is wrong.
    `fix`: what to do.
    """

    def __init__(self, message: Text, fix: Text) -> None:
        super().__init__(f"{message.en}; {fix.en}")
        self.message, self.fix = message, fix


@dataclass(frozen=True, slots=True)
class Part:
    """Some row groups of one file of a subject's table, which make one part of the result.

    `table`: the table.
    `number`: the number of the part within the table.
    `file`: the file.
    `groups`: the numbers of the row groups.
    `rows`: the number of rows.
    """

    table: str
    number: int
    file: Path
    groups: tuple[int, ...]
    rows: int

    @property
    def name(self) -> str:
        """The name of the file with its results."""
        return f"{self.table}-{self.number:05d}.parquet"

    def chunks(self, columns: list[str]) -> Iterator[pa.Table]:
        """Yield its rows in the order of the file, in several tables. A part without rows yields one empty table."""
        empty = True
        with opened(self.file) as file:
            for batch in file.iter_batches(CHUNK, list(self.groups), columns=columns):
                empty = False
                yield pa.Table.from_batches([batch])
            if empty:
                yield file.read_row_groups([], columns=columns)


def parts_of(stored: Stored) -> list[Part]:
    """Return the parts of a table, in order. An empty table has one part, so that there is a result to read."""
    found: list[Part] = []
    for file in stored.files:
        known = footer(file)
        groups: list[int] = []
        rows = 0
        for g in range(known.num_row_groups):
            size = known.row_group(g).num_rows
            if groups and rows + size > PART:
                found.append(Part(stored.name, len(found), file, tuple(groups), rows))
                groups, rows = [], 0
            groups.append(g)
            rows += size
        if groups:
            found.append(Part(stored.name, len(found), file, tuple(groups), rows))
    return found or [Part(stored.name, 0, stored.files[0], (), 0)]


class Folder:
    """A folder of results. `run.json` records the options of the run and the files that it writes.

    One run at a time uses the folder (`with`). A part has its name only when it is complete and on disk. Only files
    that `run.json` records are read as results or removed. Links are never followed to write or to remove a file.

    `path`: the folder.
    `asked`: the options of the run.
    """

    def __init__(self, path: Path, asked: Mapping[str, Any]) -> None:
        self.path, self.asked = path, json.loads(json.dumps(dict(asked)))
        self._lock: int | None = None

    def __enter__(self) -> Self:
        """Create the folder and lock it against other runs until the end of this one.

        Raises `RunError` if another run keeps the lock for more than a few seconds, or the folder has other files.
        """
        if (why := unusable(self.path)) is not None:
            raise RunError(why, T("换一个文件夹", "name another folder"))
        for name in (LOCK, RUN, ENTITLEMENTS, KEPT_ROWS):
            if (self.path / name).is_symlink():
                raise _is_link(self.path / name)
        if not (self.path / LOCK).is_file():
            self._refuse_other_files()
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = locked(self.path / LOCK)
        if self._lock is None:
            raise _at_work(self.path)
        try:
            self._refuse_other_files()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            os.close(self._lock)

    def _refuse_other_files(self) -> None:
        """Raise `RunError` for a folder with files that no run has written."""
        if self.path.exists() and not self.path.is_dir():
            raise RunError(
                T(f"“{self.path}”不是文件夹", f"'{self.path}' is no folder"), T("换一个文件夹", "name another folder")
            )
        if self.read(self.path) is None and any(
            not (f.is_dir() and not f.is_symlink()) and f.name not in (LOCK, _partial(Path(RUN)).name)
            for f in self.path.rglob("*")
        ):
            raise RunError(
                T(f"文件夹“{self.path}”里有别的内容", f"the folder '{self.path}' holds something else"),
                T("换一个空文件夹", "name an empty folder"),
            )

    def open(self) -> bool:
        """Whether the folder has a run with the same options, which is resumed. Raises `RunError` for another run."""
        before = self.read(self.path)
        if before is None:
            return False
        differ = sorted(k for k in {*before, *self.asked} if before.get(k) != self.asked.get(k))
        if differ:
            raise RunError(
                T(
                    f"文件夹“{self.path}”里是另一次筛查的结果（不同之处：{'、'.join(differ)}）",
                    f"the folder '{self.path}' holds another screening (different: {', '.join(differ)})",
                ),
                T("换一个文件夹，或加 --anew 重新开始", "name another folder, or start again with --anew"),
            )
        for name in self.recorded(self.path):
            _remove(_partial(self.path / name))
        return True

    def begin(self, files: Iterable[str]) -> None:
        """Record the options and the files of the run. From now on the run can be resumed."""
        self.write_json(RUN, {**self.asked, FILES: list(files)})

    @staticmethod
    def _noted(path: Path) -> dict[str, Any] | None:
        """Return the content of `run.json`, or None if there is none.

        Raises `RunError` if the file is damaged or was written by another version.
        """
        file = path / RUN
        if not file.is_file():
            return None
        try:
            found = json.loads(file.read_text("utf-8"))
        except (ValueError, RecursionError) as error:
            raise RunError(
                T(f"{file} 已损坏", f"{file} is damaged"), T("换一个文件夹", "name another folder")
            ) from error
        names = found.get(FILES) if isinstance(found, dict) else None
        if not isinstance(names, list) or not all(
            isinstance(n, str) and (n in (SUMMARY, CHANGES) or _PART.fullmatch(n)) for n in names
        ):
            raise RunError(
                T(f"{file} 不是这一版写的", f"{file} was not written by this version"),
                T("换一个文件夹", "name another folder"),
            )
        return found

    @classmethod
    def read(cls, path: Path) -> dict[str, Any] | None:
        """Return the options of a folder's run, or None if it has none. Raises `RunError` if they cannot be read."""
        found = cls._noted(path)
        return None if found is None else {name: value for name, value in found.items() if name != FILES}

    @classmethod
    def recorded(cls, path: Path) -> list[str]:
        """Return the files that a folder's run writes, relative to the folder. It is empty if there is no run."""
        return list((cls._noted(path) or {FILES: []})[FILES])

    @classmethod
    def parts(cls, path: Path, where: str = ENTITLEMENTS) -> list[Path]:
        """Return the parts of a run in one of its folders, in order. Raises `RunError` if a part is missing."""
        found = [path / name for name in sorted(cls.recorded(path)) if name.startswith(f"{where}/")]
        for file in found:
            if file.is_symlink():
                raise _is_link(file)
            if not file.is_file():
                raise RunError(
                    T(f"{file} 不在：这次运行还没有做完，或这一部分被删除了",
                      f"{file} is not there: the run has not ended, or this part was removed"),
                    T("再运行写出它的命令", "run the command that writes it again"),
                )  # fmt: skip
        return found

    @staticmethod
    @contextmanager
    def reading(path: Path) -> Iterator[None]:
        """Lock a folder of results against writers while it is read. Raises `RunError` if a run is writing to it."""
        try:
            lock = locked(path / LOCK, shared=True)
        except (FileNotFoundError, NotADirectoryError):  # a copy without the lock file, or not a folder of results
            yield
            return
        if lock is None:
            raise _at_work(path)
        try:
            yield
        finally:
            os.close(lock)

    @classmethod
    def strays(cls, path: Path) -> list[str]:
        """Return files among the parts that do not belong to the run, relative to the folder. They are never read."""
        known = set(cls.recorded(path))
        known |= {_partial(Path(name)).as_posix() for name in known}
        found = [f"{where}/{f.name}" for where in (ENTITLEMENTS, KEPT_ROWS) for f in (path / where).glob("[!.]*")]
        return sorted(printable(name) for name in found if name not in known)

    def clear(self) -> None:
        """Remove the files that an earlier run recorded, and no others. Links are not followed."""
        for name in self.recorded(self.path):
            _remove(_partial(self.path / name))
            _remove(self.path / name)
        _remove(self.path / RUN)

    def done(self, where: str, name: str) -> bool:
        """Whether a part exists."""
        return (self.path / where / name).is_file()

    def write(self, where: str, name: str, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
        """Write a part. It has a temporary name until it is complete and on disk."""
        target = self.path / where / name
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = _fresh(target)
        with writer(partial, schema, compression="zstd") as part:
            for table in tables:
                part.write_table(table.cast(schema))
        _settle(partial, target)

    def write_json(self, name: str, value: Any) -> None:
        """Write a JSON file. It has a temporary name until it is complete and on disk."""
        target = self.path / name
        partial = _fresh(target)
        with partial.open("x", encoding="utf-8") as file:
            file.write(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
        _settle(partial, target)


def _partial(target: Path) -> Path:
    """Return the temporary name of a file that is not complete."""
    return target.with_suffix(".partial")


def _fresh(target: Path) -> Path:
    """Return the temporary name of a file, and remove what a killed run left there. Raises `RunError` for a link."""
    partial = _partial(target)
    for file in (target, partial):
        if file.is_symlink():
            raise _is_link(file)
    _remove(partial)
    return partial


def _remove(file: Path) -> None:
    """Remove a regular file in a real folder. Links and their targets are not removed."""
    if (
        file.is_file()
        and not file.is_symlink()
        and not (file.parent.name in (ENTITLEMENTS, KEPT_ROWS) and file.parent.is_symlink())
    ):
        file.unlink()


def _at_work(path: Path) -> RunError:
    return RunError(
        T(f"另一次运行正在写文件夹“{path}”", f"another run is writing to the folder '{path}'"),
        T("等它结束，或换一个文件夹", "wait for its end, or name another folder"),
    )


def _is_link(file: Path) -> RunError:
    return RunError(
        T(f"“{file}”是链接，结果不写到链接里", f"'{file}' is a link: results are not written through links"),
        T("换一个文件夹，或删除这个链接", "name another folder, or remove the link"),
    )


def _settle(partial: Path, target: Path) -> None:
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
