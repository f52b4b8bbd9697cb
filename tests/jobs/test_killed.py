"""A worker killed with a job in hand loses nothing and doubles nothing."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from tests.postgres import PostgresServer
from tests.running import Home, new_home, until

ROOT = Path(__file__).parent.parent.parent
ISSUES, CHANGES = 30, 30
"""As many as tests.jobs.mortal makes."""


# What looks for risks stays; killed, its job has failed, and the next begins another.
STAYS = """
import os, signal
from datetime import UTC, datetime
from django_tasks_db.models import DBTaskResult
from headway.access.actor import house
from headway.commands import run
from headway.commands.items import CreateItem
from headway.jobs import apart, tasks
from headway.jobs.staying import STAYING
from headway.jobs.worker import Worker
from headway.models import Workspace

apart.MUCH, told = 0, []
for number in range(4):
    run(CreateItem(kind="task", title="Late"), actor=house(workspace=Workspace.objects.get()), now=datetime.now(UTC))
    job = tasks.find_risks.enqueue()
    if number == 2:
        os.kill(STAYING._process.pid, signal.SIGKILL)
        STAYING._process.wait()
    assert Worker().once()
    row = DBTaskResult.objects.get(pk=job.id)
    told.append((row.status, row.return_value, STAYING._process and STAYING._process.pid))
STAYING.end()
first, second, killed, anew = told
assert first[:2] == second[:2] == anew[:2] == ("SUCCESSFUL", 1), told
assert killed == ("FAILED", None, None), told
assert first[2] == second[2] != anew[2], told
assert STAYING._process is None
print("all of it")
"""


def test_a_job_in_hand_is_done_again_and_its_effect_stands_once(
    tmp_path: Path, postgres: PostgresServer | None
) -> None:
    with new_home(tmp_path, postgres=postgres) as home:
        home.environment |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "headway.config.settings"}
        _python(home, "from tests.jobs.slow import slow; slow.enqueue()")
        home.start()
        assert home.process is not None
        courses = tmp_path / "courses"
        until(courses.exists, what=lambda: home.log, seconds=20)
        home.kill()
        home.start()
        until(lambda: _job(home)["status"] == "SUCCESSFUL", what=lambda: f"{_job(home)}\n{home.log}", seconds=30)
        job = _job(home)
        assert courses.read_text().count("begun") == 2
        assert (job["value"], len(job["workers"])) == ("T-1", 2)
        assert home.headway("item", "count") == "1\n"


def test_a_job_runs_in_a_process_of_its_own_as_in_the_workers(tmp_path: Path, postgres: PostgresServer | None) -> None:
    with new_home(tmp_path, postgres=postgres) as home:
        home.environment |= {"DJANGO_SETTINGS_MODULE": "headway.config.settings"}
        home.headway("item", "create", "task", "Late", "--due", "2020-01-01")
        loaded = _python(
            home,
            "import resource; from headway.jobs import apart, tasks; from headway.jobs.worker import Worker;"
            "apart.MUCH = 0; asked = tasks.find_late.enqueue(); assert Worker().once();"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > 0)",
        )
        late = _job(home, "headway.jobs.tasks.find_late")
        assert (late["status"], late["value"], loaded.splitlines()[-1]) == ("SUCCESSFUL", 0, "True")
        assert _python(home, f"exec({STAYS!r})").splitlines()[-1] == "all of it"


def _job(home: Home, path: str = "tests.jobs.slow.slow") -> dict[str, object]:
    found: dict[str, object] = json.loads(
        _python(
            home,
            "import json; from django_tasks_db.models import DBTaskResult as R;"
            f"row = R.objects.get(task_path='{path}');"
            "print(json.dumps({'status': row.status, 'value': row.return_value, 'workers': row.worker_ids}))",
        )
    )
    return found


def _python(home: Home, script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {script}"],
        env=home.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_workers_killed_in_the_midst_of_all_their_work(tmp_path: Path, postgres: PostgresServer | None) -> None:
    """One is killed while it escalates, one as it makes three weeks of tasks, one among a rule's answers."""
    with new_home(tmp_path, postgres=postgres) as home:
        home.environment |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "headway.config.settings"}
        command = [sys.executable, "-m", "tests.jobs.mortal"]
        done = subprocess.run(command, env=home.environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        told = json.loads(done.stdout.splitlines()[-1])
    instances = told["instances"]
    first, last = (datetime.fromisoformat(instances[place]) for place in (0, -1))
    hours = int((last - first) / timedelta(hours=1)) + 1
    assert last.date() == datetime.fromisoformat(told["now"]).date()
    assert len(instances) == len(set(instances)) == hours == told["created"]
    assert told["halfway"] < len(instances), "it was killed after the work"
    assert (len(told["fired"]), len(set(told["fired"])), told["told"]) == (ISSUES, ISSUES, ISSUES)
    assert (told["runs"], told["notes"], told["changes"]) == (["done"] * CHANGES, CHANGES, CHANGES)
    assert told["wrong"] == []
