"""What the forms say in which members settle things for themselves: saved views, and how they hear of things."""

from typing import Final

LABELS: Final = {
    **{"view_name": "Name", "address": "Shows", "everybody": "Share with everybody"},
    **{"every": "Digest by mail", "hour": "At the hour", "weekday": "On", "inbox": "In the inbox", "mail": "By mail"},
}
HINTS: Final = {
    "address": "A page of this application with its filters, such as /explore?q=owner:me",
    "hour": "0 to 23, by the clock of the time zone",
    "weekday": "For a weekly digest",
}
BUTTONS: Final = {"save": "Save", "choose": "Save"}
TITLES: Final = {
    **{"view.save": "Save view", "view.update": "Saved view", "view.remove": "Remove this view?"},
    **{"notification.choose": "How to hear of it", "digest.choose": "Digest by mail"},
}
DONE: Final = {"view.save": "View saved", "view.update": "View saved", "view.remove": "View removed"}
