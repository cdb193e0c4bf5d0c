"""The themes that visitors choose from in the check: groups of measures about the same subject."""

from __future__ import annotations

from ...rules.document.themes import Theme
from ...rules.language.text import T

themes = (
    Theme("traineeship", T("去单位见习", "Working as a trainee"), ("3.4a",)),
    Theme(
        "after_training",
        T("参加培训后就业或创业", "Work or a business after a training course"),
        ("4.1a", "4.1b"),
    ),
    Theme("own_business", T("自己创业：租场地、申报项目", "Running a business: rent, projects"), ("5.1", "5.3")),
    Theme("prize", T("在技能竞赛中得奖", "A prize in a skill competition"), ("4.3c", "4.3d")),
    Theme("platform", T("在网络平台上灵活就业", "Flexible work on an internet platform"), ("3.3",)),
    Theme("young_firm", T("企业成立不久，已招用本区职工", "A young firm that employs residents"), ("5.2",)),
    Theme("hired", T("招用了重点群体或农村劳动力", "Hiring people of key groups or rural workers"), ("3.2a", "3.2b")),
    Theme("kept_staff", T("稳住岗位，少裁员或不裁员", "Keeping staff, with few layoffs or none"), ("3.1a", "3.1b")),
    Theme("kept_trainees", T("见习期满后留用见习人员", "Keeping trainees after their term"), ("3.4b",)),
    Theme("graded", T("培训机构评为A级", "An institution graded A"), ("4.4a",)),
    Theme(
        "designated",
        T("定点机构：培训失业人员、农村劳动力或创业者", "Designated for training: unemployed, rural workers, founders"),
        ("4.4b",),
    ),
    Theme("trained_many", T("全年培训的人数多", "Many people trained in a year"), ("4.4c",)),
    Theme("training_project", T("开展项目制培训", "Training run as a project"), ("4.2",)),
    Theme("placement", T("安置就业困难人员", "Placing people in employment difficulty"), ("3.5a", "3.5b")),
    Theme("competition_held", T("举办职业技能竞赛", "Holding a skill competition"), ("4.3b",)),
    Theme(
        "services", T("提供人力资源服务或市场监测", "Human-resource services or market monitoring"), ("6.3a", "6.3b")
    ),
)
