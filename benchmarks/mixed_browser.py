"""A user of the mixed load: one signed-in connection that opens pages, fills in their forms, and notes how long each took."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

from bureau_pages import Caller

#: What a form sends.
Fields = Mapping[str, str | list[str]]
READ, WRITE = "read", "write"
#: Answers that say why nothing was done, such as that a colleague was faster. They are counted apart from errors.
REFUSALS = (409, 422)


@dataclass(frozen=True)
class Taken:
    """One answer. `seconds` is from the request to the last byte of the page."""

    kind: str
    name: str
    seconds: float
    status: int
    begun: float
    path: str


@dataclass
class Form:
    """What a form of a page sends unless somebody changes it."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    """Reads the forms of a page, and fields that name their form by its id."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.now: Form | None = None
        self.select = self.area = ""
        self.of_area: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.now = self.by_id.setdefault(given.get("id") or f"form {len(self.forms)}", Form(""))
            self.now.action = given.get("action") or ""
            self.forms.append(self.now)
            return
        name, value, about = given.get("name") or "", given.get("value") or "", given.get("form")
        form = self.by_id.setdefault(about, Form("")) if about else self.now
        if form is None:
            return
        if tag == "option" and self.select and ("selected" in given or self.select not in form.fields):
            form.fields[self.select] = [value]
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area, self.of_area = name, form
            form.fields[name] = [""]
        elif tag == "button":
            form.buttons.append(f"{name}={value}")
        elif tag == "input" and name and given.get("type") != "file":
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            form.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.area and self.of_area is not None:
            self.of_area.fields[self.area] = [data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


@dataclass(frozen=True)
class Page:
    """A page as it came."""

    path: str
    status: int
    text: str

    def links(self, pattern: str) -> list[str]:
        """Return the links of a form, each once, without what follows ``?`` or ``#``."""
        return list(dict.fromkeys(re.findall(rf'href="({pattern})[?#"]', self.text)))

    def form(self, button: str = "", action: str = "") -> Form | None:
        """Return the form that has a button, such as ``do=begin``, or whose address ends so; None where there is none."""
        reader = _Forms()
        reader.feed(self.text)
        for form in {id(form): form for form in (*reader.forms, *reader.by_id.values())}.values():
            if (not button or button in form.buttons) and (form.action or self.path).endswith(action):
                return form
        return None


class Stopped(Exception):
    """The time of the run is over."""


class User(Caller):
    """Somebody at work. Every request is noted in `taken`."""

    def __init__(self, server: Any, seed: int, think: float, stop: threading.Event) -> None:
        super().__init__(server.connect())
        self.chance, self.think, self.stop = random.Random(seed), think, stop
        self.taken: list[Taken] = []
        self.errors: list[str] = []

    def pause(self) -> None:
        """Read and think: a time drawn from an exponential distribution, at most four times its mean."""
        if self.stop.wait(min(self.chance.expovariate(1 / self.think), 4 * self.think)):
            raise Stopped

    def open(self, name: str, path: str) -> Page:
        """Open a page, then think. Redirects belong to it."""
        return self._do(READ, name, path, None)

    def send(
        self, name: str, page: Page, button: str = "", action: str = "", fields: Fields | None = None, kind: str = WRITE
    ) -> Page:
        """Send a form of a page with a button, then think; the page to which it leads is noted as another one.

        `fields`: what the user changes. `kind`: READ for a form that only asks for something, such as a search.
        """
        form = page.form(button, action)
        if form is None:
            raise LookupError(f"{page.path} ({page.status}) has no form {button or action}")
        key, _sign, value = button.partition("=")
        sent = {**form.fields, **(fields or {}), **({key: value} if button else {})}
        return self._do(kind, name, form.action.partition("#")[0] or page.path, sent)

    def _do(self, kind: str, name: str, path: str, fields: Fields | None) -> Page:
        begun = time.monotonic()
        status, text, to = self._ask(path, fields)
        if kind == WRITE:  # a write ends with its own answer
            self._note(Taken(kind, name, time.monotonic() - begun, status, begun, path))
            begun, kind, name = time.monotonic(), READ, f"after: {name}"
            if status not in (302, 303):
                self.pause()
                return Page(path, status, text)
        while status in (302, 303):
            path = urlsplit(to)._replace(scheme="", netloc="", fragment="").geturl()
            status, text, to = self._ask(path, None)
        self._note(Taken(kind, name, time.monotonic() - begun, status, begun, path))
        self.pause()
        return Page(path.partition("?")[0], status, text)

    def _ask(self, path: str, fields: Any) -> tuple[int, str, str]:
        try:
            return self.ask(path, fields)
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()  # the server ended an idle connection: a browser asks once more
            return self.ask(path, fields)

    def _note(self, taken: Taken) -> None:
        self.taken.append(taken)
        if taken.status >= 400 and not (taken.kind == WRITE and taken.status in REFUSALS):
            self.errors.append(f"{taken.name}: {taken.status} {taken.path}")


def at_work(user: User, username: str, work: Any) -> None:
    """Step into an account, if it has one, and work until the time is over. What goes wrong is noted, never raised."""
    try:
        if username:
            user.enter(username)
        while True:
            try:
                work(user)
            except (LookupError, OSError, HTTPException) as error:
                user.errors.append(f"{type(error).__name__}: {error}")
                user.connection.close()
                user.pause()
    except Stopped:
        pass
    except SystemExit as error:
        user.errors.append(str(error))
