"""Who takes turns at the occurrences of a schedule."""

from typing import Any

from ..models import Schedule, ScheduleTurn


def set_turns(row: Schedule, members: list[int]) -> list[int]:
    """Have these take turns, in this order."""
    ScheduleTurn.objects.filter(schedule=row).delete()
    ScheduleTurn.objects.bulk_create(
        [ScheduleTurn(schedule=row, position=place, member_id=pk) for place, pk in enumerate(members)]
    )
    return members


def change_turns(row: Schedule, members: list[int]) -> dict[str, list[Any]]:
    """Have these take turns and return the change; the first of them begins."""
    before = turn_ids(row)
    if before == members:
        return {}
    set_turns(row, members)
    row.turn = 0
    return {"assignees": [before or None, members or None]}


def turn_ids(row: Schedule) -> list[int]:
    """The members who take turns, in order."""
    return list(ScheduleTurn.objects.filter(schedule=row).order_by("position").values_list("member_id", flat=True))
