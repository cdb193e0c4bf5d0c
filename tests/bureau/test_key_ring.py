"""Guards of the keys: what is changed, moved or keyless does not open, and old keys still read."""

from pathlib import Path
from typing import Any

import pytest

from wenjiu.bureau import key_ring
from wenjiu.bureau.key_ring import KeyRingError
from wenjiu.config import secret_files


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A data folder with keys of its own."""
    secret_files.ensure_all(tmp_path)
    settings.DATA_FOLDER = tmp_path
    return tmp_path


def test_what_was_encrypted_can_be_read_in_its_place_only() -> None:
    value = key_ring.encrypt("110105", "a.b")
    assert b"110105" not in value and key_ring.decrypt(memoryview(value), "a.b") == "110105"
    with pytest.raises(KeyRingError, match="does not open"):
        key_ring.decrypt(value, "a.c")


def test_twice_the_same_text_looks_different_and_has_the_same_index() -> None:
    assert key_ring.encrypt("x", "a.b") != key_ring.encrypt("x", "a.b")
    assert key_ring.blind_index("x", "p") == key_ring.blind_index("x", "p") != key_ring.blind_index("x", "q")
    assert len(key_ring.blind_index("x", "p")) == 64


def test_every_changed_byte_is_noticed() -> None:
    value = key_ring.encrypt("x", "a.b")
    for place in range(len(value)):
        changed = value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
        with pytest.raises(KeyRingError):
            key_ring.decrypt(changed, "a.b")
    with pytest.raises(KeyRingError, match="too short"):
        key_ring.decrypt(value[:20], "a.b")


def test_a_new_key_encrypts_what_is_new_and_the_old_one_still_reads(folder: Path) -> None:
    old = key_ring.encrypt("old", "a.b")
    secret_files.ensure(folder, "data-key-2")
    new = key_ring.encrypt("new", "a.b")
    assert (key_ring.version_of(old), key_ring.version_of(new), key_ring.newest()) == (1, 2, 2)
    assert (key_ring.decrypt(old, "a.b"), key_ring.decrypt(new, "a.b")) == ("old", "new")


def test_without_its_key_nothing_is_read_or_written_and_the_message_says_which_key(
    settings: Any, tmp_path: Path
) -> None:
    value = key_ring.encrypt("x", "a.b")
    settings.DATA_FOLDER = tmp_path / "empty"
    for call in (lambda: key_ring.encrypt("x", "a.b"), lambda: key_ring.decrypt(value, "a.b")):
        with pytest.raises(KeyRingError, match="data-key-1"):
            call()
    with pytest.raises(KeyRingError, match="index-key"):
        key_ring.blind_index("x", "p")
