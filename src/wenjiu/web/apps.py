"""Django's registration of the site."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The public site. It owns templates, static files and message catalogues, and no table."""

    name = "wenjiu.web"
    label = "web"
    verbose_name = "稳就公众网站"
