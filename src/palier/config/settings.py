"""One file, everything from the environment; docs/operations.md lists the variables."""

import copy
from pathlib import Path

from csp.constants import NONE, SELF

from palier.platform.environment import Environment

env = Environment()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = env.required("PALIER_SECRET_KEY", "50 random characters or more, the same on every process")
# Former keys, still good for what they signed or closed, while a new one is brought in.
SECRET_KEY_FALLBACKS = env.words("PALIER_SECRET_KEY_FALLBACKS")
SITE_URL = env.get("PALIER_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE_SITE = SITE_URL.startswith("https://")
SITE_HOST = SITE_URL.split("://", 1)[-1].split("/")[0].rsplit(":", 1)[0]
ALLOWED_HOSTS = [SITE_HOST, *env.words("PALIER_HOSTS", "localhost 127.0.0.1" if not SECURE_SITE else "")]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SECURE_SITE else []
DEMO = env.flag("PALIER_DEMO")
ROLE = env.get("PALIER_ROLE", "app")

# What the platform needs from the apps above it, by name: it may not import them.
PALIER = {
    "ACTOR_OF": "palier.organisations.services.actor_of",
    "ACTOR_FOR_REQUEST": "palier.organisations.services.actor_for_request",
    "AUDIENCES_OF": "palier.cases.access.audiences_of",
}
# Who says what falls due; see palier.platform.due.
DUE_DATES = [
    "palier.cases.due",
    "palier.assessments.due",
    "palier.support.due",
    "palier.tenancies.due",
    "palier.tenancies.ready_due",
    "palier.candidacies.due",
    "palier.candidacies.place_due",
    "palier.homes.due",
    "palier.organisations.due",
]

# Who says what keeps a case open; see palier.cases.closing.
KEEPS_OPEN = ["palier.candidacies.closing.keeps_open"]

_TIMEOUTS = {
    "app": "-c statement_timeout=10s -c lock_timeout=5s",
    "worker": "-c statement_timeout=300s -c lock_timeout=30s",
}
_database = env.database(ROLE)
_database["OPTIONS"]["options"] = " ".join(filter(None, [_database["OPTIONS"].get("options"), _TIMEOUTS.get(ROLE)]))
# Half of what a short question costs is its plan, with the policies of each table in it: kept by a connection, unless
# a pool gives each transaction another. Decision 0041.
_database["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": None if env.flag("PALIER_POOLED") else 1}
_database |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": True}
DATABASES = {"default": _database, "aside": copy.deepcopy(_database)}
DATABASE_ROUTERS = ["palier.platform.routers.AsideRouter"]

INSTALLED_APPS = [
    "palier.ui",
    "palier.platform.apps.PlatformConfig",
    "palier.accounts",
    "palier.territory",
    "palier.organisations",
    "palier.homes",
    "palier.cases",
    "palier.assessments",
    "palier.support",
    "palier.tenancies",
    "palier.eligibility",
    "palier.candidacies",
    "palier.placement",
    "palier.messaging",
    "palier.reporting",
    "palier.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "palier.platform.middleware.RequestReference",
    "palier.platform.middleware.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "palier.accounts.middleware.Language",
    "palier.accounts.middleware.SignedIn",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "palier.platform.middleware.ActorContext",
    "palier.web.members.MembersOnly",
    "palier.accounts.middleware.SecondFactor",
    "palier.accounts.middleware.Detours",
]

ROOT_URLCONF = "palier.config.urls"
WSGI_APPLICATION = "palier.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((PACKAGE / "web").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "palier.web.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "palier.ui.forms.Renderer"

# Accounts. Screens and texts are ours; the machinery is django-allauth's.
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"

# Sessions end with the day's work; a shared office PC keeps nothing of it.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-palier" if SECURE_SITE else "palier"
CSRF_COOKIE_NAME = "__Host-palier-form" if SECURE_SITE else "palier-form"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SITE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "palier.web.errors.stale_form"
LANGUAGE_COOKIE_SECURE = SECURE_SITE
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = SECURE_SITE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_SITE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SITE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("PALIER_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Rate limits live in PostgreSQL, on the connection that a rolled-back request does not touch.
# With Django's usual 300 entries, a stranger's failures would push out what counts and what remembers used codes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.get("PALIER_DATA", "var")).resolve() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
METRICS_TOKEN = env.get("PALIER_METRICS_TOKEN")
MATCHING_PROCESSES = env.number("PALIER_MATCHING_PROCESSES", 1)
IMPORT_MAX_MEGABYTES = env.number("PALIER_IMPORT_MAX_MEGABYTES", 50)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

EMAIL_URL = env.get("PALIER_SMTP")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_URL else "palier.accounts.mail.PageBackend"
DEFAULT_FROM_EMAIL = env.get("PALIER_MAIL_FROM", f"Palier <palier@{SITE_HOST}>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "palier.platform.logs.Formatter", "fmt": "%(asctime)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.get("PALIER_LOG_LEVEL", "INFO")},
    "loggers": {
        # Their lines hold paths, hence tokens of links; ours hold the route, the reference and the place of a failure.
        "django.server": {"level": "CRITICAL"},
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        "procrastinate": {"level": "WARNING"},
    },
}

from palier.accounts.options import *  # noqa: E402, F403 — the settings of django-allauth

# Signing in with an organisation's account begins with a form and goes on at its provider.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += OIDC_ORIGINS  # noqa: F405

env.problems += ACCOUNT_PROBLEMS  # noqa: F405
env.check()
