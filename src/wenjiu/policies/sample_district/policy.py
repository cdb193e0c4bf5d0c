"""The INVENTED policy as one object: document, its two versions, and measures in the order of the clauses."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ...rules.document import services
from ...rules.document.areas import load_areas
from ...rules.document.claim_files import load_claims
from ...rules.document.procedures import load_procedures
from ...rules.document.situations import load_situations
from ...rules.language.text import T
from ...rules.policy import Policy, Version
from .. import national
from ..clause_modules import measures_of
from ..vocabulary import case, suppliers
from . import readings
from .general import HOME, book
from .registers import registers

policy = Policy(
    name="sample_district",
    title=T(
        "青溪区促进就业若干措施（虚构示例）",
        "Qingxi District: measures to promote employment (invented example)",
    ),
    document="青溪发〔2023〕5号（虚构）",
    issued=dt.date(2023, 2, 20),
    home=HOME,
    home_name=T("青溪区", "Qingxi District"),
    versions=(
        Version(1, dt.date(2023, 3, 1), "青溪发〔2023〕5号（虚构）", text_known=True),
        Version(2, dt.date(2025, 1, 1), "青溪发〔2024〕18号（虚构）", text_known=True),
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
        "firm": T("企业", "firm"),
        "institution": T("培训机构", "training institution"),
    },
    general_readings=(readings.G1, readings.G2),
    rules_version="2025.1",
    services=services.load(Path(__file__).with_name("service.yaml")),
    situations=load_situations(Path(__file__).with_name("situations.yaml")),
    registers=registers,
    areas=load_areas(Path(__file__).with_name("areas.yaml")),
    suppliers=suppliers,
    claims=load_claims(Path(__file__).with_name("claims.yaml")),
    procedures=load_procedures(Path(__file__).with_name("procedure.yaml"), national.remedies()),
    period=("policy_effective_from", "policy_effective_to"),
)
