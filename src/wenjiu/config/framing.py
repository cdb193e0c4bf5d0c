"""Find the end of a request from its headers alone. gunicorn checks the headers' contents later."""

import re
from dataclasses import dataclass

from wenjiu.config.limits import LARGEST_BODY, LARGEST_UPLOAD, UPLOAD_PATHS

_OTHER = re.compile(rb"[\x80-\xff]")
END = b"\r\n\r\n"
#: A longer number is never the length of a body that is read.
LONGEST_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Head:
    """The first line and headers of a request.

    Attributes:
        length: bytes before the body, in the data received so far.
        body: bytes of the body, or None if the body is not read: sent in chunks, too long, or of unclear length.
            Nothing is read after such a request.
        text: the bytes that gunicorn gets: without ``Expect: 100-continue``, which is answered before.
        waits: whether the sender waits for a go-ahead before it sends the body.
    """

    length: int
    body: int | None
    text: bytes
    waits: bool = False


def read_head(received: bytes | bytearray) -> Head | None:
    """Return the head that the bytes begin with, or None if it has not arrived whole."""
    end = received.find(END)
    if end < 0:
        # Lines with other endings have no end to wait for; gunicorn reports the error.
        return Head(len(received), None, bytes(received)) if b"\n\n" in received else None
    lines = bytes(received[:end]).split(b"\r\n")
    kept, lengths, chunks, waits = [_in_ascii(lines[0])], [], False, False
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        name, value = name.strip().lower(), value.strip()
        if name == b"expect" and value.lower() == b"100-continue":
            waits = True
            continue
        kept.append(line)
        if name == b"content-length":
            lengths.append(value)
        chunks = chunks or name == b"transfer-encoding"
    body = None if chunks else _length(lengths, _most(lines[0]))
    return Head(end + len(END), body, b"\r\n".join(kept) + END, waits)


def _in_ascii(first_line: bytes) -> bytes:
    """Return a first line with other bytes of the address in percent, as browsers send what is typed into them.

    A line whose method or version has such bytes is left for gunicorn to refuse.
    """
    method, _, rest = first_line.partition(b" ")
    target, _, version = rest.rpartition(b" ")
    if not (method.isascii() and version.isascii()):
        return first_line
    return b" ".join((method, _OTHER.sub(lambda found: b"%%%02X" % ord(found[0]), target), version))


def _most(first_line: bytes) -> int:
    """Return the most bytes of a body that are read for a request."""
    _, _, target = first_line.partition(b" ")
    return LARGEST_UPLOAD if target.startswith(tuple(path.encode() for path in UPLOAD_PATHS)) else LARGEST_BODY


def _length(stated: list[bytes], most: int) -> int | None:
    if not stated:
        return 0
    if len(stated) > 1 or not stated[0].isdigit() or len(stated[0]) > LONGEST_LENGTH:
        return None
    length = int(stated[0])
    return length if length <= most else None
