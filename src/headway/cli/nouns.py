"""`headway NOUN VERB`, made of the catalogues of commands and queries; a noun is what stands before the dot."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import click

from .. import commands, insights
from ..access.actor import Actor, actor_for
from ..commands.workspaces import owner_of
from ..queries import house as about_house
from ..queries.base import Query, ask
from . import fields, house, show, start

EXAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "item.create": (
        'headway item create task "Order the parts" --team OPS --due 2026-09-01 --label parts --label urgent',
        'headway item create --kind issue --title "Cannot pay" --severity major --description - < report.md',
    ),
    "item.update": ("headway item update OPS-4 --owner ann@acme.com --clear due --version-seen 3",),
    "item.move": ("headway item move OPS-4 doing",),
    "item.list": ("headway item list 'kind:issue state:open owner:me' --json",),
    "item.count": ("headway item count --workspace acme 'kind:task state:done'",),
    "item.show": ("headway item show OPS-4",),
    "relation.add": ("headway relation add OPS-4 depends-on OPS-3 --lag 480",),
    "comment.add": ('headway comment add OPS-4 "Done by Friday, @ann@acme.com"',),
}
COMMON: Final = frozenset({"workspace", "acting", "as_json", "key_of_request", "seen", "words", "cleared"})


@cache
def nouns() -> Mapping[str, click.Group]:
    """Every noun with its verbs, by name."""
    found: dict[str, click.Group] = {"token": house.token, "workspace": house.workspace}
    for name, class_ in sorted({**commands.catalogue(), **insights.catalogue()}.items()):
        noun, verb = name.split(".")
        group = found.setdefault(_dashed(noun), click.Group(_dashed(noun), help=f"Verbs for: {noun}."))
        group.add_command(_verb(class_, noun=noun, verb=_dashed(verb)))
    return dict(sorted(found.items()))


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _verb(class_: Any, *, noun: str, verb: str) -> click.Command:
    is_query = issubclass(class_, Query)
    order = fields.order(class_, path=class_.route if is_query else class_.route[1])
    metavar = fields.usage(class_, order)
    words = [click.Argument(["words"], nargs=-1, metavar=metavar)] if order else []
    own = [*words, *fields.options(class_, noun=noun)]
    return click.Command(
        verb,
        callback=_callback(class_, order),
        params=[*own, *_common(versioned=not is_query and class_.versioned is not None, writes=not is_query)],
        help=_help(class_),
    )


def _help(class_: Any) -> str:
    text = (class_.__doc__ or "").strip()
    examples = EXAMPLES.get(class_.name, ())
    return "\n".join([text, "", "\b", *examples]) if examples else text


def _common(*, versioned: bool, writes: bool) -> list[click.Parameter]:
    made: list[click.Parameter] = [
        click.Option(
            ["--workspace", "-w"], metavar="NAME", help="Name or short name; may be left out where there is just one."
        ),
        click.Option(["--as", "acting"], metavar="EMAIL", help="On whose behalf; default: the workspace's owner."),
        click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON document."),
    ]
    if writes:
        text = "Makes a repetition harmless: the same request with the same key is done once."
        made.append(click.Option(["--idempotency-key", "key_of_request"], metavar="KEY", help=text))
    if versioned:
        text = "Refuse if the item has changed since this version."
        made.append(click.Option(["--version-seen", "seen"], type=click.IntRange(1), metavar="NUMBER", help=text))
    return made


def _callback(class_: Any, order: list[str]) -> Callable[..., None]:
    def call(**given: Any) -> None:
        stated = fields.values(class_, given, words=given.get("words", ()), order=order)
        one = class_.model_validate(stated)
        start.database()
        actor = _actor(given["workspace"], given["acting"])
        show.answer(_do(one, actor=actor, given=given), as_json=given["as_json"])

    return call


def _do(one: Any, *, actor: Actor, given: Mapping[str, Any]) -> Any:
    now = datetime.now(UTC)
    if isinstance(one, Query):
        return ask(one, actor=actor, now=now)
    return commands.run(one, actor=actor, now=now, key=given["key_of_request"], seen=given.get("seen"))


def _actor(workspace: str | None, email: str | None) -> Actor:
    row = about_house.find_workspace(workspace)
    if email is None:
        return owner_of(row)
    return actor_for(member=about_house.find_member(row, email=email, field="as"), via="cli")
