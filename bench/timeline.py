"""The timeline of a project of 2,000 dated tasks with 2,000 links: server time, and frames of scrolling in Chromium.

    .venv/bin/python bench/timeline.py [--home DIR] [--tasks 2000] [--port 8171]

The workspace is scratch, made by commands; DIR keeps it for the next run. The page is scrolled by script, 40 pixels
at each animation frame down and to the right, so that no frame can be had without the main thread.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

HEADWAY = Path(sys.executable).parent / "headway"
FRAMES = 240
SCROLL = """async (frames) => {
    const view = document.getElementById("tl-scroll");
    view.scrollTo(0, 0);
    const times = [];
    for (let n = 0; n < frames; n++) {
        times.push(await new Promise(requestAnimationFrame));
        view.scrollBy(n % 4 ? 0 : 8, 40);
    }
    return times.slice(1).map((time, n) => time - times[n]);
}"""
ZOOM = """async () => {
    const began = performance.now();
    document.querySelector('a[data-soft][data-key="-"]').click();
    await new Promise((done) => document.addEventListener("htmx:after:swap", done, {once: true}));
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
}"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8171)
    return parser.parse_args()


def seed(tasks):
    """Ten phases, in them a hundred packages of nineteen tasks, and each task waits for one of the ten before."""
    from headway.commands import items, phases, relations, run, run_many
    from headway.commands.workspaces import create_user, create_workspace, owner_of

    now = datetime.now(UTC)
    user = create_user(email="ada@x.org", name="Ada", password=None, now=now)
    actor = owner_of(create_workspace(name="Bench", now=now, owner=user))
    run(items.CreateItem(kind="project", title="Everything"), actor=actor, now=now)
    numbers = [
        run(phases.AddPhase(project="P-1", phase_name=f"Phase {n}"), actor=actor, now=now)["id"] for n in range(10)
    ]
    begin = datetime.now(UTC).date() - timedelta(days=200)
    made = []
    for n in range(tasks):
        start = begin + timedelta(days=n * 400 // tasks)
        dates = {"start": start, "due": start + timedelta(days=2 + n % 9)}
        place = {"parent": f"T-{n - n % 20 + 1}"} if n % 20 else {"parent": "P-1", "phase": numbers[n * 10 // tasks]}
        made.append(items.CreateItem(kind="task", title=f"Piece of work {n}", **place, **dates))
    made += [
        relations.AddRelation(source=f"T-{n + 1}", type="depends-on", target=f"T-{max(1, n - n % 10)}")
        for n in range(1, tasks)
    ]
    made += [relations.AddRelation(source=f"T-{tasks}", type="depends-on", target="T-1")]
    run_many(made, actor=actor, now=now)


def session():
    """A signed-in session of the owner."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from headway.models import Member

    user = Member.objects.get(role="owner").user
    made = SessionStore()
    made[SESSION_KEY] = str(user.pk)
    made[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    made[HASH_SESSION_KEY] = user.get_session_auth_hash()
    made.create()
    return made.session_key


def served(port):
    """Start the server and wait until it answers."""
    told = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    process = subprocess.Popen([HEADWAY, "serve", "--port", str(port)], **told)
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").read()
            return process
        except OSError:
            time.sleep(0.1)


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def server(address, cookie):
    """Time the page as the browser asks for it."""
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={cookie}", "Accept-Encoding": "gzip"})
    times, size = [], 0
    for _ in range(11):
        begin = time.perf_counter()
        size = len(urllib.request.urlopen(request).read())
        times.append((time.perf_counter() - begin) * 1000)
    print(f"page: median {statistics.median(times[1:]):.0f} ms, {size / 1000:.0f} kB compressed")
    anew = []
    for n in range(6):
        change(f"Piece of work {n}")
        begin = time.perf_counter()
        urllib.request.urlopen(request).read()
        anew.append((time.perf_counter() - begin) * 1000)
    print(f"the same after a change: median {statistics.median(anew):.0f} ms")


def change(title):
    """Something happens, so that nothing that was read before is of use."""
    from headway.access.actor import actor_for
    from headway.commands import items, run
    from headway.models import Member

    actor = actor_for(member=Member.objects.get(role="owner"), via="cli")
    run(items.ChangeItem(key="T-1", title=title), actor=actor, now=datetime.now(UTC))


def spent(inside):
    """Milliseconds of its own time that the main thread has worked, whatever else the machine does."""
    told = inside.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in told if one["name"] == "TaskDuration") * 1000


def browse(address, cookie, given):
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find_chromium

    with sync_playwright() as playwright:
        path = find_chromium(bundled=playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        page = context.new_page()
        inside = context.new_cdp_session(page)
        inside.send("Performance.enable", {"timeDomain": "threadTicks"})
        for zoom in ("week", "month"):
            page.goto(f"{address}?zoom={zoom}", wait_until="load")
            drawn = time.perf_counter()
            while page.locator(".tl-bar").count() < given.tasks and time.perf_counter() - drawn < 30:
                page.wait_for_timeout(50)
            print(f"{zoom}: every line is there {time.perf_counter() - drawn:.1f} s after the page")
            page.wait_for_timeout(1500)
            count = page.locator(".tl-bar").count(), page.locator(".tl-link").count()
            before = spent(inside)
            gaps = page.evaluate(SCROLL, FRAMES)
            work = (spent(inside) - before) / FRAMES
            slow = sum(gap > 17.5 for gap in gaps)
            print(
                f"{zoom}: {count[0]} bars, {count[1]} links; {len(gaps)} frames: median {quantile(gaps, 0.5):.1f} ms, "
                f"95 % {quantile(gaps, 0.95):.1f} ms, longest {max(gaps):.1f} ms, {slow} over 1/60 s; "
                f"main thread {work:.1f} ms of its own time a frame"
            )
        print(f"zoom, until it is drawn anew: {page.evaluate(ZOOM):.0f} ms")
        browser.close()


def main():
    given = arguments()
    home = given.home or Path(tempfile.mkdtemp(prefix="headway-timeline-"))
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"HEADWAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "headway.config.settings"}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sys.path.insert(0, str(Path(__file__).parent.parent))
    subprocess.run([HEADWAY, "migrate"], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    from headway.models import Item

    if not Item.objects.exists():
        seed(given.tasks)
    cookie = session()
    process = served(given.port)
    address = f"http://127.0.0.1:{given.port}/projects/P-1/timeline"
    try:
        server(address, cookie)
        browse(address, cookie, given)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


if __name__ == "__main__":
    main()
