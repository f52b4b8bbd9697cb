"""Settings → Audit: who changed what in settings, people, tokens and rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from ...commands.wrong import wrong_in
from ...queries.audit import Audit, ListAudit, Topic
from ...queries.lists import ListMembers
from ...rules.errors import Problem
from ...tongue import say, say_as, word
from ..explore.filters import address
from ..page import Visit

PLACE = "/settings/audit"
WAYS: Final = {
    "web": "",
    "api": word("by API"),
    "cli": word("by command line"),
    "mcp": word("by an agent"),
    "import": word("by import"),
    "job": word("by itself"),
    "rule": word("by a rule"),
}
_FIELDS: Final[Mapping[str, Callable[[], str]]] = {
    "since": lambda: say_as("days", "From"),
    "until": lambda: say_as("days", "To"),
}
TOPICS: Final = (
    word("workspace"),
    word("members"),
    word("teams"),
    word("lifecycles"),
    word("fields"),
    word("planning"),
    word("calendars"),
    word("service"),
    word("forms"),
    word("tokens"),
    word("automation"),
)
"""What an entry is about, for the catalogues to know."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request narrows the audit to; empty where it does not."""

    topic: str
    member: str
    since: str
    until: str


def read(visit: Visit) -> dict[str, Any]:
    """Return a page of the audit, what may be chosen, and what is wrong with what was chosen."""
    get = visit.request.GET
    asked = Asked(*(get.get(name, "").strip() for name in ("topic", "member", "since", "until")))
    stated = {name: value for name in Asked.__slots__ if (value := getattr(asked, name))}
    found, wrong = Audit((), None), ""
    try:
        found = visit.ask(ListAudit.model_validate({**stated, "cursor": get.get("cursor") or None}))
    except ValidationError as error:
        wrong = _wrong(error.errors()[0])
    except Problem as problem:
        wrong = problem.message
    more = address(PLACE, **stated, cursor=found.next) if found.next else ""
    chosen = {"asked": asked, "wrong": wrong, "narrowed": bool(stated), "ways": WAYS}
    return {**chosen, "rows": found.rows, "more": more, "topics": list(Topic), "members": _members(visit)}


def _members(visit: Visit) -> list[tuple[str, str]]:
    return [(one.email, one.name) for one in visit.ask(ListMembers(left=True))]


def _wrong(error: Any) -> str:
    """What is wrong, after the name that its field has on the page."""
    name = str(error["loc"][0])
    why = say("write a day like 2026-03-18") if "date" in error["type"] else wrong_in(error)
    return f"{_FIELDS[name]() if name in _FIELDS else name}: {why}"
