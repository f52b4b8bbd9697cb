"""The bytes of attachments in a bucket of an S3-compatible store, each under its digest.

An object appears whole or not at all, so nothing half-done is ever seen. Only what every such store knows is used: put,
get, head, copy, list and delete.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import structlog

from ..rules.errors import Invalid, Unavailable
from ..tongue import say
from .blob_digest import Lying, is_digest

_log = structlog.get_logger()
_GONE: Final = ("404", "NoSuchKey", "NotFound")
_ELSEWHERE: Final = ("301", "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException")
_DENIED: Final = ("401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden")
_KINDS: Final[Mapping[str, Any]] = {
    "ContentType": "application/octet-stream",
    "ContentDisposition": "attachment",
}
"""Whoever comes by an object's own address is handed bytes to save, too."""


@dataclass(frozen=True, slots=True)
class At:
    """Where a bucket is. Without key and secret the machine's own credentials are taken."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = ""


class Bucket:
    """Files in a bucket, below a prefix."""

    name = "s3"

    def __init__(self, at: At) -> None:
        self._at = at
        self._prefix = f"{at.prefix}/" if at.prefix else ""

    def __str__(self) -> str:
        return f"s3://{self._at.bucket}/{self._at.prefix}".rstrip("/")

    def check(self) -> None:
        """Look whether the bucket can be had. Raises Invalid that names the variable which is wrong, or Unavailable."""
        client = self._client
        from botocore.exceptions import NoCredentialsError

        with _told():
            try:
                client.list_objects_v2(Bucket=self._at.bucket, Prefix=self._prefix, MaxKeys=1)
            except NoCredentialsError as error:
                told = "is missing, and this machine has no credentials of its own"
                raise Invalid(told, field="HEADWAY_FILES_KEY") from error
            except client.exceptions.ClientError as error:
                self._refused(_code(error), error)
                raise

    def _refused(self, code: str, error: Exception) -> None:
        if code == "NoSuchBucket":
            raise Invalid(
                say("there is no bucket %(bucket)s there", bucket=repr(self._at.bucket)), field="HEADWAY_FILES"
            ) from error
        if code in _DENIED:
            told = f"the store refuses this key and secret for the bucket {self._at.bucket!r} ({code})"
            raise Invalid(told, field="HEADWAY_FILES_KEY") from error
        if code in _ELSEWHERE:
            told = f"the bucket {self._at.bucket!r} is in another region ({code})"
            raise Invalid(told, field="HEADWAY_FILES_REGION") from error

    def spool(self) -> Path:
        """Return where files that come in are written before they are sent."""
        return Path(tempfile.gettempdir())

    def settle(self, incoming: Path, digest: str) -> None:
        """Bring a whole file; one that lies there already is as good, and counts as new."""
        if self.renew(digest):
            return
        with _told(), incoming.open("rb") as file:
            self._client.put_object(**self._named(digest), Body=file, **_KINDS)

    def renew(self, digest: str) -> bool:
        """Have a file count as new, by a copy onto itself; False where it is gone."""
        name = self._named(digest)
        with _told():
            try:
                self._client.copy_object(**name, CopySource=name, MetadataDirective="REPLACE", **_KINDS)
            except _client_error() as error:
                if _code(error) in _GONE:
                    return False
                raise
        return True

    def read(self, digest: str) -> BinaryIO:
        """Open a file as it streams in. Raises FileNotFoundError."""
        with _told():
            try:
                return cast(BinaryIO, self._client.get_object(**self._named(digest))["Body"])
            except _client_error() as error:
                if _code(error) in _GONE:
                    raise FileNotFoundError(digest) from error
                raise

    def lying(self) -> Iterator[Lying]:
        """Yield what lies here, with its size and when it was last brought."""
        pages = self._client.get_paginator("list_objects_v2")
        with _told():
            for page in pages.paginate(Bucket=self._at.bucket, Prefix=self._prefix):
                for one in page.get("Contents", ()):
                    digest = one["Key"].rpartition("/")[2]
                    if is_digest(digest) and one["Key"] == self._key(digest):
                        yield Lying(digest, one["Size"], one["LastModified"].timestamp())

    def tidy(self, *, before: float) -> None:
        """Nothing can break off on its way into a bucket."""

    def drop(self, digests: Iterable[str], *, untouched: float) -> int:
        """Delete these files unless somebody has brought one anew since that moment, and return how many went."""
        gone = 0
        for digest in digests:
            at = self._at_of(digest)
            if at is not None and at < untouched:
                with _told():
                    self._client.delete_object(**self._named(digest))
                gone += 1
        return gone

    def _at_of(self, digest: str) -> float | None:
        with _told():
            try:
                return float(self._client.head_object(**self._named(digest))["LastModified"].timestamp())
            except _client_error() as error:
                if _code(error) in _GONE:
                    return None
                raise

    @property
    def _client(self) -> Any:
        return _client(self._at)

    def _key(self, digest: str) -> str:
        if not is_digest(digest):
            raise ValueError(say("%(digest)s is no SHA-256", digest=repr(digest)))
        return f"{self._prefix}{digest[:2]}/{digest}"

    def _named(self, digest: str) -> dict[str, str]:
        return {"Bucket": self._at.bucket, "Key": self._key(digest)}


@lru_cache(maxsize=4)
def _client(at: At) -> Any:
    """A client for a bucket; threads may share it. Checksums only where a store asks, as not every one knows them."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError as error:
        told = "an S3-compatible store needs boto3: pip install --require-hashes -r requirements-s3.txt"
        raise Invalid(told, field="HEADWAY_FILES") from error
    config = Config(
        signature_version="s3v4",
        connect_timeout=5,
        read_timeout=30,
        retries={"max_attempts": 3, "mode": "standard"},
        s3={"addressing_style": "path" if at.endpoint else "auto"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        max_pool_connections=32,
    )
    return boto3.session.Session().client(
        "s3",
        endpoint_url=at.endpoint or None,
        region_name=at.region or "us-east-1",
        aws_access_key_id=at.key or None,
        aws_secret_access_key=at.secret or None,
        config=config,
    )


def _client_error() -> type[Exception]:
    from botocore.exceptions import ClientError

    return cast(type[Exception], ClientError)


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _told() -> Iterator[None]:
    """Say that the store cannot be had. What it has against the request goes into the log: it is not for readers."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        _log.warning("files.unavailable", error=str(error))
        raise Unavailable(say("the store of files cannot be had at the moment; try again later")) from error
