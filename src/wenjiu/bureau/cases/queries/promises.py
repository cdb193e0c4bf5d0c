"""Promises that stand in for papers: what can be drawn, what waits, and who is on the list of the dishonoured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import duties
from wenjiu.bureau.cases.models import ENDS, Case, Evidence, PromiseCheck
from wenjiu.bureau.cases.parts import rows_of
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party

#: Ends of a case that its promise led to nothing in.
WITHOUT_MONEY = tuple(end for end in ENDS if end != "closed")
#: How a promise stands -> its words, what asks for somebody first.
STANDINGS = {
    "waiting": gettext_lazy("查出不实，等另一个人确认"),
    "drawn": gettext_lazy("抽到了，等着核查"),
    "listed": gettext_lazy("不实，在失信名单上"),
    "over": gettext_lazy("不实，名单上的期限已到"),
    "undone": gettext_lazy("先认定不实，后来撤下"),
    "kept": gettext_lazy("核查过，属实"),
    "nothing": gettext_lazy("没有抽查，案件没有发钱"),
    "unchecked": gettext_lazy("还没有抽查"),
}


def unchecked(actor: Any) -> QuerySet[Evidence]:
    """Return the promises of an actor's streets that nobody drew, without those of cases that came to nothing."""
    streets = scopes.streets_of(actor, *duties.SETTLERS)
    found: QuerySet[Evidence] = Evidence.objects.filter(
        origin="promise", replaced_at=None, check_of_promise=None, case__street__in=streets
    )
    return found.exclude(case__state__in=WITHOUT_MONEY).order_by("id")


def visible_checks(actor: Any) -> QuerySet[PromiseCheck]:
    """Return the checks of an actor's streets, the latest first."""
    streets = scopes.streets_of(actor, *duties.PROMISE_READERS)
    found: QuerySet[PromiseCheck] = (
        PromiseCheck.objects.filter(evidence__case__street__in=streets)
        .select_related("evidence__case__filing__filer", "party", "found_by", "confirmed_by", "undone_by")
        .order_by("-id")
    )
    return found


def access_check(actor: Any, id: int) -> PromiseCheck:
    """Return a check that an actor may work on. Raise Forbidden where there is none."""
    streets = scopes.streets_of(actor, *duties.SETTLERS)
    found = visible_checks(actor).filter(pk=id, evidence__case__street__in=streets).first()
    if found is None:
        raise Forbidden(f"check of a promise {id}")
    return found


def on_list() -> Q:
    """Return the condition of a check that keeps a party on the list today."""
    return Q(confirmed_at__isnull=False, undone_at=None, until__gt=clock.today())


def listing(filers: Iterable[Party]) -> PromiseCheck | None:
    """Return the check that keeps one of some parties on the list longest; None where none of them is on it."""
    ids = parties.records_of(filers)
    found: PromiseCheck | None = PromiseCheck.objects.filter(on_list(), party__in=ids).order_by("-until").first()
    return found


def visible_promises(actor: Any) -> QuerySet[Evidence]:
    """Return all promises of an actor's streets with how each stands (`standing`), the latest first."""
    return _standing(Evidence.objects.filter(case__street__in=scopes.streets_of(actor, *duties.PROMISE_READERS)))


def promises_of(case: Case) -> list[Evidence]:
    """Return the promises that a case rests on, each with how it stands (`standing`)."""
    given = rows_of(case, "evidence")
    if not given.filter(origin="promise", replaced_at=None).exists():
        return []
    return list(_standing(given).order_by("id"))


def counts_by_standing(promises: QuerySet[Evidence]) -> dict[str, int]:
    """Return how many promises stand how."""
    return dict(promises.order_by().values_list("standing").annotate(n=Count("pk")))


def _standing(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    conditions = {
        "kept": Q(check_of_promise__kept=True),
        "undone": Q(check_of_promise__undone_at__isnull=False),
        "over": Q(check_of_promise__confirmed_at__isnull=False, check_of_promise__until__lte=clock.today()),
        "listed": Q(check_of_promise__confirmed_at__isnull=False),
        "waiting": Q(check_of_promise__kept=False),
        "drawn": Q(check_of_promise__isnull=False),
        "nothing": Q(case__state__in=WITHOUT_MONEY),
    }
    whens = [When(condition, then=Value(name)) for name, condition in conditions.items()]
    promised: QuerySet[Evidence] = (
        rows.filter(origin="promise", replaced_at=None)
        .annotate(standing=Choice(*whens, default=Value("unchecked"), output_field=CharField()))
        .select_related("case__filing__filer", "check_of_promise")
        .order_by("-id")
    )
    return promised
