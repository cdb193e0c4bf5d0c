"""Settings that every profile shares. It holds no secret: secrets are made at set-up, in the data folder."""

import os

from django.utils.translation import gettext_lazy as _

import wenjiu
from wenjiu import paths, policies
from wenjiu.config import database, limits

VERSION = wenjiu.__version__
DATA_FOLDER = paths.data_folder()

INSTALLED_APPS = [
    "wenjiu.config.apps.ConfigConfig",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "wenjiu.bureau.audit.apps.AuditConfig",
    "wenjiu.bureau.areas.apps.AreasConfig",
    "wenjiu.bureau.parties.apps.PartiesConfig",
    "wenjiu.bureau.accounts.apps.AccountsConfig",
    "wenjiu.bureau.files.apps.FilesConfig",
    "wenjiu.bureau.registry.apps.RegistryConfig",
    "wenjiu.bureau.rulebook.apps.RulebookConfig",
    "wenjiu.bureau.programmes.apps.ProgrammesConfig",
    "wenjiu.bureau.cases.apps.CasesConfig",
    "wenjiu.bureau.offers.apps.OffersConfig",
    "wenjiu.bureau.documents.apps.DocumentsConfig",
    "wenjiu.bureau.messages.apps.MessagesConfig",
    "wenjiu.bureau.funds.apps.FundsConfig",
    "wenjiu.web",
    "wenjiu.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton",
    "django_htmx",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "wenjiu.config.middleware.permissions_policy",
    "wenjiu.api.hosts.known_host",
    "wenjiu.config.middleware.vary_by_language_cookie",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wenjiu.web.day.chosen_day",
    "wenjiu.bureau.held.held_while_answering",
    "wenjiu.bureau.rulebook.middleware.one_policy",
]

# Name of the served policy: a package below wenjiu.policies.
WENJIU_POLICY = os.environ.get("WENJIU_POLICY", policies.DEFAULT)
# E-mail address to which visitors report errors; empty: the pages name the hotline.
WENJIU_REPORT_TO = os.environ.get("WENJIU_REPORT_TO", "").strip()
# Address of this site as its visitors type it, such as https://example.gov.cn, for the codes on documents; empty: the code alone.
WENJIU_PUBLIC_URL = os.environ.get("WENJIU_PUBLIC_URL", "").strip().rstrip("/")

# How messages leave the system (wenjiu.bureau.messages.channels). Without a server or a gateway the channel is not used;
# the demo then writes files below outbox/ in the data folder.
EMAIL_HOST = os.environ.get("WENJIU_SMTP_HOST", "").strip()
EMAIL_PORT = int(os.environ.get("WENJIU_SMTP_PORT", "465"))
EMAIL_HOST_USER = os.environ.get("WENJIU_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("WENJIU_SMTP_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("WENJIU_MAIL_FROM", "wenjiu@localhost")
WENJIU_MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2]
WENJIU_SMS_GATEWAY = os.environ.get("WENJIU_SMS_GATEWAY", "").strip()

# Hosts of partners whose pages may show the visit in a frame. Without one there is no frame.
WENJIU_FRAME_HOSTS = [host.strip() for host in os.environ.get("WENJIU_FRAME_HOSTS", "").split(",") if host.strip()]

ROOT_URLCONF = "wenjiu.config.urls"
WSGI_APPLICATION = "wenjiu.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "wenjiu.web.context.site",
            ],
            "builtins": ["wenjiu.web.templatetags.links"],
        },
    },
]

DATABASES = {"default": database.settings(DATA_FOLDER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [paths.Path(wenjiu.__file__).parent / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"

# Sign-in (wenjiu.web.account). Nobody signs up: users are made by the administrator, and there is no e-mail.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/account/login/"
ACCOUNT_ADAPTER = "wenjiu.web.account.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "wenjiu.web.account.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
# The demo lets a visitor step into invented people without a password (wenjiu.web.demo).
WENJIU_DEMO = False

# Public pages read no session, so a visitor who never signs in gets no session cookie.
SESSION_COOKIE_NAME = "wenjiu_session"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CSRF_FAILURE_VIEW = "wenjiu.web.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# A thousand cases for the API fit, and a roster. Only the page of a roster takes a file. The web server reads no
# longer body.
DATA_UPLOAD_MAX_MEMORY_SIZE = limits.LARGEST_BODY
FILE_UPLOAD_HANDLERS = ["wenjiu.config.uploads.FilesInMemory"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# No inline script or style, no eval, nothing from another host. Bootstrap's style sheet draws its marks with data:
# images, so those are allowed.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'", "data:"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
