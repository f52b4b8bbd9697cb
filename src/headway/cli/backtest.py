"""`headway backtest`: a workspace's own history replayed with the code that forecasts today."""

from datetime import UTC, datetime
from typing import Any

import click
import orjson

from .transfer import existing


@click.command("backtest", short_help="Replay a workspace's history, and score what would have been forecast.")
@click.option("--workspace", "-w", metavar="NAME", help="Which workspace; may be left out where there is just one.")
@click.option("--json", "as_json", is_flag=True, help="Print the score sheet as one JSON document.")
def backtest(workspace: str | None, as_json: bool) -> None:
    """Go through the history week by week, forecast with what was known then, and score it by what happened.

    The figures stand on the track record beside those of live forecasts, and never among them.

    \b
    headway backtest --workspace acme
    """
    from ..access.actor import house
    from ..insights.track import ShowTrackRecord
    from ..jobs.insights import backtest as replay
    from ..queries.base import ask

    row, now = existing(workspace), datetime.now(UTC)
    replay(row, now=now)
    found = ask(ShowTrackRecord(), actor=house(workspace=row, via="cli"), now=now).backtest
    if as_json:
        click.echo(orjson.dumps(found).decode())
        return
    click.echo(
        _told(found) if found else "Nothing to score: fewer than ten pieces of work had been finished by any week."
    )


def _told(found: Any) -> str:
    sheet = found.sheet
    head = (
        f"{found.origins} origins from {found.first} to {found.last}, model {found.model}: {sheet.count:,} forecasts"
        f" of {sheet.items:,} items came out, {sheet.waiting:,} have not had their time, {sheet.void:,} were dropped."
    )
    return "\n".join([head, _COLUMNS, *(_line(one) for one in sheet.lines)])


_COLUMNS = (
    f"{'forecast':16}{'reach':12}{'count':>7}{'items':>7}{'Brier':>8}{'by P50':>8}{'by P85':>8}{'skill':>8}  verdict"
)


def _line(one: Any) -> str:
    share = [f"{value:.2f}" if value is not None else "" for value in (one.brier, one.by_p50, one.by_p85, one.skill)]
    figures = "".join(f"{value:>8}" for value in share)
    return f"{one.kind:16}{one.horizon:12}{one.count:>7}{one.items:>7}{figures}  {one.verdict}"
