"""The WSGI application for one site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samlad.web.settings import LOCAL, settings


def application(site: Mapping[str, bytes], hosts: tuple[str, ...] = LOCAL) -> Any:
    """A WSGI application that sends these files under the strict policy.

    ``hosts``: the names it answers to; any other gets 400, so that no foreign page can reach a
    local one by a name of its own. One site per process.
    """
    import django  # noqa: PLC0415  heavy, and only here
    from django.conf import settings as current  # noqa: PLC0415
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415

    if not current.configured:
        current.configure(**settings(hosts))
        django.setup()
    from samlad.web import views  # noqa: PLC0415  needs the settings

    views.SITE.clear()
    views.SITE.update(site)
    return WSGIHandler()
