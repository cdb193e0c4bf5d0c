"""Starting, stopping, and coming back after every kind of hard end."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from tests.support.counts import some

from wenjiu.config.processes import StopRequest, spawn
from wenjiu.config.sockets import SOCKET_NAME

from .conftest import Running, Trial, alive, children, wait_for

pytestmark = pytest.mark.one_in(3)

STOPS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", some(STOPS, 3, "stop signals"), ids=lambda n: n.name)
def test_a_stop_signal_ends_every_process_and_counts_as_success(made: Trial, number: signal.Signals) -> None:
    running = made.start().up()
    everybody = running.everybody()
    said = running.said()
    assert running.end(number) == 0
    assert [pid for pid in everybody if alive(pid)] == []
    assert [line for line in running.said().removeprefix(said).splitlines() if "Stopp" not in line] == []


@pytest.mark.parametrize("victim", some(["launcher", "database", "web"], 3, "killed processes"))
def test_after_a_hard_kill_the_rest_ends_and_the_next_start_has_every_row(made: Trial, victim: str) -> None:
    running = made.start().up()
    everybody = running.everybody()
    os.kill({"launcher": running.process.pid, **running.family()}[victim], signal.SIGKILL)
    running.process.wait(60)
    # At once and on the same port, while remains of the killed one may still hold both.
    again = made.start(running.port).up()
    wait_for(lambda: not any(alive(pid) for pid in everybody), "everything of the killed start is gone")
    assert made.start_numbers() == [1, 2]
    assert again.end(signal.SIGTERM) == 0


def test_a_kill_of_everything_at_once_loses_no_row(made: Trial) -> None:
    running = made.start().up()
    for pid in running.everybody():
        with contextlib.suppress(ProcessLookupError):  # it ended because of one killed before it
            os.kill(pid, signal.SIGKILL)
    running.process.wait(60)
    made.start(running.port).up()
    assert made.start_numbers() == [1, 2]


def test_a_stop_during_the_first_start_ends_cleanly_and_the_next_start_goes_on(trial: Trial) -> None:
    running = trial.start()
    wait_for(lambda: "Making the database" in running.said(), "the database is being made")
    assert running.end(signal.SIGTERM) == 0
    trial.start().up()


def test_visitors_who_send_a_byte_each_stop_no_page(serving: Running) -> None:
    with contextlib.ExitStack() as slow:
        for _ in range(64):
            visitor = slow.enter_context(socket.create_connection(("127.0.0.1", serving.port)))
            visitor.sendall(b"P")
        begun = time.monotonic()
        assert [serving.status(page) for page in ("", "policies/", "healthz")] == [200, 200, 200]
        assert time.monotonic() - begun < 10


def test_a_second_launcher_is_told_who_runs_and_disturbs_nothing(served: Trial, serving: Running) -> None:
    second = served.start()
    assert second.process.wait(60) == 1
    assert f"pid {serving.process.pid}" in second.said() and f":{serving.port}/" in second.said()
    serving.up()


def test_a_database_that_hangs_stops_no_page_and_the_health_page_says_so(serving: Running) -> None:
    database = serving.family()["database"]
    stopped = [database, *children(database)]
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        with ThreadPoolExecutor(16) as asking:
            ill = [asking.submit(serving.status, "healthz") for _ in range(16)]
            assert {answer.result() for answer in ill} == {503}
        begun = time.monotonic()
        assert [serving.status(page) for page in ("", "policies/", "api/v1/policies", "healthz")] == [
            200,
            200,
            200,
            503,
        ]
        assert time.monotonic() - begun < 10
    finally:
        for pid in stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    wait_for(lambda: serving.status("healthz") == 200, "the database answers again")
    assert serving.end(signal.SIGTERM) == 0


def test_a_taken_port_is_named_before_anything_is_made(trial: Trial) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = trial.start(port)
        assert refused.process.wait(60) == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in refused.said()
    assert not (trial.data / "cluster").exists()


def test_a_pid_file_that_names_a_living_stranger_does_not_stop_the_start_nor_the_stranger(made: Trial) -> None:
    cluster = made.cluster()
    cluster.start()
    assert cluster.server is not None
    os.kill(cluster.server.pid, signal.SIGKILL)
    cluster.server.wait()
    # Of the account that the database runs as: PostgreSQL itself would take it for a server and refuse.
    stranger = spawn(["/bin/sleep", "600"], account=cluster.account)
    try:
        for path in (cluster.directory / "postmaster.pid", made.data / "socket" / f"{SOCKET_NAME}.lock"):
            rest = path.read_text().split("\n", 1)[1]
            path.write_text(f"{stranger.pid}\n{rest}")
        cluster.start()
        cluster.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_that_outlived_its_launcher_is_shut_down_and_started_as_our_own(made: Trial) -> None:
    cluster = made.cluster()
    cluster.start()
    orphan = cluster.server
    assert orphan is not None
    with cluster.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
    successor = made.cluster()
    successor.start()
    try:
        assert orphan.wait(60) == 0  # a clean shutdown, not a kill
        with successor.connect() as connection:
            assert connection.execute("SELECT number FROM kept").fetchall() == [(1,)]
    finally:
        successor.stop()


def test_what_an_interrupted_initdb_left_is_made_anew(made: Trial) -> None:
    cluster = made.cluster()
    unfinished = made.data / "cluster.unfinished"
    cluster.directory.rename(unfinished)
    shutil.rmtree(unfinished / "base")
    cluster.make()
    cluster.start()
    cluster.stop()
    assert not unfinished.exists()


def test_the_server_listens_on_its_private_socket_only_and_believes_no_account_name(made: Trial) -> None:
    cluster = made.cluster()
    cluster.start()
    try:
        assert (made.data / "socket").stat().st_mode & 0o077 == 0
        with cluster.connect() as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
            assert methods == [("scram-sha-256",)]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=str(made.data / "socket"), user="wenjiu_superuser", dbname="postgres", password="wrong"
            )
    finally:
        cluster.stop()


def test_a_cluster_whose_passwords_are_gone_is_left_alone_and_the_operator_told(made: Trial) -> None:
    cluster = made.cluster()
    (made.data / "secrets" / "database-superuser").unlink()
    with pytest.raises(Exception, match="put that folder back from the backup"):
        cluster.make()
    assert (made.data / "cluster" / "PG_VERSION").exists()


def test_a_folder_that_holds_something_else_is_refused(trial: Trial) -> None:
    (trial.data / "letter.txt").write_text("somebody's")
    refused = trial.start()
    assert refused.process.wait(60) == 1
    assert "holds something else" in refused.said()
    assert {path.name for path in trial.data.iterdir()} == {"letter.txt"}


def test_a_path_too_long_for_a_socket_still_works(trial: Trial) -> None:
    deep = trial.data / "数据目录" / ("很长的目录名字" * 8)
    deep.mkdir(parents=True)
    for folder in (trial.data, trial.data / "数据目录"):
        folder.chmod(0o755)
    longer = Trial(deep)
    cluster = longer.cluster()
    cluster.make()
    cluster.start()
    try:
        cluster.connect().close()
    finally:
        cluster.stop()


def test_a_stop_that_was_asked_for_ends_a_child_under_way() -> None:
    child = spawn(["/bin/sleep", "600"], output=subprocess.DEVNULL)
    stop = StopRequest()
    stop.signal = signal.SIGTERM
    with pytest.raises(Exception, match="SIGTERM"):
        stop.check()
    child.kill()
    child.wait()
