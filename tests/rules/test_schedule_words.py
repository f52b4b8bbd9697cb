from datetime import time

import pytest

from headway.rules.recurrence import parse_rule
from headway.rules.schedule_words import shifted, tell
from headway.rules.words import Anchor, Shift


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY", "every day at 09:00"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every week on Monday to Friday at 09:00"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "every other week on Monday and Thursday at 09:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday at 09:00"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,-2", "every 3 months on the 1st and 2nd last at 09:00"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2", "every month on Monday and Tuesday (of these the 2nd) at 09:00"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=11", "every year in March and September on the 11th at 09:00"),
        ("FREQ=DAILY;BYHOUR=9,17;COUNT=6", "every day at 09:00 and 17:00, 6 times"),
        ("FREQ=HOURLY;INTERVAL=4", "every 4 hours"),
        ("FREQ=DAILY;UNTIL=20260401T000000Z", "every day at 09:00, until 2026-04-01"),
    ],
)
def test_rules_are_told(rule: str, expected: str) -> None:
    assert tell(parse_rule(rule), at=time(9)) == expected


def test_anchors_and_days_off_are_told() -> None:
    rule = parse_rule("FREQ=MONTHLY")
    told = tell(rule, at=None, anchor=Anchor.MONTH_END, anchor_days=3)
    assert told == "every month 3 working days before the last working day of the month"
    assert tell(rule, at=None, anchor=Anchor.MONTH_START) == "every month on the first working day of the month"
    assert (shifted(Shift.KEEP), shifted(Shift.SKIP)) == ("", "not on days off")
