"""Production profile. Every value that differs by place comes from the environment (docs/operations/running.md)."""

import os

from wenjiu.config import secret_files
from wenjiu.config.settings.base import *
from wenjiu.config.settings.base import DATA_FOLDER

WENJIU_PROFILE = "production"
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("WENJIU_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECRET_KEY = secret_files.django_key(DATA_FOLDER, must_exist=True)

SECURE_SSL_REDIRECT = True
# The health page is requested from the machine itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# Safe only behind a proxy that overwrites this header. Without WENJIU_TLS_HEADER the header is not trusted.
if os.environ.get("WENJIU_TLS_HEADER"):
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{os.environ['WENJIU_TLS_HEADER'].upper().replace('-', '_')}", "https")

# Filled by collectstatic.
STATIC_ROOT = DATA_FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
