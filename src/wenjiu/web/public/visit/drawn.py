"""What is drawn of the result of a visit: the dates of a measure, its amount by part, the sum by measure."""

from dataclasses import dataclass

from wenjiu.rules.ask.found import Found
from wenjiu.rules.ask.timelines import timeline_of
from wenjiu.rules.ask.visits import Visit
from wenjiu.rules.explain.workings import workings
from wenjiu.rules.together.visits import Sum
from wenjiu.web.formats import policy_language
from wenjiu.web.public.pictures import Bar, Dates, bar, bars_of, dates, days_left


@dataclass(frozen=True)
class Drawn:
    """The pictures of one measure.

    `dates`: the days of the case on a line; None where its rule has no window.
    `ahead`: whether a window is still open, or yet to open.
    `left`: how many days are left until the latest day, in words.
    `bars`: (title, bar) of each amount that has parts.
    """

    dates: Dates | None
    ahead: bool
    left: str
    bars: list[tuple[str, Bar]]


def drawn_of(visit: Visit, found: Found) -> Drawn:
    """Return the pictures of a measure in the result of a visit."""
    answer = found.result.answer
    timeline = timeline_of(answer, visit.today)
    bars = bars_of(workings(answer.outcome, policy_language()), policy_language())
    if timeline is None:
        return Drawn(None, False, "", bars)
    left = days_left(timeline) if visit.latest_date(found) is not None else ""
    return Drawn(dates(timeline), timeline.ahead, left, bars)


def sum_by_measure(visit: Visit, total: Sum) -> Bar | None:
    """Return what is due now by measure; None where a single measure pays it."""
    parts = [(f.result.name, due) for f in visit.found if (due := total.of(f.result.code)[0])]
    return bar(parts) if len(parts) > 1 and sum(fen for _, fen in parts) == total.due else None
