"""Forms of the pages behind the sign-in, and what a hostile sender puts into their fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from urllib.parse import quote_from_bytes

import wenjiu.web

WEB = Path(wenjiu.web.__file__).parent
#: Values that break what expects a number, a day, a code or a text. Bytes that are no UTF-8 are among them.
HOSTILE: tuple[bytes, ...] = tuple(
    value if isinstance(value, bytes) else value.encode()
    for value in (
        "", " ", "\x00", "a\x00b", "-1", "0", "1", "01", "1.5", "1e309", "NaN", "Infinity", "9" * 19, "9" * 30, "9" * 5000, "²", "١٢", "２０２６",
        "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2026-11-30T25:61", "true", "null", "[]", "{}", '{"a":1}', "%s", "%(n)s", "{0}",
        "{{ 7|add:7 }}", "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "=1+1", "\u202e右到左", "👩‍👩‍👧", "\ufffe", "长" * 3000,
        "a" * 70_000, b"\xff\xfe", b"\xed\xa0\x80", "110105199001010017", "91110105MA00000012", "step:", "sure:approved", "line:1", "drop:999999999999",
        "item:0/paper/x", "clear:1", "add-person:3.2a", "drop-person:5.2:99999", "take-back:1", "@", "3.2a", "zz.9", "\r\nSet-Cookie: a=b",
    )
)  # fmt: skip
_READ = re.compile(
    r"""(?:POST|GET|given|typed|post)(?:\.get|\.getlist)?[(\[]\s*["']([\w-]+)["']|(?:text|number)\(request\.\w+, "([\w-]+)\""""
)
_BUTTON = re.compile(r'name="do" value="([^"]+)"')


def _named() -> list[str]:
    """Return the names of fields that any view reads."""
    found = {a or b for file in WEB.rglob("*.py") for a, b in _READ.findall(file.read_text("utf-8"))}
    return sorted(found | {"a-claim_year", "l1-hire_date", "why-1", "clear-1", "reply-1", "row-3.2a", "file", "roster"})


def _pressed() -> list[bytes]:
    """Return what the buttons of the templates send."""
    found = {value for file in WEB.rglob("*.html") for value in _BUTTON.findall(file.read_text("utf-8"))}
    return sorted(re.sub(r"\{[{%].*?[%}]\}", "1", value).encode() for value in found)


NAMES = _named()
PRESSES = _pressed()


@dataclass
class Form:
    """A form of a page: its address, method, and what it sends unless somebody changes it."""

    action: str
    method: str
    fields: list[tuple[str, bytes]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Form] = {}
        self.now = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.now = given.get("id") or f"form {len(self.forms)}"
            self.forms[self.now] = Form(given.get("action", ""), given.get("method", "get").lower())
        elif given.get("name") and tag in ("input", "textarea", "select", "button"):
            of = self.forms.get(given.get("form") or self.now)
            if of is not None:
                of.fields.append((given["name"], unescape(given.get("value", "")).encode()))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = ""


def forms_of(page: str) -> list[Form]:
    """Return the forms of a page that send something."""
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.forms.values() if form.method == "post"]


def _value(chance: Random) -> bytes:
    """Return a value that is known to break things, any bytes, or any characters."""
    length = chance.randrange(41)
    return chance.choice((
        lambda: chance.choice(HOSTILE),
        lambda: chance.randbytes(length),
        lambda: "".join(chr(chance.randrange(0x110000)) for _ in range(length)).encode("utf-8", "replace"),
    ))()  # fmt: skip


def changed(chance: Random, form: Form | None) -> list[tuple[str, bytes]]:
    """Return what a hostile sender makes of a form: its fields with some values changed, some left out, some added."""
    fields = list(form.fields[:40]) if form is not None else []
    fields = [(name, value if chance.randrange(3) else _value(chance)) for name, value in fields]
    fields = [pair for pair in fields if chance.randrange(10)]
    more = [(chance.choice(NAMES), _value(chance)) for _ in range(chance.randrange(7))]
    press = chance.choice(PRESSES) if chance.randrange(2) else _value(chance)
    return [*fields, *more, *([("do", press)] if chance.randrange(2) else [])]


def encoded(fields: list[tuple[str, bytes]]) -> bytes:
    """Return fields as the body of a form."""
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in fields).encode()
