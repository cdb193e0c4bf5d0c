"""What a browser without JavaScript sends when a button of a page is pressed."""

from html.parser import HTMLParser
from typing import Any


class _Forms(HTMLParser):
    """Collects the forms of a page, and every field and button with the form that it belongs to."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.controls: list[tuple[dict[str, str], dict[str, str] | str | None]] = []
        self.inside: dict[str, str] | None = None
        self.area: dict[str, str] | None = None
        self.select: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs} | {"tag": tag}
        if tag == "form":
            self.inside = found
            self.forms.append(found)
        elif tag in ("input", "button", "textarea", "select"):
            self.controls.append((found, found.get("form", self.inside)))
            if tag == "textarea":
                found["value"] = ""
                self.area = found
            if tag == "select":
                found["value"] = ""
                self.select = found
        elif tag == "option" and self.select is not None and "selected" in found:
            self.select["value"] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area["value"] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "textarea" and self.area is not None:
            self.area["value"] = self.area["value"].removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None


def pressed(body: str, url: str, filled: dict[str, Any] | None = None) -> dict[str, list[str]]:
    """Return the fields that are sent to a URL by the first button that leads there.

    `filled`: what the visitor put into fields of the button's form, by name; a list ticks boxes.
    """
    page = _Forms()
    page.feed(body)

    def form_of(owner: dict[str, str] | str | None) -> dict[str, str] | None:
        return next(f for f in page.forms if f.get("id") == owner) if isinstance(owner, str) else owner

    for button, owner in page.controls:
        form = form_of(owner)
        if button["tag"] != "button" or form is None or button.get("formaction", form.get("action")) != url:
            continue
        sent: dict[str, list[str]] = {}
        for control, whose in page.controls:
            name = control.get("name", "")
            ticks = control.get("type") in ("checkbox", "radio")
            if form_of(whose) is not form or not name or (control["tag"] == "button" and control is not button):
                continue
            if name in (filled or {}) and control.get("type") != "hidden":
                sent[name] = filled[name] if isinstance(filled[name], list) else [filled[name]]  # type: ignore[index]
            elif control.get("type") not in ("file", "submit") and (not ticks or "checked" in control):
                sent.setdefault(name, []).append(control.get("value", ""))
        sent.pop("csrfmiddlewaretoken", None)
        return sent
    raise AssertionError(f"no button of the page leads to {url}")
