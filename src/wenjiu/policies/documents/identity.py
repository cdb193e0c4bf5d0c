"""Checks whether a text is the document that a person loads it as: its title, document number and issuing body.

They are compared with those of the policy (the title by its hash, the numbers of the versions whose text is known), and
with those of the text in use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .. import load_policy, names
from .marks import marked_policies, read_marks
from .messages import say
from .tree import Document, hash_prefix

_ISSUED_BY = re.compile(r"(.{2,40}?)(?:关于|印发|转发)")
_BRACKETS = str.maketrans("[【（()）】]", "〔〔〔〔〕〕〕〕")


@dataclass(frozen=True, slots=True)
class Difference:
    """One `field` ("title", "number", "issuer") that differs.

    `old`: the value of the policy or of the text in use.
    `new`: the value of the loaded text.
    `against`: "policy" or "current".
    """

    field: str
    against: str
    old: str
    new: str

    def as_dict(self) -> dict[str, str]:
        return {"field": self.field, "against": self.against, "old": self.old, "new": self.new}

    def as_text(self, lang: str) -> str:
        code = f"identity.{self.field}.{self.against}"
        return say(code, lang, old=self.old or "-", new=self.new or "-")


def differences(document: Document, policy: str, current: Document | None, policies: Path) -> list[Difference]:
    """Return how a document's identity differs from the policy's and from the text in use (None: no text is in use)."""
    found: list[Difference] = []
    marks = read_marks(policy, policies) if policy in marked_policies(policies) else None
    if marks is not None and marks.title_hash != hash_prefix(document.title):
        found.append(Difference("title", "policy", _title(policy, marks.title_hash), document.title))
    numbers = _numbers(policy, marks.number if marks else "")
    if document.number and numbers and _plain(document.number) not in map(_plain, numbers):
        found.append(Difference("number", "policy", ", ".join(numbers), document.number))
    named = _ISSUED_BY.match(document.title)
    if named and document.signature and not _alike(named[1], document.signature):
        found.append(Difference("issuer", "policy", named[1], document.signature))
    if current is not None:
        pairs = (
            ("title", current.title, document.title),
            ("number", current.number, document.number),
            ("issuer", issuer(current), issuer(document)),
        )
        found += [Difference(name, "current", old, new) for name, old, new in pairs if _plain(old) != _plain(new)]
    return found


def same_number(one: str, other: str) -> bool:
    """Return whether two document numbers are the same, with brackets of any form and without a remark at the end."""
    return _plain(one) == _plain(other)


def issuer(document: Document) -> str:
    """Return the body that issued a document: its signature, else the body in its title; "" where neither names one."""
    if document.signature:
        return document.signature
    named = _ISSUED_BY.match(document.title)
    return named[1] if named else ""


def _title(policy: str, title_hash: str) -> str:
    """Return the known title of a policy: its marks keep the hash, the policy keeps a title in our own words."""
    own = f"{load_policy(policy).title('zh')}, " if policy in names() else ""
    return f"{own}sha256 {title_hash}"


def _numbers(policy: str, marked: str) -> list[str]:
    """Return the document numbers of a policy: of its marks, and of the versions whose text is coded."""
    found = [marked] * bool(marked)
    if policy in names():
        rules = load_policy(policy)
        found += [rules.document, *(version.source for version in rules.versions if version.text_known)]
    return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Return a number or title with brackets in one form, and without a remark in brackets at its end."""
    return re.sub(r"〔[^〔〕]*[^〔〕0-9][^〔〕]*〕$", "", text.translate(_BRACKETS))


def _alike(one: str, other: str) -> bool:
    """Whether two names agree, such as 某县 and 某县人民政府（试行）: one begins with the other, apart from a remark."""
    one, other = _plain(one), _plain(other)
    return one.startswith(other) or other.startswith(one)
