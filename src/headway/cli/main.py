"""The command `headway`: its own verbs, and every command and query of the catalogues as `headway NOUN VERB`."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click

from . import start
from .problems import tell_and_exit


class Own:
    """Where one of the command's own verbs is written, and whether it needs the database."""

    def __init__(self, place: str, help: str, *, database: bool = True, hidden: bool = False) -> None:
        self.place, self.help, self.database, self.hidden = place, help, database, hidden

    def load(self) -> click.Command:
        """Import it."""
        if self.database:
            start.django()
        module, name = self.place.split(":")
        command: click.Command = getattr(import_module(f"{__package__}.{module}"), name)
        return command


OWN: Final[Mapping[str, Own]] = {
    "serve": Own("serve:serve", "Serve pages, API and live changes on one port, with a worker.", database=False),
    "worker": Own("serve:worker", "Run jobs and followers, beside any number of others."),
    "job": Own("serve:job", "Run a job that a worker has claimed.", hidden=True),
    "jobs": Own("serve:jobs", "Run the jobs that a worker has claimed, as they come.", hidden=True),
    "migrate": Own("serve:migrate", "Bring the database up to date; every command does so at first use."),
    "demo": Own("demo:demo", "Build the demo organisation."),
    "import": Own("transfer:import_command", "Bring in another tool's work, with its history."),
    "import-order": Own("import_order:import_order", "Carry out an import that a page has ordered.", hidden=True),
    "export-order": Own("export_order:export_order", "Write an export that a page has ordered.", hidden=True),
    "attach": Own("attach:attach", "Attach files to an item."),
    "files": Own("files:files", "Move attached files between the folder and an S3-compatible store."),
    "export": Own("transfer:export_command", "Write a workspace out, whole."),
    "mail": Own("mail:mail", "Take in a message that a mail server hands over, on standard input."),
    "engine": Own("engine:engine", "Run the engine on a file, without a database.", database=False),
    "insights": Own("insights:insights", "Bring forecasts and findings up to date now."),
    "backtest": Own("backtest:backtest", "Replay a workspace's history, and score what would have been forecast."),
    "user": Own("house:user", "People who can sign in."),
}


class Headway(click.Group):
    """Loads what is called, and no more: starting must be fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Own verbs first, then the nouns."""
        return [*OWN, *(noun for noun in self._nouns() if noun not in OWN)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a verb of our own, or a noun."""
        if cmd_name in OWN:
            return _with_database(OWN[cmd_name]) if OWN[cmd_name].database else OWN[cmd_name].load()
        return self._nouns().get(cmd_name.replace("_", "-"))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs, then the nouns, without loading the verbs."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, own.help) for name, own in OWN.items() if not own.hidden])
        nouns = {name: noun for name, noun in self._nouns().items() if name not in OWN}
        with formatter.section("Nouns (each has verbs: headway NOUN --help)"):
            formatter.write_dl([(name, ", ".join(noun.list_commands(ctx))) for name, noun in nouns.items()])

    def _nouns(self) -> Mapping[str, click.Group]:
        start.django()
        from .nouns import nouns

        return nouns()


def _with_database(own: Own) -> click.Command:
    command = own.load()
    plain = type(command).invoke

    def invoke(ctx: click.Context) -> Any:
        start.database()
        return plain(command, ctx)

    command.invoke = invoke  # type: ignore[method-assign]
    return command


@click.command(cls=Headway, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="headway", prog_name="headway")
def headway() -> None:
    """All the work of an organisation in one model.

    \b
    headway serve                                        serve it on http://127.0.0.1:8000
    headway workspace create Acme --owner ann@acme.com   begin
    headway item create task "Order the parts" --due 2026-09-01
    headway item list 'kind:issue state:open' --json
    headway token --workspace acme --user ann@acme.com   a token for the API

    Data lies below HEADWAY_HOME (./var), or where DATABASE_URL says.
    """


def _refuse_bytes(words: list[str]) -> None:
    """Refuse what a terminal of another encoding sent: half understood it would only fail later, or be stored."""
    for number, word in enumerate(words, start=1):
        if not word.isprintable() and any("\ud800" <= character <= "\udfff" for character in word):
            shown = word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")[:80]
            raise click.UsageError(f"word {number} is not UTF-8: {shown!r}; set your terminal to UTF-8")


def main() -> None:
    """Run the command; say what is wrong in a sentence, with exit code 2 for bad input and 1 for a refusal."""
    try:
        _refuse_bytes(sys.argv[1:])
        code = headway.main(standalone_mode=False)
    except BrokenPipeError:
        # Whoever read has enough (`| head`); what Python still holds for him goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        tell_and_exit(error, as_json="--json" in sys.argv)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
