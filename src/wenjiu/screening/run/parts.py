"""A screening's work in parts, each written whole or not at all, so that a run that was cut off goes on where it was."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from ...rules.language.text import T, Text
from ..population import Stored

#: Rows of a part, unless one row group alone has more.
PART = 1_000_000
#: Rows that are in memory at once.
CHUNK = 1_000_000
RUN = "run.json"
#: Folders of the parts: entitlements, and the rows that they stand on.
ENTITLEMENTS, KEPT_ROWS = "entitlements", "kept"
LOCK = "run.lock"


class RunError(Exception):
    """A folder of results that cannot be used: what is wrong, and what to do."""

    def __init__(self, message: Text, fix: Text) -> None:
        super().__init__(f"{message.en}; {fix.en}")
        self.message, self.fix = message, fix


@dataclass(frozen=True, slots=True)
class Part:
    """Some row groups of one file of a subject's table: the rows that one part of the result is about."""

    table: str
    number: int
    file: Path
    groups: tuple[int, ...]
    rows: int

    @property
    def name(self) -> str:
        """What its results are called."""
        return f"{self.table}-{self.number:05d}.parquet"

    def chunks(self, columns: list[str]) -> Iterator[pa.Table]:
        """Its rows in the file's order, some at a time; one table without rows where it has none."""
        empty = True
        with pq.ParquetFile(self.file) as file:
            for batch in file.iter_batches(CHUNK, list(self.groups), columns=columns):
                empty = False
                yield pa.Table.from_batches([batch])
            if empty:
                yield file.read_row_groups([], columns=columns)


def parts_of(stored: Stored) -> list[Part]:
    """The parts of a table, in order; one without rows where it has none, so that there is a result to read."""
    found: list[Part] = []
    for file in stored.files:
        footer = pq.read_metadata(file)
        groups: list[int] = []
        rows = 0
        for g in range(footer.num_row_groups):
            size = footer.row_group(g).num_rows
            if groups and rows + size > PART:
                found.append(Part(stored.name, len(found), file, tuple(groups), rows))
                groups, rows = [], 0
            groups.append(g)
            rows += size
        if groups:
            found.append(Part(stored.name, len(found), file, tuple(groups), rows))
    return found or [Part(stored.name, 0, stored.files[0], (), 0)]


class Folder:
    """A folder of results: what was asked (`run.json`), and the parts that are done. One run at a time is in it (`with`).

    A part appears under its name only when it is whole and on disk; what a killed run left half-written is removed.
    """

    def __init__(self, path: Path, asked: Mapping[str, Any]) -> None:
        self.path, self.asked = path, dict(asked)
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        """Make the folder and keep other runs out of it until the end, however that comes. `RunError` where one is there."""
        self._refuse_strangers()
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = (self.path / LOCK).open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise RunError(
                T(f"另一次运行正在写文件夹“{self.path}”", f"another run is writing to the folder '{self.path}'"),
                T("等它结束，或换一个文件夹", "wait for its end, or name another folder"),
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.close()

    def _refuse_strangers(self) -> None:
        """`RunError` for a folder with files that no run has made."""
        if self.path.exists() and not self.path.is_dir():
            raise RunError(
                T(f"“{self.path}”不是文件夹", f"'{self.path}' is no folder"), T("换一个文件夹", "name another folder")
            )
        if self.read(self.path) is None and any(
            f.is_file() and f.name not in (LOCK, _partial(Path(RUN)).name) for f in self.path.rglob("*")
        ):
            raise RunError(
                T(f"文件夹“{self.path}”里有别的内容", f"the folder '{self.path}' holds something else"),
                T("换一个空文件夹", "name an empty folder"),
            )

    def open(self) -> bool:
        """Whether a run that asked the same has begun here: it is taken up. `RunError` where another one has."""
        before = self.read(self.path)
        if before is not None and before != json.loads(json.dumps(self.asked)):
            differ = sorted(
                k for k in {*before, *self.asked} if before.get(k) != json.loads(json.dumps(self.asked)).get(k)
            )
            raise RunError(
                T(
                    f"文件夹“{self.path}”里是另一次筛查的结果（不同之处：{'、'.join(differ)}）",
                    f"the folder '{self.path}' holds another screening (different: {', '.join(differ)})",
                ),
                T("换一个文件夹，或加 --anew 重新开始", "name another folder, or start again with --anew"),
            )
        for left in self.path.rglob("*.partial"):
            left.unlink()
        return before is not None

    def begin(self) -> None:
        """Write down what is asked: from now on the run can be taken up."""
        self.write_json(RUN, self.asked)

    @staticmethod
    def read(path: Path) -> dict[str, Any] | None:
        """What a folder's run asked; None where it holds none. `RunError` where that cannot be read."""
        file = path / RUN
        if not file.is_file():
            return None
        try:
            found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        except ValueError as error:
            raise RunError(
                T(f"{file} 已损坏", f"{file} is damaged"), T("换一个文件夹", "name another folder")
            ) from error
        return found

    def clear(self) -> None:
        """Remove an earlier run's results, and nothing else."""
        if self.read(self.path) is None:
            return
        ours = [*self.path.glob("*/*.parquet"), *self.path.rglob("*.partial"), *self.path.glob("*.parquet")]
        for file in [*ours, *(f for f in self.path.glob("*.json") if f.name != RUN), self.path / RUN]:
            file.unlink()

    def done(self, where: str, name: str) -> bool:
        """Whether a part is there."""
        return (self.path / where / name).is_file()

    @staticmethod
    def damaged(path: Path) -> list[Path]:
        """The files of a folder of results that cannot be read from end to end."""
        found: list[Path] = []
        for file in sorted(path.rglob("*.parquet")):
            try:
                with pq.ParquetFile(file) as parts:
                    for _ in parts.iter_batches():
                        pass
            except (pa.ArrowException, OSError):
                found.append(file)
        return found

    def write(self, where: str, name: str, tables: Iterator[pa.Table], schema: pa.Schema) -> None:
        """Write a part: under another name until it is whole and on disk."""
        target = self.path / where / name
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = _partial(target)
        with pq.ParquetWriter(partial, schema, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table.cast(schema))
        _settle(partial, target)

    def write_json(self, name: str, value: Any) -> None:
        """Write a small file the same way."""
        target = self.path / name
        partial = _partial(target)
        partial.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
        _settle(partial, target)


def _partial(target: Path) -> Path:
    """What a file is called until it is whole."""
    return target.with_suffix(".partial")


def _settle(partial: Path, target: Path) -> None:
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
