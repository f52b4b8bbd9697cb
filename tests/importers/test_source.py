import gzip
import io
from pathlib import Path

import orjson
import pytest

from headway.importers import source
from headway.importers.jira import read
from headway.importers.records import Bad, Record

from .jira_fixture import issue

ONE, TWO = orjson.dumps(issue("PAY-1")), orjson.dumps(issue("PAY-2"))


def keys(data: bytes) -> list[str | None]:
    return [found.key if isinstance(found, Record) else None for found in read(io.BytesIO(data))]


@pytest.mark.parametrize(
    "data",
    [
        ONE + b"\n" + TWO,
        b"\xef\xbb\xbf" + ONE + b"\r\n\r\n" + TWO + b"\n",
        gzip.compress(ONE + b"\n" + TWO),
        orjson.dumps({"issues": [issue("PAY-1"), issue("PAY-2")], "total": 2}),
        orjson.dumps({"total": 2, "issues": [issue("PAY-1"), issue("PAY-2")]}, option=orjson.OPT_INDENT_2),
        orjson.dumps([issue("PAY-1"), issue("PAY-2")], option=orjson.OPT_INDENT_2),
        orjson.dumps({"issues": [issue("PAY-1")]}) + b"\n" + orjson.dumps({"issues": [issue("PAY-2")]}),
    ],
)
def test_every_shape_of_file(data: bytes) -> None:
    assert keys(data) == ["PAY-1", "PAY-2"]


def test_a_path(tmp_path: Path) -> None:
    path = tmp_path / "issues.jsonl"
    path.write_bytes(ONE)
    assert [type(found) for found in read(path)] == [Record]


def test_bad_lines_are_named_and_passed_over() -> None:
    data = b"\n".join([b"nonsense", ONE, b'{"key": "PAY-3", "fields": {}}', b"\xff\xfe", b"17", TWO])
    found = list(read(io.BytesIO(data)))
    bad = [(each.line, each.ref) for each in found if isinstance(each, Bad)]
    assert bad == [(1, None), (3, "PAY-3"), (4, None), (5, None)]
    assert [each.line for each in found if isinstance(each, Record)] == [2, 6]


def test_a_cut_file_gives_what_came_before() -> None:
    whole = gzip.compress(ONE + b"\n" + TWO + b"\n" + bytes(range(256)) * 400)
    found = list(read(io.BytesIO(whole[: len(whole) * 9 // 10])))
    assert isinstance(found[0], Record)
    assert isinstance(found[-1], Bad)
    assert "breaks off" in found[-1].problem


def test_a_line_beyond_the_limit_is_read_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LINE_LIMIT", 2000)
    data = ONE + b"\n" + b'"' + b"x" * 9000 + b'"\n' + TWO
    found = list(read(io.BytesIO(data)))
    assert [each.line for each in found] == [1, 2, 3]
    assert isinstance(found[1], Bad)


def test_an_empty_file_holds_nothing() -> None:
    assert keys(b"") == []
    assert keys(b"\n\n") == []


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (rb'{"a": NaN, "b": [Infinity]}', {"a": None, "b": [None]}),
        (rb'{"a": "cut \ud83d"}', {"a": "cut \ufffd"}),
        (rb'{"a": "\udc00 \ud83d\ude00 \\ud83d \\\ud83d"}', {"a": "\ufffd \U0001f600 \\ud83d \\\ufffd"}),
    ],
)
def test_what_lenient_writers_write(written: bytes, read_as: object) -> None:
    assert list(source.json_values(io.BytesIO(written))) == [(1, read_as)]


def test_deep_nesting_is_refused() -> None:
    (found,) = read(io.BytesIO(b"[" * 100_000 + b"]" * 100_000))
    assert isinstance(found, Bad)
