"""Numbers of people, bank accounts and telephones that the rows of the matrix hold, and the answers that may show one in full.

Everything is invented; the numbers have valid check digits. A number of an organisation is public and is not looked for.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from django.db import connection

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.messages.models import Contact
from wenjiu.bureau.messages.queries import address_of
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.bureau.parties.queries import account_number_of, number_of
from wenjiu.bureau.writes import action

#: A number as it may be written, also in groups.
_RUN = re.compile(r"\d[\d \-\u00a0]{6,}[\dX]")
_GAP = re.compile(r"[ \-\u00a0]")
#: Phones of users; no persona has one of its own.
PHONES = {"reviewer": "13911112222", "firm": "13933334444"}
#: Method and name of a URL -> the kind of number that its answer shows in full, to whom, and why.
ALLOWED = {
    ("GET", "desk:register_errors"): ("person", {"keeper"}, "his own file comes back with what is wrong in each row"),
    ("GET", "my:line"): ("person", {"firm"}, "the agent corrects the number that he typed"),
    ("GET", "my:roster"): ("person", {"firm"}, "the agent's own list, to be corrected and read in again"),
    ("GET", "desk:person"): ("telephone", {"security", "system"}, "who keeps the accounts of staff can call them"),
    ("POST", "desk:person"): ("telephone", {"security"}, "the same page, after a form that was refused"),
    ("POST", "desk:money:export"): ("account", {"maker", "releaser"}, "the bank pays to the number in the file"),
}


@action
def plant(*, actor: str, people: dict[str, User]) -> None:
    """Give some users a phone."""
    for name, phone in PHONES.items():
        people[name].phone = phone
        people[name].save(update_fields=["phone"])


def planted() -> dict[str, str]:
    """Return number -> what it is, of every person, account and telephone that the database holds now."""
    found = {number_of(party): "person" for party in Party.objects.filter(id_type="resident_id")}
    found |= {_GAP.sub("", account_number_of(account)): "account" for account in BankAccount.objects.all()}
    found |= {address_of(contact): "telephone" for contact in Contact.objects.filter(channel="sms")}
    return found | {user.phone: "telephone" for user in User.objects.exclude(phone="")}


def shown(text: str, numbers: dict[str, str]) -> set[str]:
    """Return the kinds of numbers that a text shows in full."""
    runs = "\n".join(_GAP.sub("", run) for run in set(_RUN.findall(text)))
    return {kind for number, kind in numbers.items() if number in runs}


def text_of(response: Any) -> str:
    """Return what a reader finds in an answer: of a page or a table of text itself, of a workbook, Word or PDF file what is in it."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(name).decode(errors="replace") for name in archive.namelist()]
        return "\n".join(re.sub(r"<[^>]+>", "", part) for part in parts)
    if data[:5] == b"%PDF-" and b"Typst" in data:  # a file that somebody uploaded is given back as it is
        return pdf_text(data)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def pdf_text(data: bytes) -> str:
    """Return the text of a PDF file that typst made: its glyphs, read with the tables by which a reader copies text."""
    streams = [_inflated(part) for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)]
    tables = [dict(_mapped(stream)) for stream in streams if b"begincmap" in stream]
    pages = [stream for stream in streams if b"BT" in stream and b"TJ" in stream and b"begincmap" not in stream]
    text = "\n".join(_written(stream, tables) for stream in pages)
    if not text.strip():
        raise ValueError("no text was found in a PDF file: its form has changed")
    return text


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part


def _mapped(table: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield glyph and text of each line of a table of a font."""
    for glyph, to in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table):
        yield bytes.fromhex(glyph.decode()), bytes.fromhex(to.decode()).decode("utf-16-be", "replace")


#: The n-th font is chosen, or a piece of text is written.
_WRITTEN = re.compile(rb"/f(\d+) |\(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _written(stream: bytes, tables: list[dict[bytes, str]]) -> str:
    """Return the text that a page writes, a line for each place at which it begins anew."""
    text, font = "", 0
    for line in stream.split(b"BT "):
        for chosen, piece in _WRITTEN.findall(line):
            if chosen:
                font = int(chosen)
                continue
            glyphs = _ESCAPED.sub(
                lambda m: bytes([int(m[1], 8)]) if m[1].isdigit() else _LETTERS.get(m[1], m[1]), piece
            )
            text += "".join(tables[font].get(glyphs[at : at + 2], "") for at in range(0, len(glyphs), 2))
        text += "\n"
    return text


def plain_rows(numbers: dict[str, str]) -> dict[str, set[str]]:
    """Return table -> the kinds of numbers that its rows hold as plain text, also within JSON."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            if kinds := shown("\n".join(row for (row,) in cursor.fetchall()), numbers):
                found[table] = kinds
    return found
