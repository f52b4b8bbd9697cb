"""Imports from a page: read first, brought in when told so, gone on with after a break; admins alone."""

import fcntl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from headway.commands import import_orders
from headway.models import Event, Item
from headway.rules.errors import Refused

TABLE = b"Summary,Type,Due date,Shoe size\nPay,Bug,03/04/2024,43\nWait,Task,05/04/2024,44\n"
PLAIN = b"Summary,Type\nPay,Bug\n"
LIST = "/settings/imports"


@pytest.fixture
def page(visit: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The admin's browser; what is started runs here, in this transaction, and not in a process of its own."""
    from headway.cli.import_order import import_order

    def at_once(place: import_orders.Place, verb: str) -> None:
        assert verb == "import-order"
        assert CliRunner().invoke(import_order, [str(place.folder)], catch_exceptions=False).exit_code == 0

    settings.HOME = tmp_path
    monkeypatch.setattr(import_orders.Place, "start", at_once)
    return visit("admin")


def _bring(client: Any, content: bytes = TABLE, *, format: str = "csv", name: str = "plan.csv") -> Any:
    return client.post(f"{LIST}/new", {"format": format, "file": SimpleUploadedFile(name, content)})


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_table_is_read_chosen_anew_brought_in_and_forgotten(page: Any, tmp_path: Path) -> None:
    at = _bring(page).url
    assert not Item.objects.filter(title="Pay").exists()
    assert "03/04/2024" in _text(page.get(at))
    page.post(f"{at}/choose", {"mapping": "title=Summary", "dates": "dmy", "project": "Shop"})
    assert 'value="dmy" selected' in _text(page.get(at))
    assert "What it holds" in _text(page.get(at))
    page.post(f"{at}/begin")
    assert "It is in" in _text(page.get(at))
    [pay] = Item.objects.filter(title="Pay")
    assert (pay.kind, pay.due) == ("issue", datetime(2024, 4, 3, tzinfo=UTC).date())
    assert "plan.csv" in _text(page.get(LIST))
    page.post(f"{at}/forget")
    assert page.get(at).status_code == 404
    assert Item.objects.filter(title="Pay").exists()
    assert not list(tmp_path.glob("imports/*/*"))


@pytest.mark.parametrize(
    ("content", "format", "says"),
    [(b"", "csv", "the file is empty"), (b"no such thing", "trello", "line 1"), (b"{}", "asana", "a file comes from")],
)
def test_what_cannot_be_read_is_refused_in_words(
    content: bytes, format: str, says: str, page: Any, tmp_path: Path
) -> None:
    answer = _bring(page, content, format=format)
    assert says in _text(page.get(answer.url) if answer.status_code == 302 else answer)


def test_choices_that_are_none_name_their_field(page: Any) -> None:
    at = _bring(page).url
    for given, says in (
        ({"mapping": "title"}, "two names with ="),
        ({"dates": "ymd"}, "dmy or mdy"),
        ({"kinds": "Bug=banana"}, "a kind is one of"),
    ):
        answer = page.post(f"{at}/choose", given)
        assert answer.status_code == 422
        assert says in _text(answer)


def test_admins_alone_and_of_their_own_workspace(page: Any, visit: Any) -> None:
    at = _bring(page).url
    for who in ("member", "guest"):
        assert visit(who).get(at).status_code == 403
        assert visit(who).post(f"{at}/begin").status_code == 403
        assert _bring(visit(who)).status_code in (403, 404)
    assert page.get(f"{LIST}/{'0' * 32}").status_code == 404
    assert page.get(f"{LIST}/..%2F..%2Fetc").status_code == 404


def test_what_was_broken_off_is_said_to_be_and_goes_on(world: Any, page: Any) -> None:
    admin, now = world.actor("admin"), datetime.now(UTC)
    at = _bring(page, PLAIN).url
    place = import_orders.find(admin, at.rsplit("/", 1)[1])
    import_orders.begin(place, actor=admin, now=now)
    with pytest.raises(Refused, match="wait until"):
        import_orders.forget(place, actor=admin, now=now)
    later = now + timedelta(minutes=5)
    with place.held(), pytest.raises(Refused, match="another process"), place.held():
        pass
    with (place.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert place.state(later).status == "importing"
    assert place.state(later).status == "broken off"
    import_orders.begin(place, actor=admin, now=later)


def test_what_was_never_read_to_its_end_is_read_first(world: Any, page: Any, visit: Any) -> None:
    at = _bring(page).url
    place = import_orders.find(world.actor("admin"), at.rsplit("/", 1)[1])
    place.tell(import_orders.State(status="broken off", at=datetime.now(UTC)))
    page.post(f"{at}/begin")
    assert not Item.objects.filter(title="Pay").exists()
    page.post(f"{at}/choose", {"dates": "dmy"})
    visit("owner").post(f"{at}/begin")
    assert Item.objects.filter(title="Pay").exists()
    assert place.order.member == world.actor("owner").me
    via = Event.objects.filter(item__title="Pay").values_list("via", flat=True)
    assert set(via) == {"import"}


def test_one_import_at_a_time(world: Any, page: Any) -> None:
    admin, now = world.actor("admin"), datetime.now(UTC)
    one, other = (import_orders.find(admin, _bring(page, PLAIN).url.rsplit("/", 1)[1]) for _ in range(2))
    import_orders.begin(one, actor=admin, now=now)
    with pytest.raises(Refused, match="another import"):
        import_orders.begin(other, actor=admin, now=now)


def test_the_oldest_make_room(world: Any, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_orders, "KEPT", 2)
    for number in range(4):
        _bring(page, name=f"{number}.csv")
    assert len(import_orders.places(world.actor("admin"), now=datetime.now(UTC))) == 2


def test_too_long_a_file_leaves_nothing(page: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(import_orders, "LIMIT", 10)
    assert "at most 2 GB" in _text(_bring(page))
    assert not list(tmp_path.glob("imports/*/*"))


def test_what_an_import_says_is_said_to_each_reader_in_his_language(page: Any) -> None:
    at = _bring(page, b"no such thing", format="trello").url
    german = _text(page.get(at, headers={"accept-language": "de"}))
    assert "nichts davon ist als trello lesbar: Zeile 1: Zeile: ist kein JSON" in german
    assert "nothing here can be read as trello: line 1: line: is not JSON" in _text(page.get(at))


def test_who_brings_nothing_is_told_so_in_german(page: Any) -> None:
    answer = page.post(
        f"{LIST}/new",
        {"format": "csv", "file": SimpleUploadedFile("plan.csv", b"")},
        headers={"accept-language": "de"},
    )
    assert "die Datei ist leer" in _text(answer)
