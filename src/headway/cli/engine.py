"""`headway engine NAME`: the engine without a server, JSON Lines in and out, one answer a request, in order."""

import codecs
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from math import isfinite
from typing import Any, BinaryIO, Final

import click
import orjson

Request = dict[str, Any]
Answer = dict[str, Any]

ENGINES: Final[Mapping[str, str]] = {
    "critical-path": "headway.engine.critical_path",
    "duplicates": "headway.engine.duplicates",
    "forecast": "headway.engine.forecast",
    "impact": "headway.engine.impact",
    "level": "headway.engine.level",
    "recurrence": "headway.engine.recurrence",
}


class NotARequest:
    """A line that holds no request, with what is wrong with it; `id` as far as it is known."""

    def __init__(self, error: str, *, id: Any = None) -> None:
        self.error, self.id = error, id


@click.command("engine")
@click.argument("name")
def engine(name: str) -> None:
    """Answer requests with the engine NAME: one JSON object a line in, one a line out, in order.

    A request that is wrong gets an answer with "error"; the rest go on.
    """
    if name not in ENGINES:
        raise click.UsageError(f"unknown engine {name!r}; use one of {', '.join(ENGINES)}")
    run(name, source=sys.stdin.buffer, target=sys.stdout.buffer)


def run(name: str, *, source: Iterable[bytes], target: BinaryIO) -> None:
    """Answer every line of `source` on `target`, each as soon as it is known."""
    for answer in answers(name, lines=source):
        try:
            target.write(_written(answer) + b"\n")
            target.flush()
        except BrokenPipeError:  # the reader has seen enough
            sys.stderr.close()
            return


def answers(name: str, *, lines: Iterable[bytes]) -> Iterator[Answer]:
    """Yield the answer of the engine to each line that is not blank."""
    requests = (_read(line) for line in lines if line.strip())
    module = import_module(ENGINES[name])
    if hasattr(module, "answer_stream"):
        return _streamed(module.answer_stream, requests)
    return (_one(lambda request: module.answer(request), request) for request in requests)


def _read(line: bytes) -> Request | NotARequest:
    try:
        request = orjson.loads(line.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as wrong:
        return _nearly(line, wrong)
    if not isinstance(request, dict):
        return NotARequest('the line is not an object: write {"id": …}')
    if isinstance(request.get("id"), dict | list):
        return NotARequest("id: use a text or a number")
    return request


def _nearly(line: bytes, wrong: orjson.JSONDecodeError) -> NotARequest:
    """Say what is wrong with a line that is not JSON, or nearly, as with the NaN that many programs write."""
    try:
        request = json.loads(line)
        name = request.get("id") if isinstance(request, dict) else None
        known = isinstance(name, str | int) and orjson.dumps(name)
        where = _infinite(request)
    except (ValueError, TypeError, RecursionError):
        return NotARequest(f"the line is not JSON: {wrong}")
    said = f"{where} is not a finite number; JSON has no others" if where else f"the line is not JSON: {wrong}"
    return NotARequest(said, id=name if known else None)


def _infinite(value: Any, where: str = "") -> str:
    """Return where the first number stands that is not finite; empty where there is none."""
    if isinstance(value, dict):
        inner = ((one, f"{where}.{name}" if where else name) for name, one in value.items())
    elif isinstance(value, list):
        inner = ((one, f"{where}[{n}]") for n, one in enumerate(value))
    else:
        return where if isinstance(value, float) and not isfinite(value) else ""
    return next(filter(None, (_infinite(one, place) for one, place in inner)), "")


def _one(answer: Callable[[Request], Answer], request: Request | NotARequest) -> Answer:
    if isinstance(request, NotARequest):
        return _failed(request.id, request.error)
    try:
        return {"id": request.get("id")} | answer(request)
    except Exception as wrong:  # whatever is wrong with one request must not cost the others their answers
        return _failed(request.get("id"), _sentence(wrong))


def _streamed(
    answer_stream: Callable[[Iterable[Request]], Iterator[Answer]], requests: Iterator[Request | NotARequest]
) -> Iterator[Answer]:
    """Answer with an engine that remembers earlier requests; lines that are none are answered in their place."""
    feed = _Feed(requests)
    stream = answer_stream(feed)
    for request in requests:
        if isinstance(request, NotARequest):
            yield _failed(request.id, request.error)
            continue
        feed.next = request
        try:
            yield {"id": request.get("id")} | next(stream)
        except Exception as wrong:
            yield _failed(request.get("id"), _sentence(wrong))
            stream = answer_stream(feed)


class _Feed:
    """Hands one request at a time to a stream that asks for it."""

    def __init__(self, requests: Iterator[Request | NotARequest]) -> None:
        self.next: Request | None = None

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> Request:
        if self.next is None:
            raise StopIteration
        request, self.next = self.next, None
        return request


def _sentence(wrong: Exception) -> str:
    known = hasattr(wrong, "message") or isinstance(wrong, ValueError)
    return str(wrong) if known and str(wrong) else f"cannot answer this request ({type(wrong).__name__}: {wrong})"


def _failed(id: Any, error: str) -> Answer:
    return {"id": id, "error": error}


def _written(answer: Answer) -> bytes:
    """Return the answer as JSON; a float that is not a number comes out as null."""
    option = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    try:
        return orjson.dumps(answer, option=option)
    except TypeError as wrong:  # numbers beyond 64 bits
        return orjson.dumps(_failed(answer.get("id"), f"the answer cannot be written as JSON: {wrong}"), option=option)


if __name__ == "__main__":
    engine()
