"""What installs Headway on a device, and what it shows there without a connection."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import path

from ..page import render

WORKER: Final = Path(__file__).parent / "worker.js"
ICONS: Final = (("192", "any"), ("512", "any"), ("512", "maskable"))


def manifest(request: HttpRequest) -> HttpResponse:
    """Say under what name, with which icons and where the application begins."""
    drawn: list[dict[str, Any]] = [{"src": static("shell/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}]
    drawn += [
        {"src": static(f"offline/{_picture(size, purpose)}.png"), "sizes": f"{size}x{size}", "purpose": purpose}
        for size, purpose in ICONS
    ]
    facts = {"name": "Headway", "short_name": "Headway", "start_url": "/", "scope": "/", "display": "standalone"}
    colours = {"theme_color": "#3f5bc8", "background_color": "#ffffff"}
    return JsonResponse(facts | colours | {"icons": drawn}, content_type="application/manifest+json")


def _picture(size: str, purpose: str) -> str:
    return f"icon-{size}" if purpose == "any" else f"icon-{size}-{purpose}"


def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker; it is another one as soon as any static file is."""
    response = HttpResponse(_worker(), content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _worker() -> str:
    version = getattr(staticfiles_storage, "manifest_hash", "")
    return f"self.VERSION = {json.dumps(version)};\n{WORKER.read_text()}"


def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection, and what this device has kept."""
    return render(request, "offline/offline.html")


urlpatterns = [path("manifest.webmanifest", manifest), path("service-worker.js", worker), path("offline", offline)]
