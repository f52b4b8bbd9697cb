"""What the forms of scenarios say."""

from collections.abc import Mapping
from typing import Final

from ...tongue import word

LABELS: Final = {
    "shared": word("Show it to all members"),
    "count": word("How many"),
    "ending": word("How it ends"),
}
HINTS: Final = {
    "shared": word("Each sees what comes of it by what he sees himself"),
    "count": word("New tasks that nobody has begun"),
    "ending": word("Dropped: closed as not to be done"),
}
BUTTONS: Final = {
    **{"scenario.apply": word("Apply"), "scenario.refresh": word("Take up again"), "scenario.discard": word("Discard")},
    **{"scenario.change": word("Try it"), "scenario.end": word("Try it"), "scenario.cut": word("Try it")},
    **{"scenario.add": word("Try it"), "scenario.create": word("Create")},
}
TITLES: Final = {
    **{"scenario.create": word("New scenario"), "scenario.update": word("Name and sharing")},
    **{"scenario.discard": word("Discard this scenario?"), "scenario.apply": word("Apply this scenario")},
    **{"scenario.change": word("What if: %(key)s"), "scenario.end": word("What if %(key)s ended")},
    **{
        "scenario.cut": word("What if a link were cut"),
        "scenario.add": word("What if there were more to do in %(key)s"),
    },
    **{"scenario.remove": word("Remove this change?"), "scenario.refresh": word("Take this scenario up again")},
}
DONE: Final = {"scenario.apply": word("Applied"), "scenario.discard": word("Discarded")}
MADE: Final = {"scenario.create": "/insights/what-if/{id}"}
"""Where what was just made is looked at."""
GIVEN: Final[Mapping[str, tuple[str, ...]]] = {"scenario.create": ("like",), "scenario.add": ("key", "line")}
"""Fields that links fill in, so that nobody need type them."""
HIDDEN: Final = ("like", "line")
"""Those of them that nobody could type."""
