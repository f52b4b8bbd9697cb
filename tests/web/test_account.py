"""One's own account: its time zone and its password."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from headway.models import User

pytestmark = pytest.mark.django_db
PLACE = "/settings/account"


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    cache.clear()


@pytest.fixture
def client(world: Any) -> Client:
    return _signed_in(world.email("guest"))


def _signed_in(email: str, password: str = "correct horse") -> Client:
    client = Client()
    assert client.post("/sign-in", {"email": email, "password": password}).status_code == 302
    return client


def test_a_time_zone_is_chosen_and_left_to_the_workspace_again(client: Client, world: Any) -> None:
    for zone, kept in (("America/New_York", "America/New_York"), ("", "UTC")):
        answer = client.post(f"{PLACE}/time-zone", {"time_zone": zone}, follow=True)
        assert "Time zone saved" in answer.text
        assert User.objects.get(email=world.email("guest")).time_zone == kept


def test_a_zone_that_is_none_is_refused(client: Client, world: Any) -> None:
    answer = client.post(f"{PLACE}/time-zone", {"time_zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert "is not a time zone" in answer.text
    assert User.objects.get(email=world.email("guest")).time_zone == "UTC"


def test_another_password_ends_the_other_sessions(client: Client, world: Any) -> None:
    other = _signed_in(world.email("guest"))
    given = {"current": "correct horse", "password": "a better horse than that"}
    assert "Password changed" in client.post(f"{PLACE}/password", given, follow=True).text
    assert client.get(PLACE).status_code == 200
    assert other.get(PLACE).status_code == 302
    _signed_in(world.email("guest"), "a better horse than that")


@pytest.mark.parametrize(
    ("current", "password", "words"),
    [("wrong", "a better horse than that", "not your present password"), ("correct horse", "short", "too short")],
)
def test_a_password_is_not_changed_without_the_old_or_to_a_weak_one(
    client: Client, world: Any, current: str, password: str, words: str
) -> None:
    answer = client.post(f"{PLACE}/password", {"current": current, "password": password})
    assert answer.status_code == 422
    assert words in answer.text
    assert User.objects.get(email=world.email("guest")).check_password("correct horse")


def test_guessing_the_present_password_is_slowed_down(client: Client) -> None:
    for _ in range(8):
        client.post(f"{PLACE}/password", {"current": "wrong", "password": "a better horse than that"})
    answer = client.post(f"{PLACE}/password", {"current": "correct horse", "password": "a better horse than that"})
    assert "too many attempts" in answer.text
