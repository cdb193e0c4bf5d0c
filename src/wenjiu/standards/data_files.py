"""Reads the YAML data files of the package. Each error names the file and the line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A YAML loader that raises an error for a duplicate key in a mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(None, None, f"{key.value}: given twice", key.start_mark)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError as problem:  # a day that the calendar does not have, such as 2020-13-01
            raise yaml.constructor.ConstructorError(
                None, None, f"{node.value}: {problem}", node.start_mark
            ) from problem


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def read_yaml(path: Path, error: Callable[[str], Exception] = ValueError) -> Any:
    """Return the content of a YAML file in UTF-8.

    Raises `error` with the name of the file and the line if the file is not UTF-8, is not YAML, or has a duplicate key.
    """
    try:
        return yaml.load(path.read_text("utf-8"), _Loader)
    except UnicodeDecodeError as problem:
        raise error(f"{path.name}: byte {problem.start + 1} is not UTF-8") from problem
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f" line {mark.line + 1}:" if mark is not None else ""
        raise error(f"{path.name}:{line} {getattr(problem, 'problem', None) or problem}") from problem
