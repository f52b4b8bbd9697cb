"""What is said of an S3-compatible store in the environment, and what is wrong with it."""

import pytest

from headway.config.settings import _files


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("", "_ENDPOINT", "_REGION", "_KEY", "_SECRET"):
        monkeypatch.delenv(f"HEADWAY_FILES{name}", raising=False)


def test_without_it_files_lie_in_the_folder() -> None:
    assert _files(None) == _files("") == {}


def test_all_of_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWAY_FILES_ENDPOINT", "https://store.example.com:9000")
    monkeypatch.setenv("HEADWAY_FILES_KEY", "k")
    monkeypatch.setenv("HEADWAY_FILES_SECRET", "s")
    more = {"endpoint": "https://store.example.com:9000", "region": "", "key": "k", "secret": "s"}
    assert _files("s3://acme-files/headway/one/") == {"bucket": "acme-files", "prefix": "headway/one", **more}
    assert _files("s3://acme-files")["prefix"] == ""


@pytest.mark.parametrize(
    ("url", "more", "variable"),
    [
        ("/srv/files", {}, "HEADWAY_FILES:"),
        ("s3://", {}, "HEADWAY_FILES:"),
        ("s3://key:secret@bucket", {}, "HEADWAY_FILES:"),
        ("s3://bucket:9000/prefix", {}, "HEADWAY_FILES:"),
        ("s3://Bucket", {}, "HEADWAY_FILES:"),
        ("s3://bucket", {"_KEY": "k"}, "HEADWAY_FILES_SECRET:"),
        ("s3://bucket", {"_SECRET": "s"}, "HEADWAY_FILES_KEY:"),
        ("s3://bucket", {"_ENDPOINT": "store.example.com"}, "HEADWAY_FILES_ENDPOINT:"),
    ],
)
def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, url: str, more: dict[str, str], variable: str) -> None:
    for name, value in more.items():
        monkeypatch.setenv(f"HEADWAY_FILES{name}", value)
    with pytest.raises(SystemExit) as exit:
        _files(url)
    assert str(exit.value).startswith(variable)
