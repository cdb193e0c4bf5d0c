"""Filters of the site's templates."""

from django import template

from wenjiu.web import formats

register = template.Library()
register.filter("yuan", formats.yuan)
register.filter("yuan_range", formats.yuan_range)
register.filter("day", formats.day)
