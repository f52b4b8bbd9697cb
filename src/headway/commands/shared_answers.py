"""What the commands on fields, checklists, clocks and attachments answer."""

from .answers import OnItemTold, Told


class FieldTold(Told):
    """A field of the organisation's own."""

    id: int
    field: str


class StepTold(OnItemTold):
    """A step of a checklist."""

    done: bool


class BookedTold(Told):
    """Minutes that a clock booked on an item; 0 when it ran for less than a minute."""

    key: str
    minutes: int


class ClockTold(Told):
    """A clock that runs on an item since `started`, and what the one before it booked."""

    key: str
    started: str
    booked: BookedTold | None


class FileTold(OnItemTold):
    """A file on an item."""

    file_name: str
    type: str
    size: int
