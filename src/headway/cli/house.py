"""What is done to the house rather than in it: users, workspaces, tokens."""

import sys
from datetime import UTC, datetime

import click

from ..access.actor import actor_for
from ..commands import run
from ..commands import users as accounts
from ..commands.tokens import CreateToken
from ..commands.workspaces import create_user, create_workspace, found
from ..models import Member, Workspace
from ..queries import house
from ..rules.errors import NotFound
from . import show, start

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_SECRET = "How he signs in; without it, asked for. «-» reads it from standard input."  # noqa: S105 - a help text


class _Late(click.Group):
    """A group whose verbs need the database; its help does not."""

    def invoke(self, ctx: click.Context) -> object:
        """Bring the database up to date first."""
        start.database()
        return super().invoke(ctx)


@click.group(cls=_Late)
def user() -> None:
    """People who can sign in."""


@user.command("create")
@click.argument("email")
@click.option("--name", default="", help="What he is called.")
@click.option("--password", metavar="TEXT", help=_SECRET)
@as_json
def user_create(email: str, name: str, password: str | None, as_json: bool) -> None:
    """Make somebody who can sign in, tied to the members who bear his address.

    \b
    headway user create ann@acme.com --name "Ann Arbor"
    """
    secret = _secret(password)
    accounts.check_password(secret, email=email, name=name)
    row = create_user(email=email, name=name, password=secret, now=datetime.now(UTC))
    show.answer({"user": row.email, "name": row.name}, as_json=as_json)


@user.command("password")
@click.argument("email")
@click.option("--password", metavar="TEXT", help=_SECRET)
@as_json
def user_password(email: str, password: str | None, as_json: bool) -> None:
    """Give a user another password; his sessions end."""
    row = house.find_user(email)
    accounts.set_password(user=row, password=_secret(password))
    show.answer({"user": row.email}, as_json=as_json)


@user.command("list")
@as_json
def user_list(as_json: bool) -> None:
    """List everybody who can sign in."""
    show.answer(house.users(), as_json=as_json)


def _secret(given: str | None) -> str:
    if given == "-":
        return sys.stdin.readline().rstrip("\n")
    asked: str = given or click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked


@click.group(cls=_Late)
def workspace() -> None:
    """Organisations; everything belongs to one."""


@workspace.command("create")
@click.argument("name")
@click.option("--owner", metavar="EMAIL", help="A user: its first member, who may do everything in it.")
@click.option("--slug", metavar="NAME", help="Its short name; default: made of the name.")
@click.option("--time-zone", default="UTC", show_default=True, metavar="ZONE", help="Such as Europe/Berlin.")
@as_json
def workspace_create(name: str, owner: str | None, slug: str | None, time_zone: str, as_json: bool) -> None:
    """Make a workspace.

    \b
    headway user create ann@acme.com
    headway workspace create Acme --owner ann@acme.com --time-zone Europe/Berlin
    """
    found = house.find_user(owner) if owner else None
    row = create_workspace(name=name, slug=slug, owner=found, time_zone=time_zone, now=datetime.now(UTC))
    show.answer({"workspace": row.slug, "name": row.name}, as_json=as_json)


@workspace.command("list")
@as_json
def workspace_list(as_json: bool) -> None:
    """List every workspace."""
    show.answer(house.workspaces(), as_json=as_json)


def _member(space: Workspace, email: str) -> Member:
    """The member of this address; the first person to come to a workspace without an owner becomes its owner."""
    try:
        return house.find_member(space, email=email, field="user")
    except NotFound:
        founder = found(workspace=space, email=email, now=datetime.now(UTC)) if "@" in email else None
        if founder is None:
            raise
    click.echo(f"{founder.email} is now the owner of {space.slug}, which had none", err=True)
    return founder


@click.group(cls=_Late, invoke_without_command=True)
@click.option("--workspace", "-w", "chosen", metavar="NAME", help="May be left out where there is just one.")
@click.option("--user", "email", metavar="EMAIL", help="Whose token it is: a member's address.")
@click.option("--scopes", default="read,write", show_default=True, help="What it may: read, write, admin; by commas.")
@click.option("--name", default="command line", show_default=True, help="What it is called in lists.")
@click.option("--days", type=click.IntRange(1, 3650), help="How long it is valid; default: for ever.")
@as_json
@click.pass_context
def token(
    ctx: click.Context, chosen: str | None, email: str | None, scopes: str, name: str, days: int | None, as_json: bool
) -> None:
    """Make a token for the API and print it; or list and revoke tokens with a verb.

    \b
    headway token --workspace acme --user ann@acme.com
    headway token --workspace acme --user bot@acme.com --scopes read --days 30
    """
    if ctx.invoked_subcommand is not None:
        return
    if not email:
        raise click.UsageError("--user EMAIL: say whose token it is", ctx=ctx)
    member = _member(house.find_workspace(chosen), email)
    wanted = [one.strip() for one in scopes.split(",") if one.strip()]
    command = CreateToken.model_validate({"token_name": name, "scopes": wanted, "days": days})
    answer = run(command, actor=actor_for(member=member, via="cli"), now=datetime.now(UTC))
    click.echo(answer["token"]) if not as_json else show.answer(answer, as_json=True)
