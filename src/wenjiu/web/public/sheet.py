"""One visitor's check as it stands, and what to ask next: what it is about, several conditions at once, or one fact."""

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
    """The question what the visitor came about."""

    themes: tuple[Theme, ...]
    key: str = TOPICS


@dataclass(frozen=True)
class JointQuestion:
    """One question about several conditions of a measure."""

    code: str
    statements: tuple[Statement, ...]

    @property
    def key(self) -> str:
        """Its name in a form."""
        return TOGETHER + self.code


Step = Topics | JointQuestion | Question


@dataclass
class Sheet:
    """Who asks, in which language, and the answers so far."""

    policy: Policy
    audience: Audience
    lang: str
    answers: Answers
    _check: Check | None = None

    @property
    def check(self) -> Check:
        """What the policy makes of the answers so far."""
        if self._check is None:
            self._check = self.policy.check(self.audience.id, self.answers.values, self.lang)
        return self._check

    @property
    def codes(self) -> set[str]:
        """The measures of this audience."""
        return {m.code for m in self.audience.measures}

    @property
    def themes(self) -> tuple[Theme, ...]:
        """What this audience may have come about; none where there is nothing to choose."""
        return themes_for(self.policy.themes, self.codes)

    def take(self, key: str, text: str) -> None:
        """Put one answer on the sheet. Raises Unreadable."""
        self.answers.keep(self.policy, key, text)
        self._check = None

    def choose_topics(self, ids: Collection[str]) -> None:
        """Ask only about what the visitor came about; about everything where no topic is chosen."""
        chosen = known_topics(self.policy, self.codes, ids)
        self.answers.topics = chosen
        self.answers.aside = self.codes & left_out(self.themes, chosen) if chosen else set()

    def begin_with(self, code: str) -> None:
        """Ask about one measure only; the others are set aside."""
        if self.themes:
            self.answers.topics = tuple(t.id for t in self.themes if code in t.codes)
        self.answers.aside = self.codes - {code}

    def confirm(self, together: JointQuestion) -> None:
        """All of these conditions hold."""
        for statement in together.statements:
            self.take(statement.key, statement.typed)
        self.answers.together[together.code] = tuple(s.key for s in together.statements)
        self.answers.apart.discard(together.code)

    def ask_apart(self, together: JointQuestion) -> None:
        """Not all of these conditions hold, or the visitor does not know: they are asked one by one."""
        self.answers.drop(self.answers.together.pop(together.code, ()))
        self.answers.apart.add(together.code)
        self._check = None

    def set_aside(self, code: str, aside: bool) -> None:
        """Stop asking about a measure of this audience, or go on."""
        codes = self.codes & {code}
        self.answers.aside = self.answers.aside | codes if aside else self.answers.aside - codes

    def step(self, key: str) -> Step | None:
        """The page with this key, answered or still worth asking; None where there is no such question."""
        if key == TOPICS:
            return Topics(self.themes) if self.themes else None
        code = key.removeprefix(TOGETHER)
        if code != key:
            return self._together(code) if code in self.codes else None
        asked = [q for q, _, _ in self.check.answered]
        return next((q for q in [*asked, *self.check.questions] if q.key == key), None)

    def next_step(self) -> Step | None:
        """What to ask next for the measures not set aside, or None."""
        if self.answers.topics is None and not self.answers.typed and self.themes:
            return Topics(self.themes)
        wanted = self.codes - self.answers.aside
        best = next((q for q in self.check.questions_about(wanted) if q.key not in self.answers.typed), None)
        if best is None:
            return None
        # A fact that several measures turn on is asked by itself: what goes with it differs from one to the other.
        together = self._together(best.serves[0]) if len(best.serves) == 1 else None
        return together if together is not None and best.key in {s.key for s in together.statements} else best

    def _together(self, code: str) -> JointQuestion | None:
        """Conditions of a measure as one question: those it answered before, or those still open if there are several."""
        before = self.answers.together.get(code)
        if before is None and code in self.answers.apart:
            return None
        found = self.check.statements(code, before)
        return JointQuestion(code, found) if len(found) > 1 else None

    def pages(self) -> list[str]:
        """Keys of the pages answered so far, in order; conditions answered at once are one page."""
        page_of = {key: TOGETHER + code for code, keys in self.answers.together.items() for key in keys}
        answered = [page_of.get(key, key) for key in self.answers.typed]
        first = [] if self.answers.topics is None else [TOPICS]
        return list(dict.fromkeys(first + answered))

    def topics_shown(self) -> str:
        """What the visitor came about, in words."""
        names = [t.name(self.lang) for t in self.themes if t.id in (self.answers.topics or ())]
        return gettext("、").join(names) or gettext("不确定，都看看")


def open_sheet(request: HttpRequest, audience_id: str) -> Sheet:
    """The check that a request carries."""
    policy, lang = current_policy(), policy_language()
    audience = audience_or_404(policy, audience_id, lang)
    known = set(policy.check(audience.id, {}, lang).facts)
    answers = read_answers(request.POST, policy, known, {m.code for m in audience.measures})
    sheet = Sheet(policy, audience, lang, answers)
    if not sheet.themes:
        answers.topics = None
    return sheet
