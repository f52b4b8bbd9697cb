"""What installs Headway on a device."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_manifest_names_icons_that_are_there() -> None:
    answer = Client().get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    icons = answer.json()["icons"]
    assert {one["sizes"] for one in icons} == {"any", "192x192", "512x512"}
    for one in icons:
        assert finders.find(one["src"].removeprefix("/static/")), one


def test_the_worker_is_asked_for_anew_each_time_and_knows_its_version() -> None:
    answer = Client().get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert answer.content.startswith(b"self.VERSION = ")


def test_a_stranger_reads_that_there_is_no_connection() -> None:
    assert b"You are offline" in Client().get("/offline").content
