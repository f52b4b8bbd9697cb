"""Serving: start-up, memory, requests a second through the whole way of a page, and a thousand open streams.

Run with: .venv/bin/python bench/serving.py [--streams 1000] [--seconds 5]
"""

import argparse
import asyncio
import contextlib
import http.cookiejar
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import psutil

HEADWAY = Path(sys.executable).parent / "headway"
OWNER = "ann@acme.example"
PASSWORD = "correct horse battery"
PAGES = ("/my-work", "/explore", "/portfolio")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--streams", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="headway-bench-") as home:
        environment = os.environ | {"HEADWAY_HOME": home, "PORT": str(_free_port())}
        environment.pop("DATABASE_URL", None)
        _measure(environment, streams=chosen.streams, seconds=chosen.seconds)


def _measure(environment: dict[str, str], *, streams: int, seconds: float) -> None:
    for label in ("first start, making the database", "second start"):
        process, took = _start(environment)
        print(f"{label}: {took:.2f} s to the first answer")
        if label.startswith("first"):
            _stop(process)
    token = _prepare(environment)
    time.sleep(2)
    _memory(process, "idle")
    port = int(environment["PORT"])
    for path in ("/healthz", "/api/v1/me"):
        rate, median = asyncio.run(_load(port, path=path, token=token, seconds=seconds, connections=8))
        print(f"GET {path}, 8 connections: {rate:.0f} requests/s, median {median * 1000:.1f} ms")
    _memory(process, "after the load")
    cookie = _sign_in(port)
    alone = {path: _page(port, path=path, cookie=cookie) for path in PAGES}
    asyncio.run(_streams(port, token=token, count=streams, process=process, cookie=cookie, alone=alone))
    print(f"stop: {_stop(process):.2f} s")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _start(environment: dict[str, str]) -> tuple["subprocess.Popen[bytes]", float]:
    began = time.perf_counter()
    process = subprocess.Popen([HEADWAY, "serve"], env=environment, stderr=subprocess.DEVNULL)
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}/healthz"):
            return process, time.perf_counter() - began
        time.sleep(0.01)


def _stop(process: "subprocess.Popen[bytes]") -> float:
    began = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    return time.perf_counter() - began


def _prepare(environment: dict[str, str]) -> str:
    def headway(*arguments: str) -> str:
        return subprocess.run([HEADWAY, *arguments], env=environment, capture_output=True, text=True, check=True).stdout

    headway("user", "create", OWNER, "--password", PASSWORD)
    headway("workspace", "create", "Acme", "--owner", OWNER)
    return headway("token", "--user", OWNER).strip()


def _memory(process: "subprocess.Popen[bytes]", label: str) -> None:
    all_ = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    resident = [one.memory_info().rss / 2**20 for one in all_]
    each = ", ".join(f"{one:.0f}" for one in resident)
    # What processes share is counted for each by rss, and once by pss, which Linux alone tells.
    once = [getattr(one.memory_full_info(), "pss", 0) / 2**20 for one in all_]
    told = f"{sum(once):.0f} MB with shared pages counted once; {sum(resident):.0f} MB resident ({each})"
    print(f"memory {label}: {told}")


async def _load(port: int, *, path: str, token: str, seconds: float, connections: int) -> tuple[float, float]:
    took: list[float] = []
    end = time.perf_counter() + seconds
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(length)
            took.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(connections)))
    return len(took) / seconds, statistics.median(took)


def _sign_in(port: int) -> str:
    """Sign the owner in and return his session's cookie."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with browser.open(f"http://127.0.0.1:{port}/sign-in") as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    assert token
    form = {"email": OWNER, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    browser.open(f"http://127.0.0.1:{port}/sign-in", urllib.parse.urlencode(form).encode()).close()
    return next(f"sessionid={one.value}" for one in jar if one.name == "sessionid")


def _page(port: int, *, path: str, cookie: str, rounds: int = 40) -> float:
    """Return the median of so many readings of a page, one after the other, in milliseconds."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
            answer.read()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


async def _beside(port: int, *, cookie: str, alone: dict[str, float], count: int) -> None:
    """Read the pages again while the streams are open."""
    for path, before in alone.items():
        now = await asyncio.to_thread(_page, port, path=path, cookie=cookie)
        print(f"GET {path}: {before:.1f} ms alone, {now:.1f} ms beside {count} streams ({now / before:.2f} times)")


async def _streams(
    port: int,
    *,
    token: str,
    count: int,
    process: "subprocess.Popen[bytes]",
    cookie: str,
    alone: dict[str, float],
) -> None:
    request = f"GET /live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    heard: list[float] = []

    async def listen() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        await reader.readuntil(b"event: hello")
        return reader, writer

    began = time.perf_counter()
    open_ = [await listen() for _ in range(count)]
    print(f"{count} streams opened in {time.perf_counter() - began:.2f} s, one after another")
    _memory(process, f"with {count} streams")
    await _quiet(process, count)
    await _beside(port, cookie=cookie, alone=alone, count=count)

    async def wait(reader: asyncio.StreamReader) -> None:
        await reader.readuntil(b"event: change")
        heard.append(time.perf_counter())

    waiting = [asyncio.create_task(wait(reader)) for reader, _ in open_]
    began = time.perf_counter()
    await asyncio.to_thread(_create, port, token)
    await asyncio.gather(*waiting)
    delays = sorted(1000 * (at - began) for at in heard)
    print(
        f"a change reaches {count} streams: first {delays[0]:.0f} ms, median {delays[count // 2]:.0f} ms, "
        f"last {delays[-1]:.0f} ms after the request was sent"
    )
    for _, writer in open_:
        writer.close()


async def _quiet(process: "subprocess.Popen[bytes]", count: int) -> None:
    one = psutil.Process(process.pid)
    one.cpu_percent()
    await asyncio.sleep(3)
    print(f"processor while {count} streams are quiet: {one.cpu_percent():.1f} % of one core")


def _create(port: int, token: str) -> None:
    body = json.dumps({"kind": "task", "title": "Heard"}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/items", body, headers)):
        pass


if __name__ == "__main__":
    main()
