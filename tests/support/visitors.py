"""What visitors of the check answer; all of them are invented."""

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
