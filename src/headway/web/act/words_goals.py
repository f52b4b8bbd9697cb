"""What the forms of goals say."""

from typing import Final

from ...tongue import word

LABELS: Final = {
    **{"key_result": word("Key result"), "value": word("Now"), "confidence": word("How sure")},
    **{
        "reflection": word("Looking back"),
        "score": word("Score"),
        "cadence": word("Days between check-ins"),
        "direction": word("Goes"),
    },
    **{
        "progress_by": word("Moved by"),
        "year": word("Year"),
        "first_month": word("Begins with month"),
        "period": word("Period"),
    },
}
HINTS: Final = {
    "score": word("From 0 to 1; empty: as the figures suggest"),
    "confidence": word("From 0 to 1"),
    "direction": word("Empty: from start to target"),
    "progress_by": word("Everything: key results, work and goals beneath"),
    "cadence": word("Empty: nobody is asked"),
    "reflection": word("What was learned"),
}
BUTTONS: Final = {
    "carry_over": word("Carry over"),
    "close": word("Close goal"),
    "score": word("Save"),
    "fill": word("Add"),
} | {"check_in.add": word("Check in")}
TITLES: Final = {
    **{"check_in.add": word("Check in on %(goal)s"), "check_in.remove": word("Withdraw this check-in?")},
    **{
        "goal.close": word("Close %(key)s"),
        "goal.carry_over": word("Carry %(key)s over"),
        "key_result.score": word("Score"),
    },
    **{
        "key_result.link": word("Link work"),
        "period.add": word("New period"),
        "period.fill": word("Add a year and its quarters"),
    },
    **{"period.update": word("Edit period"), "period.remove": word("Remove this period?")},
}
DONE: Final = {
    **{
        "check_in.add": word("Checked in"),
        "goal.close": word("%(key)s is %(state)s"),
        "goal.carry_over": word("Goes on in %(key)s"),
    },
}
LAYOUTS: Final = {
    "goal": (
        *("title", "description", "state", "owner", "team", "period", "period_start", "period_end", "priority"),
        *("parent", "cadence", "progress_by", "labels", "private"),
    ),
}
