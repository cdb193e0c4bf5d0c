"""The stages that a district counts cases by."""

from django.utils.translation import gettext_noop

#: Columns of cases: their words, and the states that count in them. Every state stands in one.
STAGES = (
    ("review", gettext_noop("审核中"), ("accept", "first", "second", "decide", "list")),
    ("correcting", gettext_noop("等补正"), ("correcting",)),
    ("notice", gettext_noop("公示"), ("notice",)),
    ("pay", gettext_noop("待拨付"), ("pay",)),
    ("closed", gettext_noop("已办结"), ("close", "closed")),
    ("refused", gettext_noop("未通过"), ("refused", "ended")),
    ("withdrawn", gettext_noop("已撤回"), ("withdrawn",)),
)
#: Stage -> states of cases that count in it.
STATES_OF = {code: states for code, _words, states in STAGES}
