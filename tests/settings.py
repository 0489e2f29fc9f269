"""Settings of the tests: fast passwords, plain static files, e-mails kept in memory."""

import os

os.environ["BAROMETER_SECRET_KEY"] = "a long and constant key that only tests use " * 2
os.environ["BAROMETER_ADDRESS"] = "https://testserver"

from barometer.config.settings import *  # noqa: F403  # the environment comes first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECURE_SSL_REDIRECT = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]  # noqa: F405  # from the settings
