"""The web server with real sockets: no visitor, however slow, keeps another one waiting, and no header is believed."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wenjiu.config import limits, secret_files
from wenjiu.config.framing import read_head

from .conftest import free_port, wait_for

pytestmark = pytest.mark.one_in(3)

ROOT = Path(__file__).resolve().parents[2]
SOON = 5.0  # seconds; an answer takes milliseconds on a machine that does nothing else
REQUEST_SECONDS = 8.0  # of tests/support/echo.py
MOST_WAITING = 100


class Server:
    """gunicorn with one process of four threads, as the launcher configures it."""

    def __init__(self, folder: Path) -> None:
        (folder / "run").mkdir()
        self.port = free_port()
        self.log = folder / "log"
        command = ["-m", "gunicorn", "-c", "python:tests.support.echo", "-b", f"127.0.0.1:{self.port}"]
        secret_files.ensure_all(folder)
        with open(self.log, "w") as output:
            self.process = subprocess.Popen(
                [sys.executable, *command, "tests.support.echo:application"], cwd=ROOT, stdout=output, stderr=output,
                env={**os.environ, "WENJIU_DATA": str(folder), "WENJIU_WORKERS": "1", "GUNICORN_CMD_ARGS": ""},
            )  # fmt: skip
        self.open: list[socket.socket] = []

    def connect(self) -> socket.socket:
        """A connection of a visitor."""
        found = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        self.open.append(found)
        return found

    def ask(self, path: str = "/", body: bytes | None = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """Ask as an ordinary visitor: status and what the application was given."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(asked):
            asked.request("GET" if body is None else "POST", path, body, named)
            answer = asked.getresponse()
            return answer.status, json.loads(answer.read())

    def ready(self) -> bool:
        """Whether it answers."""
        with contextlib.suppress(OSError, ValueError):
            return self.ask()[0] == 200
        assert self.process.poll() is None, self.log.read_text()
        return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("server"))
    try:
        wait_for(found.ready, "the server answers")
        yield found
    finally:
        found.process.terminate()
        found.process.wait(60)


@pytest.fixture(autouse=True)
def closed(server: Server) -> Iterator[None]:
    yield
    while server.open:
        server.open.pop().close()


def answered_soon(server: Server) -> None:
    """Several visitors one after another, none of whom waits."""
    for _ in range(5):
        begun = time.monotonic()
        assert server.ask()[0] == 200
        assert time.monotonic() - begun < SOON


def everything(connection: socket.socket) -> bytes:
    """What comes until the other side closes."""
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while data := connection.recv(65_536):
            found += data
    return found


BEGINNINGS = {
    "one byte": b"G",
    "half a first line": b"GET / HT",
    "half of the headers": b"GET / HTTP/1.1\r\nHost: a\r\nX: ",
    "half of a body": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{",
    "half of a large body": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 100_000,
    "a chunk of a body": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    "nothing": b"",
}


@pytest.mark.parametrize("sent", BEGINNINGS.values(), ids=BEGINNINGS)
def test_visitors_who_stop_half_way_keep_nobody_waiting(server: Server, sent: bytes) -> None:
    for _ in range(40):
        server.connect().sendall(sent)
    answered_soon(server)


def test_visitors_who_send_a_byte_now_and_then_keep_nobody_waiting(server: Server) -> None:
    slow = [server.connect() for _ in range(40)]
    for byte in b"GET / HT":
        for connection in slow:
            connection.sendall(bytes([byte]))
        begun = time.monotonic()
        assert server.ask()[0] == 200
        assert time.monotonic() - begun < SOON


def test_visitors_who_read_nothing_of_a_long_answer_keep_nobody_waiting(server: Server) -> None:
    for _ in range(40):
        connection = server.connect()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
    time.sleep(0.5)
    answered_soon(server)


def test_visitors_who_keep_a_finished_connection_open_keep_nobody_waiting(server: Server) -> None:
    for _ in range(40):
        server.connect().sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    answered_soon(server)


@pytest.mark.parametrize("sent", [b"G", BEGINNINGS["half of a body"]], ids=["one byte", "half of a body"])
def test_a_request_that_is_not_whole_in_time_is_ended(server: Server, sent: bytes) -> None:
    begun = time.monotonic()
    connection = server.connect()
    connection.sendall(sent)
    assert everything(connection) == b""
    assert REQUEST_SECONDS - 0.5 < time.monotonic() - begun < REQUEST_SECONDS + 5


def test_of_too_many_who_wait_the_first_are_ended_and_a_new_one_is_served(server: Server) -> None:
    first = server.connect()
    first.sendall(b"G")
    time.sleep(0.2)
    for _ in range(MOST_WAITING + 20):
        server.connect().sendall(b"G")
    begun = time.monotonic()
    assert everything(first) == b""
    assert time.monotonic() - begun < SOON
    answered_soon(server)


def test_what_is_kept_for_slow_visitors_has_a_limit(server: Server) -> None:
    slow = [server.connect() for _ in range(20)]
    for connection in slow:
        with contextlib.suppress(ConnectionError):
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2500000\r\n\r\n" + b"x" * 2_000_000)
    answered_soon(server)
    time.sleep(1)  # until everything that was sent has been read
    kept = 0
    for connection in slow:
        connection.setblocking(False)
        try:
            connection.recv(1)
        except BlockingIOError:
            kept += 1
        except ConnectionError:
            pass
    assert 0 < kept <= 10


def test_where_too_much_is_being_answered_more_is_refused_at_once(server: Server) -> None:
    asking = [server.connect() for _ in range(16)]
    for connection in asking:
        connection.sendall(b"POST /second HTTP/1.1\r\nHost: a\r\nContent-Length: 2500000\r\nConnection: close\r\n\r\n")
        connection.sendall(b"x" * 2_500_000)
        time.sleep(0.03)  # each arrives whole before the next
    said = [everything(connection).split(b" ")[1] for connection in asking]
    assert said.count(b"200") >= 8 and set(said) == {b"200", b"503"}


class TestARequest:
    def test_in_single_bytes_arrives(self, server: Server) -> None:
        connection = server.connect()
        for byte in b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello":
            connection.sendall(bytes([byte]))
        assert json.loads(everything(connection).partition(b"\r\n\r\n")[2])["body"] == "hello"

    def test_with_the_largest_body_arrives_whole(self, server: Server) -> None:
        status, told = server.ask(body=b"x" * limits.LARGEST_BODY)
        assert (status, len(told["body"])) == (200, limits.LARGEST_BODY)

    def test_with_a_file_arrives_whole_only_below_the_path_that_takes_files(self, server: Server) -> None:
        status, told = server.ask(f"{limits.UPLOAD_PATHS[0]}hires/", body=b"x" * limits.LARGEST_UPLOAD)
        assert (status, len(told["body"])) == (200, limits.LARGEST_UPLOAD)
        for path in (f"{limits.UPLOAD_PATHS[0]}hires/", "/roster", "/size/?next=/roster/"):
            length = limits.LARGEST_UPLOAD + (path == f"{limits.UPLOAD_PATHS[0]}hires/")
            connection = server.connect()
            connection.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\nx".encode())
            answer = everything(connection)
            assert b"Connection: close" in answer and b'"body": "x' not in answer

    def test_with_a_larger_body_is_answered_without_reading_it(self, server: Server) -> None:
        connection = server.connect()
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\nx")
        begun = time.monotonic()
        answer = everything(connection)
        assert time.monotonic() - begun < SOON
        assert answer.startswith(b"HTTP/1.1 200") and b"Connection: close" in answer

    def test_in_chunks_reaches_the_application_without_a_body_and_ends_the_connection(self, server: Server) -> None:
        connection = server.connect()
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            b"GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        answer = everything(connection)
        assert answer.count(b"HTTP/1.1 200") == 1 and b"Connection: close" in answer and b"hidden" not in answer

    def test_whose_sender_waits_to_be_told_to_go_on_is_told_once(self, server: Server) -> None:
        connection = server.connect()
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"hello")
        answer = everything(connection)
        assert answer.startswith(b"HTTP/1.1 200") and b'"body": "hello"' in answer

    def test_after_another_on_one_connection_is_answered_also_where_both_came_together(self, server: Server) -> None:
        connection = server.connect()
        asked = b"POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none"
        last = b"GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        connection.sendall(asked + last)
        answer = everything(connection)
        assert answer.count(b"HTTP/1.1 200") == 2
        assert answer.index(b'"one"') < answer.index(b"/second")

    def test_for_an_address_that_was_typed_in_chinese_is_answered_as_if_a_browser_had_sent_it(
        self, server: Server
    ) -> None:
        connection = server.connect()
        connection.sendall("GET /查/?q=失业 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        answer = everything(connection).partition(b"\r\n\r\n")[2]
        assert json.loads(answer)["PATH_INFO"].encode("latin-1").decode() == "/查/"
        assert json.loads(answer)["QUERY_STRING"] == "q=%E5%A4%B1%E4%B8%9A"

    @pytest.mark.parametrize(("sent", "status"), [
        ("查 / HTTP/1.1\r\nHost: a\r\n\r\n".encode(), b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n" + b"X: x\r\n" * 10_000, b"431"),
        (b"GET /" + b"x" * 6_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\nHost: a\n\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nxx", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nxx", b"400"),
        (b"words\r\n\r\n", b"400"),
    ])  # fmt: skip
    def test_that_is_none_is_refused_and_the_connection_ended(self, server: Server, sent: bytes, status: bytes) -> None:
        connection = server.connect()
        connection.sendall(sent)
        assert everything(connection).split(b" ")[1] == status

    def test_under_way_is_answered_where_the_server_stops(self, tmp_path: Path) -> None:
        stopping = Server(tmp_path)
        try:
            wait_for(stopping.ready, "the server answers")
            waiting, idle = stopping.connect(), stopping.connect()
            waiting.sendall(b"GET /second HTTP/1.1\r\nHost: a\r\n\r\n")
            idle.sendall(b"G")
            time.sleep(0.3)
            begun = time.monotonic()
            stopping.process.send_signal(signal.SIGTERM)
            assert everything(waiting).startswith(b"HTTP/1.1 200")
            assert stopping.process.wait(30) == 0
            assert time.monotonic() - begun < 20
        finally:
            stopping.process.kill()
            stopping.process.wait()


class TestAHeader:
    @pytest.mark.parametrize("name", ["X-Forwarded-Proto", "X-Forwarded-Protocol", "X-Forwarded-Ssl"])
    def test_that_says_how_a_request_was_encrypted_is_not_believed(self, server: Server, name: str) -> None:
        for value in ("https", "ssl", "on"):
            _, told = server.ask(**{name: value})
            assert told["wsgi.url_scheme"] == "http"

    def test_that_says_below_which_path_the_site_is_is_not_believed(self, server: Server) -> None:
        connection = server.connect()
        connection.sendall(
            b"GET /a/b HTTP/1.1\r\nHost: a\r\nSCRIPT_NAME: /a\r\nScript-Name: /a\r\nPATH_INFO: /c\r\n"
            b"X_Forwarded_Proto: https\r\nConnection: close\r\n\r\n"
        )
        told = json.loads(everything(connection).partition(b"\r\n\r\n")[2])
        assert (told["SCRIPT_NAME"], told["PATH_INFO"]) == ("", "/a/b")
        assert "HTTP_X_FORWARDED_PROTO" not in told

    def test_that_names_another_visitor_is_not_believed(self, server: Server) -> None:
        assert server.ask(X_Forwarded_For="10.0.0.1")[1]["REMOTE_ADDR"] == "127.0.0.1"


class TestTheEndOfARequest:
    @pytest.mark.parametrize("received", [b"", b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n"])
    def test_is_not_seen_before_its_headers_end(self, received: bytes) -> None:
        assert read_head(received) is None

    @pytest.mark.parametrize(("headers", "body"), [
        (b"", 0), (b"Content-Length: 7", 7), (b"CONTENT-LENGTH:7", 7), (b"Content-Length: 0", 0),
        (b"Content-Length: 2621440", 2621440), (b"Content-Length: 2621441", None), (b"Content-Length: 1" + b"0" * 5000, None),
        (b"Content-Length: 7\r\nContent-Length: 7", None), (b"Content-Length: 7, 7", None), (b"Content-Length: +7", None),
        (b"Content-Length: -7", None), (b"Content-Length:", None), (b"Content-Length: \xb2", None),
        (b"Transfer-Encoding: chunked", None), (b"Content-Length: 7\r\nTransfer-Encoding: identity", None),
        (b"Content_Length: 7", 0),
    ])  # fmt: skip
    def test_is_where_the_stated_body_ends_or_after_the_headers_where_none_is_read(
        self, headers: bytes, body: int | None
    ) -> None:
        received = b"POST / HTTP/1.1\r\nHost: a\r\n" + (headers + b"\r\n" if headers else b"") + b"\r\n"
        found = read_head(received + b"rest")
        assert found is not None
        assert (found.length, found.body, found.text) == (len(received), body, received)
