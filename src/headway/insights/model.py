"""Speaks to a language model at an address of the house's choosing: one question, one text, within a time."""

import time
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import orjson

from ..tongue import say

LARGEST: Final = 200_000
"""Bytes of an answer; a summary has a few thousand."""
TOKENS: Final = 4000


class Unanswered(Exception):
    """There is no answer that could be read; the message says why, and holds no secret."""


@dataclass(frozen=True, slots=True)
class Model:
    """Where a model is, how it is spoken to («openai» or «anthropic»), and how long one waits for it."""

    url: str
    style: str
    name: str
    key: str
    seconds: int

    def ask(self, *, system: str, user: str) -> str:
        """Return what the model says. Raises Unanswered."""
        deadline = time.monotonic() + self.seconds
        request = Request(self.url, data=orjson.dumps(self._body(system, user)), headers=self._headers(), method="POST")  # noqa: S310 - checked at the start: http or https
        try:
            with _OPENER.open(request, timeout=self.seconds) as answer:
                return self._text(_read(answer, deadline))
        except HTTPError as error:
            raise Unanswered(say("it answered with status %(code)s", code=error.code)) from None
        except (URLError, OSError, HTTPException, ValueError) as error:
            raise Unanswered(say("it did not answer: %(error)s", error=type(error).__name__)) from None

    def _headers(self) -> dict[str, str]:
        own = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "headway"}
        if self.style == "anthropic":
            own["anthropic-version"] = "2023-06-01"
            return own | ({"x-api-key": self.key} if self.key else {})
        return own | ({"Authorization": f"Bearer {self.key}"} if self.key else {})

    def _body(self, system: str, user: str) -> dict[str, Any]:
        said = {"role": "user", "content": user}
        if self.style == "anthropic":
            return {"model": self.name, "max_tokens": TOKENS, "system": system, "messages": [said]}
        return {"model": self.name, "messages": [{"role": "system", "content": system}, said]}

    def _text(self, raw: bytes) -> str:
        """The words of an answer, whatever else it holds."""
        try:
            found: Any = orjson.loads(raw)
            if self.style == "anthropic":
                text = "".join(part["text"] for part in found["content"] if part.get("type") == "text")
            else:
                text = found["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            raise Unanswered(say("its answer is not in the form that the address promises")) from None
        if not isinstance(text, str) or not text.strip():
            raise Unanswered(say("its answer has no words"))
        return text


class _Stay(HTTPRedirectHandler):
    """A key is for one address: nobody is led elsewhere with it."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER: Final = build_opener(_Stay)


def _read(answer: Any, deadline: float) -> bytes:
    """Read an answer as long as there is time: one that trickles in is given up, too."""
    parts: list[bytes] = []
    while part := answer.read1(65536):
        parts.append(part)
        if time.monotonic() > deadline:
            raise TimeoutError
        if sum(map(len, parts)) > LARGEST:
            raise ValueError("too long")
    return b"".join(parts)
