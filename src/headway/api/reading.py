"""Read what a request says beyond its arguments: strict JSON, versions, keys."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from ..rules.errors import Invalid
from .problems import Malformed, NoLength, TooLarge, WrongType

LIMIT: Final = 1_000_000
"""Bytes that a body may have."""

_ETAG: Final = re.compile(r'^(?:W/)?"([1-9][0-9]{0,9})(?:\.[0-9a-f]+)?"$')
_BODIES: Final = ("POST", "PUT", "PATCH")


def check_body(request: HttpRequest) -> None:
    """Refuse a body that is too long, of unknown length or of another type, before it is read."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if not stated.isdecimal() or (stated == "0" and "HTTP_TRANSFER_ENCODING" in request.META):
        raise NoLength("state the length of the body in Content-Length", field="Content-Length")
    length = int(stated)
    if length > LIMIT:
        raise TooLarge(f"the body has {length} bytes; at most {LIMIT} are taken", detail={"limit": LIMIT})
    if length and request.method in _BODIES and request.content_type != "application/json":
        raise WrongType(
            f"the body is {request.content_type or 'of no stated type'}; send application/json", field="Content-Type"
        )


class StrictParser(Parser):
    """JSON by the letter: no NaN, no key twice, UTF-8."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the value of the body. Raises Malformed, saying where it goes wrong."""
        return read_json(request.body)


def read_json(raw: bytes) -> Any:
    """Return the value of a JSON text. Raises Malformed, saying where it goes wrong."""
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        detail = {"line": error.lineno, "column": error.colno}
        raise Malformed(f"{error.msg} at line {error.lineno}, column {error.colno}", detail=detail) from error
    except UnicodeDecodeError as error:
        raise Malformed(f"byte {error.start} is not UTF-8") from error
    except RecursionError as error:
        raise Malformed("the body nests too deeply") from error
    except ValueError as error:
        raise Malformed(str(error)) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(f"the key {twice!r} stands twice in one object", field=twice)
    return made


def _no_constant(word: str) -> NoReturn:
    raise Malformed(f"{word} is not a number in JSON")


def check_query(request: HttpRequest, *, known: Iterable[str], lists: Iterable[str] = ()) -> None:
    """Refuse parameters that the address does not take, and those given twice."""
    for name, values in request.GET.lists():
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise Invalid(f"there is no parameter {name!r} here; known are: {listed}", field=name)
        if len(values) > 1 and name not in lists:
            raise Invalid(f"the parameter {name!r} stands twice", field=name)


def seen_version(request: HttpRequest, *, versioned: bool) -> int | None:
    """Return the version stated in If-Match, or None. Raises Malformed for what is not one of our ETags."""
    stated = request.headers.get("If-Match")
    if stated is None or (versioned and stated.strip() == "*"):
        return None
    if not versioned:
        raise Malformed("this operation knows no version; leave If-Match out", field="If-Match")
    found = _ETAG.match(stated.strip())
    if found is None:
        raise Malformed('If-Match takes the ETag of an item, such as "3"', field="If-Match")
    return int(found[1])


def idempotency_key(request: HttpRequest) -> str | None:
    """Return the Idempotency-Key, or None. Raises Malformed for an empty one or one beyond printable ASCII."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        raise Malformed("an idempotency key has 1 to 200 printable ASCII characters", field="Idempotency-Key")
    return key
