"""Share code between the commands over populations: exit status of errors, Ctrl-C, progress, tables on a terminal.

This module imports no data library until a command runs.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, Self

import click

from ..rules.case.parsing import parse_readings
from ..rules.language.problems import CaseError
from ..rules.language.text import COLON, T, Text, language_of, printable
from ..rules.policy import Policy
from ..standards.columns import pad, width
from .common import Command, language
from .locales import utf8

EXTRA = {"duckdb", "numpy", "pandas", "polars", "pyarrow"}
CONTINUED = T(
    "运行同一命令（不带 --anew）即可从中断处继续", "the same command (without --anew) continues where it stopped"
)
#: Seconds between two lines of progress if there is no terminal.
PAUSE = 5.0
#: Exit status for wrong input, for a failure of this machine, and for a stop with Ctrl-C (128 + SIGINT).
WRONG, FAILED, STOPPED = 2, 1, 130


class Telling(Command):
    """A command that prints its errors as one object, or as one line on standard error."""

    def tell(self, error: CaseError, lang: str, as_json: bool) -> None:
        tell(error.as_dict(lang), lang, as_json)


def tell(error: Mapping[str, Any], lang: str, as_json: bool) -> None:
    """Print an error: field, what is wrong, what to do; the `problems` of a population follow."""
    if as_json:
        print(json.dumps({"error": error}, ensure_ascii=False))
        return
    stop = T("。", ". ")(lang)
    end = "" if error["fix"].endswith(("?", "？")) else stop
    line = f"{error['field']}{COLON(lang)}{error['message']}{stop}{error['fix']}{end}"
    click.echo(printable(line.strip()), err=True)


@contextmanager
def running(
    lang: str, as_json: bool, *, left: Text, results: Sequence[Path] = (), data: Path | None = None
) -> Iterator[None]:
    """Run a command's body. Any error is explained in words, and the process ends with the status for it.

    Args:
        left: what to do after Ctrl-C.
        results: folders of results to search for damaged files when a file cannot be read.
        data: the population's folder, searched too.
    """
    spoken = language_of(lang)
    utf8(as_json)
    stopped = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        language(lang)
        yield
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output is gone; nobody can be informed, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - engines report an interrupt as their own error
        if stopped:
            _end(STOPPED, CaseError("Ctrl-C", T("已停止", "stopped"), left).as_dict(spoken), spoken, as_json)
        _refuse(error, spoken, as_json, results, data)
    finally:
        signal.signal(signal.SIGINT, before)


def _refuse(error: BaseException, lang: str, as_json: bool, results: Sequence[Path], data: Path | None) -> NoReturn:
    if isinstance(error, CaseError):
        _end(WRONG, error.as_dict(lang), lang, as_json)
    if isinstance(error, ImportError):
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise error
        missing = T(f"没有安装 {error.name}", f"{error.name} is not installed")
        remedy = T('运行 pip install "wenjiu[screening]"', 'run pip install "wenjiu[screening]"')
        _end(WRONG, CaseError("wenjiu", missing, remedy).as_dict(lang), lang, as_json)
    from ..screening.columns.expr import TooLarge
    from ..screening.population import PopulationError
    from ..screening.run.parts import RunError

    if isinstance(error, PopulationError):
        _unsound(error, lang, as_json)
    if isinstance(error, TooLarge):
        exceeds = T(
            f"按这些参数，{error.measure} 的计算可能达到 {error.reach}，超出 {error.bits} 位整数",
            f"with these figures, {error}",
        )
        _end(WRONG, CaseError("--params", exceeds, T("把数值改小", "use smaller ones")).as_dict(lang), lang, as_json)
    if isinstance(error, RunError):
        _end(WRONG, CaseError("wenjiu", error.message, error.fix).as_dict(lang), lang, as_json)
    failure = _of_machine(error, results, data)
    if failure is None:
        raise error
    _end(FAILED, failure.as_dict(lang), lang, as_json)


def _end(status: int, error: Mapping[str, Any], lang: str, as_json: bool) -> NoReturn:
    tell(error, lang, as_json)
    sys.stdout.flush()
    sys.exit(status)


def _unsound(error: Any, lang: str, as_json: bool) -> NoReturn:
    first, *more = error.problems
    if not more and not first.where:  # about a folder, not its contents
        field = "--out" if first.kind == "not_empty" else "--population"
        _end(WRONG, CaseError(field, first.message, first.fix).as_dict(lang), lang, as_json)
    message = T(
        f"人口数据有{len(error.problems)}处问题",
        f"{len(error.problems)} thing{'s are' if more else ' is'} wrong with the population",
    )
    about = CaseError("--population", message, T("改正后重试", "mend and try again")).as_dict(lang)
    if as_json:
        _end(WRONG, {**about, "problems": [p.as_dict(lang) for p in error.problems]}, lang, as_json)
    tell(about, lang, as_json)
    for problem in error.problems:
        click.echo(problem.text(lang), err=True)
    sys.exit(WRONG)


def _of_machine(error: BaseException, results: Sequence[Path], data: Path | None) -> CaseError | None:
    """Return an error of the machine (memory, disk, permissions, a damaged file) as `CaseError`; else None."""
    import duckdb
    import polars
    import pyarrow

    words = " ".join(str(error).split())
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return CaseError(
            "--memory",
            T("内存不够", "there is not enough memory"),
            T("给 --memory 更大的值，或关闭别的程序", "give --memory more, or close other programs"),
        )
    full = [os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)]
    libraries = duckdb.Error | pyarrow.ArrowException | polars.exceptions.PolarsError
    if not isinstance(error, OSError | libraries):
        return None
    if any(text in words for text in full):
        return CaseError(
            "disk", T(f"写不下了（{words[:200]}）", f"nothing more can be written ({words[:200]})"),
            T(f"腾出空间；{CONTINUED.zh}", f"make room; {CONTINUED.en}"),
        )  # fmt: skip
    damaged = _damaged(results, data)
    if damaged is not None:
        return damaged
    if isinstance(error, OSError):
        name = error.filename or "file"
        reason = error.strerror or words[:200]
        return CaseError(
            str(name), T(f"读写失败（{reason}）", f"cannot be read or written ({reason})"),
            T("检查路径和权限", "check the path and the permissions"),
        )  # fmt: skip
    return None


def _damaged(results: Sequence[Path], data: Path | None) -> CaseError | None:
    from ..screening.files import damaged
    from ..screening.run.parts import ENTITLEMENTS, Folder, RunError

    for folder in results:
        try:
            files = [folder / name for name in Folder.recorded(folder)]
        except (RunError, OSError):
            continue
        for file in damaged(f for f in files if f.suffix == ".parquet"):
            part = folder / ENTITLEMENTS / file.name
            return CaseError(
                str(file),
                T("这个结果文件已损坏", "this file of results is damaged"),
                T(f"删除 {part}，再运行写出它的命令", f"remove {part}, then run the command that wrote it again"),
            )
    tables: list[Path] = []
    if data is not None:
        with suppress(OSError):  # a folder that cannot be read: that is the error, and it has been reported
            tables = [*data.glob("*.parquet"), *data.glob("*/*.parquet")]
    for file in damaged(tables):
        return CaseError(
            str(file),
            T("这个数据文件已损坏", "this file of data is damaged"),
            T("重新导出或重新复制这个文件", "export or copy this file again"),
        )
    return None


def letters(policy: Policy, codes: Sequence[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Return the requested readings.

    Raises:
        CaseError: a reading does not exist, or no measure among `codes` can compute it.
    """
    for id, letter in asked.items():
        first: CaseError | None = None
        for code in codes:
            try:
                parse_readings(policy, policy.measures[code], {id: letter})
                break
            except CaseError as error:
                first = first or error
        else:
            if first is not None:
                raise first
    return dict(asked)


class Progress:
    """Show progress on standard error: a bar on a terminal, else a line every few seconds; nothing if `quiet`."""

    def __init__(self, lang: str, verb: Text, *, quiet: bool) -> None:
        self.lang, self.verb, self.quiet = lang, verb, quiet
        self.terminal = sys.stderr.isatty()
        self.bar: Any = None
        self.written = time.monotonic()

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show `done` of `total` (0: unknown) at the table `what`."""
        if self.quiet:
            return
        if self.terminal:
            self._draw(done, total, what)
        elif time.monotonic() - self.written >= PAUSE:
            self.written = time.monotonic()
            share = f" {done:,}/{total:,}" if total else ""
            click.echo(f"{self._words(total)}{share} {what}", err=True)

    def _words(self, total: int) -> str:
        return (self.verb if total else T("检查", "checking"))(self.lang)

    def _draw(self, done: int, total: int, what: str) -> None:
        if not total:
            click.echo(f"\r{self._words(0)} {what}\x1b[K", nl=False, err=True)
            return
        if self.bar is None:
            click.echo("\r\x1b[K", nl=False, err=True)
            self.bar = click.progressbar(
                length=total,
                file=sys.stderr,
                width=30,
                show_pos=True,
                label=self._words(total),
                item_show_func=lambda table: table or "",
            )
            self.bar.__enter__()
        self.bar.update(done - self.bar.pos, what)

    def close(self) -> None:
        """End the line of the bar."""
        if self.bar is not None:
            self.bar.__exit__(None, None, None)
        elif self.terminal and not self.quiet:
            click.echo("\r\x1b[K", nl=False, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *about: object) -> None:
        self.close()


def terminal_columns() -> int:
    """Return the columns of the terminal; 80 if there is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 80


def grid(rows: Sequence[Sequence[str]], sides: str, *, indent: int = 2, columns: int | None = None) -> list[str]:
    """Return rows in columns, each aligned left (`l`) or right (`r`) as `sides` says; with narrow gaps if necessary."""
    sizes = [max(width(row[i]) for row in rows) for i in range(len(sides))]
    room = (columns or terminal_columns()) - indent - sum(sizes)
    gap = " " * (2 if 2 * (len(sizes) - 1) <= room else 1)
    lines = []
    for row in rows:
        cells = [
            pad(cell, size) if side == "l" else " " * (size - width(cell)) + cell
            for cell, size, side in zip(row, sizes, sides, strict=True)
        ]
        lines.append((" " * indent + gap.join(cells)).rstrip())
    return lines
