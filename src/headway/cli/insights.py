"""`headway insights`: forecasts and findings brought up to date now, instead of by the worker."""

from datetime import UTC, datetime

import click
import orjson

from .transfer import existing


@click.command("insights", short_help="Bring forecasts and findings up to date now.")
@click.option("--workspace", "-w", metavar="NAME", help="Which workspace; may be left out where there is just one.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON document.")
def insights(workspace: str | None, as_json: bool) -> None:
    """Look for what is at risk, and keep today's forecasts, as the worker does by itself.

    \b
    headway insights
    headway finding list --kind predicted-miss
    """
    from ..jobs.insights import find, forecast

    row, now = existing(workspace), datetime.now(UTC)
    counts = {"forecasts": forecast(row, now=now), "findings": find(row, now=now)}
    if as_json:
        click.echo(orjson.dumps(counts).decode())
        return
    click.echo(f"{counts['forecasts']:,} new forecasts; {counts['findings']:,} findings opened or spoke again.")
