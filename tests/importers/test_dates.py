from datetime import UTC, date, datetime

import pytest

from headway.importers.dates import Order, read_day, read_moment
from headway.importers.reading import Wrong


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-03-04", None, datetime(2024, 3, 4, tzinfo=UTC)),
        ("2024-03-04 15:16:17 UTC", None, datetime(2024, 3, 4, 15, 16, 17, tzinfo=UTC)),
        ("2024-03-04T15:16:17+02:00", None, datetime(2024, 3, 4, 13, 16, 17, tzinfo=UTC)),
        ("2024/3/4", None, datetime(2024, 3, 4, tzinfo=UTC)),
        ("04.03.2024 10:30", None, datetime(2024, 3, 4, 10, 30, tzinfo=UTC)),
        ("04.03.24", None, datetime(2024, 3, 4, tzinfo=UTC)),
        ("25/03/2024", None, datetime(2024, 3, 25, tzinfo=UTC)),
        ("03/25/2024 3:15 PM", None, datetime(2024, 3, 25, 15, 15, tzinfo=UTC)),
        ("04/03/2024", "dmy", datetime(2024, 3, 4, tzinfo=UTC)),
        ("04/03/2024", "mdy", datetime(2024, 4, 3, tzinfo=UTC)),
        ("03/03/2024", None, datetime(2024, 3, 3, tzinfo=UTC)),
        ("4 Mar 2024", None, datetime(2024, 3, 4, tzinfo=UTC)),
        ("04/Mar/24 3:15 PM", None, datetime(2024, 3, 4, 15, 15, tzinfo=UTC)),
        ("Mar 4, 2024 1:02 am", None, datetime(2024, 3, 4, 1, 2, tzinfo=UTC)),
    ],
)
def test_formats(text: str, order: Order | None, expected: datetime) -> None:
    assert read_moment(text, "When", order=order) == expected


@pytest.mark.parametrize(
    ("text", "order", "message"),
    [
        ("04/03/2024", None, "could be day first or month first"),
        ("25/03/2024", "mdy", "is no date"),
        ("31/02/2024", "dmy", "is no date"),
        ("soon", None, "expected a date such as"),
        ("4 Mar", None, "expected a date such as"),
        ("2024-13-01", None, "expected a time such as"),
        ("1803-01-01", None, "between 1970 and 2199"),
        ("4 Mar 9999", None, "between 1970 and 2199"),
        ("01.01.2024 77:99", None, "expected a date such as"),
    ],
)
def test_refusals_name_the_field(text: str, order: Order | None, message: str) -> None:
    with pytest.raises(Wrong, match=message) as caught:
        read_moment(text, "When", order=order)
    assert caught.value.path == "When"


def test_days() -> None:
    assert read_day("2024-03-04T23:00:00-02:00", "Due") == date(2024, 3, 5)
