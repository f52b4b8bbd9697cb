"""What a person waits for, in Chromium: first paint, answers to keys and clicks, layout shift, weight of a first visit.

    .venv/bin/python bench/pages.py [--home DIR] [--size standard] [--rounds 5]

DIR keeps the demo organisation for the next run (build/bench/SIZE without it); it is built where it is missing. Every
page is read `rounds` times with the browser's store warm, and once without it, for its weight. An answer to a key or a
click is what Event Timing tells: from the press until the next frame is shown, in steps of 8 ms.
"""

import argparse
import os
import signal
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))
ROOT = Path(__file__).parent.parent
LIMITS = {"first paint": 300, "answer": 100, "visit": 200, "scripts": 80}
WATCH = """() => {
    window.seen = {shift: 0, answer: 0};
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
    }).observe({type: "layout-shift", buffered: true});
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (one.interactionId) seen.answer = Math.max(seen.answer, one.duration);
    }).observe({type: "event", durationThreshold: 16, buffered: true});
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
# Two frames, so that whatever was pressed last has been shown and told.
SHOWN = "() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(next, 50))))"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--size", default="standard", choices=("small", "standard", "large"))
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def addresses():
    """The screens, on items that are there."""
    from django.db.models import Count

    from headway.models import Item

    living = Item.objects.filter(deleted_at=None)
    team = living.filter(kind="task").values("team__key").annotate(n=Count("id")).order_by("-n")[0]["team__key"]
    project = living.filter(kind="project", category="doing").annotate(n=Count("children")).order_by("-n")[0].key
    issue = living.filter(kind="issue", category__in=("backlog", "ready", "doing")).order_by("-id")[0].key
    yield from ("/my-work", "/inbox", "/portfolio", "/goals", "/insights", "/summary", "/teams", f"/teams/{team}")
    yield from ("/operations", "/triage", "/feed", "/search?q=contract", "/settings/members")
    yield from ("/explore?q=kind:task+is:open", "/explore?q=kind:task&layout=calendar")
    yield from (f"/board?team={team}&kind=task", f"/items/{issue}", f"/items/{project}")
    yield from (f"/projects/{project}", f"/projects/{project}/timeline")


def weigh(browser, site, path, cookie):
    """Kilobytes over the wire of a first visit: in all, and of scripts."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
    context.add_cookies([cookie])
    page = context.new_page()
    inside = context.new_cdp_session(page)
    kinds, sizes = {}, {}
    inside.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    inside.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    inside.send("Network.enable")
    page.goto(site + path, wait_until="load")
    page.wait_for_timeout(300)
    context.close()
    scripts = sum(size for one, size in sizes.items() if kinds.get(one) == "Script")
    return sum(sizes.values()) / 1000, scripts / 1000


def look(page, site, path, rounds):
    """First paint, layout shift, and the slowest answer to some keys and clicks, of one page."""
    paints = []
    for _ in range(rounds):
        page.goto(site + path, wait_until="load")
        page.wait_for_timeout(100)
        paints.append(page.evaluate(PAINT))
    page.evaluate(WATCH)
    for key in ("j", "j", "k", "?", "Escape", "Control+k", "t", "Escape"):
        page.keyboard.press(key)
        page.evaluate(SHOWN)
    page.mouse.click(700, 450, button="middle")
    menu = page.locator("details[data-menu]:visible > summary")
    if menu.count():
        menu.first.click()
        page.evaluate(SHOWN)
    seen = page.evaluate("seen")
    return statistics.median(paints), seen["shift"], seen["answer"]


def measure(site, wanted, rounds, cookie):
    """Print a line for each page, and what is over a limit."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find_chromium

    over = []
    print(f"{'page':44} {'first paint':>11} {'answer':>7} {'shift':>6} {'visit':>7} {'scripts':>8}")
    with sync_playwright() as playwright:
        path = find_chromium(bundled=playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
        context.add_cookies([cookie])
        page = context.new_page()
        for address in wanted:
            visit, scripts = weigh(browser, site, address, cookie)
            paint, shift, answer = look(page, site, address, rounds)
            print(
                f"{address:44} {paint:8.0f} ms {answer:4.0f} ms {shift:6.3f} {visit:4.0f} kB {scripts:5.0f} kB",
                flush=True,
            )
            found = {"first paint": paint, "answer": answer, "visit": visit, "scripts": scripts}
            over += [f"{name} of {address}" for name, value in found.items() if value > LIMITS[name]]
            over += [f"shift of {address}"] if shift > 0.001 else []
        browser.close()
    print("over a limit: " + (", ".join(over) or "nothing"))


def main():
    given = arguments()
    home = given.home or ROOT / "build" / "bench" / given.size
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"HEADWAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "headway.config.settings"}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from screens import build, free_port
    from timeline import served, session

    build(home, given.size)
    import django

    django.setup()
    wanted = list(addresses())
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    cookie = {"name": "sessionid", "value": session(), "url": site}
    process = served(port)
    try:
        measure(site, wanted, given.rounds, cookie)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


if __name__ == "__main__":
    main()
