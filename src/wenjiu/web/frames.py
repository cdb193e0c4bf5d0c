"""A partner's page shows the visit in a frame: which hosts may, in which colours and language.

Colours and language are in the address of the frame. No answer is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from wenjiu.rules.language.text import LANGUAGES
from wenjiu.web.day import ON, address

ACCENT, INK, LANGUAGE = "accent", "ink", "lang"
#: Ratio of contrast against white that text needs (WCAG 2.2, 1.4.6).
LEAST_CONTRAST = 7.0
LOOPBACK = ("127.0.0.1", "localhost")


class FrameError(ValueError):
    """A value in the address of a frame that cannot be used. `message` says what is wrong, `fix` what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message} {fix}")
        self.message, self.fix = message, fix


@dataclass(frozen=True, slots=True)
class Frame:
    """How a frame looks. `accent`, `ink`: six hexadecimal digits; None is the site's own colour.

    `language`: ``zh`` or ``en``; None is the browser's.
    """

    accent: str | None = None
    ink: str | None = None
    language: str | None = None

    def query(self, **other: str) -> str:
        """Return the query of an address that keeps the look, or changes one part of it; empty for the site's own."""
        own = {ACCENT: self.accent, INK: self.ink, LANGUAGE: self.language}
        found = {name: value for name, value in (own | other).items() if value is not None}
        return f"?{urlencode(found)}" if found else ""


def frame_of(request: HttpRequest) -> Frame | None:
    """Return the frame in which a page is shown; None for a page of the site."""
    return getattr(request, "frame", None)


def start_of(request: HttpRequest, page: str = "web:home") -> str:
    """Return the address at which the visit of a page begins: that of the site's page, or of the frame."""
    frame = frame_of(request)
    return address(page) if frame is None else reverse("web:embed") + frame.query()


def read_frame(query: QueryDict) -> Frame:
    """Return the look that an address asks for. Raise `FrameError` for the first value that cannot be used."""
    if ON in query:
        raise FrameError(gettext("框架里不能选日期。"), gettext("去掉 on；框架总是按今天回答。"))
    language = query.get(LANGUAGE)
    if language not in (None, *LANGUAGES):
        raise FrameError(
            gettext("lang 是“%(value)s”，没有这种语言。") % {"value": language[:20]},
            gettext("写 zh 或 en，或不写。"),
        )
    return Frame(_colour(query, ACCENT), _colour(query, INK), language)


def _colour(query: QueryDict, name: str) -> str | None:
    text = query.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9a-fA-F]{6}", text):
        raise FrameError(
            gettext("%(name)s 是“%(value)s”，不是颜色。") % {"name": name, "value": text[:20]},
            gettext("写六位十六进制数，不带 #，例如 0b3b7a。"),
        )
    ratio = contrast(text)
    if ratio < LEAST_CONTRAST:
        raise FrameError(
            gettext("%(name)s 是 %(value)s，与白色的对比度是 %(ratio).1f，文字看不清。")
            % {"name": name, "value": text, "ratio": ratio},
            gettext("请换深一些的颜色，对比度至少 %(least)d。") % {"least": LEAST_CONTRAST},
        )
    return text.lower()


def contrast(colour: str) -> float:
    """Return the ratio of contrast of a colour (six hexadecimal digits) against white, by WCAG 2.2."""

    def linear(share: float) -> float:
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part / 255) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def style_sheet(frame: Frame) -> str:
    """Return the colours of a frame as a style sheet, which replaces those of the site."""
    found: dict[str, str] = {}
    if frame.accent is not None:
        red, green, blue = _parts(frame.accent)
        dark = f"#{_hex(part * 7 // 10 for part in (red, green, blue))}"
        dark_parts = ", ".join(str(part * 7 // 10) for part in (red, green, blue))
        tint = _hex(255 - (255 - part) * 7 // 100 for part in (red, green, blue))
        wash = _hex(255 - (255 - part) * 20 // 100 for part in (red, green, blue))
        found |= {"--wj-blue": f"#{frame.accent}", "--wj-blue-dark": dark, "--wj-tint": f"#{tint}"}
        found |= {"--wj-blue-mid": dark, "--wj-wash": f"#{wash}"}
        found |= {"--bs-link-color-rgb": f"{red}, {green}, {blue}", "--bs-link-hover-color-rgb": dark_parts}
    if frame.ink is not None:
        found["--wj-ink"] = f"#{frame.ink}"
    return ":root {" + " ".join(f"{name}: {value};" for name, value in found.items()) + "}\n"


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _hex(parts: Iterable[int]) -> str:
    return "".join(f"{part:02x}" for part in parts)


def origins() -> list[str]:
    """Return the origins that may show the frame. A loopback host, for trying it out, is served without TLS."""
    return [
        f"{'http' if host.partition(':')[0] in LOOPBACK else 'https'}://{host}" for host in settings.WENJIU_FRAME_HOSTS
    ]
