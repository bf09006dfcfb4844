"""设置: Django settings; secrets and addresses come from the environment.

Environment: `DATABASE_URL` (postgresql://…), `YIMEN_HOME`, `YIMEN_SECRET_KEY`, `YIMEN_HOSTS`
(comma-separated host names), `YIMEN_PACK` (name of the city pack),
`YIMEN_DEBUG=1`, `YIMEN_PUBLIC_URL` (address printed in QR codes), `YIMEN_DEMO=1` (demo people),
`YIMEN_LEDGER_ORIGIN` and `YIMEN_LEDGER_HASH` (name and hash of a new evidence log).
"""

import os
from pathlib import Path

from yimen.config import paths
from yimen.config.database import database_settings
from yimen.config.secrets import secret_key

HOME: Path = paths.home()
DEBUG = os.environ.get("YIMEN_DEBUG") == "1"
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("YIMEN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
YIMEN_PACK = paths.default_pack()
YIMEN_PUBLIC_URL = os.environ.get("YIMEN_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
YIMEN_DEMO = os.environ.get("YIMEN_DEMO") == "1"
YIMEN_FILES = HOME / "files"
YIMEN_KEYS = HOME / "keys"
# Both count when the log begins: its name is kept in its key, its hash (sha256, sm3) in the log.
YIMEN_LEDGER_ORIGIN = os.environ.get("YIMEN_LEDGER_ORIGIN") or (
    YIMEN_PUBLIC_URL.partition("://")[2] + "/ledger"
)
YIMEN_LEDGER_HASH = os.environ.get("YIMEN_LEDGER_HASH", "sha256")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
    "yimen.kernel",
    "yimen.vocabulary",
    "yimen.parties",
    "yimen.exchange",
    "yimen.catalogue",
    "yimen.documents",
    "yimen.cases",
    "yimen.enterprise",
    "yimen.oversight",
    "yimen.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yimen.web.http.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "yimen.web.http.middleware.CurrentActor",
    "yimen.web.http.middleware.ProblemPages",
]
ROOT_URLCONF = "yimen.config.urls"
WSGI_APPLICATION = "yimen.config.wsgi.application"

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "parties.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "web:login"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [paths.PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "yimen.web.templatetags.yimen",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "yimen.web.http.context.page",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [paths.PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATICFILES_DIRS = [paths.PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
# The build writes a digest of the content into every name: such a file never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$"
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Errors of pages and jobs go to standard error, which `yimen up` keeps in the home's logs.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
