import io
from typing import Any

import orjson

from headway.importers.records import Bad, Record
from headway.importers.trello import read
from headway.rules.words import Category

ANN = {"id": "a" * 24, "fullName": "Ann Lee", "username": "ann"}
BOB = {"id": "b" * 24, "fullName": "Bob", "username": "bob"}
CARD = "65920080" + "c" * 16  # 2024-01-01T00:00:00Z


def action(day: int, kind: str, by: dict[str, str] = ANN, **data: Any) -> dict[str, Any]:
    made = {"id": f"{day:024}", "type": kind, "date": f"2024-01-{day:02}T12:00:00.000Z"}
    return {
        **made,
        "idMemberCreator": by["id"],
        "memberCreator": by,
        "data": {**data, "card": {"id": CARD, **data.get("card", {})}},
    }


def board(*actions: dict[str, Any], **card: Any) -> dict[str, Any]:
    given = {"id": CARD, "idShort": 3, "name": "Write it", "idList": "L1", "idMembers": [], "closed": False, **card}
    return {
        "name": "Pay desk",
        "lists": [{"id": "L1", "name": "To Do"}, {"id": "L2", "name": "Doing"}, {"id": "L3", "name": "Done"}],
        "members": [ANN, BOB],
        "labels": [{"id": "R", "name": "", "color": "red"}, {"id": "U", "name": "urgent", "color": "blue"}],
        "customFields": [{"id": "F", "name": "Story points"}],
        "checklists": [
            {"id": "K", "idCard": CARD, "name": "Steps", "pos": 1, "checkItems": [
                {"id": "2", "name": "second", "pos": 2, "state": "incomplete"},
                {"id": "1", "name": "first", "pos": 1, "state": "complete"},
            ]}
        ] if card.pop("checked", False) else [],
        "cards": [given],
        "actions": list(reversed(actions)),
    }  # fmt: skip


def only(document: dict[str, Any]) -> Record:
    (found,) = read(io.BytesIO(orjson.dumps(document)))
    assert isinstance(found, Record), found
    return found


def move(day: int, old: str, new: str) -> dict[str, Any]:
    return action(
        day, "updateCard", old={"idList": old}, card={"idList": new}, listBefore={"id": old}, listAfter={"id": new}
    )


def test_a_card_that_moved() -> None:
    found = only(
        board(action(1, "createCard", list={"id": "L1"}), move(2, "L1", "L2"), move(3, "L2", "L3"), idList="L3")
    )
    assert (found.key, found.title, found.creator_ref) == ("PAYDESK-3", "Write it", ANN["id"])
    assert found.created.isoformat() == "2024-01-01T00:00:00+00:00"
    assert [(change.old_label, change.new_label) for change in found.changes] == [("To Do", "Doing"), ("Doing", "Done")]
    assert found.state.category is Category.DONE
    assert (found.started, found.closed) == (found.changes[0].at, found.changes[1].at)
    assert found.remarks == ()


def test_the_first_member_is_the_owner() -> None:
    came = [action(day, "addMemberToCard", member=who, idMember=who["id"]) for day, who in ((1, ANN), (2, BOB))]
    left = action(3, "removeMemberFromCard", member=ANN, idMember=ANN["id"])
    found = only(board(*came, left, idMembers=[BOB["id"]]))
    assert found.owner_ref == BOB["id"]
    assert [(c.field, c.old_label, c.new_label) for c in found.changes] == [
        ("owner", None, "Ann Lee"),
        ("other:member", None, "Bob"),
        ("owner", "Ann Lee", "Bob"),
    ]


def test_members_whose_coming_is_not_told_are_remarked() -> None:
    found = only(board(action(1, "addMemberToCard", member=BOB, idMember=BOB["id"]), idMembers=[ANN["id"], BOB["id"]]))
    assert found.owner_ref == ANN["id"]
    assert [change.field for change in found.changes] == ["other:member"]
    assert found.remarks[0].field == "actions"
    assert found.extra["members"] == [ANN["id"], BOB["id"]]


def test_archived_cards_are_dropped_or_done() -> None:
    archive = action(2, "updateCard", old={"closed": False}, card={"closed": True}, list={"id": "L1"})
    found = only(board(archive, closed=True))
    assert (found.state.category, found.state.name) == (Category.DROPPED, "To Do (archived)")
    assert (found.changes[0].new, found.closed) == (found.state.ref, found.changes[0].at)
    assert only(board(closed=True, idList="L3")).state.category is Category.DONE
    assert only(board(closed=True, dueComplete=True)).state.category is Category.DONE


def test_comments_texts_labels_and_dates() -> None:
    found = only(
        board(
            action(1, "commentCard", text="*hi*", by=BOB),
            action(2, "updateCard", old={"name": "Old"}, card={"name": "Write it"}),
            action(3, "updateCard", old={"due": None}, card={"due": "2024-02-01T10:00:00.000Z"}),
            action(4, "updateCard", old={"pos": 1}, card={"pos": 2}),
            due="2024-02-01T10:00:00.000Z",
            idLabels=["R", "U"],
            desc="Body",
            customFieldItems=[{"idCustomField": "F", "value": {"number": "8"}}],
            attachments=[{"id": "9", "name": "plan.pdf", "bytes": 5, "url": "https://x.org/plan.pdf"}],
            checked=True,
        )
    )
    assert [(note.author_ref, note.body_markdown) for note in found.notes] == [(BOB["id"], "*hi*")]
    assert [(c.field, c.old, c.new) for c in found.changes] == [
        ("title", "Old", "Write it"),
        ("due", None, "2024-02-01"),
    ]
    assert (found.labels, found.points, found.attachments[0].name) == (("red", "urgent"), 8.0, "plan.pdf")
    assert found.description == "Body\n\n### Steps\n\n- [x] first\n- [ ] second"
    assert found.extra["checklists"][0]["name"] == "Steps"


def test_bad_cards_are_named() -> None:
    document = board(name=None)
    document["cards"].append({"id": "zz", "name": "x", "idList": "L1"})
    found = list(read(io.BytesIO(orjson.dumps(document))))
    assert [(each.line, each.ref) for each in found if isinstance(each, Bad)] == [(1, CARD), (2, "zz")]
    assert isinstance(found[0], Bad)
    assert found[0].problem == "cards[0].name: is missing; expected a text that is not empty"


def test_what_is_no_board_is_refused() -> None:
    for data in (b"[]", b'{"name": 3.5}', b"{", b'{"name": "x", "cards": 3}'):
        (found,) = read(io.BytesIO(data))
        assert isinstance(found, Bad)
