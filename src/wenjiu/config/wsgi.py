"""The WSGI application that gunicorn serves. All pages and policies are read before it forks, so its workers share them."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenjiu.config.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # they need the settings

from wenjiu import policies

PAGES = get_resolver().url_patterns
POLICIES = [policies.published_policy(name) for name in policies.names()]
