"""Guards of the commands with which an operator sets a bureau up: areas, posts, agents. Everybody is invented."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from wenjiu.bureau import key_ring
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts import queries
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.files import store
from wenjiu.bureau.parties.models import Party
from wenjiu.config import secret_files
from wenjiu.config.data_folder import WRITTEN_BY_PAGES, hand_over
from wenjiu.config.launcher import READ_WENJIU
from wenjiu.config.processes import Account

CODE, OTHER = "91110105MA00000012", "91110105MA00000025"
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
class TestPosts:
    @pytest.fixture(autouse=True)
    def chen(self) -> User:
        run("first_user", "--username=chen", "--name=虚构·陈", "--role=street_specialist", "--area=110105001")
        return User.objects.get()

    def test_are_listed_given_and_ended(self, chen: User) -> None:
        assert "street_specialist\t110105001" in run("post", "list")
        given = run("post", "give", "--username=chen", "--role=approver", "--limit-yuan=50000")
        assert "approver\t110105 " in given and scopes.has_role(chen, "approver")
        assert queries.posts_of(chen).get(role="approver").approval_limit_fen == 5_000_000
        run("post", "end", "--username=chen", "--role=approver")
        assert not scopes.has_role(chen, "approver") and scopes.has_role(chen, "street_specialist")

    def test_of_somebody_who_leaves_all_end_with_the_sign_in_and_stay_on_record(self, chen: User) -> None:
        said = run("post", "leave", "--username=chen")
        chen.refresh_from_db()
        assert "no sign-in" in said and not chen.is_active and chen.posts.count() == 1

    def test_that_exclude_each_other_are_refused_in_words(self) -> None:
        with pytest.raises(CommandError, match="不得由同一人担任"):
            run("post", "give", "--username=chen", "--role=system_admin")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["give", "--username=nobody", "--role=approver"], "There is no user 'nobody'"),
            (["give", "--username=chen"], "Name the post with --role"),
            (["give", "--username=chen", "--role=approver", "--area=1"], "There are: 110105001"),
            (["end", "--username=chen", "--role=approver"], "has no post approver"),
        ],
    )
    def test_that_cannot_be_are_refused_with_what_to_do(self, arguments: list[str], said: str) -> None:
        with pytest.raises(CommandError, match=said):
            run("post", *arguments)


@pytest.mark.django_db
class TestAgents:
    def test_get_a_password_once_and_act_for_an_organisation_until_it_is_withdrawn(self) -> None:
        run("load_areas")
        first = ["agent", "--username=wu", "--name=虚构·吴", f"--code={CODE}", "--organisation=虚构·东溪机械厂"]
        said = run(*first, "--street=110105001")
        assert "One-time password" in said and "acts for: 虚构·东溪机械厂" in said
        again = run("agent", "--username=wu", f"--code={OTHER}", "--organisation=虚构·西溪软件公司")
        assert "password" not in again and again.count("acts for") == 2
        assert Party.objects.get(name="虚构·东溪机械厂").level == "counter"
        assert "东溪" not in run("agent", "--username=wu", f"--code={CODE}", "--withdraw")
        with pytest.raises(CommandError, match="does not act for"):
            run("agent", "--username=wu", f"--code={CODE}", "--withdraw")
        assert Event.objects.filter(kind="authorisation.withdrawn").count() == 1

    def test_a_resident_files_for_himself(self) -> None:
        assert "One-time password" in run("agent", "--username=li", "--name=虚构·李", f"--id={RESIDENT}")
        assert User.objects.get().party.kind == "person"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ([], "Give --code"),
            ([f"--code={CODE}", f"--id={RESIDENT}"], "Give --code"),
            ([f"--code={CODE}"], "Give the name"),
            ([f"--code={CODE}", "--organisation=虚构厂"], "Give --name"),
            (["--code=91110105MA00000011", "--organisation=虚构厂", "--name=虚构"], "校验"),
            ([f"--code={CODE}", "--organisation=虚构厂", "--name=虚构", "--street=9"], "There is no street"),
        ],
    )
    def test_that_cannot_be_are_refused_and_leave_nothing(self, arguments: list[str], said: str) -> None:
        with pytest.raises(CommandError, match=said):
            run("agent", "--username=wu", *arguments)
        assert not User.objects.exists() and not Party.objects.exists()


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
