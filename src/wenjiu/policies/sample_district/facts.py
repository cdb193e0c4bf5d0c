"""Facts that only the INVENTED Qingxi asks for; the shared vocabulary does not have them."""

from __future__ import annotations

from ...rules.language.facts import Relation, choice, count, day, district, money, months, yes_no
from ...rules.language.text import T
from ...rules.language.units import YEAR


class staff:
    """A firm and the people it newly employed in one calendar year."""

    hires = Relation(
        {
            "age": count(
                T("招用时年龄", "age at the hire"),
                T("招用时多少周岁？", "How old was the person at the hire?"),
                T("补贴看招用时的年龄。", "It is the age at the hire that counts."),
                unit=YEAR,
                most=120,
                bounded=True,
                sensitivity="personal",
            ),
            "insured_months": months(
                T("参保月数", "insured months"),
                T("在本企业连续参保几个月？", "For how many months on end was the person insured by the firm?"),
                T("补贴按参保月数分档。", "The amount goes by insured months."),
                source="insurance register",
                sensitivity="personal",
            ),
            "household": district(
                T("户籍", "household"),
                T("户籍在{home}吗？", "Is the household registration in {home}?"),
                T("其中要有{home}户籍人员。", "Residents of {home} must be among them."),
                source="household register",
                sensitivity="personal",
            ),
        }
    )
    paid_this_year = yes_no(
        T("今年已领", "paid this year"),
        T("企业今年领过熟手岗位补贴吗？", "Has the firm had the experienced-worker subsidy this year?"),
        T("每年一次。", "It is paid once a year."),
        source="past awards",
    )


class certificate:
    """One employee's certificate of a vocational skill."""

    level = choice(
        T("证书等级", "level of the certificate"),
        T("职工取得哪一级证书？", "Which level of certificate did the employee obtain?"),
        T("等级决定能否申领和金额。", "The level decides the right and the amount."),
        {
            "intermediate": T("中级工及以下", "intermediate or lower"),
            "senior": T("高级工", "senior worker"),
            "technician": T("技师", "technician"),
            "senior_technician": T("高级技师", "senior technician"),
        },
        source="certificate register",
        gate=True,
        sensitivity="personal",
    )
    issued = day(
        T("发证日期", "day of issue"),
        T("证书是哪一天发的？", "On which day was the certificate issued?"),
        T("要在这一天起规定的时间内申报。", "The application must follow within a time from that day."),
        source="certificate register",
        past=True,
        sensitivity="personal",
    )
    employed_at_application = yes_no(
        T("申报时在岗", "employed at the application"),
        T("申报时这名职工还在岗吗？", "Is the employee still with the firm at the application?"),
        T("补贴面向继续在岗的职工。", "The subsidy is for people who stay."),
        source="insurance register",
        sensitivity="personal",
    )
    employed_to_the_end = yes_no(
        T("申报期满时在岗", "employed at the end of the time"),
        T("申报期限届满时这名职工还在岗吗？", "Is the employee with the firm when the time to apply ends?"),
        T("只有按“期满时在岗”口径判断时才用到。", "Used only where staying to the end of the time counts."),
        source="insurance register",
        sensitivity="personal",
    )
    already_paid = yes_no(
        T("领过这项补贴", "already paid"),
        T("企业为这本证书领过补贴吗？", "Was the subsidy paid for this certificate before?"),
        T("每本证书一次。", "It is paid once for a certificate."),
        source="past awards",
        sensitivity="personal",
    )


class resident:
    """Facts other than household registration that make a person a resident."""

    has_permit = yes_no(
        T("本区居住证", "residence permit"),
        T("您持有{home}居住证吗？", "Do you hold a residence permit of {home}?"),
        T("只有按“含居住证”口径判断时才用到。", "Used only where permit holders count."),
        source="household register",
        sensitivity="personal",
    )


class award:
    """A training institution in one year."""

    paid_this_year = yes_no(
        T("今年已领", "paid this year"),
        T("机构今年领过培训规模奖励吗？", "Has the institution had this award this year?"),
        T("每年一次。", "It is paid once a year."),
        source="past awards",
    )


class premises:
    """The premises of a founder's business."""

    annual_rent = money(
        T("年租金", "rent of the year"),
        T("这一年实际支付租金多少元？", "How many yuan of rent did you pay for the year?"),
        T("补贴按实际租金的一定比例计算。", "The subsidy is a share of the rent paid."),
        source="invoices",
        sensitivity="personal",
    )
