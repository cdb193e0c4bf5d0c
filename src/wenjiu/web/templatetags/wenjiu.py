"""Define the filters and tags of the site's templates."""

from django import template

from wenjiu.rules.explain.guides import amended as amended_words
from wenjiu.standards import civil
from wenjiu.web import formats
from wenjiu.web.public.policy import current_policy

register = template.Library()
register.filter("yuan", formats.yuan)
register.filter("yuan_range", formats.yuan_range)
register.filter("day", formats.day)


@register.inclusion_tag("web/_amended.html")
def amended() -> dict[str, str]:
    """Return the context of the notice that the document has been amended by a text that is not loaded."""
    on = civil.answer_day()
    return {"amended": amended_words(current_policy(), formats.policy_language(), on)}
