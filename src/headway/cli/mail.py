"""`headway mail < message`: where a mail server pipes what comes in for us."""

import sys
from datetime import UTC, datetime

import click

from ..access.actor import house
from ..commands import run
from ..commands.mails import ReceiveMail
from ..queries import house as about_house
from ..rules.errors import TooMany
from ..rules.letters import read_letter
from . import show

LARGEST = 50_000_000


@click.command("mail")
@click.option("--workspace", "-w", metavar="NAME", help="May be left out where there is just one.")
@click.option("--team", metavar="KEY", help="The team whose issues new messages become; without it, nobody's.")
@click.option("--proven", is_flag=True, help="The mail server proves senders (SPF, DKIM): members may speak by mail.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def mail(workspace: str | None, team: str | None, proven: bool, as_json: bool) -> None:
    """Take in one message from standard input: an answer becomes a comment, anything else an issue.

    \b
    # /etc/aliases
    support: "|headway mail --workspace acme --team SUP"
    """
    letter = read_letter(sys.stdin.buffer.read(LARGEST))
    command = ReceiveMail(
        digest=letter.digest,
        sender=letter.sender,
        sender_name=letter.sender_name,
        subject=letter.subject,
        body=letter.body,
        references=list(letter.references),
        attachments=list(letter.attachments),
        automatic=letter.automatic,
        proven=proven,
        team=team,
    )
    row = about_house.find_workspace(workspace)
    try:
        answer = run(command, actor=house(workspace=row, via="mail"), now=datetime.now(UTC))
    except TooMany as problem:
        # A server that hears of a failure sends its sender a letter: that would feed a flood.
        answer = {"became": "nothing", "key": None, "why": problem.message}
    show.answer(answer, as_json=as_json)
