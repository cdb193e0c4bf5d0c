"""Words and layouts of documents, dated: a setting of the rulebook. A document keeps the version it was made with."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.documents import logic
from wenjiu.bureau.documents.models import Document
from wenjiu.bureau.documents.models import Kind as DocumentKind
from wenjiu.bureau.documents.wording import COMMON, UNCONFIRMED, WORDING, shipped_words
from wenjiu.bureau.rulebook import set_values
from wenjiu.bureau.rulebook.kinds import Input, Kind, Named, Option, Sentence, refuse
from wenjiu.bureau.rulebook.models import Change, Draft
from wenjiu.rules.policy import Policy

#: Most characters of a sentence, and of a sign or a word in the number of a document.
LONGEST, LONGEST_SIGN = 500, 10
#: Layouts that can stand for each other: the same content can be laid out by each of them.
LAYOUTS = {"letter": gettext_lazy("公文"), "list": gettext_lazy("名单"), "receipt": gettext_lazy("凭证")}
#: Words that stand outside of the kinds.
GENERAL = {
    "word": gettext_lazy("发文字号的字头"),
    "number": gettext_lazy("文号的样式"),
    "district_office": gettext_lazy("区级发文单位"),
    "district_office_en": gettext_lazy("区级发文单位的英文名称"),
    "street_office": gettext_lazy("街乡发文单位"),
    "street_office_en": gettext_lazy("街乡发文单位的英文名称"),
}
LAYOUT, SIGN = "layout", "sign"
_SHORT = 40
#: What a sentence is filled in with where it is shown by itself; names and numbers are invented.
FILLED = {
    "measure": "招用就业困难人员补贴", "case": "2026-32a-000001", "filed": "2026年9月1日", "name": "虚构公司",
    "district": "虚构区", "street": "虚构街道", "year": "2026", "month": "9", "serial": "1", "word": "虚就业",
    "sign": "决", "number": "GS-2026-0001", "amount": "5,000.00元", "capitals": "伍仟元整", "n": "1", "no": "1",
    "reason": "材料齐全", "office": "虚构街道", "days": "期限5个工作日", "clause": "3.2", "document": "虚政发〔2026〕1号",
    "code": "7F3K-92QX-MM4T", "phones": "010-00000000", "who": "第1行", "begins": "2026年9月1日", "ends": "2026年9月7日",
    "answer": "复议机关应当答复", "changes": "签满一年合同", "day": "8", "granted": "1", "last": "2026年10月31日",
    "lines": "2", "maker": "虚构制单", "releaser": "虚构放款", "outcome": "同意", "period": "六十日", "since": "知道决定之日起",
    "source": "行政复议法", "text": "劳动合同不满一年", "title": "虚构区技术能手", "to": "区人民政府", "where": "第1行：",
}  # fmt: skip


class Wording(Kind):
    """Name: kind and word, such as ``decision/opening``, or a word outside of the kinds. Value: a text, or a list."""

    code = WORDING
    title = gettext_lazy("文书的文字和版式")
    intro = gettext_lazy("从写明的那天起新出的文书用新的文字或版式。已经发出的文书保留当时的版本，核验页写明是哪一版。")
    says: ClassVar[Mapping[str, Any]] = {
        "made": gettext_lazy("已经发出的%(kinds)s有%(n)s份，保留当时的文字，不变。"),
        "open": gettext_lazy("没办完的案件有%(n)s件，%(day)s以后出的%(kinds)s用新的。"),
        "registers": gettext_lazy("登记表、补贴金额和已经决定的案件都不受影响。"),
    }

    def names(self, policy: Policy) -> Sequence[Named]:
        """Return each word of each kind, those of all kinds, and those of the numbers."""
        found = []
        labels = {**dict(DocumentKind.choices), COMMON: _("各种文书")}
        for kind, value in shipped_words(policy.name).items():
            if kind == UNCONFIRMED:
                continue
            if not isinstance(value, Mapping):
                found.append(Named(kind, str(GENERAL[kind]), _("文号和部门")))
                continue
            found += [
                Named(f"{kind}/{word}", _label(word, text), str(labels[kind]))
                for word, text in value.items()
                if text and (word != LAYOUT or text in LAYOUTS)
            ]
        return found

    def inputs(self, policy: Policy, name: str) -> tuple[Input, ...]:
        """Return a text; a list has one entry a line; a layout is chosen."""
        shipped = self.shipped(policy, name)
        if name.endswith(f"/{LAYOUT}"):
            return (Input("value", _("改成"), "choice", options=tuple(Option(k, str(v)) for k, v in LAYOUTS.items())),)
        if isinstance(shipped, list):
            return (Input("value", _("改成"), "long", help=_("一行一项，共%(n)s项。") % {"n": len(shipped)}),)
        names = "、".join(f"{{{field}}}" for field in _fields(shipped))
        told = _("大括号里的由系统填写，要原样保留：%(names)s") % {"names": names} if names else ""
        return (Input("value", _("改成"), "long", help=told),)

    def read(self, policy: Policy, name: str, given: Mapping[str, str]) -> Any:
        """Return the typed text, or the lines of a list."""
        said = given.get("value", "").strip()
        if isinstance(self.shipped(policy, name), list):
            return [line.strip() for line in said.splitlines() if line.strip()]
        return logic.plain(said)

    def typed(self, policy: Policy, name: str, value: Any) -> dict[str, str]:
        """Return the text, or a list line by line."""
        return {"value": "\n".join(value) if isinstance(value, list) else value}

    def check(self, policy: Policy, name: str, value: Any) -> None:
        """Refuse a text that the system cannot fill in, and what would make two documents look alike."""
        shipped = self.shipped(policy, name)
        if isinstance(shipped, list):
            if not isinstance(value, list) or len(value) != len(shipped) or any(len(v) > _SHORT for v in value):
                raise refuse(
                    _("要正好%(n)s项，每项最多%(most)s个字；现在是%(now)s项。请一行写一项。")
                    % {"n": len(shipped), "most": _SHORT, "now": len(value) if isinstance(value, list) else 0}
                )
            return
        if name.endswith(f"/{LAYOUT}"):
            if value not in LAYOUTS:
                raise refuse(_("没有版式“%(value)s”。请选择一个。") % {"value": str(value)[:20]})
            return
        _check_text(shipped, value)
        if name.endswith(f"/{SIGN}"):
            _check_sign(policy, name, value)

    def shipped(self, policy: Policy, name: str) -> Any:
        """Return the words as they are shipped."""
        kind, _slash, word = name.partition("/")
        found = shipped_words(policy.name)[kind]
        return found[word] if word else found

    def words(self, policy: Policy, name: str, value: Any) -> str:
        """Return the text."""
        if name.endswith(f"/{LAYOUT}"):
            return str(LAYOUTS[value])
        return "、".join(value) if isinstance(value, list) else str(value)

    def effect(self, draft: Draft) -> list[Sentence]:
        """Return how many documents keep their words, and how many open cases may yet be given such documents."""
        kind = draft.name.partition("/")[0]
        made = Document.objects.filter(policy=draft.policy)
        labels = dict(DocumentKind.choices)
        if kind in labels:
            made = made.filter(kind=kind)
        said = {"kinds": str(labels.get(kind, _("文书")))}
        cases = Case.objects.filter(policy=draft.policy, closed_at=None).count()
        return [
            {"say": "made", "n": made.count(), **said},
            {"say": "open", "n": cases, "day": draft.from_day.isoformat(), **said},
            {"say": "registers"},
        ]

    def seen(self, draft: Draft) -> list[str]:
        """Return the sentence as it stands in a document, with invented names and amounts."""
        value = set_values.under(draft)
        if not isinstance(value, str) or draft.name.endswith(f"/{LAYOUT}"):
            return []
        return [value.format(**{field: FILLED.get(field, f"〔{field}〕") for field in _fields(value)})]


def _label(word: str, text: Any) -> str:
    if word in (LAYOUT, SIGN):
        return _("版式") if word == LAYOUT else _("文号里的种类")
    said = "、".join(text) if isinstance(text, list) else str(text)
    return said if len(said) <= _SHORT else f"{said[:_SHORT]}…"


def _fields(text: str) -> list[str]:
    """Return the names that a text is filled in with. Raise ValueError for braces that do not fit."""
    return list(dict.fromkeys(f for _t, f, _s, _c in string.Formatter().parse(text) if f is not None))


def _check_text(shipped: str, value: Any) -> None:
    if not isinstance(value, str) or not value.strip():
        raise refuse(_("请写新的文字，不能空着。"))
    if len(value) > LONGEST:
        raise refuse(_("写得太长（%(n)s个字）。请压缩到%(most)s个字以内。") % {"n": len(value), "most": LONGEST})
    wanted = set(_fields(shipped))
    try:
        parts = list(string.Formatter().parse(value))
    except ValueError:
        raise refuse(_("大括号不成对。请检查“{”和“}”，或照原来的样子写。")) from None
    given = {field for _t, field, _s, _c in parts if field is not None}
    if given != wanted or any(spec or conversion for _t, _f, spec, conversion in parts):
        names = "、".join(f"{{{field}}}" for field in sorted(wanted)) or _("没有")
        raise refuse(_("大括号里的要和原来一样：%(names)s。请补上缺的，删去多的。") % {"names": names})


def _check_sign(policy: Policy, name: str, value: str) -> None:
    """Refuse a sign that another kind has or had: two documents would have one number."""
    if len(value) > LONGEST_SIGN:
        raise refuse(_("写得太长（%(n)s个字）。请压缩到%(most)s个字以内。") % {"n": len(value), "most": LONGEST_SIGN})
    words = shipped_words(policy.name)
    signs = {f"{kind}/{SIGN}": v[SIGN] for kind, v in words.items() if isinstance(v, Mapping) and SIGN in v}
    earlier = Change.objects.filter(policy=policy.name, kind=WORDING, name__endswith=f"/{SIGN}")
    taken = {(n, s) for n, s in signs.items()} | set(earlier.values_list("name", "value"))
    if any(n != name and s == value for n, s in taken):
        raise refuse(_("“%(value)s”是另一种文书用过的，文号会重复。请换一个字。") % {"value": value})
