"""What the forms say in which members settle things for themselves: saved views, and how they hear of things."""

from typing import Final

from ...tongue import word

LABELS: Final = {
    **{"view_name": word("Name"), "address": word("Shows"), "everybody": word("Share with everybody")},
    **{
        "every": word("Digest by mail"),
        "hour": word("At the hour"),
        "weekday": word("On"),
        "inbox": word("In the inbox"),
        "mail": word("By mail"),
    },
}
HINTS: Final = {
    "address": word("A page of this application with its filters, such as /explore?q=owner:me"),
    "hour": word("0 to 23, by the clock of the time zone"),
    "weekday": word("For a weekly digest"),
}
BUTTONS: Final = {"save": word("Save"), "choose": word("Save")}
TITLES: Final = {
    **{"view.save": word("Save view"), "view.update": word("Saved view"), "view.remove": word("Remove this view?")},
    **{"notification.choose": word("How to hear of it"), "digest.choose": word("Digest by mail")},
}
DONE: Final = {"view.save": word("View saved"), "view.update": word("View saved"), "view.remove": word("View removed")}
