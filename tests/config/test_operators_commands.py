"""Guards of the commands with which an operator sets a bureau up: areas, residents; and of serving as another account. Everybody is invented."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from wenjiu.bureau import key_ring
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.files import store
from wenjiu.bureau.parties.models import Party
from wenjiu.config import secret_files
from wenjiu.config.data_folder import WRITTEN_BY_PAGES, Lock, hand_over
from wenjiu.config.launcher import READ_WENJIU, answers
from wenjiu.config.processes import Account

RESIDENT = "110105199003070025"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestAreas:
    def test_are_stored_and_a_second_load_changes_nothing(self) -> None:
        assert "43 streets" in run("load_areas")
        assert " 0 rows" in run("load_areas") and Area.objects.filter(kind="street").count() == 43


@pytest.mark.django_db
class TestResidents:
    GIVEN = ("--username=li", "--name=虚构·李", f"--id={RESIDENT}", "--street=110105001")

    @pytest.fixture(autouse=True)
    def areas(self) -> None:
        run("load_areas")

    def test_get_a_password_once_and_a_record_that_can_be_paid(self) -> None:
        assert "One-time password" in run("resident", *self.GIVEN)
        party = User.objects.get().party
        assert (party.kind, party.level, party.street.code) == ("person", "counter", "110105001")
        with pytest.raises(CommandError, match="已有人使用"):
            run("resident", *self.GIVEN)

    @pytest.mark.parametrize(
        ("changed", "said"), [("--id=110105199003070026", "校验码"), ("--street=9", "There are: 110105001")]
    )
    def test_that_cannot_be_are_refused_and_leave_nothing(self, changed: str, said: str) -> None:
        with pytest.raises(CommandError, match=said):
            run("resident", *self.GIVEN, changed)
        assert not User.objects.exists() and not Party.objects.exists()


def test_a_start_waits_for_a_launcher_that_has_stopped_and_not_yet_ended(tmp_path: Path) -> None:
    ending, starting = Lock(tmp_path), Lock(tmp_path)
    ending.take()
    ending.note(state="stopped")
    threading.Timer(0.5, lambda: os.close(ending._file)).start()
    starting.take(patience=0.0)
    assert starting.held and not starting.holder_crashed


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
class TestServingAsAnotherAccount:
    """Root's web server reads the keys, then its workers become an account that cannot."""

    ACCOUNT = 65534

    def as_account(self, work: Callable[[], None]) -> None:
        """Do something in a process of the account; it must succeed."""
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.setgroups([])
                os.setgid(self.ACCOUNT)
                os.setuid(self.ACCOUNT)
                work()
                code = 0
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    @pytest.fixture
    def data(self, settings: Any) -> Iterator[Path]:
        """A data folder below one that everybody may enter, which pytest's own is not."""
        folder = Path(tempfile.mkdtemp(prefix="serving-", dir="/tmp"))
        folder.chmod(0o755)
        secret_files.ensure_all(folder)
        settings.DATA_FOLDER = folder
        yield folder
        shutil.rmtree(folder)

    def test_the_keys_that_were_read_before_open_and_close_values(self, data: Path) -> None:
        key_ring.hold()
        value = key_ring.encrypt("110105", "a.test")

        def work() -> None:
            assert not os.access(data / "secrets" / "data-key-1", os.R_OK)
            assert key_ring.decrypt(value, "a.test") == "110105"
            assert key_ring.decrypt(key_ring.encrypt("x", "a.test"), "a.test") == "x"
            key_ring.blind_index("110105", "party")

        self.as_account(work)

    def test_a_key_that_is_added_later_is_named_with_what_to_do(self, data: Path) -> None:
        key_ring.hold()
        value = (2).to_bytes(2, "big") + key_ring.encrypt("110105", "a.test")[2:]
        (data / "secrets" / "data-key-2").write_text("k" * 60)

        def work() -> None:
            with pytest.raises(key_ring.KeyRingError, match="start the system again"):
                key_ring.decrypt(value, "a.test")
            assert key_ring.version_of(key_ring.encrypt("x", "a.test")) == 1

        self.as_account(work)

    def test_pages_write_where_roots_commands_wrote(self, data: Path) -> None:
        blob = store.write(b"written by root")
        hand_over(data, Account("nobody", self.ACCOUNT, self.ACCOUNT))

        def work() -> None:
            assert store.path_of(blob).read_bytes() == b"written by root"
            store.write(b"written by a page")
            for name in WRITTEN_BY_PAGES:
                (data / name / "more").write_text("x")

        self.as_account(work)

    def test_the_probe_of_what_the_account_can_read_needs_no_settings(self) -> None:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO")}
        subprocess.run([sys.executable, "-c", READ_WENJIU], env=clean, cwd="/", check=True)


def test_the_launcher_asks_for_the_health_page_by_the_sites_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Host"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        monkeypatch.setenv("WENJIU_HOSTS", "jiuye.example,other.example")
        assert answers(server.socket)
        monkeypatch.delenv("WENJIU_HOSTS")
        assert answers(server.socket)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert asked == ["jiuye.example", f"127.0.0.1:{server.server_port}"]
