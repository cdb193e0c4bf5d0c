"""Guards on the store with real processes: several at once, killed ones, and one that does not let go."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.support.command import WENJIU
from tests.support.counts import few

from wenjiu.config import policy_texts
from wenjiu.policies.documents import (
    DocumentError,
    current_text,
    history,
    load_document,
    plan_load,
    plan_unload,
    stored_versions,
)
from wenjiu.policies.documents.lock import PATIENCE

#: Loads a text and kills itself just before or after the n-th rename, or within the n-th write.
KILLED = """
import os, signal, sys, tempfile
from wenjiu.policies.documents import load_document
path, root, when, at = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
count = 0
def counted(function):
    def run(*arguments, **named):
        global count
        count += 1
        if count == at and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **named)
        if count == at and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return run
if sys.argv[5] == "replace":
    os.replace = counted(os.replace)
else:
    os.fsync = counted(os.fsync)
from pathlib import Path
load_document(path, "qingxi", Path(root))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def texts(text_file, opinion: str) -> tuple[Path, Path]:
    return text_file(opinion, "old.txt"), text_file(opinion.replace("800", "900"), "new.txt")


@pytest.mark.parametrize("step", ["replace", "fsync"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_load_killed_at_any_step_leaves_the_old_text_or_the_new_one(root, texts, step, when, at):
    old, new = texts
    load_document(old, "qingxi", root)
    script = [sys.executable, "-c", KILLED, str(new), str(root), when, str(at), step]
    status = subprocess.run(script, check=False).returncode
    assert status in (-signal.SIGKILL, 0)
    in_use = current_text("qingxi", root).text
    assert in_use in (old.read_text("utf-8"), new.read_text("utf-8"))
    assert history("qingxi", root).in_use > 0
    load_document(new, "qingxi", root)  # the next load works as if nothing had been
    assert current_text("qingxi", root).text == new.read_text("utf-8")
    assert len(stored_versions("qingxi", root)) == 2
    load_document(old, "qingxi", root)
    assert current_text("qingxi", root).text == old.read_text("utf-8")


def test_what_a_killed_load_left_half_written_is_cleared_away_by_the_next_new_text(root, texts, text_file, opinion):
    load_document(texts[0], "qingxi", root)
    script = [sys.executable, "-c", KILLED, str(texts[1]), str(root), "before", "1", "replace"]
    subprocess.run(script, check=False)
    assert len(list(root.rglob("*.tmp"))) == 1
    load_document(text_file(opinion.replace("800", "700"), "third.txt"), "qingxi", root)
    assert list(root.rglob("*.tmp")) == []


@pytest.mark.parametrize("round_", range(few(1, 3)))
def test_two_loads_at_once_give_each_version_its_own_number(tmp_path, text_file, opinion, round_):
    files = [text_file(opinion.replace("800", str(n)), f"{n}.txt") for n in (810, 820, 830)]
    environment = {**os.environ, "WENJIU_DATA": str(tmp_path / "data")}
    command = [WENJIU, "policy", "load", "--policy", "sample_district", "--yes", "--json"]
    running = [
        subprocess.Popen([*command, file], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for file in files
    ]
    answers = [(json.loads(process.communicate()[0]), process.returncode) for process in running]
    loaded = [answer for answer, status in answers if status == 0]
    refused = [answer["error"]["code"] for answer, status in answers if status != 0]
    assert loaded and set(refused) <= {"changed_meanwhile"}
    assert sorted(answer["version"] for answer in loaded) == list(range(1, len(loaded) + 1))
    found = history("sample_district", tmp_path / "data")
    assert len(found.versions) == len(found.changes) == len(loaded)
    assert [c.before for c in found.changes[1:]] == [c.after for c in found.changes[:-1]]


def test_a_plan_is_refused_where_the_text_in_use_was_changed_since(root, texts, text_file, opinion):
    load_document(texts[0], "qingxi", root)
    plan, undo = plan_load(texts[1], "qingxi", root), plan_unload("qingxi", root)
    load_document(text_file(opinion.replace("800", "700"), "third.txt"), "qingxi", root)
    for stale in (plan, undo):
        with pytest.raises(DocumentError) as caught:
            stale.carry_out()
        assert caught.value.code == "changed_meanwhile"
    assert len(stored_versions("qingxi", root)) == 2


def test_a_load_waits_a_bounded_time_for_another_and_then_names_it(root, texts):
    load_document(texts[0], "qingxi", root)
    with open(root / "policies" / "qingxi" / "lock", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        begun = time.monotonic()
        with pytest.raises(DocumentError, match=f"process {os.getpid()}") as caught:
            load_document(texts[1], "qingxi", root)
        assert PATIENCE <= time.monotonic() - begun < PATIENCE + 60
    assert caught.value.code == "store_busy"
    assert current_text("qingxi", root).text == texts[0].read_text("utf-8")
    load_document(texts[1], "qingxi", root)


def test_a_lock_whose_holder_was_killed_holds_nobody_up(root, texts):
    load_document(texts[0], "qingxi", root)
    hold = "import fcntl,sys,time; f=open(sys.argv[1],'r+'); fcntl.flock(f,fcntl.LOCK_EX); print(flush=True); time.sleep(60)"
    command = [sys.executable, "-c", hold, str(root / "policies" / "qingxi" / "lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    load_document(texts[1], "qingxi", root)
    assert current_text("qingxi", root).text == texts[1].read_text("utf-8")


def test_a_store_without_a_history_can_still_be_undone(root, texts):
    for file in texts:
        load_document(file, "qingxi", root)
    pointer = root / "policies" / "qingxi" / "current.json"
    content = json.loads(pointer.read_text("utf-8"))
    del content["history"]
    pointer.write_text(json.dumps(content), encoding="utf-8")
    plan_unload("qingxi", root).carry_out()
    assert current_text("qingxi", root).text == texts[0].read_text("utf-8")
    assert [c.action for c in history("qingxi", root).changes] == ["load", "load", "unload"]


@pytest.mark.parametrize(
    "damage",
    [
        {"history": 3},
        {"history": [3]},
        {"history": [{"at": "", "action": "burn", "before": None, "after": None}]},
        {"history": [{"at": "", "action": "load", "before": "../../x", "after": None}]},
        {"text_checksum": "../../x"},
        {"text_checksum": "0" * 64},
    ],
)
def test_a_damaged_pointer_is_named_and_never_followed_out_of_the_folder(root, texts, damage):
    load_document(texts[0], "qingxi", root)
    pointer = root / "policies" / "qingxi" / "current.json"
    content = json.loads(pointer.read_text("utf-8")) | damage
    pointer.write_text(json.dumps(content), encoding="utf-8")
    for ask in (current_text, history, plan_unload):
        with pytest.raises(DocumentError) as caught:
            ask("qingxi", root)
        assert caught.value.code == "store_broken"


def test_the_site_counts_a_text_only_while_it_is_in_use_and_leaves_locks_private(root, texts, monkeypatch):
    monkeypatch.setenv("WENJIU_DATA", str(root))
    load_document(texts[0], "qingxi", root)
    assert policy_texts.loaded() == ["qingxi"]
    policy_texts.let_everybody_read()
    assert (root / "policies" / "qingxi" / "lock").stat().st_mode & 0o777 == 0o600
    plan_unload("qingxi", root).carry_out()
    assert policy_texts.loaded() == []


def test_a_place_that_cannot_be_a_data_folder_is_named(texts, tmp_path):
    (tmp_path / "file").write_text("something else")
    for place in (tmp_path / "file", Path("/proc/wenjiu")):
        with pytest.raises(DocumentError) as caught:
            load_document(texts[0], "qingxi", place)
        assert (caught.value.code, str(place) in str(caught.value)) == ("store_unwritable", True)
    assert (tmp_path / "file").read_text() == "something else"
