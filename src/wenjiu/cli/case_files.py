"""Read cases from files: JSON lines, JSON or YAML. A bad case is reported by its line; the others are still answered.

Numbers are read as decimals. Duplicate names, endless lines, wrong encodings and too large YAML are refused with a
remedy.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import yaml

from ..rules.case.exchange import decoded, parse_json, unique, unreadable
from ..rules.language.problems import CaseError
from ..rules.language.text import T
from ..standards import numbers

LONGEST_LINE = 2**20
LARGEST_TREE = 8 * 2**20
#: Most values in a YAML case once its aliases are expanded.
MOST_VALUES = 10**5


@dataclass(frozen=True, slots=True)
class Read:
    """One case as read, or the reason why it cannot be read: line number (1 = first), the raw case, the error."""

    line: int
    raw: Any
    error: CaseError | None = None


def read_cases(name: str) -> Iterator[Read]:
    """Return the cases of a file (``-`` for standard input), in order."""
    with _opened(name) as file:
        suffix = Path(name).suffix.lower()
        if suffix == ".json":
            yield from _tree(file, _json_array)
        elif suffix == ".jsonl":
            yield from _lines(file)
        elif suffix in (".yaml", ".yml"):
            yield from _tree(file, _yaml)
        else:
            yield from _guessed(_Ahead(file))


#: Beginnings of a YAML file whose name has no known ending: a comment, document mark, directive, list or `name:`.
_YAML = re.compile(rb"""#|---|%YAML|-\s|[?!&]|(?:\w+|'[^'\n]*'|"[^"\n]*")\s*:(\s|$)""")
#: Names without quotes inside braces or brackets, which YAML allows and JSON does not.
_FLOW = re.compile(rb"""[\[{,]\s*(?:[A-Za-z_]\w*|'[^'\n]*')\s*:(\s|$)""")
_BLANK = b"\xef\xbb\xbf \t\r\n"


class _Ahead:
    """A file whose first lines can be examined before it is read, even if it is standard input."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._seen = file, b""

    def first(self) -> bytes:
        """Return the first line that is not blank, up to the longest line; empty if there is none."""
        while line := self._file.readline(LONGEST_LINE + 1):
            self._seen += line
            if line.strip(_BLANK):
                return line
            if len(self._seen) > LARGEST_TREE:
                break
        return b""

    def all(self) -> bytes:
        """Return the file from its start, one byte more than the size limit of a tree."""
        self._seen += self._file.read(max(LARGEST_TREE + 1 - len(self._seen), 0))
        return self._seen

    def readline(self, most: int) -> bytes:
        """Read a line, as a file does."""
        if not self._seen:
            return self._file.readline(most)
        end = self._seen.find(b"\n") + 1 or len(self._seen)
        line, self._seen = self._seen[: min(end, most)], self._seen[min(end, most) :]
        if not line.endswith(b"\n") and len(line) < most:
            line += self._file.readline(most - len(line))
        return line

    def read(self, most: int) -> bytes:
        """Read bytes, as a file does."""
        found, self._seen = self._seen[:most], self._seen[most:]
        return found + self._file.read(most - len(found))


def _guessed(file: _Ahead) -> Iterator[Read]:
    """Return cases from a file of unknown format. Decide by its first line, and by the rest if that is not enough."""
    first = file.first().strip(_BLANK)
    if _YAML.match(first):
        yield from _tree(file, _yaml)
    elif first[:1] not in (b"{", b"[") or _is_case(whole := _json_value(first)):
        yield from _lines(file)
    else:
        text = file.all()
        rest = text.partition(first)[2].strip(_BLANK)
        if whole is not None:  # a list of cases is the whole file; any other value may be one of several lines
            parse = None if rest else _json_array
        elif _json_value(text) is not None:
            parse = _json_array
        elif not first.endswith((b"[", b"{", b",")) and any(_is_case(_json_value(line)) for line in rest.splitlines()):
            parse = None  # the first of many lines is broken
        else:
            parse = _yaml if _FLOW.search(text) else _json_array if rest else None
        yield from _lines(file) if parse is None else _tree(file, parse)


def _json_value(text: bytes) -> Any:
    """Return a text's JSON value; None if it is not JSON."""
    try:
        return json.loads(text.strip(_BLANK))
    except (ValueError, RecursionError):
        return None


def _is_case(value: Any) -> bool:
    """Return whether a line is one case and not a list of cases."""
    return isinstance(value, dict) and not isinstance(value.get("cases"), list)


def read_object(name: str, field: str) -> Any:
    """Return one object (facts or parameters) from a JSON or YAML file. Raise `CaseError` if that fails."""
    with _opened(name) as file:
        text = decoded(_whole(file, field), field)
    if not text.strip():
        raise CaseError(field, T("文件是空的", "the file is empty"), T("写上 {名称: 值}", "write {name: value}"))
    try:
        return parse_json(text) if _is_json(name, text) else _yaml_object(text)
    except CaseError:
        raise
    except (ValueError, TypeError, LookupError, RecursionError, yaml.YAMLError) as error:
        raise _unreadable(field, error) from error


def _is_json(name: str, text: str) -> bool:
    """Return whether an object is written as JSON, even broken JSON, and not as YAML in braces."""
    if not text.lstrip().startswith("{") or Path(name).suffix.lower() == ".json":
        return text.lstrip().startswith("{")
    raw = text.encode()
    return _json_value(raw) is not None or not (_FLOW.search(raw) or Path(name).suffix.lower() in (".yaml", ".yml"))


class Loader(yaml.SafeLoader):
    """YAML loader with the scalars of JSON only: dates, yes and no stay text, and numbers are exact."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own way to start without resolvers


def _plain(pattern: str, tag: str, first: str) -> None:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_plain(r"^(?:true|True|TRUE|false|False|FALSE)$", "bool", "tTfF")
_plain(r"^(?:~|null|Null|NULL|)$", "null", "~nN")
Loader.yaml_implicit_resolvers.setdefault("", []).extend(Loader.yaml_implicit_resolvers["~"][-1:])
_plain(r"^[-+]?(?:0|[1-9][0-9]*)$", "int", "-+0123456789")
_plain(
    r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|nan)$",
    "float",
    "-+0123456789.",
)


def _construct_mapping(loader: Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    pairs = [(loader.construct_object(k, deep=True), loader.construct_object(v, deep=True)) for k, v in node.value]
    return unique([(k if isinstance(k, str) else str(k), v) for k, v in pairs])


def _construct_float(loader: Loader, node: yaml.ScalarNode) -> Decimal | str:
    return numbers.decimal(node.value.lower().replace(".inf", "Infinity").replace(".nan", "NaN"))


def _construct_int(loader: Loader, node: yaml.ScalarNode) -> int | str:
    return numbers.integer(node.value)


for _tag in ("timestamp", "binary", "set", "omap", "pairs"):  # no JSON values: tags for them are unknown
    Loader.yaml_constructors = {k: v for k, v in Loader.yaml_constructors.items() if k != f"tag:yaml.org,2002:{_tag}"}
Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)
Loader.add_constructor("tag:yaml.org,2002:float", _construct_float)


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    try:
        if name == "-":
            yield sys.stdin.buffer if sys.stdin else io.BufferedReader(io.BytesIO())
            return
        with Path(name).open("rb") as file:
            yield file
    except OSError as error:
        why = {FileNotFoundError: "没有这个文件", PermissionError: "没有读取权限", IsADirectoryError: "这是文件夹"}
        raise CaseError(
            "file",
            T(f"读不了 {name}：{why.get(type(error), error.strerror)}", f"cannot read {name}: {error.strerror}"),
            T("检查路径和权限", "check the path and the permissions"),
        ) from error


def _lines(file: IO[bytes] | _Ahead) -> Iterator[Read]:
    number, found = 0, False
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(LONGEST_LINE)
            found = True
            yield Read(
                number,
                None,
                CaseError(
                    "line", T("这一行超过1MB", "the line is over 1 MB"), T("一行写一个案件", "write one case a line")
                ),
            )
            continue
        if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        found = True
        try:
            yield Read(number, parse_json(decoded(raw, "line").rstrip()))
        except CaseError as error:
            yield Read(number, None, error)
        except (ValueError, RecursionError) as error:
            yield Read(number, None, _unreadable("line", error))
    if not found:
        yield Read(1, None, _empty())


def _tree(file: IO[bytes] | _Ahead, parse: Any) -> Iterator[Read]:
    try:
        text = decoded(_whole(file, "file"), "file")
        if not text.strip():
            raise _empty()
        cases = parse(text)
    except CaseError as error:
        yield Read(1, None, error)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else getattr(error, "lineno", 1)
        if isinstance(error, yaml.reader.ReaderError):
            line = text.count("\n", 0, error.position) + 1
        yield Read(line, None, _unreadable("file", error))
    else:
        yield from cases or [Read(1, None, _empty())]


def _json_array(text: str) -> list[Read]:
    found = parse_json(text)
    rows = found if isinstance(found, list) else found.get("cases", [found]) if isinstance(found, dict) else [found]
    return [Read(i, raw) for i, raw in enumerate(rows, 1)]


def _yaml(text: str) -> list[Read]:
    loader = Loader(text)
    try:
        root = loader.get_single_node()
        sizes: dict[int, float] = {}
        if isinstance(root, yaml.MappingNode):
            root = next((v for k, v in root.value if k.value == "cases"), root)
        nodes = root.value if isinstance(root, yaml.SequenceNode) else [root] if root is not None else []
        reads = []
        for node in nodes:
            line = node.start_mark.line + 1
            try:
                reads.append(Read(line, loader.construct_document(_bounded(node, sizes))))
            except CaseError as error:
                reads.append(Read(line, None, error))
            except (ValueError, TypeError, LookupError, RecursionError, yaml.YAMLError) as error:
                reads.append(Read(line, None, _unreadable("case", error)))
        return reads
    finally:
        loader.dispose()


def _yaml_object(text: str) -> Any:
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        return None if node is None else loader.construct_document(_bounded(node, {}))
    finally:
        loader.dispose()


def _bounded(root: yaml.Node, sizes: dict[int, float]) -> yaml.Node:
    """Return the tree, unless its expanded aliases make it too large or endless (a few lines can become billions)."""

    def size(node: yaml.Node) -> float:
        if id(node) not in sizes:
            sizes[id(node)] = float("inf")  # the size that an alias inside its own anchor finds
            parts: list[Any] = [] if isinstance(node, yaml.ScalarNode) else node.value
            sizes[id(node)] = 1 + sum(size(p[0]) + size(p[1]) if isinstance(p, tuple) else size(p) for p in parts)
        return sizes[id(node)]

    if size(root) > MOST_VALUES:
        raise CaseError(
            "case",
            T(f"别名展开后超过{MOST_VALUES}个值", f"its aliases stand for more than {MOST_VALUES} values"),
            T("写出各个案件，少用别名", "write the cases out, with fewer aliases"),
        )
    return root


def _whole(file: IO[bytes] | _Ahead, field: str) -> bytes:
    raw = file.read(LARGEST_TREE + 1)
    if len(raw) > LARGEST_TREE:
        raise CaseError(
            field,
            T("文件超过8MB", "the file is over 8 MB"),
            T("大批案件请用 JSONL，一行一个", "for many cases use JSONL, one case a line"),
        )
    return raw


def _empty() -> CaseError:
    return CaseError(
        "file",
        T("文件是空的，没有案件", "the file is empty: there is no case"),
        T("写上至少一个案件", "write at least one case"),
    )


def _unreadable(field: str, error: Exception) -> CaseError:
    if isinstance(error, yaml.reader.ReaderError):
        why = T("有控制字符", "holds a control character")
    elif isinstance(error, yaml.YAMLError):
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        why = T(f"不是有效的 YAML（第{line}行）", f"not valid YAML (line {line}: {getattr(error, 'problem', error)})")
    else:
        return unreadable(field, error)
    return CaseError(field, why, T("改正后重试", "mend it and try again"))
