"""Maintain the message catalogue: the Chinese texts of the pages and their English translations.

Message ids are Chinese, so only English needs a catalogue. Extraction needs no GNU gettext: Django turns a template
into Python-like text, and Babel reads Python.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
ENGLISH = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADING = "# What the pages say, in English. Bring it up to date with: python -m wenjiu.config.manage catalogue"
#: Headers that change at every update or say nothing.
CLUTTER = tuple(f'"{name}-' for name in ("Project", "Report", "POT", "PO", "Last", "Language", "Generated"))
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def messages_in_use() -> Catalog:
    """Return every message of the package's Python files and templates, with the files that contain it."""
    found = Catalog(locale="en", domain="django", header_comment=HEADING, fuzzy=False)
    for file in sorted([*PACKAGE.glob("bureau/**/*.py"), *PACKAGE.glob("web/**/*.py"), *PACKAGE.glob("web/**/*.html")]):
        place = file.relative_to(PACKAGE).as_posix()
        for _, message, _, context in _extracted(file):
            found.add(message, locations=[(place, 1)], context=context)
    return found


def _extracted(file: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".html":
        # Indentation of markup has no meaning, but Python's tokenizer rejects it.
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    return extract("python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})


def english() -> Catalog:
    """Return the current English catalogue."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def update() -> None:
    """Update the English catalogue to the messages in use, keep its translations, and write it."""
    catalogue = messages_in_use()
    if ENGLISH.exists():
        before = english()
        for message in catalogue:
            known = before.get(message.id, message.context) if message.id else None
            if known is not None:
                message.string = known.string
    written = BytesIO()
    write_po(written, catalogue, width=120, include_lineno=False, sort_by_file=True)
    lines = written.getvalue().decode().splitlines(keepends=True)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text("".join(line for line in lines if not line.startswith(CLUTTER)), encoding="utf-8")


def faults() -> list[str]:
    """Return the faults of the English catalogue, a sentence each: missing, untranslated, superfluous, unsuitable."""
    have = {(m.id if isinstance(m.id, str) else m.id[0], m.context): m for m in english() if m.id}
    want = {(m.id if isinstance(m.id, str) else m.id[0], m.context): m for m in messages_in_use() if m.id}
    wrong = [f"{key[0]!r} is not in the catalogue: run the command `catalogue`" for key in want.keys() - have.keys()]
    wrong += [f"{key[0]!r} is no longer in use: run the command `catalogue`" for key in have.keys() - want.keys()]
    for key in want.keys() & have.keys():
        wrong += [f"{key[0]!r}: {fault}" for fault in _misfits(have[key])]
    return sorted(wrong)


def _misfits(message: Message) -> Iterator[str]:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(strings):
        yield "has no English"
    for error in message.check():
        yield str(error)
