"""What rules do, in sentences; and what commands are called that rules seldom run, for the catalogues to know."""

from functools import reduce
from typing import Final

from ...queries.automation_rows import AutomationRow
from ...queries.telling_fields import field_named
from ...rules.automation import EACH_WORDS, TRIGGERS, Each, Trigger
from ...tongue import SOURCE, said, say, spoken, word
from .draft import says

SELDOM: Final = (
    word("Put a project's plan on record under a name"),
    word("Plan to spend something on a project. For its owner and sponsor, and admins"),
    word("Report where a goal, or one of its key results, stands"),
    word("Enter a cost of a project, committed or actual; a refund is negative. For its owner and sponsor, and admins"),
    word("Say what a project hands over, when, and who sees to it"),
    word("Carry a goal over into another period"),
    word("Close a goal"),
    word("Accept an issue"),
    word("Decline an issue, with a reason that its reporter reads"),
    word("Say that an issue was reported before"),
    word("Open a closed issue again, and say why; its clocks and escalations begin anew"),
    word("Resolve an issue"),
    word("Write the post-incident note"),
    word("Put an issue off"),
    word("Make an item one of another kind; its key, history and relations stay"),
    word("Put an item into the bin, with everything beneath it if so stated; it can be restored"),
    word("Put an item directly before or after another in their common order"),
    word("Put many items directly before or after another in their common order, themselves in the order of `keys`"),
    word("Move an item to other days, and all open work that depends on it as far as its dependencies ask for"),
    word("Take an item out of the bin, with what was deleted together with it"),
    word("Cease to follow an item"),
    word("Change many items alike"),
    word("Add to a goal what proves it"),
    word("Add a phase to a project, after its others"),
    word("Approve a proposed project. For its sponsor and admins"),
    word(
        "Complete a project; where deliverables are not accepted or gates not passed, say in `left` what becomes of"
        " them"
    ),
    word("Decline a proposed project, and say why; it may be proposed again. For its sponsor and admins"),
    word("Untie two items"),
    word("Answer the reporter of an item"),
    word("Have an operation recur"),
    word("Promise times to respond to and to resolve requests"),
    word("Note who has a stake in a project"),
    word("Begin a status report on a project, filled from the facts"),
    word("Make a template of a project"),
    word("Start the clock on an item; one's clock on another item stops, and its time is booked"),
    word("Put minutes of one's own time into an item"),
)
"""The first words of the documentation of all commands that `draft.COMMON` does not name."""


def when(rule: AutomationRow) -> str:
    """Tell what a rule waits for."""
    events = [said(TRIGGERS[Trigger(one)]) for one in rule.on]
    told = reduce(lambda first, last: say("%(first)s or %(last)s", first=first, last=last), events)
    return f"{told} ({', '.join(map(named, rule.fields))})" if rule.fields else told


def named(field: str) -> str:
    """What a field is called within a sentence."""
    return field_named(field.replace("_", " "))


def then(rule: AutomationRow) -> str:
    """Tell what it does, and to what."""
    return ", ".join(_told(says(act.command), Each(act.each)) for act in rule.acts)


def _told(words: str, each: Each) -> str:
    # In the middle of an English sentence words are small; other languages keep their nouns.
    words = words.lower() if spoken() == SOURCE else words
    return words if each is Each.ITEM else f"{words} ({said(EACH_WORDS[each])})"
