"""What people think of how their cases were handled, and who is called back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import duties
from wenjiu.bureau.cases.models import ENDS, CallBack, Case, Decision, Rating

#: Grade -> its words, the best first.
GRADES = {
    5: gettext_lazy("非常满意"),
    4: gettext_lazy("满意"),
    3: gettext_lazy("基本满意"),
    2: gettext_lazy("不满意"),
    1: gettext_lazy("非常不满意"),
}
#: Grades after which somebody calls back.
BAD = (1, 2)


def why_not_rate(actor: Any, case: Case) -> str:
    """Return why an actor cannot rate a case, in words; empty where he can."""
    if not scopes.may_act_for(actor, case.filing.filer):
        return _("这个案件不由您评价。")
    if case.state not in ENDS or case.state == "withdrawn":
        return _("办完以后才能评价。")
    if Rating.objects.filter(case=case).exists():
        return _("您已经评价过了，一个案件评价一次。")
    return ""


def rating_of(case: Case) -> Rating | None:
    """Return the rating of a case with its calls; None where there is none."""
    found: Rating | None = Rating.objects.filter(case=case).prefetch_related("calls__by").first()
    return found


def bad_ratings(actor: Any) -> QuerySet[Rating]:
    """Return the bad ratings of an actor's streets, without those of cases that he took a step of."""
    streets = scopes.streets_of(actor, *duties.SETTLERS)
    own = Decision.objects.filter(case=OuterRef("case"), actor=actor)
    found: QuerySet[Rating] = (
        Rating.objects.filter(grade__in=BAD, case__street__in=streets)
        .filter(~Exists(own))
        .select_related("case__filing__filer", "case__street")
        .prefetch_related("calls__by")
    )
    return found


def to_call(actor: Any) -> QuerySet[Rating]:
    """Return the bad ratings after which nobody was reached yet, the earliest first."""
    reached = CallBack.objects.filter(rating=OuterRef("pk"), reached=True)
    return bad_ratings(actor).filter(~Exists(reached)).order_by("id")


def called(actor: Any, most: int = 30) -> QuerySet[Rating]:
    """Return the bad ratings after which somebody was reached, the latest first."""
    return bad_ratings(actor).filter(calls__reached=True).order_by("-id")[:most]


def access_rating(actor: Any, id: int) -> Rating:
    """Return a bad rating after which an actor may call back. Raise Forbidden where there is none."""
    found: Rating | None = bad_ratings(actor).filter(pk=id).first()
    if found is None:
        raise Forbidden(f"rating {id}")
    return found


@dataclass(frozen=True)
class Figures:
    """The ratings of some streets. `grades`: (words, number), the best first. `bad`, `reached`: bad ones, and those with a call."""

    grades: tuple[tuple[str, int], ...]
    bad: int
    reached: int

    @property
    def all(self) -> int:
        """Return the number of ratings."""
        return sum(n for _words, n in self.grades)


def figures(streets: Iterable[Any]) -> Figures:
    """Return how often each grade was given in some streets, and how many of the bad were called back."""
    ratings = Rating.objects.filter(case__street__in=streets)
    counted = dict(ratings.order_by().values_list("grade").annotate(n=Count("id")))
    bad = sum(counted.get(grade, 0) for grade in BAD)
    reached = ratings.filter(grade__in=BAD, calls__reached=True).count() if bad else 0
    return Figures(tuple((str(words), counted.get(grade, 0)) for grade, words in GRADES.items()), bad, reached)
