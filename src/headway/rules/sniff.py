"""What a file is, by its first bytes: never by its name or by what its sender says. Pure."""

import codecs
import re
from typing import Final

BINARY: Final = "application/octet-stream"
TEXT: Final = "text/plain"
RASTER: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures that run nothing and lead nowhere: these alone are shown in place."""
PROGRAMS: Final = frozenset({"application/x-executable", "application/x-msdownload", "application/x-mach-binary"})
"""Programs for a computer itself: these are not taken."""

_STARTS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-msdownload"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
)
_AT_FOUR: Final = {b"heic": "image/heic", b"avif": "image/avif", b"qt  ": "video/quicktime"}
_MARKUP: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(!doctype\s+)?([a-z!][\w:-]*)",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BY_SUFFIX: Final = {
    "png": {"image/png"},
    "jpg": {"image/jpeg"},
    "jpeg": {"image/jpeg"},
    "gif": {"image/gif"},
    "webp": {"image/webp"},
    "pdf": {"application/pdf"},
}
"""Names that promise something: what the bytes are then, or the file is not what it pretends to be."""


def sniff(head: bytes) -> str:
    """Return the media type of a file that begins with these bytes: of a known form, text, or just bytes."""
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "video/x-msvideo")
    if head[4:8] == b"ftyp":
        return _AT_FOUR.get(head[8:12], "video/mp4")
    for start, type_ in _STARTS:
        if head.startswith(start) and not (type_ == "image/bmp" and _is_text(head)):
            return type_ if type_ != "application/x-msdownload" or not _is_text(head) else TEXT
    return _markup(head) if _is_text(head) else BINARY


def _markup(head: bytes) -> str:
    """HTML and SVG look like text, and a browser would run what stands in them."""
    found = _MARKUP.match(head)
    if found is None:
        return TEXT
    tag = found[2].lower()
    if tag == b"svg":
        return "image/svg+xml"
    return "text/html" if found[1] or tag in (b"html", b"head", b"body", b"script", b"iframe") else "text/xml"


def _is_text(head: bytes) -> bool:
    """Whether bytes read as UTF-8 without control characters; the last character may be cut off."""
    if _CONTROL.search(head):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def pretends(name: str, type_: str) -> bool:
    """Whether a name promises a picture or a document that the bytes are not."""
    promised = _BY_SUFFIX.get(name.rpartition(".")[2].casefold())
    return promised is not None and type_ not in promised
