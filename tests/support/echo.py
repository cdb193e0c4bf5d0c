"""A WSGI application and gunicorn's configuration for it: the shipped one with shorter times and fewer connections."""

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

from wenjiu.config import limits

limits.REQUEST_SECONDS = 8.0
limits.REPLY_SECONDS = 8.0
limits.IDLE_SECONDS = 2.0
limits.MOST_WAITING = 100
limits.MOST_HELD = 20_000_000

from wenjiu.config.server import *

LARGE = b"x" * 8_000_000


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say what arrived; ``/large`` is a long answer, ``/second`` takes a second and leaves out the body."""
    if environ["PATH_INFO"] == "/second":
        time.sleep(1)
    body = LARGE
    if environ["PATH_INFO"] != "/large":
        length = int(environ.get("CONTENT_LENGTH") or 0)
        asked = environ["PATH_INFO"] != "/second" and 0 < length <= limits.LARGEST_UPLOAD
        sent = environ["wsgi.input"].read(length) if asked else b""
        told = {name: value for name, value in environ.items() if isinstance(value, str)}
        body = json.dumps({"body": sent.decode(), **told}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
