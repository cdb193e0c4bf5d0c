"""Define the form of the size page: an industry and three figures, parsed with the check's rules for typed text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext

from wenjiu.rules.ask import typed
from wenjiu.rules.language.facts import LARGEST_COUNT
from wenjiu.rules.language.text import T
from wenjiu.standards import money
from wenjiu.web.formats import policy_language

INDUSTRY = "industry"
FIGURES = ("staff", "revenue", "assets")
LONGEST = 40  # characters of one figure; the largest sensible one is shorter
FEN_OF_TEN_THOUSAND = 10**6
STAFF = replace(typed.PEOPLE, fix=T("请写 0 或正整数，例如 85。", "Write 0 or a whole number, such as 85."))
#: A number alone counts tens of thousands of yuan; with 万, 亿 or 元 the text gives the unit.
AMOUNT = replace(
    typed.YUAN,
    plain=Fraction(10_000),
    fix=T(
        "请写 0 或正数，单位是万元，例如 1200、1,200 或 1200.5。",
        "Write 0 or a positive number in units of CNY 10,000, such as 1200 or 1,200.",
    ),
)


class _One(forms.TextInput):
    """Widget that takes one text. If a field arrives with two different ones, neither is chosen."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return _texts(data, name)


class _Text(forms.Field):
    """A field that arrives once."""

    widget = _One

    def to_python(self, value: Any) -> str:
        texts = value or []
        if len(texts) > 1:
            message = gettext("这一项带来了 %(n)d 个不同的回答。") % {"n": len(texts)}
            raise _refusal(message, gettext("请重新填写这一项。"))
        text = "".join(texts)
        if len(text) > LONGEST:
            raise _refusal(gettext("填写的内容太长。"), gettext("请只写一个数字。"))
        return text


class SizeForm(forms.Form):
    """Industry (code), staff (persons), revenue and assets (fen). An empty field is None.

    Every error is a `ValidationError` with what was read as its message, and the remedy as its parameter ``fix``.
    """

    industry = _Text(required=False)
    staff = _Text(required=False)
    revenue = _Text(required=False)
    assets = _Text(required=False)

    def __init__(self, industries: Mapping[str, str], data: QueryDict | None = None, read: bool = True) -> None:
        super().__init__(data)
        self.industries, self.read = industries, read

    def clean_industry(self) -> str | None:
        """Return a code of the standard."""
        code = self.cleaned_data[INDUSTRY]
        if code and code not in self.industries:
            raise _refusal(gettext("没有这个行业。"), gettext("请从列表里选一个，不清楚就选“不清楚”。"))
        return code or None

    def clean_staff(self) -> int | None:
        """Return persons."""
        return _figure(self.cleaned_data["staff"], STAFF, LARGEST_COUNT)

    def clean_revenue(self) -> int | None:
        """Return fen."""
        return _figure(self.cleaned_data["revenue"], AMOUNT, money.LARGEST_FEN, 100)

    def clean_assets(self) -> int | None:
        """Return fen."""
        return _figure(self.cleaned_data["assets"], AMOUNT, money.LARGEST_FEN, 100)

    def typed(self) -> list[tuple[str, str]]:
        """Return names and texts as typed, for the page and for hidden fields; an empty text if there were several."""
        found = {name: _texts(self.data, name) for name in (INDUSTRY, *FIGURES)}
        return [(name, texts[0][:LONGEST] if len(texts) == 1 else "") for name, texts in found.items()]

    def problems(self) -> list[dict[str, str]]:
        """Return the errors field by field: name and label, message and remedy."""
        named = labels() | {INDUSTRY: gettext("所属行业")}
        return [{"field": name, "label": named[name], **problem} for name, problem in self._problems().items()]

    def _problems(self) -> dict[str, dict[str, str]]:
        if not (self.is_bound and self.read):
            return {}
        first = {name: errors[0] for name, errors in self.errors.as_data().items()}
        return {name: {"message": e.message, "fix": (e.params or {}).get("fix", "")} for name, e in first.items()}

    def choices(self) -> list[tuple[str, str, bool]]:
        """Return code and name of each industry, and whether it is the chosen one."""
        chosen = dict(self.typed())[INDUSTRY]
        return [(code, name, code == chosen) for code, name in self.industries.items()]

    def industry_problem(self) -> dict[str, str] | None:
        """Return the error of the industry field."""
        return self._problems().get(INDUSTRY)

    def figures(self) -> list[dict[str, Any]]:
        """Return the data of each figure for the page."""
        texts, wrong = dict(self.typed()), self._problems()
        return [
            {
                "name": name,
                "label": labels()[name],
                "help": _helps()[name],
                "unit": units()[name],
                "typed": texts[name],
                "whole": name == "staff",
                "problem": wrong.get(name),
            }
            for name in FIGURES
        ]


@dataclass(frozen=True)
class SizeEntry:
    """Contents of the form: the industry, and figures in persons and fen. None means not known."""

    industry: str | None
    figures: Mapping[str, int | None]

    @classmethod
    def of(cls, form: SizeForm) -> "SizeEntry":
        """Return the contents of a valid form."""
        data = form.cleaned_data
        return cls(data[INDUSTRY], {name: data[name] for name in FIGURES})


def _texts(data: Any, name: str) -> list[str]:
    found = data.getlist(name) if isinstance(data, QueryDict) else []
    return list(dict.fromkeys(text.strip() for text in found))


def _figure(text: str, units: typed.Units, most: int, times: int = 1) -> int | None:
    """Return a figure in whole units, after multiplying. A fraction of a unit cannot reach a limit of the standard."""
    if not text:
        return None
    lang = policy_language()
    try:
        value = typed.quantity(text, units) * times
    except typed.Unreadable as error:
        raise _refusal(error.message(lang), error.fix(lang)) from error
    if value > most:
        raise _refusal(gettext("“%(text)s”太大了。") % {"text": text}, gettext("请核对数字和单位。"))
    return int(value)


def _refusal(message: str, fix: str) -> ValidationError:
    return ValidationError(message, params={"fix": fix})


def labels() -> dict[str, str]:
    """Return the names of the figures."""
    return {"staff": gettext("从业人员"), "revenue": gettext("营业收入"), "assets": gettext("资产总额")}


def _helps() -> dict[str, str]:
    return {
        "staff": gettext("上一年度末的人数。"),
        "revenue": gettext("上一年度全年的收入，不扣成本。"),
        "assets": gettext("上一年度末资产负债表上的合计数。"),
    }


def units() -> dict[str, str]:
    """Return the units in which the figures are asked."""
    return {"staff": gettext("人"), "revenue": gettext("万元"), "assets": gettext("万元")}
