"""The policy as a whole: document, versions, measures in clause order."""

from __future__ import annotations

import datetime as dt

from ...rules.policy import Policy, Version, by_code
from ...rules.text import T
from ..vocabulary import case, firm
from . import c3_2, c3_4, c4_4, c5_2, c5_3, readings
from .general import HOME, book

# Ambiguities that the document has but that no measure here can compute: what they turn on is no fact of the vocabulary.
_COUNTS = {
    "1.2": 1, "2.0": 1, "3.1": 6, "3.2": 6, "3.3": 1, "3.4": 11, "3.5": 6, "4.1": 10, "4.2": 4, "4.3": 8, "4.4": 8,
    "5.1": 3, "5.2": 6, "5.3": 10, "6.3": 4, "7.1": 1, "8.3": 2,
}  # fmt: skip
ALL_READINGS = tuple(f"G{i}" for i in range(1, 14)) + tuple(
    f"A-{clause}-{i}" for clause, n in _COUNTS.items() for i in range(1, n + 1)
)

policy = Policy(
    name="chaoyang_2020",
    title=T(
        "北京市朝阳区促就业稳就业实施意见",
        "Chaoyang District, Beijing: implementation opinion on promoting and stabilising employment",
    ),
    document="朝政发〔2020〕9号",
    issued=dt.date(2020, 12, 24),
    home=HOME,
    home_name=T("朝阳区", "Chaoyang District"),
    versions=(
        Version(1, dt.date(2020, 12, 24), "朝政发〔2020〕9号", text_known=True),
        Version(2, dt.date(2022, 3, 17), "朝政发〔2022〕2号", text_known=False),
    ),
    book=book,
    measures=by_code([c3_2.measure, c3_4.measure, c4_4.measure, c5_2.measure, c5_3.measure]),
    dates={
        "event_date": case.event_date,
        "application_date": case.application_date,
        "decision_date": case.decision_date,
    },
    audiences={
        "person": T("个人", "person"),
        "firm": T("企业和用人单位", "firm or other employer"),
        "institution": T("培训机构", "training institution"),
    },
    implied_by_audience={"firm": {firm.is_employer: True}},
    fixed_readings=ALL_READINGS,
    general_readings=(
        readings.G1,
        readings.G3,
        readings.G5,
        readings.G6,
        readings.G7,
        readings.G11,
        readings.G12,
        readings.G13,
    ),
    rules_version="2020.1",
)
