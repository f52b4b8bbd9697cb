"""The jobs of the house. A job runs at least once: its effects must bear a repetition, as those of commands do."""

from datetime import UTC, datetime

from django_tasks import task

from ..access.actor import house
from ..commands import files, reminders, run, upkeep
from ..commands.clocks import TellBreaches, breaching_workspaces
from ..commands.escalations import RunEscalations, watched_workspaces
from ..commands.occurrences import MakeOccurrences, workspaces_to_make
from ..models import Workspace
from . import insights, letters, post


@task()
def forget_sessions() -> int:
    """Throw expired sessions away."""
    return upkeep.forget_sessions(now=datetime.now(UTC))


@task()
def forget_receipts() -> int:
    """Throw receipts of old commands away."""
    return upkeep.forget_receipts(now=datetime.now(UTC))


@task()
def forget_results() -> int:
    """Throw the results of old jobs away."""
    return upkeep.forget_results(now=datetime.now(UTC))


@task()
def remind_of_check_ins() -> int:
    """Ask owners of goals for the check-ins that have come due."""
    return reminders.remind(now=datetime.now(UTC))


@task()
def collect_files() -> int:
    """Delete the bytes of files that no item has any more."""
    return files.collect(now=datetime.now(UTC))


@task()
def refresh_statistics() -> None:
    """Have the database plan by what is there now."""
    upkeep.refresh_statistics()


@task()
def send_notices() -> int:
    """Send the letters to reporters outside that wait."""
    return post.send_notices()


@task()
def send_letters() -> int:
    """Send members the letters and digests that are due."""
    return letters.send_letters()


@task()
def escalate() -> int:
    """Follow the escalation paths of every workspace that has some."""
    now = datetime.now(UTC)
    return sum(run(RunEscalations(), actor=house(workspace=one), now=now)["fired"] for one in watched_workspaces())


@task()
def make_occurrences() -> int:
    """Make the tasks of schedules that are due to be made, batch by batch; a year's worth after a year's standstill."""
    made = 0
    for workspace in workspaces_to_make(now=datetime.now(UTC)):
        more = True
        while more:
            answer = run(MakeOccurrences(), actor=house(workspace=workspace), now=datetime.now(UTC))
            made, more = made + answer["made"], answer["more"]
    return made


@task()
def tell_breaches() -> int:
    """Write into the log which service levels have been broken."""
    now = datetime.now(UTC)
    late = breaching_workspaces(now=now)
    return sum(run(TellBreaches(), actor=house(workspace=one), now=now)["breached"] for one in late)


@task()
def forecast() -> int:
    """Keep what is to be said today of goals, projects and work, and write down what came of what was said before."""
    return insights.each(insights.forecast, Workspace.objects.order_by("pk"), now=datetime.now(UTC))


@task()
def find_risks() -> int:
    """Look again for what is at risk wherever something has happened since."""
    return insights.find_news(now=datetime.now(UTC))


@task()
def find_late() -> int:
    """Look again everywhere: time alone makes work late."""
    return insights.each(insights.find, Workspace.objects.order_by("pk"), now=datetime.now(UTC))


@task()
def backtest() -> int:
    """Replay the histories whose last replay is a week old."""
    return insights.backtest_stale(now=datetime.now(UTC))
