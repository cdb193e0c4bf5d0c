"""Replace the template tag ``url``, so that every link to a page of the site keeps the day for which the page answers."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url

from wenjiu.web.day import address, with_day

register = template.Library()


class DayURLNode(URLNode):
    """A link that keeps the day, if it leads to a page of the site."""

    def render(self, context: Context) -> str:
        """Return the URL; an empty string if the tag names a variable for it."""
        path: Any = super().render(context)
        if not str(self.view_name.resolve(context)).startswith("web:"):
            return str(path)
        if self.asvar:
            context[self.asvar] = with_day(context[self.asvar])
            return ""
        return with_day(path)


@register.simple_tag(name="address")
def page_address(view: str, *args: str, **query: str) -> str:
    """Return the URL of a page with a query, such as ``{% address 'web:search' q=word %}``; it keeps the day."""
    return address(view, *args, **query)


@register.tag
def url(parser: Parser, token: Token) -> DayURLNode:
    """Return the node of ``{% url %}``."""
    node = parse_url(parser, token)
    return DayURLNode(node.view_name, node.args, node.kwargs, node.asvar)
