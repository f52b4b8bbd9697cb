"""How the tests call the API."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.places import World, do


class Api:
    """Calls the API as one person, by token."""

    def __init__(self, world: World, name: str, scopes: tuple[str, ...] = ("admin", "read", "write")) -> None:
        actor = world.people[name]
        self.token = do(actor, "token.create", token_name="test", scopes=list(scopes))["token"]
        self.client = Client(raise_request_exception=True)

    def __call__(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str) -> Any:
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = named.pop("content-type", "application/json")
        bearer = {"Authorization": f"Bearer {self.token}"} | named
        return self.client.generic(method, f"/api/v1{path}", content, content_type=kind, headers=bearer)


def problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """Return the problem that a response tells; fail where it is none of that status."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = json.loads(response.content)
    assert told["status"] == status
    assert {"type", "title", "status", "code", "detail", "field", "errors"} <= told.keys()
    assert told["detail"]
    return told
