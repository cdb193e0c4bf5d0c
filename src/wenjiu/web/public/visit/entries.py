"""Read and write what a visitor stated. It exists only in the fields of the page, or in the fragment of a link.

The fields are:

* ``s``: the id of a situation that holds, ``no``: of one that does not, ``unsure``: a side of which nothing is sure.
* ``a-KEY``: an answer as typed; empty means "I do not know".
* ``none``: the key of a question to which the answer is "there is none".
* ``about``: the code of a measure that the visitor asked about.
* ``more``: the id of a further case of a kind, such as ``winners.2``. Its answers have the keys ``KEY~winners.2``.

A page that asks adds ``v-KEY``, the new text of a question, and ``x-KEY``, ``none`` or ``unknown`` instead of a text.
A page that is shown again, because an answer cannot be read, adds ``row``, the key of each question on it.
Nothing here writes to a session, a cookie, a database or a log.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from wenjiu.rules.ask.answers import AnswerError
from wenjiu.rules.ask.several import MOST, MOST_IN_ALL, OF_CASE, Further, case_id, split
from wenjiu.rules.ask.visits import TOPIC, Stated, facts_of
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language

TICKED, NOT_SO, UNSURE, ANSWER, WITHOUT, ABOUT, MORE = "s", "no", "unsure", "a-", "none", "about", "more"
NEW, INSTEAD, ROW = "v-", "x-", "row"
NONE, UNKNOWN, YES, NO = "none", "unknown", "true", "false"
LONGEST = 200  # characters of one answer
#: The forms of a question to which "there is none" is the number zero.
COUNTED = ("count", "yuan", "fraction")


@dataclass
class Problem:
    """A new answer that cannot be read: the question's key, the text as typed, what is wrong, and what to write."""

    key: str
    typed: str
    message: str
    fix: str


@dataclass
class Entries:
    """What a visitor stated so far, as texts and as values.

    `typed`: texts by fact key, in the order of the answers; keys of further cases name these.
    `more`: kind and number of each further case, by its id.
    `left_out`: what of the page could not be used, in words.
    """

    policy: Policy
    ticked: set[str] = field(default_factory=set)
    not_so: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    about: set[str] = field(default_factory=set)
    more: dict[str, tuple[str, int]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def stated(self) -> Stated:
        """Return the same for the library."""
        return Stated(
            frozenset(self.ticked),
            frozenset(self.not_so),
            frozenset(self.unsure),
            _of_case("", self.values),
            frozenset(_of_case("", dict.fromkeys(self.without))),
            frozenset(self.about),
            tuple(
                Further(kind, n, _of_case(id, self.values), frozenset(_of_case(id, dict.fromkeys(self.without))))
                for id, (kind, n) in self.more.items()
            ),
        )

    def __len__(self) -> int:
        return len(self.ticked) + len(self.not_so) + len(self.typed) + len(self.without)

    def fields(self) -> list[tuple[str, str]]:
        """Return names and values of the hidden fields."""
        plain = ((TICKED, self.ticked), (NOT_SO, self.not_so), (UNSURE, self.unsure), (WITHOUT, self.without),
                 (ABOUT, self.about), (MORE, self.more))  # fmt: skip
        listed = [(name, value) for name, values in plain for value in sorted(values)]
        return listed + [(ANSWER + key, text) for key, text in self.typed.items()]

    def keep(self, key: str, text: str) -> None:
        """Add or replace an answer. Raise `AnswerError` if the text is no answer to the question."""
        if len(text) > LONGEST:
            raise AnswerError(
                gettext("这个回答有 %(n)d 个字符，太长了。") % {"n": len(text)},
                gettext("请缩短到 %(n)d 个字符以内。") % {"n": LONGEST},
            )
        value = None if text == "" else self.policy.parse_answer(split(key)[0], text, policy_language())
        self.typed[key], self.values[key] = text, value
        self.without.discard(key)

    def forget(self, key: str) -> None:
        """Remove an answer."""
        self.typed.pop(key, None)
        self.values.pop(key, None)
        self.without.discard(key)

    def add(self, kind: str) -> str:
        """Add a further case of a kind, and return its id; an empty text where there are as many as there may be."""
        number = max((n for of, n in self.more.values() if of == kind), default=1) + 1
        if number > MOST or len(self.more) >= MOST_IN_ALL:
            return ""
        self.more[case_id(kind, number)] = kind, number
        return case_id(kind, number)

    def drop(self, kind: str, number: int, facts: Iterable[str]) -> None:
        """Remove a case with its answers; those after it move up, also to the place of the first one.

        `facts`: the keys of the facts of the kind.
        """
        places = [1, *sorted(n for of, n in self.more.values() if of == kind)]
        if number not in places:
            return
        following = places[places.index(number) :]
        for place, after in zip(following, [*following[1:], 0], strict=True):
            for fact in facts:
                self._move(_named(fact, kind, after) if after else "", _named(fact, kind, place))
        self.more.pop(case_id(kind, following[-1]), None)

    def _move(self, source: str, target: str) -> None:
        """Give an answer to another case, in place of the answer that it has."""
        typed, value, without = self.typed.get(source), self.values.get(source), source in self.without
        self.forget(target)
        if typed is not None:
            self.typed[target], self.values[target] = typed, value
        self.without |= {target} if without else set()
        self.forget(source)

    def knows(self, key: str, facts: Container[str]) -> bool:
        """Whether a key is that of a fact, of the visit itself or of a further case."""
        fact, case = split(key)
        return fact in facts and (key == fact or case in self.more)

    def take(self, posted: QueryDict) -> list[Problem]:
        """Record the new answers of a page, and return those that cannot be read."""
        problems = []
        facts = facts_of(self.policy)
        order = {key: k for k, key in enumerate(facts)}
        asked = {name[2:] for name in posted if name.startswith((NEW, INSTEAD))}
        for key in sorted(asked, key=lambda key: order.get(split(key)[0], -1)):
            text = posted.get(NEW + key, "").strip()
            instead = posted.get(INSTEAD + key, "")
            if key.startswith(TOPIC):
                self._rule(key.removeprefix(TOPIC), instead or text)
            elif self.knows(key, facts):
                try:
                    self._take(key, facts[split(key)[0]], text, instead)
                except AnswerError as error:
                    problems.append(Problem(key, text[:LONGEST], error.message, error.fix))
        return problems

    def _take(self, key: str, fact: Fact, text: str, instead: str) -> None:
        """Record one answer: a text, or "there is none" or "I do not know" instead of it. Neither forgets an earlier one.

        What is chosen instead counts where the text was there before, or cannot be read.
        """
        if text == NONE and fact.never is not None:
            text, instead = "", NONE
        if instead in (NONE, UNKNOWN) and text == self.typed.get(key):
            text = ""
        if text and text != UNKNOWN:
            try:
                self.keep(key, text)
            except AnswerError:
                if instead not in (NONE, UNKNOWN):
                    raise
            else:
                return
        if UNKNOWN in (instead, text):
            self.keep(key, "")
        elif instead == NONE and fact.type.form in COUNTED:
            self.keep(key, "0")
        else:
            self.forget(key)
            if instead == NONE:
                self.without.add(key)

    def _rule(self, id: str, text: str) -> None:
        """Record whether a situation holds."""
        if id not in {s.id for s in self.policy.situations.statements}:
            return
        if text == YES:
            self.ticked.add(id)
            self.not_so.discard(id)
        elif text in (NO, UNKNOWN, NONE):
            self.not_so.add(id)
            self.ticked.discard(id)


def before_sending(posted: QueryDict, policy: Policy) -> Entries:
    """Return what was stated when a page was made: without the answers to its own questions if it was shown again."""
    entries = read_entries(posted, policy)
    for key in posted.getlist(ROW):
        entries.forget(key)
        entries.ticked.discard(key.removeprefix(TOPIC))
        entries.not_so.discard(key.removeprefix(TOPIC))
    return entries


def as_sent(posted: QueryDict, key: str) -> dict[str, object]:
    """Return what was filled in for a question on a page that was sent; empty where nothing was."""
    text, instead = posted.get(NEW + key, "").strip()[:LONGEST], posted.get(INSTEAD + key, "")
    found: dict[str, object] = {}
    if UNKNOWN in (text, instead):
        found |= {"unsure": True, "typed": "" if text == UNKNOWN else text}
    elif text:
        found["typed"] = text
    if instead == NONE:
        found["without"] = True
    return found


def _named(fact: str, kind: str, number: int) -> str:
    """Return the key of a fact in a case."""
    return fact if number == 1 else f"{fact}{OF_CASE}{case_id(kind, number)}"


def _of_case(id: str, named: Mapping[str, object]) -> dict[str, object]:
    """Return the values of one case by fact key."""
    return {split(name)[0]: value for name, value in named.items() if split(name)[1] == id}


def _cases(posted: QueryDict, policy: Policy) -> dict[str, tuple[str, int]]:
    """Return the further cases that a page names: kind and number by id. More than there may be are left out."""
    kinds = {another.table for s in policy.situations.statements for another in s.another}
    found: dict[str, tuple[str, int]] = {}
    for id in posted.getlist(MORE):
        kind, _, number = id.rpartition(".")
        known = kind in kinds and number.isascii() and number.isdecimal() and str(int(number)) == number
        if known and 1 < int(number) <= MOST and len(found) < MOST_IN_ALL:
            found[id] = kind, int(number)
    return found


def read_address(query: QueryDict, policy: Policy) -> Entries:
    """Return what an address may say: situations that hold, and measures that are asked about."""
    known = {s.id for s in policy.situations.statements}
    ticked, about = set(query.getlist(TICKED)) & known, set(query.getlist(ABOUT)) & set(policy.measures)
    return Entries(policy, ticked, about=about)


def read_entries(posted: QueryDict, policy: Policy) -> Entries:
    """Return what a page carries. What cannot be used is left out and reported, and the rest is kept."""
    known, facts = {s.id for s in policy.situations.statements}, facts_of(policy)

    def among(name: str, allowed: Iterable[str]) -> set[str]:
        return set(posted.getlist(name)) & set(allowed)

    entries = Entries(
        policy,
        among(TICKED, known),
        among(NOT_SO, known),
        among(UNSURE, policy.situations.sides),
        about=among(ABOUT, policy.measures),
        more=_cases(posted, policy),
    )
    entries.without |= {key for key in posted.getlist(WITHOUT) if entries.knows(key, facts)}
    ignored = len(set(posted.getlist(MORE))) - len(entries.more)
    for name in posted:
        if not name.startswith(ANSWER):
            continue
        key, texts = name.removeprefix(ANSWER), {text.strip() for text in posted.getlist(name)}
        if not entries.knows(key, facts):
            ignored += 1
        elif len(texts) != 1:
            entries.left_out.append(gettext("有一题带来了 %(n)d 个不同的回答，请重新回答这一题。") % {"n": len(texts)})
        else:
            try:
                entries.keep(key, texts.pop())
            except AnswerError as error:
                entries.left_out.append(gettext("有一个回答读不出来（%(why)s），请重新回答。") % {"why": error.message})
    if ignored:
        entries.left_out.append(
            ngettext("页面带来了 %(n)d 项不认识的内容，已忽略。", "页面带来了 %(n)d 项不认识的内容，已忽略。", ignored)
            % {"n": ignored}
        )
    return entries
