import pytest

from headway.rules.sniff import RASTER, pretends, sniff

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@pytest.mark.parametrize(
    ("head", "type_"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04\x14\x00", "application/zip"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>", "image/svg+xml"),
        (b"<?xml version='1.0'?>\n<!-- x --><svg>", "image/svg+xml"),
        (b"\xef\xbb\xbf <!DOCTYPE html><html>", "text/html"),
        (b"<script>alert(1)</script>", "text/html"),
        (b"<?xml version='1.0'?><feed/>", "text/xml"),
        (b"\x7fELF\x02\x01\x01", "application/x-executable"),
        (b"MZ\x90\x00\x03\x00", "application/x-msdownload"),
        (b"MZ is how this sentence begins", "text/plain"),
        (b"BMW is a word too", "text/plain"),
        ("Grüße, naïve Ω".encode(), "text/plain"),
        ("Grüße".encode()[:-2], "text/plain"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"\xff\xfe\xfa", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)
def test_what_the_bytes_say(head: bytes, type_: str) -> None:
    assert sniff(head) == type_


def test_nothing_that_runs_counts_as_a_picture() -> None:
    assert {"image/png", "image/jpeg", "image/gif", "image/webp"} == RASTER


def test_a_name_promises() -> None:
    assert pretends("cat.PNG", "text/html")
    assert pretends("a.pdf", "application/zip")
    assert not pretends("cat.png", "image/png")
    assert not pretends("notes.txt", "text/html")
