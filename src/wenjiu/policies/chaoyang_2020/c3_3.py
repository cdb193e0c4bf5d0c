"""Clause 3.3 (三（三）): forms of flexible employment.

3.3b: people who work through the internet without a full labour contract are covered by the flexible-employment
policies. The measure only classifies a case. Other documents state what follows from it.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Vocabulary,
    not_,
    require,
)
from ..vocabulary import platform_work
from .general import DATES, event_or_application, in_force

flexible_work = Measure(
    code="3.3",
    clause="3.3",
    name=T("新就业形态纳入灵活就业政策", "Flexible-employment coverage for platform workers"),
    summary=T(
        "通过“互联网+就业”形式灵活就业的人员，纳入灵活就业政策范围。",
        "People in flexible work through the internet come under the flexible-employment policies.",
    ),
    standard=T("认定身份，不直接发放资金。", "It recognises a status; nothing is paid here."),
    audience="person",
    subject=T("劳动者", "the worker"),
    vocabulary=Vocabulary(
        {
            "works_via_internet_platform": platform_work.via_platform,
            "has_full_labour_contract": platform_work.full_contract,
            **DATES,
        },
        beside={"platform_sector": platform_work.sector},
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        require(
            "3.3b.C1",
            platform_work.via_platform,
            "通过互联网平台等新形态就业",
            "works through an internet platform or another new form",
        ),
        require(
            "3.3b.C2",
            not_(platform_work.full_contract),
            "灵活就业，没有完整劳动关系",
            "works flexibly, without a full labour contract",
        ),
    ),
    pays=(),
    payees={},
    once=T("随就业状况变化", "as long as the work is such"),
    example={
        "works_via_internet_platform": True,
        "has_full_labour_contract": False,
        "event_date": "2021-06-30",
    },
)
