"""Facts for the three dates that any case can have."""

from __future__ import annotations

from ...rules.language.facts import day
from ...rules.language.text import T


class case:
    """The three dates that any case can have."""

    event_date = day(
        T("事项日期", "day of the event"),
        T("事情发生在哪一天？", "On which day did the event take place?"),
        T("决定适用哪一时期的政策。", "It decides which period of the policy applies."),
    )
    application_date = day(
        T("申报日期", "day of the application"),
        T("打算哪一天申报？", "On which day will you apply?"),
        T(
            "经营年限等按申报日计算；还没申报的，填今天。",
            "Periods such as years in business run to that day; not yet applied? Take today.",
        ),
        source="clock",
    )
    decision_date = day(
        T("决定日期", "day of the decision"),
        T("哪一天作出决定？", "On which day is it decided?"),
        T("记录决定所依据的参数。", "It records the parameters that the decision stands on."),
        source="clock",
    )
