"""Django's settings, made for one folder and one address; nothing is read from the environment."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "font-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
"""The whole content security policy."""

LOCAL = ("127.0.0.1", "::1", "localhost")


def settings(hosts: Sequence[str] = LOCAL) -> dict[str, object]:
    """What ``django.conf.settings.configure`` takes. The secret lives as long as the process."""
    return {
        "DEBUG": False,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": [f"[{h}]" if ":" in h else h for h in hosts],
        "ROOT_URLCONF": "samlad.web.urls",
        "INSTALLED_APPS": ["csp"],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.gzip.GZipMiddleware",
            "django.middleware.http.ConditionalGetMiddleware",
            "csp.middleware.CSPMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": POLICY},
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
        "WHITENOISE_AUTOREFRESH": False,
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "no-referrer",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "LANGUAGE_CODE": "sv",
        "USE_TZ": True,
        "DATABASES": {},
        "TEMPLATES": [],
        "LOGGING_CONFIG": None,
    }
