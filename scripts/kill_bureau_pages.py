"""People who work in a served bureau over HTTP, for the kill drill: each presses buttons of real pages."""

import http.cookiejar
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPException

TIMEOUT = 60.0  # seconds
#: How often a page is loaded again that did not come.
MOST_LOADS = 3


@dataclass(frozen=True)
class Answer:
    """What the server answered. `status`: 0 where the connection broke."""

    status: int
    body: bytes
    url: str


class Form(HTMLParser):
    """Reads the fields of one form of a page: by the form's id, else those of every form, which are the hidden ones."""

    def __init__(self, page: str, id: str = "") -> None:
        super().__init__()
        self.id, self.inside = id, False
        self.fields: list[tuple[str, str]] = []
        self.text: tuple[str, list[str]] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect a field as a browser would send it."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = not self.id or given.get("id") == self.id
        mine = given["form"] == self.id if "form" in given else self.inside
        if not mine or "name" not in given:
            return
        kind = given.get("type", "text")
        if tag == "input" and (kind == "hidden" if not self.id else kind not in ("checkbox", "radio", "file")):
            self.fields.append((given["name"], given.get("value", "")))
        elif tag == "input" and kind == "checkbox" and self.id and "checked" in given:
            self.fields.append((given["name"], given.get("value", "on")))
        elif tag == "textarea":
            self.text = (given["name"], [])

    def handle_data(self, data: str) -> None:
        """Collect the text of a text area."""
        if self.text is not None:
            self.text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a text area, or the form."""
        if tag == "textarea" and self.text is not None:
            self.fields.append((self.text[0], "".join(self.text[1])))
            self.text = None
        elif tag == "form":
            self.inside = False


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it is the answer."""

    def redirect_request(self, *_: object) -> None:
        return None


class Person:
    """Somebody signed in as a persona of the demo, with cookies that outlast the server."""

    def __init__(self, site: str, persona: str) -> None:
        self.site = site
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _Stay)
        page = self.send("/demo/")
        if self.send("/demo/enter/", _encoded([*Form(page.body.decode()).fields, ("persona", persona)])).status != 302:
            raise RuntimeError(f"{persona} cannot step in")

    def send(self, path: str, data: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> Answer:
        """Send one request and return its answer, whatever it is."""
        request = urllib.request.Request(self.site + path, data, {"Content-Type": kind} if data is not None else {})
        try:
            with self.opener.open(request, timeout=TIMEOUT) as answer:
                return Answer(answer.status, answer.read(), answer.url)
        except urllib.error.HTTPError as answer:
            try:
                return Answer(answer.code, answer.read(), answer.headers.get("Location", ""))
            except (OSError, HTTPException):
                return Answer(0, b"", "")
        except (OSError, HTTPException) as broken:
            return Answer(0, repr(broken).encode(), "")

    def open(self, page: str) -> Answer:
        """Open a page; where the connection breaks or the server fails, load it again as anybody would."""
        for _again in range(MOST_LOADS):
            shown = self.send(page)
            if shown.status == 200:
                return shown
            print(f"{page} answered {shown.status} {shown.body[:200]!r}", flush=True)
            time.sleep(1)
        raise RuntimeError(f"{page} answered {shown.status}")

    def button(
        self,
        page: str,
        more: Mapping[str, str | Sequence[str]],
        happened: Callable[[], bool],
        form: str = "",
        to: str = "",
        file: tuple[str, bytes] | None = None,
    ) -> "Press":
        """Open a page and return its button, filled in and ready to be pressed once or several times.

        Args:
            page: where the button is.
            more: what the person chooses, beside the fields that the form has already.
            happened: whether what the button does is stored.
            form: id of the form; without one its hidden field is enough.
            to: where the form goes, if not to its own page.
            file: name and bytes of a file.
        """
        found = Form(self.open(page).body.decode(), form).fields
        fields = found if form else [next(f for f in found if f[0] == "csrfmiddlewaretoken")]
        for name, value in more.items():
            fields += [(name, value)] if isinstance(value, str) else [(name, one) for one in value]
        if file is None:
            return Press(self, to or page, _encoded(fields), "application/x-www-form-urlencoded", happened)
        mark = secrets.token_hex(12)
        return Press(self, to or page, _parts(fields, file, mark), f"multipart/form-data; boundary={mark}", happened)


@dataclass(frozen=True)
class Press:
    """A button: calling it sends the same request each time."""

    person: Person
    to: str
    data: bytes
    kind: str
    happened: Callable[[], bool]

    def __call__(self) -> Answer:
        return self.person.send(self.to, self.data, self.kind)


class Bureau:
    """The people of one installation; each signs in once."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.people: dict[str, Person] = {}

    def person(self, persona: str) -> Person:
        """Return a person, who stays signed in."""
        if persona not in self.people:
            self.people[persona] = Person(self.site, persona)
        return self.people[persona]


def _encoded(fields: Sequence[tuple[str, str]]) -> bytes:
    return urllib.parse.urlencode(fields).encode()


def _parts(fields: Sequence[tuple[str, str]], file: tuple[str, bytes], mark: str) -> bytes:
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n\r\n'
    return "".join(parts).encode() + head.encode() + file[1] + f"\r\n--{mark}--\r\n".encode()
