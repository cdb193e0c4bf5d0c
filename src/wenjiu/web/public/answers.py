"""Read, hold and write the answers of one visitor. They exist only in hidden fields of the page.

Each answer is posted as a field named ``a-`` and the question's key, with the text as typed, in the order asked. An
empty text means "I do not know". The other fields are:

* ``topic``: a topic of the visitor's (empty: not sure).
* ``aside``: a measure that is not asked about.
* ``all``: conditions that were answered in one question (``CODE KEY KEY``).
* ``apart``: a measure whose conditions are asked one by one.

Nothing here writes to a session, a cookie, a database or a log.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from wenjiu.rules.ask.answers import AnswerError
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language

FIELD = "a-"
TOPIC, ASIDE, ALL, APART = "topic", "aside", "all", "apart"
LONGEST = 200  # characters of one answer; the longest sensible one, a date or an amount, is far shorter
UNKNOWN = ""


class Unreadable(Exception):
    """A text that is no answer to its question. It carries the error and the remedy in the language in use."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


@dataclass
class Answers:
    """Contents of a page: texts as typed, values as parsed, and how the visitor wants to be asked.

    Attributes:
        topics: None until the visitor was asked for them; empty if the visitor is not sure.
        together: by measure, the keys that one question answered.
        left_out: input that could not be used, in words.
    """

    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    topics: tuple[str, ...] | None = None
    aside: set[str] = field(default_factory=set)
    together: dict[str, tuple[str, ...]] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.typed) + (self.topics is not None)

    def keep(self, policy: Policy, key: str, text: str) -> None:
        """Add or replace one answer. Raise Unreadable if the text is no answer to the question."""
        if len(text) > LONGEST:
            raise Unreadable(
                gettext("这个回答有 %(n)d 个字符，太长了。") % {"n": len(text)},
                gettext("请缩短到 %(n)d 个字符以内。") % {"n": LONGEST},
            )
        try:
            value = None if text == UNKNOWN else policy.parse_answer(key, text, policy_language())
        except AnswerError as error:
            raise Unreadable(error.message, error.fix) from error
        changed = self.typed.get(key) != text
        self.typed[key], self.values[key] = text, value
        if changed:  # answered separately: no longer one of several given at once
            self.together = {code: keys for code, keys in self.together.items() if key not in keys}

    def drop(self, keys: Collection[str]) -> None:
        """Remove answers."""
        for key in keys:
            self.typed.pop(key, None)
            self.values.pop(key, None)

    def fields(self) -> list[tuple[str, str]]:
        """Return names and values of the hidden fields, in the order asked."""
        answers = [(FIELD + key, text) for key, text in self.typed.items()]
        topics = [] if self.topics is None else [(TOPIC, id) for id in self.topics or ("",)]
        together = [(ALL, " ".join((code, *keys))) for code, keys in self.together.items()]
        named = [(name, code) for name, codes in ((ASIDE, self.aside), (APART, self.apart)) for code in sorted(codes)]
        return topics + answers + together + named


def read_answers(posted: QueryDict, policy: Policy, known: set[str], codes: set[str]) -> Answers:
    """Return the answers in a posted page, given the possible question keys and measure codes.

    Unusable input is left out and reported, and the rest is kept. Examples are an unknown question, a question with two
    different answers, and a text that is no answer.
    """
    answers = Answers(aside=codes & set(posted.getlist(ASIDE)), apart=codes & set(posted.getlist(APART)))
    if TOPIC in posted:
        answers.topics = known_topics(policy, codes, posted.getlist(TOPIC))
    ignored = 0
    for name in posted:
        if not name.startswith(FIELD):
            continue
        key = name.removeprefix(FIELD)
        texts = {text.strip() for text in posted.getlist(name)}
        if key not in known:
            ignored += 1
        elif len(texts) != 1:
            answers.left_out.append(gettext("有一题带来了 %(n)d 个不同的回答，请重新回答这一题。") % {"n": len(texts)})
        else:
            try:
                answers.keep(policy, key, texts.pop())
            except Unreadable as error:
                answers.left_out.append(gettext("有一个回答读不出来（%(why)s），请重新回答。") % {"why": error.message})
    if ignored:
        answers.left_out.append(
            ngettext("页面带来了 %(n)d 项不认识的内容，已忽略。", "页面带来了 %(n)d 项不认识的内容，已忽略。", ignored)
            % {"n": ignored}
        )
    for text in posted.getlist(ALL):
        code, *keys = text.split(" ")
        if code in codes and keys and set(keys) <= set(answers.typed):
            answers.together[code] = tuple(keys)
    return answers


def known_topics(policy: Policy, codes: set[str], ids: Collection[str]) -> tuple[str, ...]:
    """Return the ids that are themes of some of these measures, in the policy's order."""
    return tuple(t.id for t in policy.themes if t.id in ids and codes.intersection(t.codes))
