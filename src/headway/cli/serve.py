"""`headway serve`, `headway worker` and `headway migrate`: the processes that run a Headway."""

import click


@click.command()
@click.option("--host", default="127.0.0.1", envvar="HEADWAY_HOST", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, envvar="PORT", type=click.IntRange(0, 65535), show_default=True)
@click.option(
    "--workers",
    default=1,
    envvar="HEADWAY_WORKERS",
    type=click.IntRange(1, 64),
    show_default=True,
    help="Processes that share the port; more than one makes sense on PostgreSQL and several cores.",
)
@click.option(
    "--worker/--no-worker", default=True, help="Have it do the work of a worker for jobs, too.  [default: yes]"
)
def serve(host: str, port: int, workers: int, worker: bool) -> None:
    """Serve pages, API and live changes on one port.

    \b
    headway serve
    headway serve --host 0.0.0.0 --port 80 --workers 4
    PORT=9000 HEADWAY_HOME=/srv/headway headway serve

    SIGTERM or Ctrl-C stops it gracefully: running requests are finished, streams are closed, and the worker
    stops after the job at hand. GET /healthz tells that the process is up, /readyz that all is well.
    """
    from .start import django

    django()
    from ..config.serving import serve as run

    run(host=host, port=port, workers=workers, worker=worker)


@click.command()
@click.option("--attended", is_flag=True, hidden=True, help="Stop when standard input ends.")
def worker(attended: bool) -> None:
    """Run jobs and followers until told to stop.

    `headway serve` has one of its own; run more of them beside it, on any machine with the same DATABASE_URL,
    or serve with --no-worker and run them here alone. None of them does another's job.
    """
    import signal

    from ..config import logs
    from ..jobs.worker import Worker, stop_with_parent

    logs.configure()
    one = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: one.stop())
    if attended:
        stop_with_parent(one)
    one.run()


@click.command(hidden=True)
@click.argument("job_id")
def job(job_id: str) -> None:
    """Run one job that a worker has claimed. Started by the worker."""
    from ..jobs import apart

    _as_a_workers_own()
    apart.end_with_parent()
    _run_claimed(job_id)


@click.command(hidden=True)
def jobs() -> None:
    """Run the jobs that a worker has claimed and names on standard input, until it is quiet. Started by the worker."""
    import gc

    from django.db import close_old_connections

    from ..insights.warm import SHELF
    from ..jobs import staying

    def run(job_id: str) -> None:
        close_old_connections()
        _run_claimed(job_id)
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # what is kept warm is not looked through again

    gc.set_threshold(10_000, 20, 1_000)
    _as_a_workers_own()
    SHELF.keep()
    staying.work(run)


def _as_a_workers_own() -> None:
    """What stops the worker, too, lets the job at hand end; end of patience is the end of the pipe."""
    import signal

    from ..config import logs

    logs.configure()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def _run_claimed(job_id: str) -> None:
    from django_tasks_db.models import DBTaskResult

    from ..jobs.worker import runner

    claimed = DBTaskResult.objects.get(pk=job_id)
    runner(claimed.worker_ids[-1]).run_task(claimed)


@click.command()
def migrate() -> None:
    """Bring the database up to date. Every command that needs the database does so at first use."""
    click.echo("The database is up to date.")
