"""Reads the marks of a policy: `coverage.yaml` in its folder says how the system handles each sentence of the document.

The file holds no sentence of the text. An entry has a clause, a number, a hash prefix, a paraphrase and the marks:

    document: {title_hash: 0123456789, number: ...}
    sentences:
    - clause: "5.2"
      sentence: 1
      hash: 0123456789
      en: ...
      zh: ...
      marks:
      - {mark: coded, part: "5.2", object: "package.module:name", test: tests/..., page: /guide/5.2/}
      - {mark: workflow, object: ..., test: ..., page: ...}
      - {mark: judgment, by: {en: ..., zh: ...}}
      - {mark: prose, reason: aim}
      - {mark: planned, part: "3.1a", what: {en: ..., zh: ...}}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ...rules.language.text import T, Text
from .messages import DocumentError
from .store import policy_folder
from .tree import HASH_LENGTH

MARKS_FILE = "coverage.yaml"
POLICIES = Path(__file__).resolve().parent.parent
KINDS = ("coded", "workflow", "judgment", "prose", "planned")
_LINKED = ("object", "test", "page")
_FIELDS = {
    "coded": {"part", *_LINKED},
    "workflow": {"part", *_LINKED},
    "judgment": {"by"},
    "prose": {"reason"},
    "planned": {"part", "what"},
}
_OPTIONAL = {("workflow", "part")}

# The only reasons why a sentence needs neither code nor workflow.
PROSE_REASONS = {
    "basis": T("制定依据和缘由", "legal basis and occasion of the document"),
    "aim": T("指导思想、目标和意义，不含职责", "guiding thought, aim or importance, without a duty"),
    "principle": T("原则，由其他条款落实", "principle that other clauses carry out"),
    "lead_in": T("引出下文各项，各项另有标注", "introduces points that have marks of their own"),
    "other_body": T("由其他部门另行实施，本系统不承担", "carried out by other bodies outside this system"),
    "technical": T("施行日期、解释权等附则", "entry into force, interpretation and the like"),
}

_PART = re.compile(r"[0-9]+(?:[.-][0-9]+)*[a-z]?")
_OBJECT = re.compile(r"wenjiu(?:\.[a-z_][a-z0-9_]*)+:[A-Za-z_][A-Za-z0-9_.]*")
_TEST = re.compile(r"tests/[A-Za-z0-9_./-]+(?:::[A-Za-z0-9_]+)*")
_HASH = re.compile(f"[0-9a-f]{{{HASH_LENGTH}}}")


class WrongEntry(Exception):
    """An entry of the marks with a wrong form; the message says which entry and what is wrong."""


NO_TEXT = T("", "")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a sentence. `kind` decides which fields are set (see the docstring of the module)."""

    kind: str
    part: str = ""
    object: str = ""
    test: str = ""
    page: str = ""
    reason: str = ""
    text: Text = NO_TEXT

    def detail(self, lang: str) -> str:
        """Return the content of the mark in words: the judge, the plan or the reason; "" for code."""
        return (PROSE_REASONS[self.reason] if self.reason else self.text)(lang)

    def as_dict(self, lang: str = "zh") -> dict[str, str]:
        fields = {"mark": self.kind, "part": self.part, "object": self.object, "test": self.test, "page": self.page}
        fields |= {"reason": self.reason, "detail": self.detail(lang)}
        return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """The marks of one sentence, with its key and our paraphrase."""

    clause: str
    number: int
    hash: str
    paraphrase: Text
    marks: tuple[Mark, ...]

    @property
    def key(self) -> tuple[str, int, str]:
        return self.clause, self.number, self.hash


@dataclass(frozen=True, slots=True)
class PolicyMarks:
    """All marks of a policy, with the title hash that identifies its document."""

    policy: str
    title_hash: str
    number: str
    sentences: tuple[MarkedSentence, ...]


def marks_path(policy: str, policies: Path = POLICIES) -> Path:
    """Return the path of a policy's marks."""
    policy_folder(policy)  # refuses an invalid policy name
    return policies / policy / MARKS_FILE


def marked_policies(policies: Path = POLICIES) -> list[str]:
    """Return the names of the policies that have marks."""
    return sorted(path.parent.name for path in policies.glob(f"*/{MARKS_FILE}"))


def read_marks(policy: str, policies: Path = POLICIES) -> PolicyMarks:
    """Read and check a policy's marks. DocumentError says which entry is wrong and how."""
    path = marks_path(policy, policies)
    try:
        content = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except FileNotFoundError:
        raise DocumentError("marks_missing", policy=policy, path=path) from None
    except (OSError, yaml.YAMLError) as error:
        raise DocumentError("marks_broken", path=path, reason=error) from None
    try:
        return _policy_marks(policy, content)
    except WrongEntry as error:
        raise DocumentError("marks_broken", path=path, reason=error) from None


def _policy_marks(policy: str, content: Any) -> PolicyMarks:
    _require_fields(content, {"document", "sentences"}, set(), "the file")
    _require_fields(content["document"], {"title_hash", "number"}, set(), "document")
    if not isinstance(content["sentences"], list):
        raise WrongEntry("sentences must be a list")
    sentences = tuple(_sentence(entry, i) for i, entry in enumerate(content["sentences"], start=1))
    places: dict[tuple[str, int], int] = {}
    for i, sentence in enumerate(sentences, start=1):
        first = places.setdefault((sentence.clause, sentence.number), i)
        if first != i:
            raise WrongEntry(f"entries {first} and {i} are both clause {sentence.clause} sentence {sentence.number}")
    document = content["document"]
    title_hash = _text(document["title_hash"], "title_hash", _HASH)
    return PolicyMarks(policy, title_hash, _text(document["number"], "number"), sentences)


def _sentence(entry: Any, index: int) -> MarkedSentence:
    where = f"entry {index}"
    _require_fields(entry, {"clause", "sentence", "hash", "en", "zh", "marks"}, set(), where)
    clause = _text(entry["clause"], f"{where}: clause", _PART)
    where = f"{where} (clause {clause}, sentence {entry['sentence']})"
    number = entry["sentence"]
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise WrongEntry(f"{where}: sentence must be a whole number from 1 on, not {number!r}")
    if not isinstance(entry["marks"], list) or not entry["marks"]:
        raise WrongEntry(f"{where}: marks must be a list of at least one mark")
    marks = tuple(_mark(mark, where) for mark in entry["marks"])
    paraphrase = _both(entry, where)
    return MarkedSentence(clause, number, _text(entry["hash"], f"{where}: hash", _HASH), paraphrase, marks)


def _mark(mark: Any, where: str) -> Mark:
    kind = mark.get("mark") if isinstance(mark, dict) else None
    if kind not in KINDS:
        raise WrongEntry(f"{where}: mark must be one of {', '.join(KINDS)}, not {kind!r}")
    optional = {name for other, name in _OPTIONAL if other == kind}
    _require_fields(mark, (_FIELDS[kind] | {"mark"}) - optional, optional, f"{where}: {kind}")
    part = _text(mark["part"], f"{where}: part", _PART) if "part" in mark else ""
    if kind in ("coded", "workflow"):
        return Mark(
            kind,
            part=part,
            object=_text(mark["object"], f"{where}: object", _OBJECT),
            test=_text(mark["test"], f"{where}: test", _TEST),
            page=_text(mark["page"], f"{where}: page", re.compile(r"/\S*")),
        )
    if kind == "prose":
        if mark["reason"] not in PROSE_REASONS:
            raise WrongEntry(f"{where}: reason must be one of {', '.join(PROSE_REASONS)}, not {mark['reason']!r}")
        return Mark(kind, reason=mark["reason"])
    words = mark["by" if kind == "judgment" else "what"]
    _require_fields(words, {"en", "zh"}, set(), f"{where}: {kind}")
    return Mark(kind, part=part, text=_both(words, where))


def _both(entry: dict[str, Any], where: str) -> Text:
    """Return the fields `zh` and `en` of an entry."""
    return Text(_text(entry["zh"], f"{where}: zh"), _text(entry["en"], f"{where}: en"))


def _require_fields(value: Any, required: set[str], optional: set[str], where: str) -> None:
    if not isinstance(value, dict):
        raise WrongEntry(f"{where} must be a map of fields, not {type(value).__name__}")
    missing = required - set(value)
    extra = {str(name) for name in value} - required - optional
    if missing or extra:
        found = [f"lacks {', '.join(sorted(missing))}"] * bool(missing)
        found += [f"has unknown {', '.join(sorted(extra))}"] * bool(extra)
        raise WrongEntry(f"{where} {' and '.join(found)}")


def _text(value: Any, where: str, pattern: re.Pattern[str] | None = None) -> str:
    if not isinstance(value, str):
        raise WrongEntry(f'{where} must be text: write it in quotes, as "{value}"')
    if not value.strip() or (pattern is not None and not pattern.fullmatch(value)):
        raise WrongEntry(f"{where} is not of the expected form: {value!r}")
    return value
