import io
import subprocess
import sys
import types
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from headway.cli import engine as mouth


def ask(name: str, *lines: Any) -> list[dict[str, Any]]:
    source = [line if isinstance(line, bytes) else orjson.dumps(line) + b"\n" for line in lines]
    target = io.BytesIO()
    mouth.run(name, source=source, target=target)
    return [orjson.loads(line) for line in target.getvalue().splitlines()]


def test_answers_come_in_order_with_their_ids() -> None:
    rules = [{"id": n, "start": "2026-01-01", "rule": f"FREQ=DAILY;INTERVAL={n}", "limit": 2} for n in (1, 2, 3)]
    found = ask("recurrence", *rules)
    assert found == [{"id": n, "times": ["2026-01-01", f"2026-01-{1 + n:02}"]} for n in (1, 2, 3)]


def test_a_bad_line_gets_an_error_and_the_rest_go_on() -> None:
    good = {"id": "g", "tasks": [{"id": "a", "duration": 1}]}
    found = ask("critical-path", b"{nonsense\n", b"\xff\xfe\n", [1], {"id": "b"}, b"\n", good)
    assert [answer["id"] for answer in found] == [None, None, None, "b", "g"]
    assert ["error" in answer for answer in found] == [True, True, True, True, False]
    assert found[3]["error"] == "tasks is missing"


def test_a_line_that_is_nearly_json_keeps_its_id() -> None:
    task = b'"tasks": [{"id": "a", "duration": %s}]}\n'
    lines = [b'{"id": "n", ' + task % value for value in (b"NaN", b"-Infinity", b"1e999")]
    found = ask("critical-path", b"\xef\xbb\xbf" + b'{"id": "bom", ' + task % b"1", *lines, b'{"id": [' * 9_000 + b"\n")
    assert [answer["id"] for answer in found] == ["bom", "n", "n", "n", None]
    assert ["error" in answer for answer in found] == [False, True, True, True, True]
    named = {answer["error"] for answer in found[1:4]}
    assert named == {"tasks[0].duration is not a finite number; JSON has no others"}
    (torn,) = ask("critical-path", b'{"id": "n", "tasks": [{"id": "\\ud800"}]}\n')
    assert (torn["id"], torn["error"][:24]) == ("n", "the line is not JSON: no")


def test_moments_listed_by_hand_each_come_out_once_as_clocks_show_them() -> None:
    question = {"id": 1, "zone": "Europe/Berlin", "start": "2026-10-24T02:30:00", "rule": "FREQ=DAILY;COUNT=2"}
    listed = ["20261025T023000", "20261025T003000Z", "20261025T013000Z", "20260329T023000"]
    (both,) = ask("recurrence", question | {"include": listed})
    assert both["times"] == [
        *("2026-03-29T03:30:00", "2026-10-24T02:30:00"),
        *("2026-10-25T02:30:00", "2026-10-25T02:30:00"),  # clocks show it twice, and both are meant
    ]
    (one,) = ask("recurrence", question | {"include": listed, "exclude": ["20261025T013000Z", "20260329"]})
    assert one["times"] == ["2026-10-24T02:30:00", "2026-10-25T02:30:00"]


@pytest.mark.parametrize("name", ["critical-path", "recurrence", "level"])
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"tasks": None, "rule": None},
        {"tasks": "x", "rule": {}, "start": []},
        {"tasks": [[]], "start": 5, "rule": 7},
    ],
)
def test_nonsense_gets_a_sentence_and_no_traceback(name: str, body: dict[str, Any]) -> None:
    (found,) = ask(name, {"id": 1} | body)
    assert set(found) == {"id", "error"}
    assert "Traceback" not in found["error"]
    assert "Error" not in found["error"]


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"limit": -1}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"zone": "Mars/Olympus"}, "time zone"),
        ({"zone": 5}, "time zone"),
        ({"start": "yesterday"}, "1998-01-01"),
        ({"exclude": 3}, "exclude"),
        ({"exclude": ["nonsense"]}, "nonsense"),
        ({"include": ["2026-01-01T09:00:00"]}, "neither"),
        ({"include": 4}, "include"),
        ({"gaps": "fill"}, "gaps"),
        ({"rule": 3}, "rule"),
    ],
)
def test_recurrence_names_what_is_wrong(change: dict[str, Any], names: str) -> None:
    (found,) = ask("recurrence", {"id": 1, "start": "2026-01-01", "rule": "FREQ=DAILY"} | change)
    assert names in found["error"]


def test_the_example_of_the_documentation() -> None:
    question = {
        "id": "q",
        "start": "1998-01-01T09:00:00",
        "zone": "America/New_York",
        "rule": "FREQ=YEARLY;BYWEEKNO=20",
        "exclude": ["1999-05-20T09:00:00"],
        "limit": 2,
    }
    assert ask("recurrence", question) == [{"id": "q", "times": ["1998-05-14T09:00:00", "2000-05-18T09:00:00"]}]


def test_moments_listed_beside_the_rule_come_out_once_and_not_when_excluded() -> None:
    question = {
        "id": 1,
        "start": "2026-01-01T09:00:00",
        "zone": "America/New_York",
        "rule": "FREQ=WEEKLY;COUNT=2",
        "include": ["RDATE:20260103T090000,20260108T090000", "2026-01-05T14:00:00Z", "2026-01-06T10:00:00"],
        "exclude": ["2026-01-06"],
    }
    (found,) = ask("recurrence", question)
    assert [time[8:] for time in found["times"]] == ["01T09:00:00", "03T09:00:00", "05T09:00:00", "08T09:00:00"]


def test_numbers_too_large_to_write_get_an_error() -> None:
    tasks = [{"id": n, "duration": 2**62} for n in "ab"]
    found = ask(
        "critical-path", {"id": 1, "tasks": tasks, "links": [{"from": "a", "to": "b", "lag": 2**63}]}, {"id": 2}
    )
    assert [set(answer) for answer in found] == [{"id", "error"}] * 2


class Telling:
    """An engine that remembers: tells how many requests it has seen, and refuses some."""

    @staticmethod
    def answer_stream(requests: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for number, request in enumerate(requests):
            yield {"id": request["id"], "seen": number} if "bad" not in request else {"id": 0, "error": "bad"}


def test_a_stream_is_asked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(mouth.ENGINES, "telling", "telling")
    module = types.ModuleType("telling")
    module.answer_stream = Telling.answer_stream
    monkeypatch.setitem(sys.modules, "telling", module)
    found = ask("telling", {"id": 1}, b"x\n", {"id": 2, "bad": 1}, {"id": 3})
    assert [answer.get("seen", "error") for answer in found] == [0, "error", "error", 2]


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    result = CliRunner().invoke(mouth.engine, ["guess"])
    assert result.exit_code == 2
    assert "unknown engine 'guess'" in result.output
    assert "critical-path" in result.output


def test_it_starts_without_the_framework_and_answers_before_the_input_ends() -> None:
    code = (
        "import sys\nfrom headway.cli.engine import run\n"
        "run('recurrence', source=sys.stdin.buffer, target=sys.stdout.buffer)\n"
        "print(sorted({'django', 'numpy', 'ortools'} & set(sys.modules)))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"id":1,"start":"2026-01-01","rule":"FREQ=DAILY","limit":1}\n')
        process.stdin.flush()
        assert orjson.loads(process.stdout.readline()) == {"id": 1, "times": ["2026-01-01"]}
        rest, _ = process.communicate()
    assert rest.strip() == b"[]"
