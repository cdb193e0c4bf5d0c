"""Settings of a test run: like the demo's, with a key of its own, and no database until the session's own one runs.

pytest's options in pyproject.toml name this module. Programs that a test starts get the shipped settings.
"""

import os
import secrets

# An operator's profile and database are never a test's, nor those of a program that a test starts.
for _name in (
    "WENJIU_PROFILE",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "WENJIU_DATABASE_ROLE",
    "WENJIU_DATABASE_POOL",
    "WENJIU_REPORT_TO",
):
    os.environ.pop(_name, None)
os.environ["DJANGO_SETTINGS_MODULE"] = "wenjiu.config.settings"

from wenjiu.config.settings.base import *
from wenjiu.config.settings.base import DATABASES

WENJIU_PROFILE = "test"
WENJIU_DEMO = True
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SECRET_KEY = secrets.token_urlsafe(50)
WHITENOISE_USE_FINDERS = True
# Look a file up when it is asked for: else each client of a test lists all of them first.
WHITENOISE_AUTOREFRESH = True
# What makes a password slow to guess makes a test slow; programs that a test starts keep the shipped one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test without the fixture of the database never meets the data of this installation.
DATABASES["default"].update(HOST="/nonexistent", PASSWORD="")
