"""Bodies that are too long are refused before anything reads them."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from headway.commands.import_orders import LIMIT
from headway.config.security import FRAME, bounded


class _Somebody:
    def __init__(self, *, known: bool) -> None:
        self.is_authenticated = known


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "known", "stated", "status"),
    [
        ("/my-work", True, "100", 200),
        ("/my-work", True, str(10**11), 413),
        ("/settings/imports/new", True, str(LIMIT), 200),
        ("/settings/imports/new", True, str(LIMIT + 2 * FRAME), 413),
        ("/settings/imports/new", False, str(LIMIT), 413),
        ("/api/v1/items", False, str(10**11), 200),
        ("/my-work", True, "", 200),
        ("/my-work", True, "banana", 200),
    ],
)
def test_by_their_stated_length(path: str, known: bool, stated: str, status: int, settings: Any) -> None:
    settings.ATTACHMENT_LIMIT = 1024
    request = HttpRequest()
    request.path, request.META["CONTENT_LENGTH"] = path, stated
    request.user = _Somebody(known=known)  # type: ignore[assignment]
    assert bounded(lambda _: HttpResponse())(request).status_code == status
