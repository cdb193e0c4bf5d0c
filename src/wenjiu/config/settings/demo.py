"""Demo profile: `make run` on one machine, reachable from that machine only."""

from wenjiu.config import secret_files
from wenjiu.config.settings.base import *
from wenjiu.config.settings.base import DATA_FOLDER

WENJIU_PROFILE = "demo"
WENJIU_DEMO = True
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = secret_files.django_key(DATA_FOLDER)
# Served directly from the packages: a first start needs no collectstatic.
WHITENOISE_USE_FINDERS = True
