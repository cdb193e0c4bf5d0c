"""Serve requests with gunicorn's threaded worker, changed so that no thread waits for a visitor.

gunicorn's own worker reads a request and sends its answer in a thread, so a few slow visitors can occupy all threads.
Here one loop waits for all connections at once. A thread gets a request when it has arrived whole and makes an answer,
which the loop sends. A visitor who exceeds the times of `limits` is disconnected. If too many connections wait, the one
that has waited longest is closed. There is no TLS: the proxy handles it.
"""

import contextlib
import errno
import selectors
import socket
import time
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.http import RequestParser
from gunicorn.http.errors import NoMoreData
from gunicorn.workers.gthread import ThreadWorker

from wenjiu.config import limits
from wenjiu.config.framing import Head, read_head

CHUNK = 65_536  # bytes taken from a connection at once
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
REFUSED = {431: "Request Header Fields Too Large", 503: "Service Unavailable"}


class Reply:
    """Replace the socket while a request is answered: keep the bytes that are sent, and send nothing itself."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Keep some bytes."""
        self._parts.append(bytes(data))

    def send(self, data: bytes) -> int:
        """Keep some bytes and return how many."""
        self.sendall(data)
        return len(data)

    def gettimeout(self) -> float:
        """Nothing here ever waits."""
        return 0.0

    def shutdown(self, how: int) -> None:
        """Refuse: gunicorn closes the socket if an answer failed half-way, and the loop closes the real one."""
        raise OSError(errno.ENOTCONN, "no socket")

    def close(self) -> None:
        """Do nothing: the loop closes the socket."""

    def content(self) -> memoryview:
        """Return everything that was sent."""
        return memoryview(b"".join(self._parts))


class Connection:
    """One visitor's connection. gunicorn uses `sock`, `client` and `server`; `socket` is the real socket."""

    def __init__(self, real: socket.socket, client: Any, server: Any) -> None:
        self.socket, self.client, self.server = real, client, server
        self.sock = Reply()
        self.received = bytearray()
        self.head: Head | None = None
        self.unsent = memoryview(b"")
        self.deadline = 0.0
        #: The events that the loop waits for: readable or writable; 0 for none.
        self.event = 0
        #: Whether another request is read after this one.
        self.goes_on = True

    def held(self) -> int:
        """Return the number of bytes kept for this connection."""
        return len(self.received) + len(self.unsent)

    def send_some(self) -> None:
        """Send what the system accepts without waiting. Raise OSError if the visitor is gone."""
        try:
            while self.unsent:
                self.unsent = self.unsent[self.socket.send(self.unsent) :]
        except (BlockingIOError, InterruptedError):
            pass


class Worker(ThreadWorker):
    """The worker. Its loop, signals, threads and the handling of one request come from gunicorn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Connections that wait for their visitor, the one that has waited longest first.
        self.waiting: dict[Connection, None] = {}
        self._held = self._answering = 0
        self._next_look = 0.0

    # The loop's own thread ---------------------------------------------------------------------------------------

    def accept(self, listener: socket.socket) -> None:
        """Take a connection and begin to read its request."""
        try:
            real, client = listener.accept()
        except OSError as error:
            if error.errno in NO_ROOM:
                self._end_longest()
            elif error.errno not in (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED):
                raise
            return
        real.setblocking(False)
        self.nr_conns += 1
        if len(self.waiting) >= limits.MOST_WAITING:
            self._end_longest()
        self._read(Connection(real, client, listener.getsockname()), limits.REQUEST_SECONDS)

    def _end_longest(self) -> None:
        if self.waiting:
            self._end(next(iter(self.waiting)))
        else:
            time.sleep(0.01)  # all are being answered: a file is closed soon

    def _watch(self, conn: Connection, event: int, ready: Any, seconds: float) -> None:
        """Call ``ready`` when the connection can be read or written, for at most ``seconds``."""
        self._forget(conn)
        conn.deadline, conn.event = time.monotonic() + seconds, event
        self.waiting[conn] = None
        # A connection that ended in this round of the loop may still be in the round's list.
        self.poller.register(conn.socket, event, lambda _: ready(conn) if conn.event else None)

    def _forget(self, conn: Connection) -> None:
        if conn.event:
            conn.event = 0
            del self.waiting[conn]
            self.poller.unregister(conn.socket)

    def _end(self, conn: Connection) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.socket.close()

    def _read(self, conn: Connection, seconds: float) -> None:
        conn.sock, conn.head = Reply(), None
        together = bool(conn.received)  # arrived with the previous request
        self._watch(conn, selectors.EVENT_READ, self._receive, limits.REQUEST_SECONDS if together else seconds)
        if together:
            self._take(conn)

    def _receive(self, conn: Connection) -> None:
        """Read the bytes that have arrived."""
        try:
            data = conn.socket.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._end(conn)
            return
        if not conn.received:
            conn.deadline = time.monotonic() + limits.REQUEST_SECONDS
        conn.received += data
        self._keep(len(data))
        if conn.event:
            self._take(conn)

    def _take(self, conn: Connection) -> None:
        """Pass a request on when it is whole. Send a go-ahead to a sender that waits for one."""
        if conn.head is None:
            conn.head = read_head(conn.received)
            if conn.head is None or conn.head.length > limits.LARGEST_HEAD:
                if len(conn.received) > limits.LARGEST_HEAD:
                    self._refuse(conn, 431)
                return
            if (
                conn.head.waits
                and conn.head.body is not None
                and len(conn.received) < conn.head.length + conn.head.body
            ):
                with contextlib.suppress(OSError):  # the next read notices a visitor who is gone
                    conn.socket.send(CONTINUE)
        head = conn.head
        end = head.length + (head.body or 0)
        if len(conn.received) < end:
            return
        request = head.text + bytes(conn.received[head.length : end])
        del conn.received[: end if head.body is not None else None]
        conn.goes_on = head.body is not None
        if self._answering > limits.MOST_HELD:
            self._refuse(conn, 503)
            return
        self._forget(conn)
        self._answering += len(request)
        answer = self.tpool.submit(self.handle, conn, request)
        answer.add_done_callback(partial(self.method_queue.defer, self.finish_request, conn, len(request)))

    def _refuse(self, conn: Connection, status: int) -> None:
        """Answer without the application."""
        head = (
            f"HTTP/1.1 {status} {REFUSED[status]}\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
        )
        conn.unsent, conn.goes_on = memoryview(head.encode()), False
        self._send(conn)

    def finish_request(self, conn: Connection, size: int, answer: "Future[bool]") -> None:
        """Send the answer that a thread has made."""
        self._answering -= size
        conn.goes_on = answer.exception() is None and answer.result()
        self._send(conn)

    def _send(self, conn: Connection) -> None:
        try:
            conn.send_some()
        except OSError:
            self._end(conn)
            return
        if conn.unsent:
            if conn.event != selectors.EVENT_WRITE:
                self._watch(conn, selectors.EVENT_WRITE, self._send, limits.REPLY_SECONDS)
                self._keep(len(conn.unsent))
        elif conn.goes_on and self.alive:
            self._read(conn, self.cfg.keepalive)
        else:
            self._close(conn)

    def _close(self, conn: Connection) -> None:
        """Announce the end of the stream and read a moment longer: closing with unread bytes could lose the answer."""
        try:
            conn.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self._end(conn)
            return
        self._watch(conn, selectors.EVENT_READ, self._drain, limits.CLOSING_SECONDS)

    def _drain(self, conn: Connection) -> None:
        try:
            if conn.socket.recv(CHUNK):
                return
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            pass
        self._end(conn)

    def _keep(self, size: int) -> None:
        """Count the bytes that are kept. Above the limit, end the connections that keep most."""
        self._held += size
        if self._held <= limits.MOST_HELD:
            return
        self._held = sum(conn.held() for conn in self.waiting)
        while self._held > limits.MOST_HELD:
            largest = max(self.waiting, key=Connection.held)
            self._held -= largest.held()
            self._end(largest)

    def murder_pending(self) -> None:
        """End the connections whose time is over. gunicorn calls it in every round; once a second is enough."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + 1.0
        for conn in [conn for conn in self.waiting if conn.deadline < now]:
            self._end(conn)
        self._held = sum(conn.held() for conn in self.waiting)

    def murder_keepalived(self, force: bool = False) -> None:
        """End every connection when gunicorn stops for good."""
        for conn in list(self.waiting) if force else []:
            self._end(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """Limit the wait for requests when gunicorn begins to stop."""
        for conn in self.waiting:
            conn.deadline = min(conn.deadline, deadline)

    # A thread of the pool ----------------------------------------------------------------------------------------

    def handle(self, conn: Connection, request: bytes) -> bool:
        """Answer a whole request. Return whether the connection stays open for another."""
        asked, goes_on = None, False
        try:
            asked = next(RequestParser(self.cfg, iter([request]), conn.client))
            if not conn.goes_on:
                asked.force_close()
            goes_on = bool(self.handle_request(asked, conn))
        except (NoMoreData, StopIteration):
            pass  # fewer bytes than the headers declare, or an interrupted answer: the connection ends
        except Exception as error:  # noqa: BLE001 - gunicorn's own way to answer refused and failed requests
            self.handle_error(asked, conn.sock, conn.client, error)
        conn.unsent = conn.sock.content()
        try:
            conn.send_some()
        except OSError:
            return False
        return goes_on and conn.goes_on
