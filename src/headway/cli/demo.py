"""`headway demo`: the demo organisation, built by commands under a simulated clock."""

from datetime import UTC, datetime
from typing import Any

import click
import orjson


@click.command("demo", short_help="Build the demo organisation.")
@click.option("--size", type=click.Choice(("small", "standard", "large")), default="standard", show_default=True)
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed and day give the same content.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there is a workspace already.")
@click.option("--workspace", metavar="NAME", help="What the organisation is called.  [default: Harbourline]")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON document.")
def demo(size: str, seed: int, if_empty: bool, workspace: str | None, as_json: bool) -> None:
    """Build a company with sixty people, its goals, work and half a year of history.

    large holds 100,000 items, for benchmarks; docs/demo.md says who is who and what to look for.

    \b
    headway demo
    headway demo --size large --workspace Big
    """
    if if_empty and _any_workspace():
        _tell({"built": False}, as_json=as_json, text="There is a workspace already; nothing to build.")
        return
    from django.conf import settings

    from ..demo.build import build
    from ..demo.people import COMPANY
    from ..jobs.automation import answer

    built = build(
        size=size,
        seed=seed,
        now=datetime.now(UTC),
        name=workspace or COMPANY,
        home=settings.HOME,
        progress=lambda text: click.echo(f"  {text} …", err=True),
        answer=answer,
    )
    facts = {"built": True, "workspace": built.workspace.slug, **built.figures}
    _tell(facts, as_json=as_json, text=_summary(built.workspace.name, built.figures))


def _any_workspace() -> bool:
    from ..models import Workspace

    return Workspace.objects.exists()


def _summary(name: str, figures: dict[str, int]) -> str:
    counts = ", ".join(f"{count:,} {noun}" for noun, count in figures.items() if noun != "seconds")
    return (
        f"{name} is built: {counts}; in {figures['seconds']} s.\n\n"
        "Now `headway serve`, and walk in with one click: executive, team lead, project manager, engineer, owner."
        "\nLook for: a team with too much work, a supplier whose date slips, a goal that nobody works on, and an issue"
        "\nthat costs more than it looks."
    )


def _tell(facts: dict[str, Any], *, as_json: bool, text: str) -> None:
    click.echo(orjson.dumps(facts).decode() if as_json else text)
