"""The test profile: like demo, with a key of its own and the throw-away database that wenjiu.config.testing starts."""

import secrets

from wenjiu.config.settings.base import *
from wenjiu.config.settings.base import DATABASES

WENJIU_PROFILE = "test"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SECRET_KEY = secrets.token_urlsafe(50)
WHITENOISE_USE_FINDERS = True
# Until the session's own cluster runs there is none: a test never meets the data of this installation.
DATABASES["default"].update(HOST="/nonexistent", PASSWORD="")
