"""The Chaoyang policy as one object: document, versions, and measures in the order of the clauses."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ...rules.document import ambiguities, services
from ...rules.document import code_lists as lists
from ...rules.document.areas import load_areas
from ...rules.document.claim_files import load_claims
from ...rules.document.elsewhere import load_elsewhere
from ...rules.document.plain_words import load_words
from ...rules.document.procedures import load_procedures
from ...rules.document.programmes import load_programmes
from ...rules.document.situations import load_situations
from ...rules.document.stacking import load_stacking
from ...rules.language.text import T
from ...rules.policy import Policy, Version
from .. import national
from ..clause_modules import measures_of
from ..vocabulary import case, firm, suppliers
from . import readings
from .general import HOME, book
from .registers import registers

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
    measures=measures_of(__package__),
    dates={
        "event_date": case.event_date,
        "application_date": case.application_date,
        "decision_date": case.decision_date,
    },
    audiences={
        "person": T("个人", "person"),
        "firm": T("企业和用人单位", "firm or other employer"),
        "institution": T("培训机构", "training institution"),
        "organisation": T("其他组织", "other organisation"),
        "government": T("区级部门", "district department"),
    },
    implied_by_audience={"firm": {firm.is_employer: True}},
    other_readings=ambiguities.load(Path(__file__).with_name("other_readings.yaml")),
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
    rules_version="2020.2",
    stacking=load_stacking(Path(__file__).parent / "stacking.yaml"),
    services=services.load(Path(__file__).with_name("service.yaml")),
    situations=load_situations(Path(__file__).with_name("situations.yaml")),
    elsewhere=load_elsewhere(Path(__file__).with_name("elsewhere.yaml")),
    words=load_words(Path(__file__).with_name("words.yaml")),
    lists=lists.load(Path(__file__).parent / "parameters" / "lists.yaml"),
    registers=registers,
    areas=load_areas(Path(__file__).with_name("areas.yaml")),
    suppliers=suppliers,
    claims=load_claims(Path(__file__).with_name("claims.yaml")),
    procedures=load_procedures(Path(__file__).with_name("procedure.yaml"), national.remedies()),
    programmes=load_programmes(Path(__file__).with_name("programmes.yaml")),
    period=("policy_effective_from", "policy_effective_to"),
)
