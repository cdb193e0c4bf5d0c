"""What a visitor does next about one measure: what to bring, where, until when, as data for templates and reminders."""

from dataclasses import dataclass

from django.utils.translation import gettext

from wenjiu.rules.ask.found import NOT_YOURS, Found
from wenjiu.rules.ask.standings import ALMOST, CAN, VERIFY
from wenjiu.rules.ask.visits import Visit
from wenjiu.rules.explain.guides import service
from wenjiu.web.formats import policy_language
from wenjiu.web.public.pictures import Stage, path
from wenjiu.web.public.visit.payees import as_whom, paid_to


@dataclass(frozen=True)
class NextSteps:
    """The next steps of one measure, in words of one language.

    `applicant`: who applies, where it may not be the visitor; empty otherwise.
    `paid_to`: who is paid, where it may not be the visitor; empty otherwise.
    `bring`: papers to send, with the case in which they are needed.
    `looked_up`: papers that an office looks up or has on file.
    `promised`: papers that a written promise replaces.
    `place`: where to apply; empty where no source states it.
    `window`: the time of year for applications; empty where no source states it.
    `phones`: the numbers to ask.
    `path`: who has the case, from the application to the end.
    """

    applicant: str
    paid_to: str
    bring: tuple[str, ...]
    looked_up: tuple[str, ...]
    promised: tuple[str, ...]
    place: str
    window: str
    phones: tuple[str, ...]
    path: tuple[Stage, ...]


def next_steps(visit: Visit, found: Found) -> NextSteps | None:
    """Return the next steps of a measure that is due, almost due, or to be checked; None without them or a guide."""
    if found.group == NOT_YOURS or found.result.standing not in (CAN, ALMOST, VERIFY):
        return None
    lang, answer = policy_language(), found.result.answer
    measure = answer.case.measure
    served = service(visit.policy, measure, lang, answer.sheet.fill)
    if served is None:
        return None
    by_origin: dict[str, list[str]] = {"upload": [], "looked_up": [], "promise": []}
    for m in served["materials"]:
        origin = m["origins"][0]["id"]
        name = gettext("%(name)s（%(when)s）") % {"name": m["name"], "when": m["when"]} if m["when"] else m["name"]
        by_origin[origin if origin in by_origin else "looked_up"].append(name)
    mine = measure.audience in visit.audiences
    applicant = as_whom(measure.audience) if len(visit.sides) > 1 else ""
    return NextSteps(
        applicant if mine else visit.policy.audiences[measure.audience](lang),
        paid_to(visit, found),
        tuple(by_origin["upload"]),
        tuple(by_origin["looked_up"]),
        tuple(by_origin["promise"]),
        served["place"]["value"] or "",
        served["window"]["value"] or "",
        tuple(phone["number"] for phone in served["phones"]),
        tuple(path(served["steps"])),
    )


def where(steps: NextSteps) -> str:
    """Return where to apply as a sentence; where no source states it, whom to ask."""
    if steps.place:
        return steps.place
    numbers = gettext(" 或 ").join(steps.phones)
    return gettext("地点待确认，请打 %(numbers)s 问。") % {"numbers": numbers} if numbers else gettext("地点待确认。")
