"""The risk list and the track record, by whoever may read them; and a dismissal through its form."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from headway.commands import findings
from headway.commands.findings import renew
from headway.commands.forecasts import keep, keep_backtest, resolve
from headway.events.followers import advance
from headway.insights.backtest import Replay
from headway.insights.ledger import come_out
from headway.insights.outlook import MODEL
from headway.insights.scoring import sheet
from headway.insights.track import facts
from headway.jobs.followers import FOLLOWERS
from headway.jobs.insights import interruptions
from headway.jobs.schedule import ask_for_due
from headway.jobs.worker import runner
from headway.models import Finding, Item, Workspace
from headway.queries import house
from headway.queries.looked import JOB
from headway.rules.findings import Signal
from headway.rules.forecasts import Prediction, Said
from headway.rules.insight_words import FindingKind, ForecastKind, Sight
from tests.insights.test_ledger import case
from tests.world import World

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def risky(world: World, work: dict[str, str]) -> dict[str, str]:
    """A finding on the task that hurts the goal, with whatever eyes."""
    ids = dict(Item.objects.values_list("key", "id"))
    task, goal = ids[work["task"]], ids[work["goal"]]
    said = f"{work['task']} is late. {HOSTILE}"
    one = Signal(FindingKind.OVERDUE, task, 0.9, 0.4, 9, said, f"Finish {work['task']}", (task,), (goal,))
    for sight in Sight:
        renew(world.workspace, sight, [one], snapshot="abc", model="risk-1", now=datetime.now(UTC))
    return work


def test_the_list_is_narrowed_and_a_finding_is_dismissed_with_its_reason(risky: dict[str, str], visit: Any) -> None:
    client, task, goal = visit("member"), risky["task"], risky["goal"]
    for address in ("/insights", "/insights?kind=overdue-work", f"/insights?goal={goal}&team=PAY&standing=open"):
        page = client.get(address)
        assert page.status_code == 200
        text = page.content.decode()
        assert f'Finish <a class="named" href="/items/{task}"' in text, address
        assert f'href="/items/{goal}"' in text
        assert HOSTILE not in text
    assert f">{task}</a>." in client.get(f"/items/{task}/impact").content.decode()
    assert "No finding matches" in client.get("/insights?kind=stale-work").content.decode()
    for wrong in ("/insights?kind=bad-luck", "/insights?goal=G-99", "/insights?team=NONE", "/insights?standing=x"):
        assert client.get(wrong).status_code == 404, wrong
    pk = Finding.objects.get(sight="open").pk
    assert "Reason" in client.get(f"/act/finding.dismiss?id={pk}").content.decode()
    refused = client.post("/act/finding.dismiss", {"id": pk, "reason": ""})
    assert refused.status_code == 422
    client.post("/act/finding.dismiss", {"id": pk, "reason": "Agreed with the bank"})
    assert "No risks are known" in client.get("/insights").content.decode()
    told = visit("owner").get("/insights?standing=dismissed").content.decode()
    assert "«Agreed with the bank»" in told
    assert "dismissed by Member Person" in told


def test_guests_are_shown_neither(risky: dict[str, str], visit: Any) -> None:
    client = visit("guest")
    for address in ("/insights", "/insights/track-record"):
        assert client.get(address).status_code == 403
    assert "Finish" not in client.get(f"/items/{risky['task']}/impact").content.decode()
    assert 'href="/insights"' not in client.get("/my-work").content.decode()


def test_who_owns_the_goal_reads_in_his_inbox_what_was_found(world: World, risky: dict[str, str], visit: Any) -> None:
    Item.objects.filter(key=risky["goal"]).update(owner_id=world.actor("member").member_id)
    assert interruptions.interrupt(world.workspace, now=datetime.now(UTC)) == 1
    advance(FOLLOWERS[0], workspace=world.workspace)
    page = visit("member").get("/inbox").content.decode()
    assert f"{risky['task']} is late." in page
    assert HOSTILE not in page
    history = visit("guest").get(f"/items/{risky['task']}/history").content.decode()
    assert "is late" not in history


def test_the_track_record_tells_what_came_and_judges_nothing_too_early(
    world: World, work: dict[str, str], visit: Any
) -> None:
    client = visit("member")
    assert "None yet" in client.get("/insights/track-record").content.decode()
    now = datetime.now(UTC)
    item, day = Item.objects.get(key=work["task"]).pk, (now - timedelta(days=20)).date()
    said = Prediction(item, ForecastKind.WORK_MET, day + timedelta(days=3), 0.7, None, None)
    keep(world.workspace, Sight.OPEN, Said(day, "abc", MODEL, 1000, (said,)))
    assert "1 forecast is kept and waits" in client.get("/insights/track-record").content.decode()
    resolve(come_out(world.workspace, now=now), now=now)
    page = client.get("/insights/track-record").content.decode()
    assert "not yet calibrated (1 of 30 resolved)" in page
    assert page.count("<circle") == 0
    many = sheet([case(n, said=0.9, came=n % 10 > 0) for n in range(100)])
    keep_backtest(world.workspace, Sight.OPEN, facts=facts(Replay(MODEL, day, day, 1, many, {})), now=now)
    page = client.get("/insights/track-record").content.decode()
    assert "Back-test" in page
    assert "scored" in page
    assert page.count("<circle") == 1
    assert "Said 90 %, came 90 %, 100 forecasts" in page


def test_a_look_is_asked_for_and_told_when_it_is_done(risky: dict[str, str], visit: Any, world: World) -> None:
    client = visit("member")
    assert 'hx-get="/insights/looked"' in client.get("/insights").content.decode()
    assert "Nobody has looked yet." in client.get("/insights/looked").content.decode()
    findings.caught_up(world.workspace, seq=Workspace.objects.get().seq)
    assert not house.news_for(findings.FOLLOWER)
    now = datetime.now(UTC)
    ask_for_due(now=now)
    waiting = DBTaskResult.objects.filter(task_path=JOB, status="READY")
    waiting.update(enqueued_at=now - timedelta(minutes=1))
    assert ask_for_due(now=now) == 0
    client.post("/act/finding.look", {"next": "/insights"})
    assert [one.pk for one in house.news_for(findings.FOLLOWER)] == [world.workspace.pk]
    assert ask_for_due(now=now) == 1, "somebody waits"
    assert ask_for_due(now=now) == 0, "that one was just asked for"
    job = waiting.order_by("-enqueued_at")[0]
    job.claim("me")
    runner("me").run_task(job)
    job.refresh_from_db()
    assert (job.status, job.return_value) == ("SUCCESSFUL", 1)
    assert not house.news_for(findings.FOLLOWER)
    told = client.get("/insights/looked").content.decode()
    assert "As of" in told
    assert "The last look took" in told
    assert "Look now" in told
    assert client.get("/insights/looked", HTTP_ACCEPT_LANGUAGE="de").content.decode().count("Jetzt suchen") == 1
