"""What people write: short descriptions, comments and notes on their time."""

from random import Random
from typing import Final

from .titles import CUSTOMERS

_WHY: Final = (
    "{customer} asked for this twice in the last review; without it they keep a spreadsheet beside us.",
    "Came out of the last retrospective: we lose about half a day a week to this.",
    "Agreed with {customer} as part of their renewal.",
    "Small, but it is in everybody's way and nobody's plan.",
    "Needed before the next step can begin; see the project for the order of things.",
    "The present way works only as long as one person remembers how.",
    "Found while looking into something else. Not urgent, but it will not go away by itself.",
)
_DONE: Final = (
    "- [ ] agreed with the people who use it\n- [ ] tried with real data\n- [ ] written down where others find it",
    "- [ ] works for old and new accounts\n- [ ] figures before and after are in this item",
    "- [ ] reviewed by somebody who did not write it\n- [ ] a way back, tried once",
)
_SEEN: Final = (
    "Reported by **{customer}**. Happens about {n} times a week.\n\nWorkaround: do it again by hand an hour later.",
    "Seen in the logs since the last release, {n} cases so far. No money is lost, but people call us.",
    "**Steps**\n\n1. Open a case of {customer}\n2. Change it twice within a minute\n3. Reload\n\n**Expected:** the"
    " second change stands. **Seen:** the first one.",
    "{n} customers wrote to us about it this month. {customer} is the largest of them.",
)
_COMMENTS: Final = (
    "I can take this after the current one.",
    "Looked into it: the cause is older than we thought. I shall write it up here tomorrow.",
    "Tried it with the data of {customer}, it holds.",
    "@{name} could you look over the second half? I am not sure about the edge cases.",
    "Smaller than it looked. Ready for review.",
    "Waiting for an answer from {customer}; I asked again this morning.",
    "We talked about this at stand-up: do the simple thing first, then measure.",
    "Done on staging. If nobody objects it goes out on Thursday.",
    "This is the third time this quarter. We should fix the cause and not the case.",
    "@{name} this touches your part as well. Any objection?",
    "The estimate was too low: there are two more places that do the same.",
    "Figures are in: from 40 minutes down to 6.",
    "Moved the date by two days because of the release freeze.",
    "Agreed with {customer} on the phone. They are fine with next week.",
)
_NOTES: Final = ("pairing", "first half", "review and fixes", "call with the customer", "", "", "tests", "write-up")


def task_text(random: Random) -> str:
    """A task's description; some have none."""
    if random.random() < 0.35:
        return ""
    text = random.choice(_WHY).format(customer=random.choice(CUSTOMERS))
    return f"{text}\n\n**Done when**\n\n{random.choice(_DONE)}" if random.random() < 0.5 else text


def issue_text(random: Random) -> str:
    """An issue's description."""
    return random.choice(_SEEN).format(customer=random.choice(CUSTOMERS), n=random.randint(3, 40))


def remark(random: Random, *, name: str) -> str:
    """A comment, perhaps to somebody."""
    return random.choice(_COMMENTS).format(customer=random.choice(CUSTOMERS), name=name)


def note(random: Random) -> str:
    """A note on an entry of time."""
    return random.choice(_NOTES)
