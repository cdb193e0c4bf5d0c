"""The data files of the package: read the same by every YAML reader."""

from pathlib import Path

import pytest
import yaml

import wenjiu
from wenjiu.standards.data_files import read_yaml

ROOT = Path(wenjiu.__file__).parent
FILES = sorted(ROOT.rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_data_file_reads_the_same_where_the_fast_reader_is_not_installed(path: Path) -> None:
    assert yaml.load(path.read_text("utf-8"), yaml.SafeLoader) == read_yaml(path)
