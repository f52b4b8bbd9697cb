"""Structured logs on standard error: JSON lines, or words in colour for somebody who sits before them."""

import logging
import os
import sys
from typing import Any, Final

import orjson
import structlog
from structlog.typing import Processor

_COMMON: Final[list[Processor]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure() -> None:
    """Send structlog's and the standard library's records to standard error, in one form."""
    level = logging.getLevelNamesMapping().get(os.environ.get("HEADWAY_LOG", "info").upper(), logging.INFO)
    structlog.configure(
        processors=[*_COMMON, *_last()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_COMMON, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last()],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.INFO), force=True)
    # The front door writes a line for each request and the worker one for each job; these would only repeat it.
    for name, least in (("django.request", "ERROR"), ("django_tasks", "WARNING"), ("uvicorn.error", "WARNING")):
        logging.getLogger(name).setLevel(least)


def _last() -> list[Processor]:
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_dumps)]


def _dumps(value: Any, **_: Any) -> str:
    return orjson.dumps(value, default=str).decode()
