"""A data folder or a checkout that something happened to: the start says at once what is wrong and what to do."""

import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.support.database import ThrowAwayCluster

from wenjiu.config import cluster, data_folder, secret_files
from wenjiu.config.processes import StopRequest, TookTooLong, run

from .conftest import Running, Trial, copied, free_port

pytestmark = pytest.mark.one_in(3)

ROOT = Path(__file__).resolve().parents[2]
#: The program without root's power to write where it may not.
AS_ORDINARY_USER = """
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP
os.execv(sys.argv[1], sys.argv[1:])
"""


def refused(running: Running, seconds: float = 30) -> str:
    """What a launcher said that must end by itself, at once, without a traceback."""
    assert running.process.wait(seconds) == 1
    said = running.said()
    assert "Not started:" in said and "Traceback" not in said
    return said


@pytest.fixture(scope="module")
def repaired(prepared: Path) -> Iterator[Running]:
    """A launcher that serves although an editor changed a secret, others were lost, and one was open to everybody."""
    trial = copied(prepared)
    try:
        secrets = secret_files.folder(trial.data)
        (secrets / "database-superuser").write_text((secrets / "database-superuser").read_text() + "\n")
        (secrets / "database-superuser").chmod(0o666)
        for name in ("database-owner", "database-app", "database-audit", "django-secret-key"):
            (secrets / name).unlink()
        yield trial.start().up()
    finally:
        trial.clear()


class TestAPasswordOfTheSuperuser:
    def test_that_is_lost_is_not_invented_anew_but_asked_for_at_once(self, made: Trial) -> None:
        password = secret_files.folder(made.data) / "database-superuser"
        password.unlink()
        assert "put that folder back from the backup" in refused(made.start())
        assert not password.exists()

    def test_that_is_another_one_is_refused_at_once(self, made: Trial) -> None:
        (secret_files.folder(made.data) / "database-superuser").write_text("another one")
        begun = time.monotonic()
        said = refused(made.start())
        assert "does not accept the password in" in said and "from the backup" in said
        assert time.monotonic() - begun < 20

    @pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe"])
    def test_that_is_no_text_is_named(self, made: Trial, content: bytes) -> None:
        path = secret_files.folder(made.data) / "database-superuser"
        path.write_bytes(content)
        with pytest.raises(secret_files.Damaged, match=f"{path} holds no secret: put it back"):
            secret_files.read(made.data, "database-superuser")

    def test_with_a_line_end_that_an_editor_added_still_opens_the_database(self, repaired: Running) -> None:
        assert (secret_files.folder(repaired.data) / "database-superuser").read_text().endswith("\n")
        assert repaired.status("healthz") == 200


class TestSecretsOfOtherAccounts:
    def test_are_set_again_where_they_are_lost(self, repaired: Running) -> None:
        for name in ("database-owner", "database-app", "database-audit", "django-secret-key"):
            assert secret_files.read(repaired.data, name)
        assert repaired.status("healthz") == 200


def test_secrets_that_others_can_read_are_closed_and_the_operator_is_told(repaired: Running) -> None:
    secrets = secret_files.folder(repaired.data)
    assert f"Others could read {secrets / 'database-superuser'}" in repaired.said()
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets.iterdir()} == {0o600}


def test_a_secret_is_never_open_to_others_not_even_where_a_crash_left_an_open_file(tmp_path: Path) -> None:
    secret_files.folder(tmp_path).mkdir()
    left = secret_files.folder(tmp_path) / f".database-app.{os.getpid()}"
    left.write_text("half")
    left.chmod(0o666)
    secret_files.ensure(tmp_path, "database-app")
    assert stat.S_IMODE((secret_files.folder(tmp_path) / "database-app").stat().st_mode) == 0o600


class TestADatabase:
    def test_without_its_version_file_is_no_database_and_left_alone(self, made: Trial) -> None:
        (made.data / "cluster" / "PG_VERSION").unlink()
        said = refused(made.start())
        assert "it has no file PG_VERSION" in said and "from the backup" in said
        assert (made.data / "cluster" / "base").is_dir()

    def test_that_is_a_file_is_no_database(self, trial: Trial) -> None:
        data_folder.prepare(trial.data, None)
        (trial.data / "cluster").write_text("")
        assert "it has no file PG_VERSION" in refused(trial.start())


@pytest.mark.parametrize("name", ["log", "run", "socket", "secrets"])
def test_a_file_where_a_folder_belongs_is_named(trial: Trial, name: str) -> None:
    data_folder.prepare(trial.data, None)
    shutil.rmtree(trial.data / name)
    (trial.data / name).write_text("")
    assert f"{trial.data / name} is a file where Wenjiu keeps a folder: move it away" in refused(trial.start())


@pytest.mark.parametrize("name", ["launcher.lock", "log/postgresql.log", "cluster.unfinished"])
def test_what_the_system_refuses_is_told_with_its_name(trial: Trial, name: str) -> None:
    data_folder.prepare(trial.data, None)
    if name == "cluster.unfinished":
        (trial.data / name).write_text("")
    else:
        (trial.data / name).mkdir()
    assert str(trial.data / name) in refused(trial.start())


class TestAFolderWithoutTheMark:
    @pytest.mark.parametrize("content", [
        [], ["policies/chaoyang_2020/current.json"], ["static/staticfiles.json", "static/css/a.css"],
        ["policies/a/b.json", "log/x", "run/y", "secrets/z", "launcher.lock"],
    ])  # fmt: skip
    def test_that_holds_only_what_commands_before_the_first_start_made_is_taken(
        self, tmp_path: Path, content: list[str]
    ) -> None:
        for name in content:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("{}")
        data_folder.prepare(tmp_path, None)
        assert (tmp_path / data_folder.MARK).exists()
        assert all((tmp_path / name).read_text() == "{}" for name in content)

    @pytest.mark.parametrize("content", ["letter.txt", "policies/letter.txt", "static/site.css", "policies/a.json"])
    def test_that_holds_somebody_elses_files_is_refused(self, tmp_path: Path, content: str) -> None:
        (tmp_path / content).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / content).write_text("")
        with pytest.raises(data_folder.Unusable, match="holds something else"):
            data_folder.prepare(tmp_path, None)

    def test_is_taken_after_policy_load_made_it(self, tmp_path: Path) -> None:
        text = ROOT / "src" / "wenjiu" / "policies" / "sample_district" / "texts" / "2025.txt"
        command = [Path(sys.executable).with_name("wenjiu"), "policy", "load", text, "--policy", "sample_district"]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "WENJIU_DATA": str(tmp_path)})
        assert list(tmp_path.iterdir()) != []
        data_folder.prepare(tmp_path, None)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "9" * 5000, "PORT is"),
        ("PORT", "٣٠٠٠", "PORT is"),
        ("WENJIU_WORKERS", "two", "WENJIU_WORKERS is 'two'"),
    ],
)
def test_a_setting_that_is_no_number_is_named(trial: Trial, monkeypatch: pytest.MonkeyPatch, name: str, value: str,
                                              said: str) -> None:  # fmt: skip
    answer = subprocess.run(
        [sys.executable, "-m", "wenjiu.config.launcher", "run"], capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "WENJIU_DATA": str(trial.data), name: value},
    )  # fmt: skip
    assert (answer.returncode, answer.stderr) == (1, "")
    assert said in answer.stdout and "give a number from 1 to" in answer.stdout


class TestAnExistingDatabase:
    def launch(self, trial: Trial, **settings: str) -> str:
        """What a launcher says that is refused."""
        answer = subprocess.run(
            [sys.executable, "-m", "wenjiu.config.launcher", "run"], capture_output=True, text=True, check=False, timeout=120,
            env={**os.environ, "WENJIU_DATA": str(trial.data), "PORT": str(free_port()), **settings},
        )  # fmt: skip
        assert (answer.returncode, answer.stderr) == (1, "")
        assert "Traceback" not in answer.stdout
        return answer.stdout

    def test_whose_owner_gives_another_password_is_named_by_its_setting(
        self, trial: Trial, wenjiu_cluster: ThrowAwayCluster
    ) -> None:
        host = quote(str(wenjiu_cluster.data / "socket"), safe="")
        right = f"postgresql://wenjiu_app:{secret_files.read(wenjiu_cluster.data, 'database-app')}@{host}/wenjiu"
        wrong = f"postgresql://wenjiu_owner:wrong@{host}/wenjiu"
        said = self.launch(trial, DATABASE_URL=right, DATABASE_OWNER_URL=wrong)
        assert "The database of DATABASE_OWNER_URL does not answer" in said and "authentication failed" in said

    @pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://a@b:port/c", "postgresql://a@b"])
    def test_whose_address_is_none_is_named_by_its_setting(self, trial: Trial, url: str) -> None:
        assert "DATABASE_URL: " in self.launch(trial, DATABASE_URL=url)


def test_a_home_folder_that_does_not_exist_is_named(trial: Trial) -> None:
    said = TestAnExistingDatabase().launch(trial, WENJIU_DATA="~nobody-of-this-name/wenjiu")
    assert "WENJIU_DATA is '~nobody-of-this-name/wenjiu'" in said


def test_of_a_command_that_fails_the_last_line_is_shown_and_the_rest_is_kept(trial: Trial) -> None:
    said = TestAnExistingDatabase().launch(trial, WENJIU_PROFILE="staging")
    assert "give demo or production" in said and str(trial.data / "log" / "command.log") in said
    assert "Traceback" in (trial.data / "log" / "command.log").read_text()


def test_a_checkout_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for name in ("scripts/setup.py", "pyproject.toml", "package.json", "package-lock.json", "requirements/run.txt"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, checkout / name)
    checkout.chmod(0o555)
    answer = subprocess.run(
        [sys.executable, "-c", AS_ORDINARY_USER, sys.executable, checkout / "scripts" / "setup.py", "run"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert answer.returncode == 1
    assert f"{checkout / '.venv'} cannot be written" in answer.stderr and "copy the checkout to" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_command_that_does_not_end_is_stopped_in_its_time() -> None:
    with pytest.raises(TookTooLong, match=r"`/bin/sleep 600` did not end within 1 s"):
        run(["/bin/sleep", "600"], stop=StopRequest(), seconds=1)


def test_a_database_that_answers_something_final_is_not_waited_for(trial: Trial) -> None:
    found = trial.cluster()
    with pytest.raises(cluster.DatabaseFailed, match="refuses connections"):
        found._refuse_final('connection failed: FATAL:  no pg_hba.conf entry for host "[local]"')
    found._refuse_final("connection failed: FATAL:  the database system is starting up")
    found._refuse_final("connection failed: No such file or directory")
