"""Settings of the platform: safe by default, everything else from the environment."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from barometer.config.env import Environment, database

env = Environment()
ROOT = Path(env.text("BAROMETER_ROOT", str(Path(__file__).resolve().parents[3])))
DATA_FOLDER = Path(env.text("BAROMETER_DATA", str(ROOT / "var")))

DEBUG = env.boolean("BAROMETER_DEBUG")
if DEBUG:
    SECRET_KEY = env.secret("BAROMETER_SECRET_KEY", is_required=False) or "for development only"
    ADDRESS = env.text("BAROMETER_ADDRESS", "http://localhost:8000")
else:
    SECRET_KEY = env.secret("BAROMETER_SECRET_KEY")
    ADDRESS = env.required("BAROMETER_ADDRESS")
DATABASE_ADDRESS = env.secret("DATABASE_URL", is_required=False)
env.raise_if_missing()

HOST = urlsplit(ADDRESS).hostname or ""
IS_HTTPS = ADDRESS.startswith("https://")
ALLOWED_HOSTS = [HOST, *env.words("BAROMETER_MORE_HOSTS")]
CSRF_TRUSTED_ORIGINS = [ADDRESS] if IS_HTTPS else []
ROOT_URLCONF = "barometer.config.urls"
WSGI_APPLICATION = "barometer.config.wsgi.application"
DATABASES = {"default": database(DATABASE_ADDRESS, default_file=DATA_FOLDER / "barometer.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "barometer.web.components",
    "barometer.web.public",
    "barometer.web.organisation",
    "barometer.web.steering",
    "barometer.apps.journal",
    "barometer.apps.accounts",
    "barometer.apps.organisations",
    "barometer.apps.editions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "barometer.web.middleware.refuse_nul_bytes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "barometer.web.middleware.require_second_factor",
    "barometer.web.middleware.RefusalAnswers",
    "barometer.web.middleware.keep_private",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "barometer.web.frame.frame",
            ],
            "builtins": ["barometer.web.components.templatetags.components"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# People.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "public:after-login"
ACCOUNT_ADAPTER = "barometer.apps.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Baromètre"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
AXES_FAILURE_LIMIT = env.integer("BAROMETER_LOGIN_FAILURES", 5, minimum=1)
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_IPWARE_PROXY_COUNT = env.integer("BAROMETER_PROXIES", 0) or None

# Sessions and headers.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS or not DEBUG
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY = SESSION_COOKIE_SECURE, True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not DEBUG
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if AXES_IPWARE_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 0 if DEBUG else env.integer("BAROMETER_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # The picture of the second factor's secret is made on the server and never stored.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Words: French first, English complete.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = env.text("BAROMETER_TIME_ZONE", "Europe/Paris")
USE_TZ = True

# Style, letters and pictures; nothing is built.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
NODE_MODULES = Path(env.text("BAROMETER_NODE_MODULES", str(ROOT / "node_modules")))
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "barometer.web.static_files.PackageFinder",
]
_MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else _MANIFEST
    },
}
MEDIA_ROOT = DATA_FOLDER / "media"

# E-mail: on the console in development, through SMTP elsewhere.
_BACKENDS = "django.core.mail.backends"
EMAIL_BACKEND = f"{_BACKENDS}.console.EmailBackend" if DEBUG else f"{_BACKENDS}.smtp.EmailBackend"
EMAIL_HOST = env.text("BAROMETER_SMTP_HOST", "localhost")
EMAIL_PORT = env.integer("BAROMETER_SMTP_PORT", 25, minimum=1)
EMAIL_HOST_USER = env.text("BAROMETER_SMTP_USER")
EMAIL_HOST_PASSWORD = env.secret("BAROMETER_SMTP_PASSWORD", is_required=False)
EMAIL_USE_TLS = env.boolean("BAROMETER_SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("BAROMETER_MAIL_FROM", f"barometre@{HOST}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
