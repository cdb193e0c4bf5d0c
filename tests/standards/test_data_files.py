"""A data file that cannot be read is refused with its name and the line; those of the package are read by every reader."""

import re
from pathlib import Path

import pytest
import yaml

import wenjiu
from wenjiu.standards.data_files import read_yaml

ROOT = Path(wenjiu.__file__).parent
FILES = sorted(ROOT.rglob("*.yaml"))
REFUSED = {
    "a day that the calendar does not have": ("first: 1\nday: 2020-13-01\n", "line 2: 2020-13-01"),
    "a day too many in a month": ("rows:\n  - {from: 2021-02-29}\n", "line 2: 2021-02-29"),
    "a name given twice": ("a: 1\nb: 2\na: 3\n", "line 3: a: given twice"),
    "text that is no YAML": ("a: [1, 2\n", "line 2"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_its_name_and_line(tmp_path, why):
    text, said = REFUSED[why]
    file = tmp_path / "figures.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(f"figures.yaml: {said}")):
        read_yaml(file)


def test_a_file_that_is_not_utf_8_is_refused_with_the_place_of_the_byte(tmp_path):
    file = tmp_path / "figures.yaml"
    file.write_bytes(b"a: \xb3\n")
    with pytest.raises(ValueError, match=r"figures\.yaml: byte 4 is not UTF-8"):
        read_yaml(file)


def test_days_are_read_as_days(tmp_path):
    file = tmp_path / "figures.yaml"
    file.write_text("day: 2020-12-24\n", encoding="utf-8")
    assert read_yaml(file)["day"].isoformat() == "2020-12-24"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_data_file_reads_the_same_where_the_fast_reader_is_not_installed(path):
    assert yaml.load(path.read_text("utf-8"), yaml.SafeLoader) == read_yaml(path)
