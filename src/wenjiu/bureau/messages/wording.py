"""The words of messages, from wording.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import override

from wenjiu import policies
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import ENDS, Case
from wenjiu.bureau.cases.queries import holding
from wenjiu.rules.language.text import LANGUAGES, T, language_of
from wenjiu.standards.money import grouped

FILE = Path(__file__).with_name("wording.yaml")
#: Django's name of each language.
TAGS = {"zh": "zh-hans", "en": "en"}
#: What stands between two sentences.
_GAP = T("", " ")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. `now`: whether it says who holds the case and until when."""

    channels: tuple[str, ...]
    now: bool
    words: Mapping[str, Mapping[str, str]]


@cache
def _file() -> Mapping[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind of message by its name."""
    return {
        name: Kind(tuple(raw["channels"]), raw.get("now", False), {lang: raw[lang] for lang in LANGUAGES})
        for name, raw in _file()["kinds"].items()
    }


def remind_before() -> int:
    """Return how many working days before its last day a correction is reminded of."""
    return int(_file()["remind_before"])


def besides(refused: int) -> Callable[[str], str]:
    """Return what a decision that refuses some lines adds, as a function of the language."""
    return lambda lang: str(_file()["besides"][lang]).format(refused=refused) if refused else ""


def listed_amount(amount_fen: int | None) -> Callable[[str], str]:
    """Return what tells whom the office lists how much it is; nothing where the amount is not known."""
    yuan = "" if amount_fen is None else grouped(amount_fen)
    return lambda lang: str(_file()["listed_amount"][lang]).format(yuan=yuan) if yuan else ""


def said_of(kind: str, case: Case | None, **values: Any) -> dict[str, dict[str, str]]:
    """Return language -> title and text of a message about a case, as it is now; None: about no case.

    `values`: what the event brings; a function of the language where it differs.
    """
    return {lang: _in(lang, kinds()[kind], case, values) for lang in LANGUAGES}


def _in(lang: str, kind: Kind, case: Case | None, values: Mapping[str, Any]) -> dict[str, str]:
    filled = {name: value(lang) if callable(value) else value for name, value in values.items()}
    words = kind.words[lang]
    now = ""
    if case is not None:
        known = flows.policy_of(case).measures.get(case.measure)
        filled |= {"measure": case.measure if known is None else known.name(lang), "case": case.number}
        now = _now(lang, kind, case)
    parts = [words["text"].format(**filled), now, words["todo"]]
    return {"title": words["title"], "text": _GAP(lang).join(part for part in parts if part)}


def _now(lang: str, kind: Kind, case: Case) -> str:
    """Return who holds a case and until when; nothing where the kind does not say so or the case is over."""
    if not kind.now or case.state in ENDS:
        return ""
    with override(TAGS[lang]):
        until = holding.until(case)
        if case.state == "correcting":
            return str(_file()["yours"][lang]).format(until=until)
        return str(_file()["now"][lang]).format(holder=holding.holder(case), until=until)


def sms_of(policy: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """Return a message as an SMS, with the sign of the district. An SMS has one language, that of the office."""
    sign = str(_file()["sign"]).format(district=policies.load_policy(policy).home_name("zh"))
    return sign + words["zh"]["text"]


def shown(words: Mapping[str, Mapping[str, str]], tag: str | None) -> Mapping[str, str]:
    """Return title and text in the language of a reader."""
    return words[language_of(tag)]
