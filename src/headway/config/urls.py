"""Addresses: health here, the API and the pages from their own houses."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from ..api.urls import unknown
from . import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/v1/", include("headway.api.urls")),
    re_path("^api(?:/|$)", unknown),
    path("", include("headway.web.urls")),
]

handler404 = "headway.web.page.missing"
