"""A Trello card's actions -> changes, comments, and the states that it went through."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from ..rules.words import Category
from .reading import Node
from .records import Change, Note, Person, State
from .trello_board import Board, archived, value

_TEXTS: Final = {"name": "title", "desc": "description", "due": "due", "start": "other:start"}


@dataclass(slots=True)
class Past:
    """What the actions of one card tell. `state` is None before the first action that tells the list."""

    board: Board
    state: State | None = None
    list_ref: str = ""
    closed: bool = False
    members: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    creator_ref: str | None = None

    def take(self, action: Node) -> None:
        """Add one action; kinds that say nothing about the card itself are passed over. Raises Wrong."""
        kind = action.get("type").words()
        self.person(action.get("memberCreator"), action.get("idMemberCreator"))
        data = action.get("data")
        if kind in ("createCard", "copyCard", "emailCard", "convertToCardFromCheckItem", "moveCardToBoard"):
            self.creator_ref = self.creator_ref or action.get("idMemberCreator").text()
            self.place(data.get("list"))
        elif handler := _HANDLERS.get(kind):
            handler(self, action, data)

    def person(self, node: Node, ref: Node) -> str | None:
        """Remember whoever acted or was acted upon, known to the board or not, and return the ref."""
        known = ref.text() or node.get("id").text()
        if known:
            named = node.get("fullName").text() or node.get("name").text() or known
            self.people.setdefault(
                known, self.board.people.get(known) or Person(ref=known, name=named, described=False)
            )
        return known

    def place(self, node: Node) -> State | None:
        """Note the list that an action names, and return its state."""
        ref = node.get("id").text()
        if not ref:
            return self.state
        self.list_ref, self.state = ref, self.state_of(ref, node.get("name").text())
        return self.state

    def state_of(self, ref: str, name: str | None) -> State:
        """Return the state of a list, also of one that is no longer on the board."""
        state = self.board.lists.get(ref) or State(ref, name or ref, Category.DOING)
        self.states[state.ref] = state
        return state

    def change(self, action: Node, field: str, old: str | None, new: str | None) -> None:
        """Add a change of a field, unless nothing changed."""
        at, by = action.get("date").required_moment(), action.get("idMemberCreator").text()
        if old != new:
            labels = (self.label(field, old), self.label(field, new))
            self.changes.append(Change(at, by, field, old, new, *labels))

    def label(self, field: str, ref: str | None) -> str | None:
        """Return what people saw of a value."""
        if field == "state" and ref in self.states:
            return self.states[ref].name
        return self.people[ref].name if field in ("owner", "other:member") and ref in self.people else ref

    def move(self, action: Node, new: State) -> None:
        """Bring the card into another state."""
        old = self.state
        self.states[new.ref] = self.state = new
        if old:
            self.states[old.ref] = old
            self.change(action, "state", old.ref, new.ref)

    def update(self, action: Node, data: Node) -> None:
        """Take an update of the card: another list, archived or back, another text or date."""
        card, old = data.get("card"), data.get("old")
        if old.get("idList"):
            before = data.get("listBefore")
            self.state = self.state or self.state_of(old.get("idList").words(), before.get("name").text())
            self.list_ref = card.get("idList").words()
            self.move(action, self.state_of(self.list_ref, data.at("listAfter", "name").text()))
        if old.get("closed"):
            self.archive(action, data, closed=card.get("closed").value is True)
        for name, ours in _TEXTS.items():
            if isinstance(old.value, dict) and name in old.value:
                texts = old.get(name).text(), card.get(name).text()
                self.change(action, ours, *(text[:10] if text and ours == "due" else text or None for text in texts))
        if old.get("dueComplete"):
            self.change(
                action, "other:due complete", str(old.get("dueComplete").value), str(card.get("dueComplete").value)
            )

    def archive(self, action: Node, data: Node, *, closed: bool) -> None:
        """Take a card that was archived or sent back to the board."""
        listed = data.get("list")
        ref = listed.get("id").text() or self.list_ref
        state = self.state_of(ref, listed.get("name").text()) if ref else None
        if state:
            self.state = self.state or (state if closed else archived(state, complete=False))
            self.closed, self.list_ref = closed, ref
            self.move(action, archived(state, complete=False) if closed else state)

    def comment(self, action: Node, data: Node) -> None:
        """Take a comment."""
        edited = data.get("dateLastEdited").moment()
        note = Note(
            ref=action.get("id").words(),
            at=action.get("date").required_moment(),
            author_ref=action.get("idMemberCreator").text(),
            body_markdown=data.get("text").text() or "",
            edited_at=edited,
        )
        self.notes.append(note)

    def member(self, action: Node, data: Node) -> None:
        """Take a member who came or went: the first of them is the owner."""
        ref = self.person(data.get("member"), data.get("idMember"))
        came, before = action.get("type").text() == "addMemberToCard", self.first()
        if ref is None:
            return
        self.members = [each for each in self.members if each != ref] + ([ref] if came else [])
        after = self.first()
        if before != after:
            self.change(action, "owner", before, after)
        else:
            self.change(action, "other:member", None if came else ref, ref if came else None)

    def first(self) -> str | None:
        """Return the first member, who is the owner."""
        return self.members[0] if self.members else None

    def custom(self, action: Node, data: Node) -> None:
        """Take a new value of a custom field; Trello does not keep the old one."""
        told = data.get("customField")
        item, ref = data.get("customFieldItem"), told.get("id").text() or ""
        name, new = value(item, self.board.custom.get(ref, told))
        self.change(action, f"other:{name}", None, None if new is None else str(new))

    def label_set(self, action: Node, data: Node) -> None:
        """Take a label that came or went."""
        name = data.at("label", "name").text() or data.at("label", "color").text()
        came = action.get("type").text() == "addLabelToCard"
        self.change(action, "label", None if came else name, name if came else None)

    def check_item(self, action: Node, data: Node) -> None:
        """Take an item of a checklist that was ticked or unticked."""
        item = data.get("checkItem")
        done = item.get("state").text() == "complete"
        name = f"other:{item.get('name').text() or 'check item'}"
        self.change(action, name, "complete" if not done else "incomplete", "complete" if done else "incomplete")

    def attachment(self, action: Node, data: Node) -> None:
        """Take a file that came or went."""
        came = action.get("type").text() == "addAttachmentToCard"
        name = data.at("attachment", "name").text() or data.at("attachment", "id").text()
        self.change(action, "other:attachment", None if came else name, name if came else None)


_HANDLERS: Final[dict[str, Callable[[Past, Node, Node], None]]] = {
    "updateCard": Past.update,
    "commentCard": Past.comment,
    "copyCommentCard": Past.comment,
    "addMemberToCard": Past.member,
    "removeMemberFromCard": Past.member,
    "updateCustomFieldItem": Past.custom,
    "addLabelToCard": Past.label_set,
    "removeLabelFromCard": Past.label_set,
    "updateCheckItemStateOnCard": Past.check_item,
    "addAttachmentToCard": Past.attachment,
    "deleteAttachmentFromCard": Past.attachment,
}
