"""Define the filters and tags of the site's templates."""

from typing import Any

from django import template
from django.template.context import Context

from wenjiu.rules.explain.guides import amended as amended_words
from wenjiu.rules.explain.guides import amended_in_short
from wenjiu.rules.explain.versions import not_yet_issued, versions_on
from wenjiu.standards import civil
from wenjiu.web import formats
from wenjiu.web.public import services
from wenjiu.web.public.policy import current_policy

register = template.Library()
register.filter("yuan", formats.yuan)
register.filter("yuan_range", formats.yuan_range)
register.filter("day", formats.day)
register.filter("localday", formats.local_day)
register.filter("moment", formats.moment)


@register.filter
def can_be_filed(code: str) -> bool:
    """Whether people open a filing for a measure themselves."""
    return services.can_be_filed(current_policy(), code)


@register.inclusion_tag("web/_amended.html")
def amended(plain: bool = False) -> dict[str, Any]:
    """Return the context of the notice that the document is not yet issued, or amended by a text that is not loaded.

    `plain`: without links, for a page that is taken away.
    """
    policy, lang, on = current_policy(), formats.policy_language(), civil.answer_day()
    early = not_yet_issued(policy, lang, on)
    return {
        "amended": early or amended_words(policy, lang, on),
        "short": "" if early or plain else amended_in_short(policy, lang, on),
        "plain": plain,
    }


@register.inclusion_tag("web/_text_version.html", takes_context=True)
def text_version(context: Context, on: int | None = None, plain: bool = False) -> dict[str, Any]:
    """Return the context of the line that says which version of the text is followed; empty for a single version.

    `on`: the day (civil key), else that of the answer.
    `plain`: without links. A link opens a new page if this one holds answers.
    """
    policy, lang = current_policy(), formats.policy_language()
    shown = versions_on(policy, lang, civil.answer_day() if on is None else on)
    return {"shown": shown if len(shown) > 1 else [], "plain": plain, "apart": "hidden" in context}
