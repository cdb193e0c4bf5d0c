"""Personal fields that somebody opened, in words: for whom they concern, and for the audit."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: What stands before the colon in the name of a field -> its words.
FIELDS = {
    "id_number": gettext_lazy("完整的证件号码"),
    "account_number": gettext_lazy("完整的银行账号"),
    "file": gettext_lazy("申报时交的材料"),
    "phone": gettext_lazy("联系电话"),
    "correction_file": gettext_lazy("申请更正时交的材料"),
}
#: A field whose words are not those of its kind.
OTHERS = {"file:visit": gettext_lazy("现场核查的照片或材料")}


def field_words(field: str) -> str:
    """Return a field that was read, in words."""
    kind, _colon, _name = field.partition(":")
    return _(str(OTHERS.get(field) or FIELDS.get(kind, field)))
