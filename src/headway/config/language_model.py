"""The language model that may rewrite summaries, as the environment names it; off where it names none."""

import os
import sys
from typing import Any, Final
from urllib.parse import urlsplit

STYLES: Final = {"/chat/completions": "openai", "/messages": "anthropic"}
SECONDS: Final = "30"
LONGEST: Final = 300


def language_model(url: str | None) -> dict[str, Any]:
    """Turn HEADWAY_MODEL_URL and its companions into what insights.model takes; empty without.

    The address says by its end how the model is spoken to: …/chat/completions or …/messages.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    style = next((style for end, style in STYLES.items() if parts.path.rstrip("/").endswith(end)), None)
    if parts.scheme not in ("http", "https") or not parts.hostname or style is None or parts.username:
        sys.exit("HEADWAY_MODEL_URL: use the whole address, https://…/v1/chat/completions or https://…/v1/messages")
    name = os.environ.get("HEADWAY_MODEL", "").strip()
    if not name:
        sys.exit("HEADWAY_MODEL: is missing; state the name by which the address knows the model")
    given = os.environ.get("HEADWAY_MODEL_SECONDS") or SECONDS
    if not given.isdecimal() or not 1 <= int(given) <= LONGEST:
        sys.exit(f"HEADWAY_MODEL_SECONDS: {given!r} is no whole number from 1 to {LONGEST}")
    key = os.environ.get("HEADWAY_MODEL_KEY", "").strip()
    return {"url": url, "style": style, "name": name, "key": key, "seconds": int(given)}
