"""An S3-compatible server for the tests, in a thread of this process, on a port of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

KEY, SECRET = "key-of-tests", "secret-of-tests"


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens."""

    endpoint: str

    def at(self, bucket: str = "files", prefix: str = "acme/files") -> dict[str, str]:
        """What settings.FILES says of a bucket there."""
        return {**{"bucket": bucket, "prefix": prefix, "endpoint": self.endpoint}, **self._keys}

    @property
    def _keys(self) -> dict[str, str]:
        return {"region": "eu-central-1", "key": KEY, "secret": SECRET}

    def client(self) -> Any:
        """A client of its own, to look from outside."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="eu-central-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
        )

    def objects(self, bucket: str = "files") -> list[str]:
        """The keys of all objects in a bucket."""
        return sorted(one["Key"] for one in self.client().list_objects_v2(Bucket=bucket).get("Contents", ()))

    def empty(self, bucket: str = "files") -> None:
        """Make a bucket, or empty it."""
        client = self.client()
        if bucket not in {one["Name"] for one in client.list_buckets()["Buckets"]}:
            client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        for key in self.objects(bucket):
            client.delete_object(Bucket=bucket, Key=key)


@contextmanager
def serving() -> Iterator[Server]:
    """Run the server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield Server("http://{}:{}".format(*server.get_host_and_port()))
    finally:
        server.stop()
