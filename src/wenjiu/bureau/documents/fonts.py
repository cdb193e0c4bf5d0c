"""The fonts of documents. Without one that has Chinese characters nothing is rendered, because the page would be empty."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import typst

#: The first family of each list that the machine has is used: one with the strokes of print, one without.
SONG = ("FangSong", "FangSong_GB2312", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun")
HEI = ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC")
#: A package of a font that pip installs; it has no serif.
PACKAGE = "noto_cjk_sans_otc"


class NoFont(RuntimeError):
    """No font with Chinese characters is installed. The message says what to do."""


def trouble() -> str | None:
    """Return what is wrong with the fonts of this machine; None where documents can be rendered."""
    try:
        chosen()
    except NoFont as error:
        return str(error)
    return None


@cache
def found() -> typst.Fonts:
    """Return the fonts of the machine and of the package."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=packaged())


def packaged() -> list[str]:
    """Return the folder of the packaged font; empty where it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return [str(Path(place)) for place in places]


@cache
def chosen() -> dict[str, list[str]]:
    """Return the families to use: ``song`` for text, ``hei`` for heads.

    Raises:
        NoFont: there is none.
    """
    families = set(found().families())
    hei = [name for name in HEI if name in families]
    song = [name for name in SONG if name in families] or hei
    if not song:
        raise NoFont(
            "no font with Chinese characters is installed: install fonts-noto-cjk, or the package noto-cjk-sans-otc"
        )
    # A font of print may lack rare characters of names; the other family follows for them.
    return {"song": [*song[:1], *hei[:1]], "hei": [*(hei or song)[:1], *song[:1]]}
