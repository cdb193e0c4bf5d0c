"""A stored file comes back as it was given, or not at all; its bytes on disk tell nothing."""

from __future__ import annotations

import datetime as dt
import os
import stat
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction
from tests.bureau.files import made

from wenjiu.bureau import key_ring
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.files import actions, queries
from wenjiu.bureau.files import store as disk
from wenjiu.bureau.files.errors import DamagedFile, RefusedFile
from wenjiu.bureau.files.models import Scan, StoredFile
from wenjiu.bureau.writes import action
from wenjiu.config import doctor
from wenjiu.web.file_answer import file_answer


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder of the test's own, with keys."""
    settings.DATA_FOLDER = tmp_path
    new_key(tmp_path, 1)
    return tmp_path


def new_key(folder: Path, version: int) -> None:
    """Add a key to the ring."""
    (folder / "secrets").mkdir(exist_ok=True)
    time.sleep(0.02)  # the ring looks again when the folder's time changes
    (folder / "secrets" / f"data-key-{version}").write_text(f"invented-{version}-{folder}")


def blobs() -> list[Path]:
    """The encrypted files on disk."""
    return [path for path in disk.folder().rglob("*") if path.is_file()]


@pytest.fixture
def user(db: None) -> Any:
    """A user who gives files."""
    return made.new_user(actor="a test", username="giver")


def test_a_file_comes_back_as_it_was_given_and_lies_encrypted(user: Any) -> None:
    stored = actions.store(actor=user, name="/tmp/合同.pdf", data=made.PDF, retain_until=dt.date(2031, 1, 1))
    assert queries.open_file(stored) == made.PDF
    assert (stored.name, stored.size, stored.media_type, stored.scan) == (
        "合同.pdf", len(made.PDF), "application/pdf", Scan.NOT_SCANNED,
    )  # fmt: skip
    [path] = blobs()
    assert path == disk.path_of(stored.blob) and path.parent.name == stored.blob[:2]
    content = path.read_bytes()
    assert b"PDF" not in content and b"Catalog" not in content
    assert stored.sha256 not in str(path)
    assert Event.objects.get(kind="file.stored").subject_id == stored.pk


def test_nobody_else_can_read_the_folder(user: Any, own_folder: Path, settings: Any) -> None:
    old = os.umask(0)
    try:
        stored = actions.store(actor=user, name="a.png", data=made.png())
    finally:
        os.umask(old)
    path = disk.path_of(stored.blob)
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent, disk.folder())] == [0o600, 0o700, 0o700]
    assert doctor.files_are_private() is None and doctor.stored_files_are_there() is None
    path.chmod(0o644)
    assert "others may read" in str(doctor.files_are_private())
    settings.STATIC_ROOT = str(own_folder)
    assert "served to everybody" in str(doctor.files_are_private())


def test_a_refused_file_leaves_nothing(user: Any) -> None:
    with pytest.raises(RefusedFile):
        actions.store(actor=user, name="a.pdf", data=b"MZ" + bytes(90))
    assert not blobs() and not StoredFile.objects.exists()


def test_the_same_bytes_from_one_user_are_one_file_and_from_another_user_another(user: Any) -> None:
    first = actions.store(actor=user, name="a.pdf", data=made.PDF)
    again = actions.store(actor=user, name="b.pdf", data=made.PDF)
    assert (again.pk, again.name) == (first.pk, "a.pdf") and len(blobs()) == 1
    other = actions.store(actor=made.new_user(actor="a test", username="other"), name="a.pdf", data=made.PDF)
    assert other.pk != first.pk and other.blob != first.blob and len(blobs()) == 2
    assert queries.open_file(other) == queries.open_file(first)


def test_changed_bytes_on_disk_do_not_open(user: Any) -> None:
    stored = actions.store(actor=user, name="a.pdf", data=made.PDF)
    path = disk.path_of(stored.blob)
    whole = path.read_bytes()
    for changed in (bytes([whole[0] ^ 1]) + whole[1:], whole[:-1], whole + b"x", b""):
        path.write_bytes(changed)
        with pytest.raises(DamagedFile, match="changed on disk"):
            queries.open_file(stored)


def test_bytes_of_another_file_in_its_place_do_not_open(user: Any) -> None:
    one, two = (actions.store(actor=user, name="a.png", data=made.png(n)) for n in (1, 2))
    disk.path_of(one.blob).write_bytes(disk.path_of(two.blob).read_bytes())
    with pytest.raises(DamagedFile, match="changed on disk"):
        queries.open_file(one)
    one.key_cipher = two.key_cipher
    with pytest.raises(DamagedFile, match="The key of the file"):
        queries.open_file(one)


def test_lost_bytes_are_named_and_come_back_when_the_file_is_given_again(user: Any) -> None:
    stored = actions.store(actor=user, name="a.pdf", data=made.PDF)
    disk.path_of(stored.blob).unlink()
    with pytest.raises(DamagedFile, match="restore it from the backup"):
        queries.open_file(stored)
    assert queries.lost_files() == [stored.blob]
    assert stored.blob in str(doctor.stored_files_are_there())
    assert actions.store(actor=user, name="a.pdf", data=made.PDF).pk == stored.pk
    assert queries.open_file(stored) == made.PDF and queries.lost_files() == []


def test_a_file_that_a_scanner_calls_bad_does_not_open(user: Any) -> None:
    stored = actions.store(actor=user, name="a.pdf", data=made.PDF)
    actions.record_scan(actor="a scanner", stored=stored, result=Scan.BAD)
    stored.refresh_from_db()
    with pytest.raises(DamagedFile, match="harmful"):
        queries.open_file(stored)


def test_a_new_key_of_the_ring_reads_old_files_and_takes_over_their_keys(user: Any, own_folder: Path) -> None:
    old = actions.store(actor=user, name="a.png", data=made.png(1))
    content = disk.path_of(old.blob).read_bytes()
    new_key(own_folder, 2)
    new = actions.store(actor=user, name="b.png", data=made.png(2))
    assert (old.key_version, new.key_version) == (1, 2) and queries.open_file(old) == made.png(1)
    assert actions.rewrap_keys(actor="a test") == 1 and actions.rewrap_keys(actor="a test") == 0
    (own_folder / "secrets" / "data-key-1").unlink()
    key_ring._derived.cache_clear()
    key_ring._cipher.cache_clear()
    old.refresh_from_db()
    assert old.key_version == 2 and queries.open_file(old) == made.png(1)
    assert disk.path_of(old.blob).read_bytes() == content


def test_what_a_file_is_never_changes_and_it_never_goes(user: Any) -> None:
    stored = actions.store(actor=user, name="a.pdf", data=made.PDF)
    for change in ("SET name = 'b.pdf'", "SET sha256 = blob", "SET stored_by_id = stored_by_id"):
        with pytest.raises(psycopg.Error), transaction.atomic(), connection.connection.cursor() as cursor:
            cursor.execute(f"UPDATE files_storedfile {change} WHERE id = {stored.pk}")
    with pytest.raises(psycopg.Error), transaction.atomic(), connection.connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM files_storedfile WHERE id = {stored.pk}")


@action
def store_and_fail(*, actor: Any) -> None:
    """An action that fails after its file was stored."""
    actions.store(actor=actor, name="a.pdf", data=made.PDF)
    raise RuntimeError


def test_a_lost_transaction_leaves_an_orphan_that_is_swept_after_a_day(user: Any, capsys: Any) -> None:
    kept = actions.store(actor=user, name="a.png", data=made.png())
    with pytest.raises(RuntimeError):
        store_and_fail(actor=user)
    [orphan] = [path for path in blobs() if path != disk.path_of(kept.blob)]
    unfinished = orphan.parent / f"{disk.UNFINISHED}1"
    unfinished.write_bytes(b"half")
    call_command("sweep_files")
    assert orphan.exists() and unfinished.exists()
    for path in blobs():
        os.utime(path, (time.time() - 90_000,) * 2)
    call_command("sweep_files")
    assert blobs() == [disk.path_of(kept.blob)] and queries.open_file(kept) == made.png()
    assert "2 removed" in capsys.readouterr().out


def test_a_file_is_sent_as_a_download_and_never_guessed_at(user: Any) -> None:
    stored = actions.store(actor=user, name="收入 证明.pdf", data=made.PDF)
    answer = file_answer(stored)
    assert b"".join(answer.streaming_content) == made.PDF
    assert answer["Content-Disposition"].startswith("attachment; ") and "%E6%94%B6" in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"] and answer["Content-Length"] == str(len(made.PDF))
    disk.path_of(stored.blob).unlink()
    with pytest.raises(DamagedFile):
        file_answer(stored)


@pytest.fixture
def giver(transactional_db: None) -> Iterator[Any]:
    """A user whom several threads see."""
    yield made.new_user(actor="a test", username="giver")


def given_at_once(giver: Any, data: bytes, threads: int) -> list[int | Exception]:
    """What each of several threads gets that store the same bytes at the same time."""
    ready, found = threading.Barrier(threads), []

    def give(name: str) -> None:
        try:
            ready.wait()
            found.append(actions.store(actor=giver, name=name, data=data).pk)
        except (Error, OSError) as error:
            found.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=give, args=(f"{n}.png",)) for n in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return found


def test_threads_that_store_the_same_bytes_at_once_get_one_file(giver: Any) -> None:
    for round in range(5):
        found = given_at_once(giver, made.png(round), threads=4)
        stored = StoredFile.objects.get(sha256=sha256(made.png(round)).hexdigest())
        assert found == [stored.pk] * 4
        assert len(blobs()) == StoredFile.objects.count() == round + 1
        assert queries.open_file(stored) == made.png(round)
