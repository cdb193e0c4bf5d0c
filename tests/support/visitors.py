"""What visitors answer; all of them are invented."""

from __future__ import annotations

import datetime as dt


def first_of_july(years_ago: int) -> str:
    """ISO date of the first of July so many years ago."""
    return dt.date(dt.date.today().year - years_ago, 7, 1).isoformat()


def small_firm() -> dict[str, str]:
    """A small firm in its third year with eight residents of the district."""
    return {
        "firm.registered_district": "chaoyang",
        "firm.tax_district": "chaoyang",
        "firm.operates_normally": "true",
        "firm.operation_start": first_of_july(3),
        "firm.size": "small",
        "firm.local_workers": "8",
        "firm.founding_jobs_paid": "false",
    }


def trained() -> dict[str, str]:
    """A resident who found work on the day on which a course ended, in July of last year."""
    return {
        "person.household_district": "chaoyang",
        "training.kind": "skill",
        "training.completed": "true",
        "training.end": first_of_july(1),
        "training.employed_from": first_of_july(1),
        "training.by_unit": "true",
        "training.work_paid": "false",
    }


def prize_winner() -> dict[str, str]:
    """Somebody who came second in a district-wide competition."""
    return {"competition.level": "district", "competition.rank": "2", "competition.excellent": "false"}


def platform_worker() -> dict[str, str]:
    """Somebody who works for a platform without a full contract."""
    return {"platform_work.via_platform": "true", "platform_work.full_contract": "false"}
