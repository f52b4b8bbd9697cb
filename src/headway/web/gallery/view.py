"""The gallery: every component in every state, drawn by the macros that the screens use."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import path

from ..fields import Field
from ..page import Visit, screen
from .charts import every


@screen
def gallery(visit: Visit) -> HttpResponse:
    """Show the components."""
    fields = {
        "plain": Field(name="plain", label="Title", value="Refund twice charged orders", required=True),
        "wrong": Field(name="wrong", label="Due", value="31 June", error="31 June is no day; give one as 2026-06-30"),
        "hinted": Field(name="hinted", label="Effort", hint="30m, 4h, 2d, 1w"),
    }
    days = [visit.today + timedelta(days=n) for n in (-12, -1, 0, 2, 5, 40, 400)]
    moment, drawn = visit.now - timedelta(hours=3), every(visit.today)
    return visit.page("gallery/gallery.html", fields=fields, days=days, moment=moment, drawn=drawn)


urlpatterns = [path("gallery", gallery)]
