"""What the forms of goals say."""

from typing import Final

LABELS: Final = {
    **{"key_result": "Key result", "value": "Now", "confidence": "How sure"},
    **{"reflection": "Looking back", "score": "Score", "cadence": "Days between check-ins", "direction": "Goes"},
    **{"progress_by": "Moved by", "year": "Year", "first_month": "Begins with month", "period": "Period"},
}
HINTS: Final = {
    "score": "From 0 to 1; empty: as the figures suggest",
    "confidence": "From 0 to 1",
    "direction": "Empty: from start to target",
    "progress_by": "Everything: key results, work and goals beneath",
    "cadence": "Empty: nobody is asked",
    "reflection": "What was learned",
}
BUTTONS: Final = {"carry_over": "Carry over", "close": "Close goal", "score": "Save", "link": "Link", "fill": "Add"} | {
    "check_in.add": "Check in"
}
TITLES: Final = {
    **{"check_in.add": "Check in on {goal}", "check_in.remove": "Withdraw this check-in?"},
    **{"goal.close": "Close {key}", "goal.carry_over": "Carry {key} over", "key_result.score": "Score"},
    **{"key_result.link": "Link work", "period.add": "New period", "period.fill": "Add a year and its quarters"},
    **{"period.update": "Edit period", "period.remove": "Remove this period?"},
}
DONE: Final = {
    **{"check_in.add": "Checked in", "goal.close": "{key} is {state}", "goal.carry_over": "Goes on in {key}"},
}
LAYOUTS: Final = {
    "goal": (
        *("title", "description", "state", "owner", "team", "period", "period_start", "period_end", "priority"),
        *("parent", "cadence", "progress_by", "labels", "private"),
    ),
}
