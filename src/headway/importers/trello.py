"""Trello's JSON export of a board -> records.

A list is a state, its category guessed by its name; an archived card is done if its list or its due date was, else
dropped. The first member of a card is its owner. Checklists become Markdown task lists under the description, and stay
in `extra`. Trello exports the last thousand actions only: what happened before is not in the file, and a remark says
where the history does not lead to the card of today. A card is a task; `line` is its place in the export, from 1.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..rules.words import Category, Kind
from ..tongue import say
from . import vocabulary
from .reading import Node, Wrong
from .records import Attachment, Bad, Change, Person, Record, Remark, Result, State
from .source import Source, json_values
from .trello_board import Board, archived, board, born, tasks, value
from .trello_history import Past


def read(source: Source) -> Iterator[Result]:
    """Yield a Record or a Bad for every card of a board. Raises OSError if the source cannot be opened.

    The document is read as a whole: Trello's own limits keep it small.
    """
    for found in json_values(source):
        if isinstance(found, Bad):
            yield found
            continue
        node = Node(found[1])
        try:
            about = board(node)
            cards = list(node.get("cards").items())
        except Wrong as wrong:
            yield Bad(found[0], None, wrong.told)
            continue
        for line, card in enumerate(cards, start=1):
            yield _card(card, line, about)


def _card(card: Node, line: int, about: Board) -> Result:
    try:
        return _record(card, line, about)
    except Wrong as wrong:
        ref = card.value.get("id") if isinstance(card.value, dict) else None
        return Bad(line, ref if isinstance(ref, str) else None, wrong.told)


def _record(card: Node, line: int, about: Board) -> Record:
    ref = card.get("id").words()
    past = Past(about)
    for action in about.actions.get(ref, []):
        past.take(action)
    state, remarks = _state(card, past)
    members = [each.words() for each in card.get("idMembers").items()]
    for member in members:
        past.people.setdefault(member, about.people.get(member) or Person(ref=member, name=member, described=False))
    owner = members[0] if members else None
    changes, more = _agreeing(past, owner)
    created = born(ref, card.get("id").path)
    updated = max(card.get("dateLastActivity").moment() or created, created)
    moves = [change for change in past.changes if change.field == "state"]
    ended = state.category in (Category.DONE, Category.DROPPED)
    extra = _extra(card, about, members)
    return Record(
        line=line,
        ref=ref,
        key=f"{about.key}-{card.get('idShort').integer() or line}",
        project_key=about.key,
        project_name=about.name,
        kind=Kind.TASK,
        original_type="Card",
        title=card.get("name").words(),
        state=state,
        states=tuple({**past.states, state.ref: state}.values()),
        created=created,
        updated=updated,
        description=_description(card, about.checklists.get(ref, [])),
        owner_ref=owner,
        creator_ref=past.creator_ref,
        reporter_ref=past.creator_ref,
        started=_started(past),
        closed=(moves[-1].at if moves and moves[-1].new == state.ref else updated) if ended else None,
        due=card.get("due").day(),
        start=card.get("start").day(),
        points=_points(extra),
        labels=_labels(card, about),
        notes=tuple(past.notes),
        changes=changes,
        people=tuple(past.people.values()),
        attachments=tuple(_attachments(card)),
        extra=extra,
        remarks=(*remarks, *more),
    )


def _state(card: Node, past: Past) -> tuple[State, list[Remark]]:
    """Return where the card is, and a remark if the actions led elsewhere."""
    listed = past.state_of(card.get("idList").words(), None)
    if card.get("closed").value is not True:
        state = listed
    elif past.state and past.state.ref.startswith(f"{listed.ref}/"):
        state = past.state
    else:
        state = archived(listed, complete=card.get("dueComplete").value is True)
    if past.state is None or past.state.ref == state.ref:
        return state, []
    return state, [
        Remark(
            "actions",
            say("end in %(name)s, but the card is in %(state)s", name=repr(past.state.name), state=repr(state.name)),
        )
    ]


def _agreeing(past: Past, owner: str | None) -> tuple[tuple[Change, ...], list[Remark]]:
    """Return the changes; those of the owner count as members' where they do not lead to the owner of today."""
    if (past.members[0] if past.members else None) == owner:
        return tuple(past.changes), []
    changes = tuple(
        Change(c.at, c.author_ref, "other:member", c.old, c.new, c.old_label, c.new_label) if c.field == "owner" else c
        for c in past.changes
    )
    return changes, [Remark("actions", say("do not tell how the card came to its members"))]


def _started(past: Past) -> datetime | None:
    doing = {state.ref for state in past.states.values() if state.category is Category.DOING}
    return next((change.at for change in past.changes if change.field == "state" and change.new in doing), None)


def _description(card: Node, checklists: list[Node]) -> str:
    return "\n\n".join(part for part in (card.get("desc").text() or "", tasks(checklists)) if part.strip())


def _labels(card: Node, about: Board) -> tuple[str, ...]:
    refs = [each.words() for each in card.get("idLabels").items()] or [
        each.get("id").words() for each in card.get("labels").items()
    ]
    return tuple(dict.fromkeys(about.labels.get(ref, ref) for ref in refs))


def _attachments(card: Node) -> Iterator[Attachment]:
    for each in card.get("attachments").items():
        yield Attachment(
            ref=each.get("id").words(),
            name=each.get("name").text() or each.get("url").text() or each.get("id").words(),
            at=each.get("date").moment(),
            author_ref=each.get("idMember").text(),
            bytes=each.get("bytes").integer(),
            media_type=each.get("mimeType").text(),
            url=each.get("url").text(),
        )


def _extra(card: Node, about: Board, members: list[str]) -> dict[str, Any]:
    custom = {}
    for item in card.get("customFieldItems").items():
        field = about.custom.get(item.get("idCustomField").text() or "", Node(None))
        name, told = value(item, field)
        custom[name] = told
    lists = [each.value for each in about.checklists.get(card.get("id").words(), [])]
    flags = {name: True for name in ("dueComplete", "isTemplate") if card.get(name).value is True}
    others = {name: card.get(name).value for name in ("shortUrl", "address", "idMembersVoted") if card.get(name).value}
    several = {"members": members} if len(members) > 1 else {}
    return {**custom, **others, **flags, **several, **({"checklists": lists} if lists else {})}


def _points(extra: dict[str, Any]) -> float | None:
    """Return the story points, which Trello keeps in a custom field of some such name."""
    for name, told in extra.items():
        if vocabulary.fold(name) in ("points", "story points", "estimate", "size"):
            try:
                return float(told)
            except (TypeError, ValueError):
                return None
    return None
