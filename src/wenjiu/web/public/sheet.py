"""Hold one visitor's check and choose the next step: the topics, several conditions at once, or one fact."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext

from wenjiu.rules.ask.checklists import Statement
from wenjiu.rules.ask.self_check import Check, Question
from wenjiu.rules.document.themes import Theme, left_out, themes_for
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language
from wenjiu.web.public.answers import Answers, known_topics, read_answers
from wenjiu.web.public.policy import Audience, audience_or_404, current_policy

TOPICS = "topics"
TOGETHER = "all:"


@dataclass(frozen=True)
class Topics:
    """The question for the visitor's topics."""

    themes: tuple[Theme, ...]
    key: str = TOPICS


@dataclass(frozen=True)
class JointQuestion:
    """One question about several conditions of a measure."""

    code: str
    statements: tuple[Statement, ...]

    @property
    def key(self) -> str:
        """Return its name in a form."""
        return TOGETHER + self.code


Step = Topics | JointQuestion | Question


@dataclass
class Sheet:
    """State of one check: audience, language, and the answers so far."""

    policy: Policy
    audience: Audience
    lang: str
    answers: Answers
    _check: Check | None = None

    @property
    def check(self) -> Check:
        """Return the policy's check of the answers so far."""
        if self._check is None:
            self._check = self.policy.check(self.audience.id, self.answers.values, self.lang)
        return self._check

    @property
    def codes(self) -> set[str]:
        """Return the codes of this audience's measures."""
        return {m.code for m in self.audience.measures}

    @property
    def themes(self) -> tuple[Theme, ...]:
        """Return the topics that this audience can choose from; empty if there is no choice."""
        return themes_for(self.policy.themes, self.codes)

    def take(self, key: str, text: str) -> None:
        """Record one answer on the sheet. Raise Unreadable if the text is no answer."""
        self.answers.keep(self.policy, key, text)
        self._check = None

    def choose_topics(self, ids: Collection[str]) -> None:
        """Ask only about the visitor's topics; about everything if no topic is chosen."""
        chosen = known_topics(self.policy, self.codes, ids)
        self.answers.topics = chosen
        self.answers.aside = self.codes & left_out(self.themes, chosen) if chosen else set()

    def begin_with(self, code: str) -> None:
        """Ask about one measure only and set the others aside."""
        if self.themes:
            self.answers.topics = tuple(t.id for t in self.themes if code in t.codes)
        self.answers.aside = self.codes - {code}

    def confirm(self, together: JointQuestion) -> None:
        """Record that all of these conditions hold."""
        for statement in together.statements:
            self.take(statement.key, statement.typed)
        self.answers.together[together.code] = tuple(s.key for s in together.statements)
        self.answers.apart.discard(together.code)

    def ask_apart(self, together: JointQuestion) -> None:
        """Ask these conditions one by one: not all of them hold, or the visitor does not know."""
        self.answers.drop(self.answers.together.pop(together.code, ()))
        self.answers.apart.add(together.code)
        self._check = None

    def set_aside(self, code: str, aside: bool) -> None:
        """Stop or resume asking about a measure of this audience."""
        codes = self.codes & {code}
        self.answers.aside = self.answers.aside | codes if aside else self.answers.aside - codes

    def step(self, key: str) -> Step | None:
        """Return the page with this key, answered or still worth asking; None if there is no such question."""
        if key == TOPICS:
            return Topics(self.themes) if self.themes else None
        code = key.removeprefix(TOGETHER)
        if code != key:
            return self._together(code) if code in self.codes else None
        asked = [q for q, _, _ in self.check.answered]
        return next((q for q in [*asked, *self.check.questions] if q.key == key), None)

    def next_step(self) -> Step | None:
        """Return what to ask next for the measures not set aside, or None."""
        if self.answers.topics is None and not self.answers.typed and self.themes:
            return Topics(self.themes)
        wanted = self.codes - self.answers.aside
        best = next((q for q in self.check.questions_about(wanted) if q.key not in self.answers.typed), None)
        if best is None:
            return None
        # A fact of several measures is asked by itself: the conditions around it differ from one to the other.
        together = self._together(best.serves[0]) if len(best.serves) == 1 else None
        return together if together is not None and best.key in {s.key for s in together.statements} else best

    def _together(self, code: str) -> JointQuestion | None:
        """Return several conditions of a measure as one question: those it answered before, or those still open."""
        before = self.answers.together.get(code)
        if before is None and code in self.answers.apart:
            return None
        found = self.check.statements(code, before)
        return JointQuestion(code, found) if len(found) > 1 else None

    def pages(self) -> list[str]:
        """Return the keys of the pages answered so far, in order. Conditions answered at once are one page."""
        page_of = {key: TOGETHER + code for code, keys in self.answers.together.items() for key in keys}
        answered = [page_of.get(key, key) for key in self.answers.typed]
        first = [] if self.answers.topics is None else [TOPICS]
        return list(dict.fromkeys(first + answered))

    def topics_shown(self) -> str:
        """Return the visitor's topics in words."""
        names = [t.name(self.lang) for t in self.themes if t.id in (self.answers.topics or ())]
        return gettext("、").join(names) or gettext("不确定，都看看")


def open_sheet(request: HttpRequest, audience_id: str) -> Sheet:
    """Return the check that a request carries."""
    policy, lang = current_policy(), policy_language()
    audience = audience_or_404(policy, audience_id, lang)
    known = set(policy.check(audience.id, {}, lang).facts)
    answers = read_answers(request.POST, policy, known, {m.code for m in audience.measures})
    sheet = Sheet(policy, audience, lang, answers)
    if not sheet.themes:
        answers.topics = None
    return sheet
